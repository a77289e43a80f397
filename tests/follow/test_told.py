"""On the petitioner's page: how they are told, and opening an answer."""

import pytest
from tests.cast import DECISION, accepted, file

from openredress.cases.models import Case
from openredress.notices import sending
from openredress.parties import identities


@pytest.fixture(autouse=True)
def every_way(mail, gateway):
    """Every way is there."""


def decided(cast, **given):
    return accepted(cast, **given).must("roads-officer", "decide", **DECISION)


def here(drive, page):
    return f"/case/{drive.case.number}/{page}/"


LANGUAGES = [("en", "Your answer is ready", "Open the answer now"),
             ("zh-hans", "您的答复已作出", "现在打开答复")]  # fmt: skip


@pytest.mark.parametrize(("language", "ready", "button"), LANGUAGES)
def test_an_answer_waits_and_nothing_of_it_is_shown(cast, follow, language, ready, button):
    drive = decided(cast)
    client = follow(drive, language)
    page = client.get("/case/").content.decode()
    assert ready in page
    asked = client.get(here(drive, "answer")).content.decode()
    assert button in asked
    for shown in (page, asked):
        for text in DECISION.values():
            assert text == "upheld" or text not in shown
    assert client.get(here(drive, "decision")).status_code == 404


def test_looking_serves_nothing(cast, follow):
    drive = decided(cast)
    client = follow(drive)
    for method in (client.get, client.head, client.post):
        assert method(here(drive, "answer")).status_code == 200
    assert not drive.case.journal.filter(tag="served").exists()


def test_opening_it_shows_it_and_begins_the_time(cast, follow):
    drive = decided(cast)
    client = follow(drive)
    assert "30 days" in client.get(here(drive, "answer")).content.decode()
    answer = client.post(here(drive, "answer"), {"open": "1"})
    assert answer["Location"] == here(drive, "decision")
    shown = client.get(here(drive, "decision")).content.decode()
    assert DECISION["finding"] in shown
    page = client.get("/case/").content.decode()
    assert "Your answer is ready" not in page
    assert "Ask the next office up for review" in page
    assert Case.objects.get(pk=drive.case.pk).stage == "served"
    # A second press, or the address later on, shows the decision again.
    assert client.post(here(drive, "answer"), {"open": "1"})["Location"] == here(drive, "decision")
    assert drive.case.journal.filter(tag="served").count() == 1


def test_where_no_answer_waits_there_is_nothing_to_open(cast, follow):
    drive = accepted(cast)
    assert follow(drive).get(here(drive, "answer")).status_code == 404


def test_choosing_how_to_be_told(cast, follow, mail):
    drive = file(cast, identity={"email": "zhang@example.net"})
    client = follow(drive)
    form = client.get(here(drive, "notices")).content.decode()
    assert "zhang@example.net" not in form
    assert "name of the case" not in form
    done = client.post(here(drive, "notices"), {"ways": ["email"], "choose": "1"})
    assert done["Location"] == here(drive, "").replace("//", "/")
    assert identities.reach(drive.case).tell_by == "email"
    page = client.get("/case/").content.decode()
    assert "By e-mail" in page
    drive.must("clerk", "register")
    for _round in range(2):
        sending.send_due(drive.now)
    assert len(mail.letters) == 1
    sent = client.get(here(drive, "notices")).content.decode()
    assert "It was registered" in sent
    assert "Sent" in sent
    done = client.post(here(drive, "notices"), {"choose": "1"})
    assert done.status_code == 302
    assert identities.reach(drive.case).tell_by == ""


def test_a_way_without_its_contact_says_what_to_do_and_keeps_the_ticks(cast, follow):
    drive = file(cast, identity={"email": "zhang@example.net"})
    answer = follow(drive).post(here(drive, "notices"), {"ways": ["email", "sms"], "choose": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Give one first" in page
    assert page.count(" checked") == 2
    assert identities.reach(drive.case).tell_by == ""


def test_a_way_that_is_not_offered_is_refused(cast, follow, settings):
    settings.CHAT_URL = ""
    drive = file(cast, identity={"chat": "@zhang"})
    page = follow(drive).post(here(drive, "notices"), {"ways": ["chat"], "choose": "1"})
    assert page.status_code == 200
    assert identities.reach(drive.case).tell_by == ""


def test_an_institution_without_any_way_says_so(cast, follow, settings):
    settings.EMAIL_HOST = settings.SMS_URL = settings.CHAT_URL = ""
    settings.LETTERS = False
    drive = file(cast)
    page = follow(drive).get(here(drive, "notices")).content.decode()
    assert "sends no messages" in page


def test_a_printed_letter_stands_where_one_sees_who_looked(cast, follow):
    from tests.cases.test_service import lettered, letters

    from openredress.cases import actions

    drive = lettered(cast)
    actions.print_letters(cast.actor("clerk"), letters(), drive.now)
    page = follow(drive).get("/case/").content.decode()
    assert "To post you a letter, as you had asked for." in page
    assert "County Petition Office" in page
