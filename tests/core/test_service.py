"""Service: what counts as having reached the petitioner, and what waits until it has."""

from datetime import UTC, date, datetime

import pytest

from openredress.core import engine, events, service
from openredress.core.clock import ClockState
from openredress.core.facts import replay
from openredress.core.procedure import Act, LimitKind
from openredress.core.refusals import Code, Refusal
from tests.core.packs import PACKS
from tests.core.walks import ACTORS, DECISION, accepted


def decided():
    walk = accepted()
    return walk.must("officer-2", "decide", **DECISION)


def state(walk, limit):
    return walk.situation().clock(limit).state(walk.now)


def opened(walk, who="petitioner"):
    return service.open_on_page(walk.situation(ACTORS[who]))


# In every pack ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_no_time_of_the_petitioner_begins_with_a_decision(pack):
    """What they may do within a time runs from when the answer reached them, in every procedure."""
    procedure = PACKS[pack]
    decides = {step.id for step in procedure.steps.values() if step.act is Act.DECIDE}
    for limit in procedure.limits.values():
        if limit.kind is LimitKind.RIGHT:
            assert decides.isdisjoint(limit.runs_from), limit.id


#: Refusals to answer, and hints to another door, are read on the page at once: their time begins
#: with them. No other right of a petitioner begins with anything but service.
AT_ONCE = {
    ("cn-2022", "ask-review", "decline"),
    ("in-cpgrams-2024", "ask-appeal", "redirect"),
    ("workplace", "ask-appeal", "decline"),
}


def test_which_times_begin_without_service():
    found = {
        (pack, limit.id, step)
        for pack, procedure in PACKS.items()
        for limit in procedure.limits.values()
        if limit.kind is LimitKind.RIGHT
        for step in limit.runs_from
        if procedure.steps[step].act in (Act.DECLINE, Act.REDIRECT)
    }
    assert found == AT_ONCE


@pytest.mark.parametrize("pack", PACKS)
def test_deciding_stops_no_clock_unless_another_one_then_runs_until_service(pack):
    procedure = PACKS[pack]
    decides = {step.id for step in procedure.steps.values() if step.act is Act.DECIDE}
    serves = {step.id for step in procedure.steps.values() if step.act is Act.SERVE}
    assert serves
    for limit in procedure.limits.values():
        if limit.kind is not LimitKind.DUTY or decides.isdisjoint(limit.stops_at):
            continue
        after = [
            later
            for later in procedure.limits.values()
            if set(limit.stops_at) & decides <= set(later.runs_from)
            and serves & set(later.stops_at)
        ]
        assert after, limit.id


@pytest.mark.parametrize("pack", PACKS)
def test_every_answer_that_is_decided_can_be_served(pack):
    """Else it would wait for ever, and could be opened by nobody."""
    procedure = PACKS[pack]
    for step in procedure.steps.values():
        if step.act is Act.DECIDE:
            for stage in step.stages:
                target = step.to.get(stage, stage)
                assert service.serving_step(procedure, target) is not None, (step.id, target)


# Dated ------------------------------------------------------------------------------------------


def test_a_decision_that_lies_there_is_late_as_if_nothing_had_been_decided():
    """Accepted on 28 January 2026; 60 days are over on 29 March, a Sunday, so on 30 March."""
    walk = decided()
    assert state(walk, "decide") is ClockState.RUNNING
    assert walk.situation().clock("decide").due_on() == date(2026, 3, 30)
    found = walk.wait(days=70)
    assert [e for e in found if isinstance(e, events.LimitBreached) and e.limit == "decide"]
    assert state(walk, "decide") is ClockState.LATE
    assert walk.situation().clock("ask-review") is None


def test_nobody_asks_for_review_of_what_has_not_reached_them():
    walk = decided()
    refusal = engine.refused(
        walk.situation(ACTORS["petitioner"]), walk.procedure.steps["ask-review"]
    )
    assert refusal.code is Code.NOT_IN_THIS_STAGE
    # Years later the right is still there: nothing lapses that never began.
    walk.wait(days=1000)
    walk.must("officer-2", "serve", how="post")
    assert engine.refused(
        walk.situation(ACTORS["petitioner"]), walk.procedure.steps["ask-review"]
    ) is None  # fmt: skip


def test_to_be_told_or_to_have_been_written_to_is_no_service():
    walk = decided()
    for how in service.TOLD_BY + service.GOES_BY:
        for result in service.RESULTS:
            decision = service.try_(walk.situation(), how, result)
            assert not isinstance(decision, Refusal)
            walk._record(decision, walk.entries[-1].by)
    assert service.is_unserved(walk.situation())
    assert walk.facts.served_on is None
    assert walk.facts.service_tries == 18
    assert state(walk, "decide") is ClockState.RUNNING
    assert walk.situation().clock("ask-review") is None


def test_an_answer_that_the_petitioner_opens_has_reached_them_that_day():
    """28 January is not counted; 30 days are over on 27 February 2026, a Friday."""
    walk = decided()
    decision = opened(walk)
    (event,) = decision
    assert (event.how, event.proof, event.on) == ("page", "opened", date(2026, 1, 28))
    assert event.stage == "served"
    walk._record(decision, walk.entries[0].by)
    assert walk.situation().clock("ask-review").due_on() == date(2026, 2, 27)
    assert state(walk, "decide") is ClockState.MET
    assert not service.is_unserved(walk.situation())
    assert walk.facts == replay(walk.entries)


def test_the_day_is_that_of_the_place_where_the_case_is():
    """Five in the afternoon of the 28th in London is one in the morning of the 29th in Yunchuan."""
    walk = decided()
    walk.now = datetime(2026, 1, 28, 17, 0, tzinfo=UTC)
    assert opened(walk)[0].on == date(2026, 1, 29)


def test_nothing_is_opened_before_it_is_decided_or_twice():
    assert opened(accepted()).code is Code.NOTHING_TO_SERVE
    walk = decided()
    walk._record(opened(walk), walk.entries[0].by)
    assert opened(walk).code is Code.NOTHING_TO_SERVE


def test_staff_cannot_say_that_the_petitioner_opened_it():
    walk = decided()
    for how in ("page", "", "telepathy"):
        assert walk.take("officer-2", "serve", how=how).code is Code.MISSING


def test_an_answer_given_anew_waits_anew():
    walk = decided()
    walk._record(opened(walk), walk.entries[0].by)
    walk.must("petitioner", "not-fixed", reason="It is as it was.")
    assert walk.facts.answered_at is None
    walk.must("officer-2", "decide", **DECISION)
    assert service.is_unserved(walk.situation())
    assert opened(walk)[0].how == "page"


def test_a_case_that_was_taken_back_has_no_answer_on_its_way():
    walk = decided()
    walk._record(
        (events.Withdrawn(step="withdraw", stage="withdrawn"),), walk.entries[0].by
    )  # fmt: skip
    assert not service.is_unserved(walk.situation())


def test_a_try_that_makes_no_sense_is_refused():
    walk = decided()
    assert service.try_(walk.situation(), "pigeon", "sent").field == "how"
    assert service.try_(walk.situation(), "post", "lost").field == "result"
    assert service.try_(accepted().situation(), "post", "sent").code is Code.NOTHING_TO_SERVE


def test_who_brings_an_answer_is_who_the_pack_says():
    walk = decided()
    for who, serves in [("officer-2", True), ("head-2", True), ("clerk-1", True),
                        ("officer-1", False), ("officer-3", False), ("supervisor", False),
                        ("petitioner", False)]:  # fmt: skip
        assert service.serves(walk.situation(ACTORS[who])) is serves, who
