"""Times, numbers and groups, through the real actions."""

from datetime import date, time, timedelta

import pytest
from tests.cast import accepted
from tests.reception.conftest import MONDAY

from openredress.cases import actions as cases
from openredress.cases.models import Case, JournalEntry, SearchRow
from openredress.core.refusals import Code, Refusal
from openredress.reception import actions, queries, times
from openredress.reception.actions import NotHere, Trouble
from openredress.reception.actions.booking import Wish
from openredress.reception.models import Arrival, BookedCase, Booking, Ticket
from openredress.reception.verification import differences

TUESDAY = date(2026, 3, 3)


def at(room, on=TUESDAY, *, has_receipt=True, now=MONDAY):
    """The hours of a day that can still be booked."""
    days = times.days(queries.room_of("roads", now), now, has_receipt=has_receipt)
    return [f"{t.slot.starts_at:%H:%M}" for day in days if day.on == on for t in day.times]


def book(room, drive, key="0900-0", on=TUESDAY, now=MONDAY, **more):
    wish = Wish(on, key, **more)
    return actions.book(room, wish, now, drive.petitioner, drive.case.number)


def test_times_are_those_of_working_days_that_are_still_to_come(room):
    assert at(room) == ["09:00", "09:30", "10:00", "10:30"]
    assert at(room, date(2026, 3, 7)) == []  # A Saturday.
    assert at(room, MONDAY.date(), now=MONDAY + timedelta(minutes=40)) == ["10:00", "10:30"]
    assert at(room, date(2026, 3, 30)) != []
    assert at(room, date(2026, 3, 31)) == []  # More than four weeks ahead.
    # 5 and 6 April 2026 are days of rest for Qingming: the Monday is not worked.
    then = MONDAY + timedelta(days=28)
    assert at(room, date(2026, 4, 6), now=then) == []
    assert at(room, date(2026, 4, 7), now=then) != []


def test_a_time_is_booked_once_and_stands_in_the_journal(cast, room):
    drive, other = accepted(cast), accepted(cast)
    done = book(room, drive, needs=["interpreter", "sign"], language="Hakka")
    assert not isinstance(done, Refusal)
    assert done.code == ""
    assert done.booking.needs == ["interpreter"]  # Only what the office has can be asked for.
    assert "09:00" not in at(room)
    assert book(room, other) == Refusal(Code.NO_TIME_LEFT, "time")
    assert book(room, drive, "0930-0") == Refusal(Code.BOOKED_ALREADY)
    assert Booking.objects.count() == 1  # A refused one leaves no row behind.
    entry = JournalEntry.objects.get(tag="reception-booked")
    assert entry.data["starts_at"] == done.booking.starts_at.isoformat()
    assert "Hakka" not in str(entry.data)
    assert "interpreter" not in str(entry.data)
    assert list(differences(MONDAY)) == []
    assert actions.give_up(done.booking, MONDAY, drive.petitioner, drive.case.number)
    assert "09:00" in at(room)
    kept = Booking.objects.get()
    assert (kept.needs, kept.language) == ([], "")
    assert list(differences(MONDAY)) == []
    assert not isinstance(book(room, drive, "0930-0"), Refusal)


def test_without_a_receipt_half_a_day_can_be_booked_and_a_code_opens_it(cast, room):
    codes = []
    for key in ("0900-0", "0930-0"):
        done = actions.book(room, Wish(TUESDAY, key), MONDAY)
        assert not isinstance(done, Refusal)
        codes.append(done.code)
    assert at(room, has_receipt=False) == []
    assert actions.book(room, Wish(TUESDAY, "1000-0"), MONDAY) == Refusal(Code.NO_TIME_LEFT, "time")
    assert at(room) == ["10:00", "10:30"]
    found = actions.find(codes[0], MONDAY)
    assert found is not None
    assert f"{found.starts_at:%H:%M}" == "01:00"
    assert actions.give_up(found, MONDAY)
    assert not actions.give_up(found, MONDAY)
    assert not BookedCase.objects.exists()


