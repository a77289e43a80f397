"""Meetings through the real actions: agenda, minutes, what becomes of them, and who sees it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import DECISION, accepted

from openredress.cases import actions as case_actions
from openredress.cases import verification
from openredress.cases.models import Breach, Case, Demand, JournalEntry
from openredress.coordination import actions, queries
from openredress.coordination import verification as of_agendas
from openredress.coordination.actions import Minutes, NotCalled, NotHere, Trouble
from openredress.coordination.models import Item, Meeting
from openredress.core.refusals import Code, Refusal


def put(cast, called, drive, *more, who="roads-officer", offices=("housing",), days=0):
    now = drive.now + timedelta(days=days)
    meeting = called if isinstance(called, Meeting) else called(drive.now)
    numbers = [drive.case.number, *(d.case.number for d in more)]
    keys = [cast.offices[code].pk for code in offices]
    return actions.put_on(cast.actor(who), meeting.pk, numbers, keys, "Whose is the road?", now)


def minutes(cast, days=20, lead="roads", others=("housing",), at=None, decision="Roads leads."):
    return Minutes(
        decision, cast.offices[lead].pk, tuple(cast.offices[o].pk for o in others),
        (at + timedelta(days=days)).date(),
    )  # fmt: skip


def well(*drives):
    for drive in drives:
        (found,) = list(verification.verify(number=drive.case.number))
        assert found[1] == ()
    assert list(of_agendas.differences()) == []


def agree(cast, item, at, **more):
    head = cast.actor("county-head")
    kept = actions.draft(head, item.pk, minutes(cast, at=at, **more), at)
    assert isinstance(kept, Item), kept
    return actions.confirm(head, item.pk, at)


def test_what_is_agreed_becomes_what_offices_owe(cast, called):
    one, two = accepted(cast), accepted(cast)
    item = put(cast, called, one, two)
    assert isinstance(item, Item), item
    # Whoever is asked takes part from then on, and reads it.
    for who in ("housing-officer", "county-head"):
        assert case_actions.write_note(one.case.number, cast.actor(who), "x", one.now)
        assert queries.visible_items(cast.actor(who), [item]) == (item,)
    day = one.now + timedelta(days=10)
    assert isinstance(agree(cast, item, day), Item)
    for drive in (one, two):
        case = Case.objects.get(pk=drive.case.pk)
        beside = [cast.offices[code].pk for code in ("housing", "county")]
        assert (case.office.code, case.co_handlers) == ("roads", beside)
        owed = {d.kind: (d.office.code, d.due_on) for d in Demand.objects.filter(case=case)}
        assert owed == {
            "lead": ("roads", (day + timedelta(days=20)).date()),
            "contribute": ("housing", (day + timedelta(days=13)).date()),
        }
    done = case_actions.answer_demand(one.case.number, cast.actor("housing-head"), 2, "Done.", day)
    assert isinstance(done, Case)
    one.now = day
    one.must("roads-officer", "decide", **DECISION)
    assert not Demand.objects.filter(case=one.case, ended_at=None).exists()
    for days in range(1, 25):
        case_actions.sweep(day + timedelta(days=days))
    missed = dict(Breach.objects.filter(case=two.case, limit__startswith="demand")
                  .values_list("limit", "office__code"))  # fmt: skip
    assert missed == {"demand-1": "roads", "demand-2": "housing"}
    well(one, two)


def test_the_case_goes_to_the_office_that_leads(cast, called):
    drive = accepted(cast)
    item = put(cast, called, drive)
    day = drive.now + timedelta(days=10)
    assert isinstance(agree(cast, item, day, lead="housing", others=("roads",)), Item)
    drive.now = day
    assert drive.step("roads-officer", "decide", **DECISION) == Refusal(Code.NOT_YOURS)
    drive.must("housing-officer", "decide", **DECISION)
    well(drive)


def test_confirmed_minutes_do_not_change_and_corrections_are_added(cast, called):
    drive = accepted(cast)
    item, head = put(cast, called, drive), cast.actor("county-head")
    day = drive.now + timedelta(days=10)
    agree(cast, item, day)
    item.refresh_from_db()
    assert item.decision == ""  # It stands in the journal alone.
    entry = JournalEntry.objects.get(case=drive.case, tag="jointly-decided")
    assert entry.words["decision"] == "Roads leads."
    with pytest.raises(NotHere):
        actions.draft(head, item.pk, minutes(cast, at=day, decision="Other."), day)
    with pytest.raises(NotHere):
        actions.confirm(head, item.pk, day)
    with pytest.raises(NotHere):
        actions.take_off(head, item.pk, "x", day)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.update(decision="Other.")
    assert isinstance(actions.correct(head, item.pk, "The bridge, too.", day), Item)
    told = JournalEntry.objects.filter(case=drive.case).order_by("-seq").first()
    assert (told.tag, told.words["text"]) == ("minutes-corrected", "The bridge, too.")
    entry.refresh_from_db()
    assert entry.words["decision"] == "Roads leads."
    well(drive)


def test_all_cases_of_an_item_or_none(cast, called):
    one, two = accepted(cast), accepted(cast)
    item = put(cast, called, one, two)
    two.must("petitioner", "withdraw")
    refused = agree(cast, item, two.now + timedelta(days=10))
    assert isinstance(refused, Refusal)
    assert refused.code is Code.NOT_IN_THIS_STAGE
    assert not JournalEntry.objects.filter(tag="jointly-decided").exists()
    assert (
        Case.objects.get(pk=one.case.pk).version
        == JournalEntry.objects.filter(case=one.case).count()
    )


def test_what_is_refused_on_the_agenda(cast, called):
    drive, other = accepted(cast), accepted(cast)
    meeting = called(drive.now)
    reprisal = case_actions.file_report(
        case_actions.Report("He said: or else."), drive.petitioner, drive.now
    )
    refused = {
        "closed": put(cast, meeting, drive, days=8),
        "not attending": put(cast, meeting, drive, offices=("petitions",)),
        "not mine": put(cast, meeting, drive, who="housing-officer"),
        "unknown": actions.put_on(
            cast.actor("roads-officer"), meeting.pk, ["2026-999999-1"], [], "x", drive.now
        ),
        "no question": actions.put_on(
            cast.actor("roads-officer"), meeting.pk, [drive.case.number], [], " ", drive.now
        ),
    }
    codes = {what: done.code for what, done in refused.items() if isinstance(done, Refusal)}
    assert codes == {
        "closed": Code.AGENDA_CLOSED, "not attending": Code.NOT_ATTENDING,
        "not mine": Code.NOT_YOURS, "unknown": Code.NOT_YOURS, "no question": Code.MISSING,
    }  # fmt: skip
    assert Item.objects.count() == 0
    assert reprisal is not None
    assert isinstance(put(cast, meeting, drive), Item)
    assert put(cast, meeting, drive) == Refusal(Code.ON_AGENDA, "cases")
    with pytest.raises(NotHere):  # Of another institution.
        actions.put_on(
            cast.actor("uk-officer"), meeting.pk, [other.case.number], [], "x", other.now
        )
    clerk, blocked = cast.actor("clerk"), cast.offices["housing"].pk
    case_actions.exclude_office(other.case.number, clerk, blocked, "interest", "x", other.now)
    assert put(cast, meeting, other) == Refusal(Code.BLOCKED_RECIPIENT, "offices")
    # Whom the petitioner wants kept out may sit where it would go; who brings it is not told so.
    asked = accepted(cast)
    case_actions.ask_exclusion(asked.case.number, asked.petitioner, "Mr Li.", asked.now)
    assert put(cast, meeting, asked) == Refusal(Code.NOT_YOURS)


def test_what_is_refused_in_the_minutes(cast, called):
    drive = accepted(cast)
    item, head = put(cast, called, drive), cast.actor("county-head")
    early, day = drive.now + timedelta(days=5), drive.now + timedelta(days=10)
    assert actions.draft(head, item.pk, minutes(cast, at=early), early) == Refusal(Code.NOT_MET_YET)
    assert actions.confirm(head, item.pk, day) == Refusal(Code.MISSING, "decision")
    refused = {
        "lead": agree(cast, item, day, lead="petitions"),
        "co": agree(cast, item, day, others=("petitions",)),
        "past": agree(cast, item, day, days=0),
        "far": agree(cast, item, day, days=100),
    }
    codes = {what: (r.code, r.field) for what, r in refused.items() if isinstance(r, Refusal)}
    assert codes == {
        "lead": (Code.NOT_ATTENDING, "lead"), "co": (Code.NOT_ATTENDING, "co_handlers"),
        "past": (Code.DAY_PAST, "due_on"), "far": (Code.DAY_TOO_FAR, "due_on"),
    }  # fmt: skip
    for who in ("housing-head", "roads-head", "county-officer"):
        other = cast.actor(who)
        assert actions.draft(other, item.pk, minutes(cast, at=day), day) == Refusal(Code.NOT_YOURS)
    clerk, blocked = cast.actor("clerk"), cast.offices["town"].pk
    case_actions.exclude_office(drive.case.number, clerk, blocked, "interest", "x", day)
    found = agree(cast, item, day, lead="town")
    assert found == Refusal(Code.BLOCKED_RECIPIENT, "lead")


def test_whoever_is_shut_out_of_one_case_sees_nothing_of_the_item(cast, called):
    one, two = accepted(cast), accepted(cast)
    item = put(cast, called, one, two)
    meeting, clerk = item.meeting, cast.actor("clerk")
    head = cast.actor("county-head")
    assert queries.agenda(head, meeting) == (item,)
    shut = case_actions.exclude_person(two.case.number, clerk, cast.staff("county-head").pk,
                                       "complained-of", "x", two.now)  # fmt: skip
    assert isinstance(shut, Case)
    assert queries.agenda(head, meeting) == ()
    day = one.now + timedelta(days=10)
    for act in (
        lambda: actions.draft(head, item.pk, minutes(cast, at=day), day),
        lambda: actions.confirm(head, item.pk, day),
        lambda: actions.take_off(head, item.pk, "x", day),
    ):
        with pytest.raises(NotHere):
            act()
    # A meeting that is not held takes it off all the same, and its petitioners are told.
    assert isinstance(actions.cancel(head, meeting.pk, "Flood.", day), Meeting)
    for drive in (one, two):
        last = JournalEntry.objects.filter(case=drive.case).order_by("-seq").first()
        assert last.tag == "taken-off-agenda"
    well(one, two)


def test_a_case_is_taken_off_and_can_come_again(cast, called):
    drive = accepted(cast)
    item = put(cast, called, drive)
    off = actions.take_off(cast.actor("county-head"), item.pk, "They agreed.", drive.now)
    assert isinstance(off, Item)
    assert isinstance(put(cast, called, drive), Item)
    well(drive)


def test_who_calls_a_meeting_and_when(cast):
    drive = accepted(cast)
    now, county = drive.now, cast.offices["county"].pk
    soon, before = now + timedelta(days=10), (now + timedelta(days=7)).date()
    roads = [cast.offices["roads"].pk]

    def call(who="county-head", office=county, there=roads, at=soon, closes=before):
        done = actions.call(cast.actor(who), office, there, at, closes, "", now)
        return (done.trouble, done.field) if isinstance(done, NotCalled) else "called"

    assert call() == "called"
    assert call(who="county-officer") == (Trouble.NOT_YOURS, "office")
    assert call(who="roads-head") == (Trouble.NOT_YOURS, "office")
    assert call(at=now) == (Trouble.PAST, "meets_on")
    assert call(closes=soon.date()) == (Trouble.CLOSES_LATE, "closes_on")
    assert call(closes=(now - timedelta(days=2)).date()) == (Trouble.CLOSES_LATE, "closes_on")
    assert call(there=[county]) == (Trouble.NOBODY, "attending")


def test_an_agenda_that_was_altered_is_found(cast, called):
    drive = accepted(cast)
    item = put(cast, called, drive)
    assert list(of_agendas.differences()) == []
    other = called(drive.now)
    for changes in ({"off_at": drive.now}, {"confirmed_at": drive.now}, {"meeting": other}):
        Item.objects.update(**changes)
        assert [number for number, _what in of_agendas.differences()] == [drive.case.number]
        item.save()
    Item.objects.all().delete()
    assert [number for number, _what in of_agendas.differences()] == [drive.case.number]
