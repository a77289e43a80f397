"""What a changed calendar does to a case: which of its deadlines move, and by how much."""

from datetime import datetime

from . import events
from .calendar import WorkingCalendar
from .clock import Clock, ClockState, clocks
from .facts import Facts
from .procedure import Procedure, Unit

RUNS = (ClockState.RUNNING, ClockState.PAUSED)


def deadlines_moved(
    procedure: Procedure,
    facts: Facts,
    before: WorkingCalendar,
    after: WorkingCalendar,
    change: events.DeadlineMoved,
    made_at: datetime,
) -> tuple[events.DeadlineMoved, ...]:
    """An event for each limit that ran when the calendar was changed and has another end now.

    `change` is what the events have in common. What was told already is not told again, and what
    began after the change never had another day.
    """
    found = zip(
        _clocks(procedure, facts, before), _clocks(procedure, facts, after), strict=True
    )  # Both are the limits of the same level, begun by the same steps.
    return tuple(
        events.DeadlineMoved(
            step="calendar-changed",
            stage=facts.stage,
            limit=new.limit.id,
            was_due_on=old.due_on(),
            due_on=new.due_on(),
            change=change.change,
            office=change.office,
            reason=change.reason,
            was_due_at=old.due_at() if in_hours(old) else None,
            due_at=new.due_at() if in_hours(new) else None,
        )
        for old, new in found
        if old.due_at() != new.due_at()
        and (change.change, new.limit.id) not in facts.moved
        and new.started_at < made_at
        and _ran(old, made_at)
    )


def _clocks(procedure: Procedure, facts: Facts, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    return clocks(procedure, facts.level, facts.trail, facts.granted, calendar)


def in_hours(clock: Clock) -> bool:
    return clock.limit.unit is Unit.OFFICE_HOURS


def _ran(clock: Clock, at: datetime) -> bool:
    return clock.stopped_at is None and clock.state(at) in RUNS