def test_a_day_of_the_head_is_called_off_and_whoever_booked_is_told(cast, room):
    drive = accepted(cast)
    head = cast.actor("roads-head")
    day = actions.announce(head, room, "Li Guiying, head", TUESDAY, time(14), time(15), 20)
    assert day is not None
    assert (
        actions.announce(cast.actor("roads-officer"), room, "x", TUESDAY, time(14), time(15), 20)
        is None
    )
    assert at(room)[-3:] == ["14:00", "14:20", "14:40"]
    done = book(room, drive, f"1400-{day.pk}")
    assert not isinstance(done, Refusal)
    assert JournalEntry.objects.get(tag="reception-booked").data["with_head"] is True
    assert not actions.call_off(cast.actor("housing-head"), day, "ill", MONDAY)
    assert actions.call_off(head, day, "Flood duty.", MONDAY)
    told = JournalEntry.objects.get(tag="reception-cancelled")
    assert told.words["reason"] == "Flood duty."
    assert told.by["office"] == cast.offices["roads"].pk
    assert "14:00" not in at(room)
    assert list(differences(MONDAY)) == []


def test_verify_finds_a_booking_that_the_journal_does_not_tell(cast, room):
    done = book(room, accepted(cast))
    Booking.objects.update(starts_at=done.booking.starts_at + timedelta(minutes=5))
    ((number, what),) = differences(MONDAY)
    assert number == done.booking.booked_case.case.number
    assert "booking" in what
    Booking.objects.update(starts_at=done.booking.starts_at, cancelled_at=MONDAY)
    assert len(list(differences(MONDAY))) == 1
    Booking.objects.all().delete()
    assert len(list(differences(MONDAY))) == 1
    assert list(differences(MONDAY + timedelta(days=9))) == []  # It is erased by then.


def test_numbers_are_called_in_their_order_and_forgotten_with_the_day(room):
    on = MONDAY.date()
    assert [actions.hand_out(room, on).number for _ in range(3)] == [1, 2, 3]
    assert actions.call_next(room, on, " 2 ", MONDAY).number == 1
    later = MONDAY + timedelta(minutes=1)
    assert actions.call_next(room, on, "1", later).number == 2
    shown = queries.waiting(room, on)
    assert [(t.number, t.counter) for t in shown.called] == [(2, "1"), (1, "2")]
    assert shown.count == 1
    assert queries.waiting(room, on + timedelta(days=1)).now is None
    actions.forget(MONDAY + timedelta(hours=12))
    assert Ticket.objects.count() == 3
    actions.forget(MONDAY + timedelta(days=2))
    assert not Ticket.objects.exists()


def test_bookings_are_erased_a_week_after_their_day(cast, room):
    book(room, accepted(cast))
    end = Booking.objects.get().ends_at
    actions.forget(end + timedelta(days=7))
    assert Booking.objects.exists()
    actions.forget(end + timedelta(days=7, seconds=1))
    assert not Booking.objects.exists()
    assert JournalEntry.objects.filter(tag="reception-booked").exists()


# Groups -----------------------------------------------------------------------------------


def arrive(cast, people, now=MONDAY):
    done = actions.arrive(cast.actor("roads-officer"), cast.offices["roads"].pk, people, "", now)
    assert isinstance(done, Arrival)
    return done


def rungs(arrival):
    return [(r.rung, r.office.code) for r in arrival.rungs.all() if not r.nobody_there]


def test_few_people_are_received_like_everybody_else(cast):
    roads = cast.offices["roads"].pk
    assert actions.arrive(cast.actor("roads-officer"), roads, 4, "", MONDAY) is None
    with pytest.raises(NotHere):
        actions.arrive(cast.actor("housing-officer"), roads, 40, "", MONDAY)


def test_an_alert_climbs_until_somebody_comes(cast):
    arrival = arrive(cast, 30)
    assert (arrival.who, arrival.due_at - MONDAY) == ("officer", timedelta(minutes=30))
    assert rungs(arrival) == [("duty", "roads")]
    assert actions.climb(MONDAY + timedelta(minutes=9)) == 0
    assert actions.climb(MONDAY + timedelta(minutes=10)) == 1
    assert rungs(arrival) == [("duty", "roads"), ("head", "roads")]
    now = MONDAY + timedelta(minutes=12)
    coming = actions.come(cast.actor("roads-head"), arrival.pk, now)
    assert coming.climbs_at == arrival.due_at  # It waits for them, and no longer.
    assert actions.come(cast.actor("roads-officer"), arrival.pk, now) is Trouble.OVER
    assert actions.climb(arrival.due_at) == 1
    assert rungs(arrival)[-1] == ("above", "county")
    late = arrival.due_at + timedelta(minutes=3)
    done = actions.meet(
        cast.actor("roads-head"), arrival.pk, cast.staff("roads-officer").pk, "officer", late
    )
    assert done.is_late
    assert actions.climb(late + timedelta(hours=1)) == 0


