"""When what was missed came after all: a pure function of the journal."""

from datetime import date

from .calendar import WorkingCalendar
from .clock import Moment
from .demands import demand_clocks
from .facts import Breach, Facts
from .keeping import retention_of
from .names import demand_in
from .procedure import Procedure


def ended_on(
    procedure: Procedure, facts: Facts, calendar: WorkingCalendar, breach: Breach
) -> date | None:
    """The day on which it was done; `None` while it is not, and where it never was."""
    if breach.remedy:
        done = next((r.completed_at for r in facts.remedies if r.number == breach.remedy), None)
        return calendar.local_date(done) if done else None
    if demand_in(breach.limit):
        clocks = demand_clocks(procedure, facts, calendar)
        return next((c.stopped_on for c in clocks if c.limit.id == breach.limit), None)
    limits = {**procedure.limits, "erasure": retention_of(procedure).answer}
    limit = limits.get(breach.limit)
    stop = _first(facts, breach, limit.stops_at) if limit else None
    return stop.day(calendar) if stop else None


def _first(facts: Facts, breach: Breach, stops: frozenset[str]) -> Moment | None:
    """The first step after the breach that ends what was owed. It was owed until then."""
    return next((m for m in facts.trail[breach.seq :] if m.step in stops), None)
