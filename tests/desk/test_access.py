"""Who may come to the desk, and what they may know of a case."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import accepted, file, served, who

from openredress.cases import actions
from openredress.cases.models import JournalEntry
from openredress.offices.models import Staff

LISTS = ["", "extensions/", "remedies/", "overdue/", "registered/", "closed/", "find/?number=1"]


@pytest.mark.parametrize("path", [*LISTS, "cases/2026-000001-5/"])
def test_it_asks_for_sign_in(db, path):
    answer = Client().get(f"/desk/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/sign-in/")


@pytest.mark.parametrize("path", LISTS)
def test_it_tells_staff_without_a_post_what_to_do(db, path):
    client = Client()
    client.force_login(Staff.objects.create_user("nobody", "x"))
    answer = client.get(f"/desk/{path}")
    assert answer.status_code == 403
    assert "You have no post yet" in answer.content.decode()


def told(answer, number):
    """What a page says, whatever was in its address and in its tokens."""
    html = answer.content.decode().replace(number, "")
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', "", html)


def test_it_does_not_tell_another_office_that_a_case_exists(cast, sit_down):
    case, other = accepted(cast).case, sit_down("housing-officer")
    for path in ("", "accept/", "decision/"):
        known = other.get(f"/desk/cases/{case.number}/{path}")
        unknown = other.get(f"/desk/cases/2026-999999-9/{path}")
        assert known.status_code == unknown.status_code == 404
        assert told(known, case.number) == told(unknown, "2026-999999-9")
    found = other.get(f"/desk/find/?number={case.number}")
    assert found.status_code == 404
    posted = other.take(case, "decide", claim="x")
    assert posted.status_code == 404
    for path in ("note/", "identity/"):
        assert other.post(f"/desk/cases/{case.number}/{path}", {}).status_code == 404


def test_it_finds_a_case_by_its_number_and_by_nothing_else(cast, sit_down):
    case = accepted(cast, identity={"name": "Wang Fang", "phone": "13800001111"}).case
    officer = sit_down("roads-officer")
    found = officer.get(f"/desk/find/?number=+{case.number}+")
    assert found["Location"] == f"/desk/cases/{case.number}/"
    for typed in ("Wang", "13800001111", case.number[:8], ""):
        assert officer.get(f"/desk/find/?number={typed}").status_code == 404


def test_it_refuses_a_step_that_belongs_to_somebody_else(cast, sit_down):
    case = accepted(cast).case
    answer = sit_down("clerk").take(case, "decide", claim="My text", outcome="upheld")
    page = answer.content.decode()
    assert answer.status_code == 422  # the form is looked at first; the step stays refused
    whole = dict.fromkeys(("claim", "facts", "reasons", "finding", "basis"), "x")
    answer = sit_down("clerk").take(case, "decide", outcome="upheld", **whole)
    assert answer.status_code == 403
    assert "The procedure gives this step to somebody else." in answer.content.decode()
    assert "My text" in page
    case.refresh_from_db()
    assert case.stage == "accepted"


def test_it_is_read_only_for_an_office_that_takes_part(cast, sit_down):
    drive = file(cast, timezone.now()).must("clerk", "register", 0)
    drive.must("clerk", "transfer", 0, office=cast.offices["roads"].pk, reason="x",
               co_handlers=(cast.offices["housing"].pk,))  # fmt: skip
    other = sit_down("housing-officer")
    page = other.look(drive.case).content.decode()
    assert "You can read this case. County Roads Bureau answers for it" in page
    assert 'id="step-' not in page
    assert "Open name and contact" not in page
    assert "with County Housing Bureau" in page
    assert other.take(drive.case, "accept").status_code == 403
    path = f"/desk/cases/{drive.case.number}/"
    assert other.post(path + "identity/", {"identity-purpose": "x"}).status_code == 404
    assert other.post(path + "note/", {"note-text": "We join."}).status_code == 302


def test_it_lets_a_supervisor_read_and_not_act(cast, sit_down):
    case = accepted(cast).case
    page = sit_down("city-supervisor").look(case).content.decode()
    assert "You can read this case." in page
    assert 'id="step-' not in page


@pytest.mark.parametrize("path", ["note/", "identity/"])
def test_it_changes_nothing_by_get(cast, filed, sit_down, path):
    clerk = sit_down("clerk")
    assert clerk.get(f"/desk/cases/{filed.case.number}/{path}").status_code == 405
    assert clerk.get(f"/desk/cases/{filed.case.number}/register/").status_code == 200
    assert JournalEntry.objects.filter(case=filed.case).count() == 1


def test_it_refuses_a_form_without_its_token(cast, filed):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.staff("clerk"))
    assert client.post(f"/desk/cases/{filed.case.number}/register/").status_code == 403


def test_it_shows_a_name_once_and_records_why(cast, sit_down):
    given = {"name": "Wang Fang", "phone": "13800001111"}
    case = file(cast, timezone.now(), identity=given).case
    assert who(case).name == "Wang Fang"
    clerk, path = sit_down("clerk"), f"/desk/cases/{case.number}/identity/"
    for page in ("/desk/", f"/desk/cases/{case.number}/", f"/desk/cases/{case.number}/register/"):
        assert "Wang" not in clerk.get(page).content.decode()
    assert clerk.post(path, {"identity-purpose": " "}).status_code == 422
    assert not JournalEntry.objects.filter(case=case, tag="identity-opened").exists()
    opened = clerk.post(path, {"identity-purpose": "To agree on a visit."})
    text = opened.content.decode()
    assert "Wang Fang" in text
    assert "13800001111" in text
    assert "To agree on a visit." in text
    assert "no-store" in opened["Cache-Control"]
    entry = JournalEntry.objects.get(case=case, tag="identity-opened")
    assert entry.words["purpose"] == "To agree on a visit."
    after = clerk.look(case).content.decode()
    assert "Wang Fang" not in after
    assert "To agree on a visit." in after


def test_it_looks_the_same_whether_or_not_there_is_a_name(cast, sit_down):
    clerk, now = sit_down("clerk"), timezone.now()
    named = file(cast, now, identity={"name": "Wang Fang"}).case
    unnamed = file(cast, now).case
    pages = [clerk.look(c).content.decode().replace(c.number, "") for c in (named, unnamed)]
    strip = [page.split("<main")[1].split("csrfmiddlewaretoken")[0] for page in pages]
    assert strip[0] == strip[1]
    nothing = clerk.post(f"/desk/cases/{unnamed.number}/identity/", {"identity-purpose": "x"})
    assert "Nothing was given" in nothing.content.decode()


def test_it_shows_the_name_of_the_first_filing_at_a_higher_level(cast, sit_down):
    drive = served(cast)
    actions.change_details(
        drive.case.number, drive.petitioner, {"name": "Wang Fang"}, (), drive.now
    )
    drive.must("petitioner", "ask-review", reason="No.")
    path = f"/desk/cases/{drive.case.number}/identity/"
    opened = sit_down("county-officer").post(path, {"identity-purpose": "To invite them."})
    assert "Wang Fang" in opened.content.decode()


def test_it_links_only_to_levels_the_reader_may_see(cast, sit_down):
    drive = served(cast)
    first = drive.case
    drive.must("petitioner", "ask-review", reason="No.")
    below = sit_down("roads-officer").look(first).content.decode()
    assert f'href="/desk/cases/{drive.case.number}/"' not in below
    above = sit_down("city-supervisor").look(drive.case).content.decode()
    assert f'href="/desk/cases/{first.number}/"' in above