def test_to_a_hundred_people_the_head_comes_and_is_told_at_once(cast):
    arrival = arrive(cast, 120)
    assert rungs(arrival) == [("duty", "roads"), ("head", "roads")]
    officer, now = cast.actor("roads-officer"), MONDAY + timedelta(minutes=5)
    low = cast.staff("roads-officer").pk
    assert actions.meet(officer, arrival.pk, low, "officer", now) is Trouble.NOT_THAT_HIGH
    assert actions.meet(officer, arrival.pk, low, "head", now) is Trouble.NOT_HEAD
    county = cast.staff("county-head").pk  # The head of the office above will do.
    done = actions.meet(officer, arrival.pk, county, "head", now)
    assert done.came_as == "head"
    assert not done.is_late


def test_what_was_answered_goes_into_the_case_if_there_is_one(cast):
    drive = accepted(cast)
    arrival, officer = arrive(cast, 60), cast.actor("roads-officer")
    number = drive.case.number
    assert actions.leave(officer, arrival.pk, "Soon.", number, MONDAY) is Trouble.CASE
    person = cast.staff("roads-officer").pk
    now = MONDAY + timedelta(minutes=20)
    assert not isinstance(actions.meet(officer, arrival.pk, person, "deputy-head", now), Trouble)
    actions.see_to(officer, arrival.pk, ["way-home", "water", "names"])
    done = actions.leave(officer, arrival.pk, "The road is closed on Friday.", number, now)
    assert isinstance(done, Arrival)
    assert done.checks == ["water", "way-home"]
    entry = JournalEntry.objects.get(tag="group-met")
    assert (entry.data["size"], entry.data["came"]) == (60, "deputy-head")
    assert entry.words["answer"] == "The road is closed on Friday."
    with pytest.raises(NotHere):
        actions.leave(officer, arrival.pk, "x", "", now)


# Statements -------------------------------------------------------------------------------


def test_a_statement_is_taken_confirmed_and_added_to(cast):
    drive = accepted(cast)
    number, roads = drive.case.number, cast.offices["roads"].pk
    given = {"text": "The bridge, too.", "language": "en", "received_by": "Chen Yu"}
    officer = cast.actor("roads-officer")
    empty = cases.take_statement(number, officer, roads, {**given, "text": " "}, MONDAY)
    assert empty == Refusal(Code.MISSING, "text")
    for stranger in ("town-officer", "operator", "uk-officer"):
        done = cases.take_statement(number, cast.actor(stranger), roads, given, MONDAY)
        assert done == Refusal(Code.NOT_YOURS)
    done = cases.take_statement(number, officer, roads, given, MONDAY)
    assert isinstance(done, Case)
    about = done.version
    other = accepted(cast).petitioner
    assert cases.confirm_statement(number, other, about, MONDAY) == Refusal(Code.NOT_YOURS)
    wrong = cases.confirm_statement(number, drive.petitioner, about - 1, MONDAY)
    assert wrong == Refusal(Code.NO_SUCH_STATEMENT)
    added = cases.annotate_statement(number, drive.petitioner, about, "In May.", MONDAY)
    assert isinstance(added, Case)
    assert isinstance(cases.confirm_statement(number, drive.petitioner, about, MONDAY), Case)
    assert cases.sign_statement(number, officer, about, MONDAY) == Refusal(Code.CONFIRMED_ALREADY)
    searched = SearchRow.objects.get(pk=done.pk).words
    assert "bridg" in searched
    assert "chen" not in searched.lower()  # Nothing is found by who received somebody.
    tags = list(JournalEntry.objects.filter(case=done).values_list("tag", flat=True))[-3:]
    assert tags == ["statement-taken", "statement-annotated", "statement-confirmed"]
