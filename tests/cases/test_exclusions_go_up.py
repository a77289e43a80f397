"""What a petitioner asks about who must not see a case never waits for nobody."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import START, Drive, accepted, file

from openredress.cases import actions, queries, verification
from openredress.cases.access import NotHere, case_for
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Permission
from openredress.offices.models import Staff

pytestmark = pytest.mark.django_db

ASKED = "The clerk is his cousin."


def away(*names: str) -> None:
    Staff.objects.filter(username__in=names).update(is_active=False)


def sees(drive: Drive, who: str) -> bool:
    try:
        case_for(drive.cast.actor(who), drive.case.number, drive.now)
    except NotHere:
        return False
    return True


def sent_up(drive: Drive) -> list[str]:
    """The offices that were asked, by code, as the journal has it."""
    codes = {office.pk: code for code, office in drive.cast.offices.items()}
    rows = JournalEntry.objects.filter(case=drive.case, tag="exclusion-sent-up").order_by("seq")
    return [codes[row.data["office"]] for row in rows]


def proved() -> bool:
    return [d for _key, found in verification.verify() for d in found] == []


def test_while_a_clerk_or_a_supervisor_can_answer_it_stays_with_them(cast):
    assert sent_up(file(cast, keep_out=ASKED)) == []
    away("clerk")
    assert sent_up(file(cast, keep_out=ASKED)) == []  # The supervisor of the city above.
    away("city-supervisor")
    assert sent_up(file(cast, keep_out=ASKED)) == ["county"]


def test_with_nobody_there_the_first_office_above_with_somebody_answers_at_once(cast):
    away("clerk", "city-supervisor", "county-officer", "county-head")
    drive = file(cast, keep_out=ASKED)
    assert sent_up(drive) == ["city"]
    assert sees(drive, "city-officer")
    found = queries.exclusions_to_answer(cast.actor("city-officer")).cases
    assert [case.pk for case in found] == [drive.case.pk]
    person = cast.staff("petitions-officer").pk
    done = actions.exclude_person(
        drive.case.number, cast.actor("city-officer"), person, "complained-of", "x", drive.now
    )
    assert isinstance(done, Case), done
    # Answered: who was asked above has no more to do with the case.
    assert not sees(drive, "city-officer")
    assert not Case.objects.get(pk=drive.case.pk).exclusion_asked
    assert proved()


def test_above_it_is_refused_with_a_reason_and_then_the_case_goes_on(cast):
    away("city-supervisor")
    drive = accepted(cast)
    away("clerk")
    asked = actions.ask_exclusion(drive.case.number, drive.petitioner, ASKED, drive.now)
    assert isinstance(asked, Case), asked
    assert sent_up(drive) == ["county"]
    officer = cast.actor("county-officer")
    opened = case_for(officer, drive.case.number, drive.now)
    assert opened.may(Permission.ANSWER_EXCLUSION)
    done = actions.refuse_exclusion(drive.case.number, officer, "They are not related.", drive.now)
    assert isinstance(done, Case), done
    assert not sees(drive, "county-officer")
    assert proved()


def test_what_nobody_answers_in_time_goes_up_office_by_office(cast):
    # Asked on Wednesday 28 January 2026; the fifth working day is Wednesday 4 February.
    drive = file(cast, keep_out=ASKED)
    due = Case.objects.get(pk=drive.case.pk).exclusion_due_at
    assert due.isoformat() == "2026-02-04T16:00:00+00:00"
    actions.sweep(due - timedelta(seconds=1))
    assert sent_up(drive) == []
    actions.sweep(due)
    assert sent_up(drive) == ["county"]
    for _again in range(2):
        actions.sweep(due + timedelta(days=30))
    assert sent_up(drive) == ["county", "city"]
    actions.sweep(due + timedelta(days=90))
    assert sent_up(drive) == ["county", "city"]  # Nobody is above.
    # The clerk may answer still.
    done = actions.refuse_exclusion(
        drive.case.number, cast.actor("clerk"), "No.", due + timedelta(days=91)
    )
    assert isinstance(done, Case), done
    assert proved()


def test_when_the_last_who_could_answer_leaves_it_goes_up_by_itself(cast):
    drive = file(cast, keep_out=ASKED)
    away("clerk", "city-supervisor")
    actions.sweep(START + timedelta(minutes=1))
    assert sent_up(drive) == ["county"]


def test_where_nobody_is_above_the_office_that_took_it_in_answers(cast):
    away("uk-clerk", "uk-council")
    drive = file(cast, matter=cast.matters["damp"].pk, keep_out=ASKED)
    assert sent_up(drive) == ["relations"]
    assert sees(drive, "uk-relations")


def test_whoever_is_shut_out_is_not_asked(cast):
    away("clerk", "city-supervisor")
    drive = file(cast, keep_out=ASKED)
    county, head = cast.actor("county-officer"), cast.staff("county-head").pk
    number = drive.case.number
    done = actions.exclude_person(number, county, head, "complained-of", "x", drive.now)
    assert isinstance(done, Case), done
    asked = actions.ask_exclusion(number, drive.petitioner, ASKED, drive.now)
    assert isinstance(asked, Case), asked
    assert sees(drive, "county-officer")
    assert not sees(drive, "county-head")


def test_only_who_answers_reads_that_it_was_asked_and_went_up(cast):
    away("clerk", "city-supervisor")
    drive = file(cast, keep_out=ASKED)
    client, here = Client(), f"/desk/cases/{drive.case.number}/"
    client.force_login(cast.staff("petitions-officer"))
    page = client.get(here).content.decode()
    assert "answers now who must not see" not in page
    assert ASKED not in page
    client.force_login(cast.staff("county-head"))
    for path in (here, "/desk/exclusions/"):
        assert drive.case.number in client.get(path).content.decode(), path
    assert "Petitioners who ask that somebody be kept out" in client.get("/desk/").content.decode()
    assert ASKED in client.get(f"{here}exclusion/").content.decode()


def test_the_petitioner_reads_who_answers_and_until_when(cast):
    away("clerk", "city-supervisor")
    drive = file(cast, keep_out=ASKED)
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    page = client.get("/case/").content.decode()
    assert "Linjiang County has to answer by" in page
    assert "Linjiang County answers now who must not see this case." in page
    api = Client().get("/api/v1/case", headers={"authorization": f"Receipt {drive.code}"}).json()
    assert api["exclusion_office"] == "Linjiang County"
    assert api["exclusion_by"] == "2026-02-04"
