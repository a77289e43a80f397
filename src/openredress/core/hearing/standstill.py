"""The clock that stands still for a hearing."""

from datetime import date

from .. import events
from ..clock import Clock, ClockState
from ..facts import Hearing
from ..refusals import Refusal
from ..sitting import GROUND
from ..situation import Decision, Situation
from .course import rule_of


def pausing(situation: Situation) -> Clock | None:
    """The clock that stands still from the notice on; only where the law says so (Art. 36)."""
    rule, facts = rule_of(situation), situation.facts
    if rule is None or facts.level not in rule.not_counted or facts.paused:
        return None
    for clock in situation.clocks:
        law = clock.limit.pause
        if law is None or GROUND not in law.reasons:
            continue
        used = sum((s.end_on - s.start_on).days for s in clock.standstills if s.end_on)
        if clock.state(situation.now) is ClockState.RUNNING and used < law.max_days:
            return clock
    return None


def and_resume(situation: Situation, hearing: Hearing, done: Decision, on: date) -> Decision:
    """The clock that stood still for the hearing runs again from the day after it was over."""
    facts = situation.facts
    limit = situation.procedure.limits.get(facts.paused)
    if isinstance(done, Refusal) or not hearing.stops or limit is None or limit.pause is None:
        return done
    resumed = events.Resumed(
        step=limit.pause.resume, stage=facts.stage, limit=limit.id,
        on=on if on != situation.today else None,
    )  # fmt: skip
    return (*done, resumed)
