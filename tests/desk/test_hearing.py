"""Hearings over HTTP: who finds them, who finds nothing, and what is kept after a mistake."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.hearings import ZONE, heard

from openredress.cases import actions
from openredress.cases.models import Case, Hearing
from openredress.cases.verification import verify

pytestmark = pytest.mark.django_db


def at_the_desk(cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.staff(who))
    return client


@pytest.fixture
def case(cast):
    one = heard(cast, now=timezone.now() - timedelta(days=5)).asked().granted().with_panel()
    return one.announced(is_public=True, title="The road to a village")


def test_whoever_is_shut_out_finds_nothing_and_the_public_neither(cast, case):
    here, who = f"/desk/cases/{case.number}/hearing/", at_the_desk(cast, "petitions-officer")
    assert case.number in who.get("/desk/hearings/").content.decode()
    assert who.get(here).status_code == 200
    announced = Client().get("/hearings/").content.decode()
    assert "The road to a village" in announced
    assert " 09:00<" in announced, "by the clock of the office"
    assert " 09:00<" in who.get("/desk/hearings/").content.decode()
    done = actions.exclude_person(
        case.number, cast.actor("city-supervisor"), cast.staff("petitions-officer").pk,
        "complained-of", "x", case.drive.now,
    )  # fmt: skip
    assert isinstance(done, Case)
    assert case.number not in who.get("/desk/hearings/").content.decode()
    for address in ("", "declaration/", "record/", "late-documents/", "finding/"):
        method = who.post if address else who.get
        hidden = method(here + address)
        unknown = method(f"/desk/cases/2026-999999-9/hearing/{address}")
        assert (hidden.status_code, unknown.status_code) == (404, 404), address
    assert "The road to a village" not in Client().get("/hearings/").content.decode()


def test_what_the_page_does_not_offer_is_not_there(cast, case):
    here = f"/desk/cases/{case.number}/hearing/"
    for who, address in (
        ("roads-officer", "panel/"), ("roads-officer", "finding/"), ("clerk", "notice/"),
        ("roads-head", "declaration/"), ("roads-head", "record/"), ("city-supervisor", "nothing/"),
        ("petitions-officer", "documents/"), ("town-officer", ""),
    ):  # fmt: skip
        assert at_the_desk(cast, who).post(here + address).status_code in (404, 405), (who, address)


def test_a_day_that_is_too_soon_keeps_what_was_entered_and_names_the_earliest(cast, case):
    given = {
        "notice-starts_on": case.drive.now.date(), "notice-begins": "09:00",
        "notice-venue": "The old hall", "notice-is_public": "no", "notice-reason": "It rains.",
    }  # fmt: skip
    answer = at_the_desk(cast, "roads-head").post(
        f"/desk/cases/{case.number}/hearing/notice/", given
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "The old hall" in said
    assert "The earliest day is" in said


def test_what_is_published_is_what_was_looked_at(cast):
    one = heard(cast, now=timezone.now() - timedelta(days=30)).asked().granted().with_panel()
    one.announced(is_public=True, title="The road to a village").recorded().answered().found()
    head, address = at_the_desk(cast, "roads-head"), f"/desk/cases/{one.number}/hearing/"
    given = {"public-headline": "The road", "public-text": "It is broken."}
    shown = head.post(f"{address}publication/", given).content.decode()
    seen = shown.split('name="publish" value="')[1].split('"')[0]
    changed = {**given, "public-text": "It is broken, says Li.", "publish": seen}
    assert head.post(f"{address}publication/", changed).status_code == 200
    assert one.hearing.published == ""
    assert head.post(f"{address}publication/", {**given, "publish": seen}).status_code == 302
    assert one.hearing.published == "It is broken."


def test_whoever_sits_finds_it_on_the_first_page_and_when_its_day_moves(cast, case):
    """Nobody else is told that they sit; who is named no more, or shut out, finds nothing."""
    one = at_the_desk(cast, "petitions-officer")
    count = "<strong>1</strong> Hearings at which you sit"

    def first(client):
        return client.get("/desk/", headers={"accept-language": "en"}).content.decode()

    def listed(client):
        page = client.get("/desk/hearings/", headers={"accept-language": "en"})
        return page.content.decode().partition("You sit at these")[2].partition("</section>")[0]

    assert count in first(one)
    assert case.number in listed(one)
    assert "New or changed" in listed(one)
    for who in ("roads-head", "clerk"):
        assert "at which you sit" not in first(at_the_desk(cast, who))
        assert listed(at_the_desk(cast, who)) == ""
    before = timezone.now() - timedelta(days=30)
    Hearing.objects.filter(case=case.drive.case).update(news_at=before)
    assert "New or changed" not in listed(one)
    assert count in first(one), "for as long as it goes on"
    case.drive.now = timezone.now()
    case.announced(days=20)
    told = listed(one)
    assert "New or changed" in told
    assert date_format(case.hearing.starts_at.astimezone(ZONE), "j F Y") in told
    case.must(actions.cancel_hearing, "roads-head", "It is settled.")
    assert "Not held" in listed(one)
    Hearing.objects.filter(case=case.drive.case).update(news_at=before)
    assert "at which you sit" not in first(one)
    assert listed(one) == ""


def test_who_is_taken_off_the_panel_is_told_no_more(cast, case):
    taken, shut = at_the_desk(cast, "city-supervisor"), at_the_desk(cast, "petitions-officer")
    assert "Hearings at which you sit" in taken.get("/desk/").content.decode()
    case.must(actions.name_panel, "roads-head", [cast.staff("petitions-officer").pk], ["Wu", "Li"])
    assert "at which you sit" not in taken.get("/desk/").content.decode()
    out = actions.exclude_person(
        case.number, cast.actor("city-supervisor"), cast.staff("petitions-officer").pk,
        "complained-of", "x", case.drive.now,
    )  # fmt: skip
    assert isinstance(out, Case)
    assert "at which you sit" not in shut.get("/desk/").content.decode()
    assert not [d for _pk, found in verify() for d in found]
