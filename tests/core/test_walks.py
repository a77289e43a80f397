"""Random walks: whatever people do, in whatever order, these things hold."""

from collections import deque
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core import engine
from openredress.core.clock import ClockState
from openredress.core.events import Promise
from openredress.core.facts import Outcome, replay
from openredress.core.procedure import Act, LimitKind, Procedure, StageKind, Step
from openredress.core.refusals import Code, Refusal
from tests.core.packs import PACKS
from tests.core.walks import ABOVE, ACTORS, DECISION, OFFICES, Walk, begin

NEEDS_REASON = {Act.OBJECT, Act.DECLINE, Act.NOT_FIXED, Act.GRANT_EXTENSION, Act.REFUSE_EXTENSION}


def _params(draw: st.DrawFn, walk: Walk, step: Step) -> dict[str, Any]:
    """What somebody might enter: mostly sensible, sometimes not."""
    sensible = draw(st.integers(0, 9)) > 0
    reason = "Because." if sensible else draw(st.sampled_from(["", "  ", "x"]))
    match step.act:
        case Act.TRANSFER | Act.ASSIGN:
            others = tuple(draw(st.lists(st.sampled_from(OFFICES), max_size=2, unique=True)))
            office = draw(st.sampled_from(OFFICES))
            return {"office": office, "co_handlers": others, "reason": reason}
        case Act.REDIRECT | Act.DECLINE:
            doors = sorted(walk.procedure.doors) + ([] if sensible else ["no-such-door"])
            return {"doors": (draw(st.sampled_from(doors)),), "reason": reason}
        case Act.ASK | Act.MESSAGE | Act.ADD_FACTS:
            return {"text": reason}
        case Act.REQUEST_EXTENSION:
            return {"amount": draw(st.integers(-1, 40)), "reason": reason}
        case Act.GRANT_EXTENSION:
            return {"amount": draw(st.none() | st.integers(1, 40)), "reason": reason}
        case Act.PAUSE:
            grounds = [
                g for x in walk.procedure.limits.values() if x.pause for g in x.pause.reasons
            ]
            return {"ground": draw(st.sampled_from([*grounds, "none"])), "reason": reason}
        case Act.DECIDE:
            due = walk.situation().today + timedelta(days=draw(st.integers(-1, 60)))
            promises = (Promise(1, due),) * draw(st.integers(0, 2))
            texts = ("Mend it.",) * (len(promises) if sensible else 1)
            outcome = draw(st.sampled_from([*Outcome, "maybe"]))
            return {**DECISION, "outcome": outcome, "remedies": promises, "remedy_texts": texts}
        case Act.SERVE:
            on = walk.situation().today - timedelta(days=draw(st.integers(-1, 3)))
            return {"how": "post", "on": on}
        case Act.COMPLETE_REMEDY:
            return {"number": draw(st.integers(1, 4)), "note": reason}
        case Act.GO_UP:
            return {"number": "2026-000002-8", "office": ABOVE, "reason": reason}
        case Act.RATE:
            return {"score": draw(st.integers(0, 6))}
        case act if act in NEEDS_REASON:
            return {"reason": reason}
    return {}


def _check(walk: Walk) -> None:
    facts = walk.facts
    assert replay(walk.entries) == facts
    assert facts.stage in walk.procedure.stages
    assert walk.procedure.stages[facts.stage].level == facts.level
    assert facts.office in OFFICES
    assert facts.registrar in OFFICES
    _check_schedule(walk)


def _check_schedule(walk: Walk) -> None:
    """The stored columns say what the clocks say."""
    found, situation = engine.schedule(walk.situation()), walk.situation()
    is_open = situation.stage.kind is StageKind.OPEN
    running = {
        clock.limit.id: clock.due_at()
        for clock in situation.clocks
        if is_open and clock.limit.kind is LimitKind.DUTY and clock.stopped_at is None
    }
    dues = [*running.values()]
    dues += [situation.calendar.end_of(r.due_on) for r in walk.facts.open_remedies]
    assert found.next_due_at == min(dues, default=None)
    if found.next_limit not in ("", "remedy"):
        clock = situation.clock(found.next_limit)
        assert found.next_due_at == running[found.next_limit] == clock.due_at()
        assert found.next_due_on == clock.due_on()
        assert clock.state(walk.now) in (ClockState.RUNNING, ClockState.PAUSED, ClockState.LATE)
    assert engine.falls_due(situation) == () or found.act_at <= walk.now
    if found.act_at is not None and found.act_at > walk.now:
        assert engine.falls_due(situation) == ()


