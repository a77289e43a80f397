"""What is said and done about a remedy once it was promised.

These acts need no step of a pack. That something was done is said by the office; whether it was, by
whoever it was promised to. Silence is neither a yes nor a no, and is recorded as what it is. No act
here makes what is late be in time: the day that was promised first is never another one.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from . import events
from .facts import Remedy, State
from .group import FURTHEST
from .hours import ONE_DAY
from .promising import rules_of
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one
from .supervision import next_number


def found(situation: Situation, number: int) -> Remedy | None:
    return next((r for r in situation.facts.remedies if r.number == number), None)


def move(situation: Situation, number: int, due_on: date | None, reason: str) -> Decision:
    """Another day for what is still to be done, with the reason, which the petitioner reads."""
    remedy = found(situation, number)
    if remedy is None or remedy.state is not State.OWED:
        return Refusal(Code.NO_SUCH_REMEDY, "number")
    refusal = _wrong_day(situation, due_on)
    if refusal is not None:
        return refusal
    if due_on == remedy.due_on:
        return Refusal(Code.SAME_DAY, "due_on")
    given = {"number": number, "due_on": due_on, "before": remedy.due_on, "reason": reason}
    return one(build(events.RemedyMoved, "move-remedy", situation.facts.stage, given))


def _wrong_day(situation: Situation, day: date | None) -> Refusal | None:
    if day is None:
        return Refusal(Code.MISSING, "due_on")
    if day <= situation.today:
        return Refusal(Code.DAY_PAST, "due_on")
    if (day - situation.today).days > FURTHEST:
        return Refusal(Code.DAY_TOO_FAR, "due_on", {"days": FURTHEST})
    return None


# What the petitioner says ------------------------------------------------------------------


def can_confirm(situation: Situation, remedy: Remedy) -> bool:
    """Also after an objection: what was not done then may be done now."""
    return _is_asked(situation, remedy, (State.DONE, State.OBJECTED))


def can_object(situation: Situation, remedy: Remedy) -> bool:
    """Also after a yes: it may break again within the days."""
    return _is_asked(situation, remedy, (State.DONE, State.CONFIRMED))


def _is_asked(situation: Situation, remedy: Remedy, states: tuple[State, ...]) -> bool:
    if situation.facts.is_forgotten or remedy.state not in states:
        return False
    # An objection waits for its answer, and can be taken back until then.
    by = remedy.answer_by
    return remedy.is_contested or (by is not None and situation.today <= by)


def confirm(situation: Situation, number: int) -> Decision:
    """The petitioner says that it was done."""
    remedy = found(situation, number)
    if remedy is None or not remedy.is_told:
        return Refusal(Code.NO_SUCH_REMEDY)
    if not can_confirm(situation, remedy):
        return _not_now(remedy)
    given = {"number": number}
    return one(build(events.RemedyConfirmed, "confirm-remedy", situation.facts.stage, given))


def object_to(situation: Situation, number: int, reason: str) -> Decision:
    """The petitioner says that it was not done, and why. It is to be settled by a day."""
    facts, remedy = situation.facts, found(situation, number)
    if remedy is None or not remedy.is_told:
        return Refusal(Code.NO_SUCH_REMEDY)
    if not can_object(situation, remedy):
        return _not_now(remedy)
    return one(build(events.RemedyObjected, "object-to-remedy", facts.stage, {
        "number": number, "demand": next_number(facts), "office": facts.office,
        "due_on": settle_by(situation), "reason": reason,
    }))  # fmt: skip


def _not_now(remedy: Remedy) -> Refusal:
    said = (State.OBJECTED, State.UPHELD, State.CONFIRMED)
    return Refusal(Code.SAID_ALREADY if remedy.state in said else Code.NOT_ASKED)


def settle_by(situation: Situation) -> date:
    """By when an objection of today is settled: a working day."""
    day = situation.today + timedelta(days=rules_of(situation.procedure).settle_days)
    latest = day + timedelta(days=31)
    while not situation.calendar.is_working_day(day) and day < latest:
        day += ONE_DAY
    return day


# What comes of an objection ----------------------------------------------------------------


def settle(
    situation: Situation, number: int, *, is_done: bool, due_on: date | None, reason: str
) -> Decision:
    """The head, or whoever stands over the office, settles whether it was done.

    Whoever recorded it as done may say that it was not, and leaves it to others to say that it was.
    """
    remedy = found(situation, number)
    if remedy is None:
        return Refusal(Code.NO_SUCH_REMEDY)
    if not remedy.is_contested:
        return Refusal(Code.NOT_CONTESTED)
    if is_done and remedy.done_by is not None and remedy.done_by == situation.actor.staff:
        return Refusal(Code.OWN_WORK, "is_done")
    refusal = None if is_done else _wrong_day(situation, due_on)
    if refusal is not None:
        return refusal
    return one(build(events.RemedySettled, "settle-remedy", situation.facts.stage, {
        "number": number, "demand": remedy.demand, "is_done": is_done,
        "due_on": None if is_done else due_on, "reason": reason,
    }))  # fmt: skip


# Time --------------------------------------------------------------------------------------


def falls_due(situation: Situation) -> Iterator[events.Event]:
    """Where nobody said whether it was done, that is recorded."""
    stage = situation.facts.stage
    for remedy, until in _waiting(situation):
        if situation.today > until:
            yield events.RemedyUnanswered(
                step="remedy-unanswered", stage=stage, number=remedy.number
            )


def moments(situation: Situation) -> Iterator[datetime]:
    """When `falls_due` next has something to say."""
    return (situation.calendar.end_of(until) for _remedy, until in _waiting(situation))


def _waiting(situation: Situation) -> Iterator[tuple[Remedy, date]]:
    if situation.facts.is_forgotten:
        return
    for remedy in situation.facts.remedies:
        if remedy.state is State.DONE and remedy.answer_by is not None:
            yield remedy, remedy.answer_by
