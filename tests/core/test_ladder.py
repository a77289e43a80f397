"""The ladder: what is done before a day and after it. Tables of days, each with its reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from openredress.core import engine, events
from openredress.core.clock import Granted
from openredress.core.ladder import owed
from openredress.core.procedure import Follow, Rung, Unit
from tests.core.walks import DECISION, OFFICE, accepted, begin, served


def told(found):
    """Events in short: the tag, or for a rung what was done."""
    return [getattr(event, "rung", event.tag) for event in found]


def moments(walk, limit):
    """The days of all rungs of a limit, before and after."""
    item = next(o for o in owed(walk.situation()) if o.limit == limit)
    return [(r.follow.value, item.on(r)) for r in item.rungs]


def test_each_rung_has_its_day():
    """Filed on Wednesday 28 January 2026; 15 days end on Thursday 12 February."""
    assert moments(begin("cn-2022"), "register") == [
        ("remind", date(2026, 2, 9)),  # three days before, a Monday
        ("tell-head", date(2026, 2, 13)),  # the day after
        ("tell-supervisor", date(2026, 2, 17)),  # five days after, in the holidays all the same
        ("count-overdue", date(2026, 2, 27)),  # fifteen days after
    ]


def test_a_reminder_never_comes_on_a_day_of_rest():
    """60 days from 28 January end on Sunday 29 March and move to Monday 30 March. Seven days
    before is Monday 23; two before is Saturday 28, so Friday 27 March.
    """
    assert moments(accepted(), "decide")[:2] == [
        ("remind", date(2026, 3, 23)), ("remind", date(2026, 3, 27))
    ]  # fmt: skip


def test_a_limit_in_working_days_has_rungs_in_working_days():
    """Filed on Wednesday 28 January 2026: five working days end on Wednesday 4 February."""
    assert moments(begin("uk-lgsco-2024"), "acknowledge") == [
        ("remind", date(2026, 2, 3)),  # a working day before
        ("tell-head", date(2026, 2, 5)),
        ("tell-supervisor", date(2026, 2, 9)),  # Thursday, Friday, Monday
        ("count-overdue", date(2026, 2, 18)),
    ]


def test_a_limit_in_hours_has_rungs_in_hours():
    walk = begin("wb-ess10")
    item = next(o for o in owed(walk.situation()) if o.limit == "tell-project-unit")
    hours = [(item.at(r) - walk.entries[0].at) / timedelta(hours=1) for r in item.rungs]
    assert hours == [48 - 12, 48 + 1, 48 + 72]


def test_everything_happens_once_and_in_its_order():
    walk, found = begin("cn-2022"), []
    for _ in range(60):
        found += [(e.step, e.limit) for e in walk.wait(days=1)]
    assert [step for step, limit in found if limit == "register"] == [
        "reminder", "breach", "escalation", "escalation", "escalation"
    ]  # fmt: skip


def test_what_was_missed_is_made_up_for_in_one_go():
    """A worker that was away for months: the reminder is pointless by now, the rest is told."""
    found = begin("cn-2022").wait(days=100)
    assert told(found) == ["limit-breached", "tell-head", "tell-supervisor", "count-overdue"]


def test_of_two_reminders_that_were_missed_only_the_later_is_given():
    walk = accepted()
    walk.now = datetime(2026, 3, 29, 12, tzinfo=UTC)  # The day before the last one.
    assert [(e.tag, e.before) for e in walk.wait()] == [("limit-reminded", 2)]
    assert walk.wait(hours=1) == ()


def test_more_time_brings_new_reminders():
    walk = accepted()
    walk.now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    assert told(walk.wait()) == ["limit-reminded"]
    walk.must("officer-2", "request-extension", limit="decide", amount=30, reason="Frost.")
    walk.must("head-2", "grant-extension", limit="decide", amount=30, reason="Frost.")
    assert walk.facts.granted == (Granted("decide", 30, walk.now),)
    found = [e for _ in range(40) for e in walk.wait(days=1)]
    reminded = [(e.before, e.due_on) for e in found if isinstance(e, events.LimitReminded)]
    assert reminded == [(7, date(2026, 4, 28)), (2, date(2026, 4, 28))]


def test_nothing_more_follows_once_it_is_met():
    walk = begin("cn-2022")
    walk.wait(days=17)
    walk.must("clerk-1", "register").must("clerk-1", "transfer", office=OFFICE, reason="Theirs.")
    walk.must("officer-2", "accept")
    assert [e for e in walk.wait(days=30) if e.limit == "register"] == []


def test_a_second_run_has_its_own_ladder():
    walk = accepted()
    walk.wait(days=100)
    walk.must("officer-2", "decide", **DECISION).must("officer-2", "serve", how="post")
    walk.must("petitioner", "not-fixed", reason="No.")
    assert told(walk.wait(days=100)) == [
        "limit-breached", "tell-head", "tell-supervisor", "count-overdue"
    ]  # fmt: skip


def test_what_a_rung_tells_the_head_is_told_to_the_answering_office():
    walk = accepted()
    found = walk.wait(days=63)
    assert [(e.rung, e.office) for e in found if isinstance(e, events.LimitEscalated)] == [
        ("tell-head", OFFICE)
    ]


def test_a_promise_has_a_ladder_too():
    promise = events.Promise(OFFICE, date(2026, 2, 10))
    walk = accepted()
    walk.must("officer-2", "decide", **DECISION, remedies=(promise,), remedy_texts=("Sign.",))
    walk.must("officer-2", "serve", how="post")
    found = [e for _ in range(40) for e in walk.wait(days=1)]
    about = [e for e in found if getattr(e, "remedy", 0) or e.tag == "remedy-overdue"]
    assert told(about) == [
        "limit-reminded", "remedy-overdue", "tell-head", "tell-supervisor", "count-overdue"
    ]  # fmt: skip
    assert walk.facts.overdue == {1}


def test_a_promise_that_was_kept_is_left_alone():
    promise = events.Promise(OFFICE, date(2026, 2, 10))
    walk = accepted()
    walk.must("officer-2", "decide", **DECISION, remedies=(promise,), remedy_texts=("Sign.",))
    walk.must("officer-2", "serve", how="post")
    walk.must("officer-2", "complete-remedy", number=1, note="Done.")
    assert [e.tag for e in walk.wait(days=20)] == []


def test_a_pack_of_before_goes_on_as_it_was():
    """A plain name in `follows` is a rung on the day after."""
    rung = Rung(Follow.TELL_HEAD, after=1)
    walk = begin("cn-2022")
    limit = replace(walk.procedure.limits["register"], follows=(rung,))
    walk.procedure = replace(walk.procedure, limits={"register": limit})
    assert told(walk.wait(days=40)) == ["limit-breached", "tell-head"]


@pytest.mark.parametrize("unit", list(Unit))
def test_rungs_of_a_limit_in_months_are_counted_in_days(unit):
    limit = replace(begin("cn-2022").procedure.limits["register"], unit=unit)
    assert limit.rung_unit is (Unit.DAYS if unit is Unit.MONTHS else unit)


def test_the_worker_is_told_of_every_rung():
    walk = served()
    assert engine.schedule(walk.situation()).act_at is None
    walk, seen = begin("cn-2022"), []
    while (at := engine.schedule(walk.situation()).act_at) is not None and len(seen) < 20:
        walk.now = at - timedelta(seconds=1)
        assert engine.falls_due(walk.situation()) == ()
        walk.now = at
        seen += told(walk.wait())
    assert seen == [
        "limit-reminded", "limit-breached", "tell-head", "tell-supervisor", "count-overdue"
    ]  # fmt: skip
