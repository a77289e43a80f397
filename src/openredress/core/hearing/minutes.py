"""A hearing is held: who was there, what was said, and what each side says of the minutes."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .. import events
from ..facts import At, Hearing
from ..refusals import Code, Refusal
from ..situation import Decision, Situation
from .course import current, happened, reached, rule_of
from .panel import is_chair, sitting
from .standstill import and_resume


def may_record(situation: Situation, hearing: Hearing) -> bool:
    """Whoever writes the minutes is of no side."""
    offices = {post.office for post in situation.actor.posts}
    return situation.actor.staff is not None and hearing.side not in offices


def record(situation: Situation, given: Mapping[str, Any]) -> Decision:
    """Who was there and what was said. Only those who declared to have no interest sit."""
    facts, found = situation.facts, reached(situation, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    refusal = _cannot_record(situation, found, given)
    if refusal is not None:
        return refusal
    group = facts.group
    seated = set(group.seated) if group else set()
    if not set(given.get("representatives", ())) <= seated:
        return Refusal(Code.NOT_REPRESENTING, "representatives")
    done = happened(situation, events.HearingRecorded, hearing=found.number, **given)
    ended_on = situation.calendar.local_date(given["ended_at"])
    return and_resume(situation, found, done, ended_on)


def _cannot_record(
    situation: Situation, hearing: Hearing, given: Mapping[str, Any]
) -> Refusal | None:
    assert hearing.starts_at is not None
    rule, began, ended = rule_of(situation), given["began_at"], given["ended_at"]
    seats = sitting(situation.facts, hearing)
    there = [s for s in hearing.seats if s.number in given["present"]]
    chairs = any(s.chairs for s in there)
    return (
        Refusal(Code.NOT_YOURS) if not may_record(situation, hearing)
        else Refusal(Code.NOT_MET_YET) if situation.now < hearing.starts_at
        else Refusal(Code.DATE_TOO_EARLY, "began_at") if began < _hour_before(hearing.starts_at)
        else Refusal(Code.DATE_IN_FUTURE, "ended_at") if ended > situation.now
        else Refusal(Code.DATE_TOO_EARLY, "ended_at") if ended < began
        else Refusal(Code.OBJECTION_WAITS) if hearing.disputed
        else Refusal(Code.NOT_ON_PANEL, "present") if not set(given["present"]) <= set(seats)
        else Refusal(Code.PANEL_TOO_SMALL, "present", {"count": rule.panel if rule else 1})
        if rule is None or len(there) < rule.panel or not chairs
        else Refusal(Code.SEAT_UNDECLARED, "present", {"name": _undeclared(there)})
        if _undeclared(there)
        else None
    )  # fmt: skip


def _hour_before(moment: datetime) -> datetime:
    """A hearing may begin a little early when everybody is there."""
    return moment - timedelta(hours=1)


def _undeclared(there: Collection[Any]) -> str:
    return next((s.name or "?" for s in there if not s.declared), "")


def confirm_minutes(situation: Situation, side: str) -> Decision:
    found = reached(situation, At.RECORDED)
    if isinstance(found, Refusal):
        return found
    if side not in found.sides or found.answers.get(side, "silent") != "silent":
        return Refusal(Code.CONFIRMED_ALREADY)
    return happened(situation, events.MinutesConfirmed, hearing=found.number, side=side)


def annotate_minutes(situation: Situation, side: str, text: str) -> Decision:
    """Beside the minutes and never in them, before the panel finds."""
    found = reached(situation, At.RECORDED)
    if isinstance(found, Refusal):
        return found
    if side not in found.sides:
        return Refusal(Code.NOT_YOURS)
    return happened(situation, events.MinutesAnnotated, hearing=found.number, side=side, text=text)


def correct_minutes(situation: Situation, text: str) -> Decision:
    """By whoever wrote them, or the chair."""
    found = reached(situation, At.RECORDED, At.FOUND)
    if isinstance(found, Refusal):
        return found
    if not (is_chair(situation, found) or situation.actor.staff == found.recorder):
        return Refusal(Code.NOT_ON_PANEL)
    return happened(situation, events.HearingMinutesCorrected, hearing=found.number, text=text)


def minutes_until(situation: Situation, hearing: Hearing) -> date | None:
    """The last day on which a side can answer the minutes."""
    rule = rule_of(situation)
    if hearing.recorded_at is None or rule is None:
        return None
    return situation.calendar.local_date(hearing.recorded_at) + timedelta(days=rule.minutes_days)


def falls_due(situation: Situation) -> tuple[events.Event, ...]:
    """Whoever said nothing of the minutes in time is recorded as silent."""
    found = current(situation.facts)
    if found is None or found.at is not At.RECORDED or situation.facts.is_forgotten:
        return ()
    until = minutes_until(situation, found)
    if until is None or situation.today <= until:
        return ()
    stage = situation.facts.stage
    return tuple(
        events.MinutesUnanswered(
            step="minutes-unanswered", stage=stage, hearing=found.number, side=side
        )
        for side in found.waits_for
    )


def moments(situation: Situation) -> tuple[datetime, ...]:
    """When `falls_due` next has something to say."""
    found = current(situation.facts)
    if found is None or not found.waits_for or found.at is not At.RECORDED:
        return ()
    until = minutes_until(situation, found)
    if until is None or situation.facts.is_forgotten:
        return ()
    return (situation.calendar.end_of(until),)