@pytest.mark.parametrize("pack", sorted(PACKS))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_people_do(pack, data):
    level = data.draw(st.sampled_from(sorted(PACKS[pack].levels)))
    walk = begin(pack, level)
    _check(walk)
    for _ in range(data.draw(st.integers(1, 25))):
        if data.draw(st.integers(0, 4)) == 0:
            walk.wait(days=data.draw(st.sampled_from([0, 1, 5, 20, 70, 400])), hours=5)
            assert engine.falls_due(walk.situation()) == (), "the same thing fell due twice"
        who = data.draw(st.sampled_from(sorted(ACTORS)))
        able = engine.available(walk.situation(ACTORS[who]))
        steps = [s.id for s in able] * 4 + sorted(walk.procedure.steps)
        step = walk.procedure.steps[data.draw(st.sampled_from(steps))]
        before, count = walk.facts, len(walk.entries)
        answer = walk.take(who, step.id, **_params(data.draw, walk, step))
        if isinstance(answer, Refusal):
            assert answer.code in Code
            assert (walk.facts, len(walk.entries)) == (before, count)
        else:
            assert step in able
            assert before.stage in step.stages
        _check(walk)


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_an_end_can_be_reached_from_every_stage_a_case_comes_to(pack):
    """Not on paper but by taking steps: every open stage that is reached has its way out."""
    procedure = PACKS[pack]
    ways: dict[str, set[str]] = {}
    seen: set[str] = set()
    for level in procedure.levels:
        for origin, target in _explore(procedure, begin(pack, level), seen):
            ways.setdefault(origin, set()).add(target)
    final = {s for s in seen if procedure.stages[s].kind is not StageKind.OPEN}
    while more := {s for s, targets in ways.items() if targets & final} - final:
        final |= more
    assert seen == final, f"no way out of {seen - final}"
    assert seen == set(procedure.stages), f"never reached: {set(procedure.stages) - seen}"


def _explore(procedure: Procedure, walk: Walk, seen: set[str]):
    """Every move that the engine allows, breadth first, with whoever may make it."""
    waiting = deque([walk])
    seen.add(walk.facts.stage)
    while waiting:
        here = waiting.popleft()
        for there in _moves(procedure, here):
            yield here.facts.stage, there.facts.stage
            if there.facts.stage not in seen:
                seen.add(there.facts.stage)
                waiting.append(there)


def _moves(procedure: Procedure, walk: Walk):
    for step in procedure.steps.values():
        for who in ACTORS:
            copy = Walk(walk.procedure, walk.calendar, walk.now, list(walk.entries), walk.facts)
            params = _good(procedure, step)
            if not isinstance(copy.take(who, step.id, **params), Refusal):
                yield copy
                break
    later = Walk(walk.procedure, walk.calendar, walk.now, list(walk.entries), walk.facts)
    later.wait(days=800)
    yield later


def _good(procedure: Procedure, step: Step) -> dict[str, Any]:
    match step.act:
        case Act.TRANSFER | Act.ASSIGN:
            return {"office": 2, "reason": "Theirs."}
        case Act.REDIRECT:
            return {"doors": (next(iter(procedure.doors)),), "reason": "There."}
        case Act.DECIDE:
            return dict(DECISION)
        case Act.SERVE:
            return {"how": "post"}
        case Act.GO_UP:
            return {"number": "2026-000002-8", "office": ABOVE}
        case Act.RATE:
            return {"score": 4}
        case act if act in {Act.DECLINE, Act.OBJECT, Act.NOT_FIXED}:
            return {"reason": "Because."}
    return {}


STORIES = {
    "cn-2022": ["register", "transfer", "accept", "decide", "serve", "close"],
    "uk-lgsco-2024": ["log", "transfer", "acknowledge", "decide", "serve", "close"],
    "in-cpgrams-2024": ["register", "transfer", "accept", "decide", "serve", "close"],
    "wb-ess10": ["log", "transfer", "acknowledge", "decide", "serve", "close"],
    "workplace": ["log", "transfer", "acknowledge", "decide", "serve", "close"],
}


@pytest.mark.parametrize("pack", sorted(STORIES))
def test_the_plain_way_works(pack):
    walk = begin(pack)
    for name in STORIES[pack]:
        step = walk.procedure.steps[name]
        office = walk.facts.office
        for who in (f"clerk-{office}", f"officer-{office}"):
            if not isinstance(walk.take(who, name, **_good(walk.procedure, step)), Refusal):
                break
        else:
            raise AssertionError(f"nobody could {name} in {walk.facts.stage}")
        walk.wait(hours=20)
    assert walk.procedure.stages[walk.facts.stage].kind is StageKind.ENDED
    assert walk.facts.outcome is Outcome.UPHELD
    assert walk.facts.breached == frozenset()


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_a_pack_has_every_step_that_a_case_needs(pack):
    acts = {step.act for step in PACKS[pack].steps.values()}
    needed = set(Act) - {Act.DECLINE, Act.PAUSE, Act.RESUME, Act.PROTECT}
    if pack == "reprisal":  # It is at the right office from the first, and goes nowhere else.
        sent = {Act.REGISTER, Act.TRANSFER, Act.ASSIGN, Act.OBJECT, Act.REDIRECT}
        assert not acts & {*sent, Act.DECLINE}
        needed = needed - sent | {Act.PROTECT}
    assert needed <= acts
    assert (Act.PAUSE in acts) == (Act.RESUME in acts)


def test_where_not_ours_never_closes_a_case_nobody_can_decline_it():
    acts = {step.act for step in PACKS["in-cpgrams-2024"].steps.values()}
    assert Act.DECLINE not in acts


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_going_up_needs_no_leave_and_no_rating(pack):
    for step in PACKS[pack].steps.values():
        if step.act is Act.GO_UP:
            assert "petitioner" in step.actors
