"""The engine: what may be done with a case now, and what happened when it is done.

`decide` takes what is known of a case and a step somebody wants to take, and answers with the
events or with a refusal. It reads no clock and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from . import events
from .access import roles_on, takes_for_petitioner
from .calendar import WorkingCalendar
from .clock import ClockState
from .facts import Facts, Outcome
from .passing import Schedule, falls_due, schedule
from .procedure import Act, Procedure, Role, StageKind, Step
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import CONDITIONS, HANDLERS, MAX_TEXT, build, one

__all__ = ["MAX_TEXT", "Schedule", "Situation", "falls_due", "schedule"]


def decide(situation: Situation, step_id: str, params: Mapping[str, Any]) -> Decision:
    """The events of taking the step `step_id` with what was entered, or why it is refused.

    `params` are the fields of the step's event. Names that the event does not have raise
    `TypeError`: that is a bug of the caller, not of whoever filled in the form.
    """
    step = situation.procedure.steps.get(step_id)
    if step is None:
        return Refusal(Code.UNKNOWN_STEP)
    refusal = refused(situation, step)
    if refusal is not None:
        return refusal
    on = params.get("on")
    if on is not None and on > situation.today:
        return Refusal(Code.DATE_IN_FUTURE, "on")
    return HANDLERS[step.act](situation, step, dict(params))


def available(situation: Situation) -> tuple[Step, ...]:
    """The steps that this actor can take now, in the order of the pack."""
    steps = situation.procedure.steps.values()
    return tuple(step for step in steps if refused(situation, step) is None)


def refused(situation: Situation, step: Step) -> Refusal | None:
    """Why the step cannot be taken now whatever is entered; `None` if it can."""
    facts = situation.facts
    if facts.is_forgotten:
        return Refusal(Code.FORGOTTEN)
    if facts.stage not in step.stages:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": facts.stage})
    if not _is_theirs(situation, step):
        return Refusal(Code.NOT_YOURS)
    if step.within:
        clock = situation.clock(step.within)
        if clock is not None and clock.state(situation.now) is ClockState.PASSED:
            return Refusal(Code.TOO_LATE, params={"due_on": clock.due_on().isoformat()})
    condition = CONDITIONS.get(step.act)
    return condition(situation, step) if condition else None


def _is_theirs(situation: Situation, step: Step) -> bool:
    """Whether the step is the actor's to take, or one that they take for the petitioner."""
    actor, facts = situation.actor, situation.facts
    if actor.acts_for_another:
        return Role.PETITIONER in step.actors and takes_for_petitioner(actor, step.act, facts)
    return bool(step.actors & roles_on(actor, facts))


def file(
    procedure: Procedure, *, level: int = 1, now: datetime, calendar: WorkingCalendar, **given: Any
) -> events.Filed | Refusal:
    """The filing of a case at `level`; what is given are the other fields of `Filed`."""
    step = next(s for s in procedure.steps.values() if s.act is Act.FILE)
    stage = procedure.entry(level).id
    built: events.Filed | Refusal = build(events.Filed, step.id, stage, {
        **given, "level": level, "procedure": procedure.id, "version": procedure.version,
        "digest": procedure.digest, "calendar": calendar.name, "time_zone": calendar.time_zone,
    })  # fmt: skip
    if isinstance(built, Refusal):
        return built
    if built.on is not None and built.on > calendar.local_date(now):
        return Refusal(Code.DATE_IN_FUTURE, "on")
    return built


def note(situation: Situation, text: str) -> Decision:
    """A note for the office alone. It needs no step of the pack."""
    return one(build(events.NoteWritten, "note", situation.facts.stage, {"text": text}))


def answer_from_above(facts: Facts, number: str, outcome: Outcome) -> events.ReviewAnswered:
    """What the case one level down records when the linked case is answered."""
    return events.ReviewAnswered(
        step="review-answered", stage=facts.stage, number=number, outcome=outcome
    )


def earlier_record(situation: Situation, outcome: str, answer: str, note: str) -> Decision:
    """What an earlier system says became of a case that was imported from it."""
    if not situation.facts.source:
        return Refusal(Code.NOT_IMPORTED)
    ended = next(
        (s for s in situation.procedure.stages.values()
         if s.kind is not StageKind.OPEN and s.level == situation.facts.level),
        situation.stage,
    )  # fmt: skip
    event = events.EarlierRecordImported(
        step="import", stage=ended.id, outcome=outcome, answer=answer, note=note
    )
    return (event,)
