"""Changed calendars in the database: deadlines move, once, told and proved."""

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.cast import START, file

from openredress.cases import actions, verification
from openredress.cases.actions import calendars
from openredress.cases.models import Case, JournalEntry
from openredress.offices import standing
from openredress.offices.models import CalendarChange, OfficialCalendar

pytestmark = pytest.mark.django_db
FAIR = {date(2026, 2, 12): {"en": "Fair day", "zh": "集市日"}}
DAY = START + timedelta(days=1)


def add(cast, office="county", days=FAIR, at=DAY):
    return actions.change_calendar(cast.offices[office].pk, days, (), "The county fair.", at)


def differences():
    return [d for _, found in verification.verify() for d in found]


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_an_open_deadline_moves_and_says_why(cast):
    drive = file(cast)
    assert drive.case.next_due_on == date(2026, 2, 12)
    change = add(cast)
    assert actions.recount(DAY) == 1
    case = fresh(drive.case)
    assert case.next_due_on == date(2026, 2, 13)
    event = JournalEntry.objects.get(case=case, tag="deadline-moved")
    assert event.data["change"] == change.pk
    assert event.words == {"reason": "The county fair."}
    assert differences() == []


def test_the_petitioner_reads_it_on_their_page(cast):
    drive = file(cast)
    add(cast)
    actions.recount(DAY)
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    page = client.get("/case/").content.decode()
    assert "County changed its days of rest" in page
    assert "The county fair." in page


def test_it_is_told_once_however_often_the_worker_looks(cast):
    file(cast)
    add(cast)
    assert [actions.recount(DAY + timedelta(minutes=n)) for n in (0, 1, 6, 7)] == [1, 0, 0, 0]
    assert CalendarChange.objects.get().done_at == DAY + timedelta(minutes=6)
    assert JournalEntry.objects.filter(tag="deadline-moved").count() == 1


def test_a_worker_that_stops_in_the_middle_goes_on_there(cast, monkeypatch):
    cases = [file(cast).case for _ in range(5)]
    add(cast)
    real, seen = calendars._move, []

    def die_at_the_third(case, change, now):
        seen.append(case.pk)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(case, change, now)

    monkeypatch.setattr(calendars, "_move", die_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        actions.recount(DAY, batch=2)
    assert differences() == [], "what it has not come to yet is counted as before"
    monkeypatch.setattr(calendars, "_move", real)
    assert actions.recount(DAY, batch=2) == 3
    assert [fresh(c).next_due_on for c in cases] == [date(2026, 2, 13)] * 5
    assert JournalEntry.objects.filter(tag="deadline-moved").count() == 5


def test_only_what_the_office_and_those_below_register_is_concerned(cast):
    here = file(cast)
    elsewhere = file(cast, office=cast.offices["borough"].pk)
    add(cast, "petitions")
    add(cast, "roads", {date(2026, 2, 13): {"en": "Road day"}})
    assert actions.recount(DAY) == 1
    actions.recount(DAY + timedelta(minutes=6))
    assert fresh(here.case).next_due_on == date(2026, 2, 13), "roads registers nothing"
    assert fresh(elsewhere.case).next_due_on == elsewhere.case.next_due_on
    assert differences() == []


def test_what_is_filed_afterwards_is_counted_by_it_at_once(cast):
    add(cast)
    drive = file(cast)
    assert drive.case.next_due_on == date(2026, 2, 13)
    assert not JournalEntry.objects.filter(tag="deadline-moved").exists()


def test_a_day_that_is_taken_back_moves_the_deadline_back_and_says_so(cast):
    drive = file(cast)
    add(cast)
    actions.recount(DAY + timedelta(minutes=6))
    office = cast.offices["county"].pk
    actions.change_calendar(office, {}, list(FAIR), "Put off.", DAY + timedelta(hours=1))
    actions.recount(DAY + timedelta(hours=2))
    assert fresh(drive.case).next_due_on == date(2026, 2, 12)
    days = JournalEntry.objects.filter(tag="deadline-moved").order_by("seq")
    assert [e.data["due_on"] for e in days] == ["2026-02-13", "2026-02-12"]
    assert differences() == []


def test_a_case_that_cannot_be_recounted_is_set_aside(cast, monkeypatch):
    bad, good = file(cast).case, file(cast).case
    add(cast)
    real = calendars._move

    def fail(case, change, now):
        if case.pk == bad.pk:
            raise ValueError
        return real(case, change, now)

    monkeypatch.setattr(calendars, "_move", fail)
    assert actions.recount(DAY) == 1
    assert fresh(good).next_due_on == date(2026, 2, 13)
    assert Case.objects.get(set_aside__isnull=False) == bad


# Official calendars ---------------------------------------------------------------------------


def test_official_days_are_adopted_and_deadlines_that_were_provisional_move(cast, monkeypatch):
    """As if the arrangement for 2027 came out after the case was filed: 4 January is off too."""
    drive = file(cast, START.replace(year=2026, month=12, day=20))
    before = drive.case.next_due_on
    assert before == date(2027, 1, 4)
    assert drive.case.number
    now = drive.now + timedelta(days=1)
    assert actions.adopt_official(now) == 0, "the first time there is nothing to compare with"
    code = "CN"
    assert OfficialCalendar.objects.filter(code=code).exists()
    real = calendars.calendar_for

    def published(asked, *more):
        found = real(asked, *more)
        return (
            found.with_rest_days({before: {"en": "New Year", "zh": "元旦"}})
            if asked == code
            else found
        )

    monkeypatch.setattr(calendars, "calendar_for", published)
    assert actions.adopt_official(now) == 1
    assert actions.adopt_official(now) == 0
    assert actions.recount(now) == 1
    assert fresh(drive.case).next_due_on == date(2027, 1, 5)
    event = JournalEntry.objects.get(tag="deadline-moved")
    assert (event.data["office"], event.data["was_due_on"]) == (None, "2027-01-04")
    assert differences() == []


def test_a_calendar_can_be_asked_for_as_it_stood(cast):
    county = cast.offices["county"].pk
    zone = "Asia/Shanghai"
    first = add(cast)
    second = add(cast, days={date(2026, 3, 3): {"en": "Second"}})
    rests = [
        [day for day in (*FAIR, date(2026, 3, 3))
         if not standing.standing("CN", zone, county, upto).is_working_day(day)]
        for upto in (0, first.pk, second.pk, None)
    ]  # fmt: skip
    both = [*FAIR, date(2026, 3, 3)]
    assert rests == [[], [*FAIR], both, both]


def test_a_calendar_survives_being_stored():
    from openredress.offices.calendars import calendar_for

    for code in ("CN", "GB-ENG", "IN", "none"):
        calendar = calendar_for(code, "UTC")
        assert standing.from_plain(code, "UTC", standing.plain(calendar)) == calendar
