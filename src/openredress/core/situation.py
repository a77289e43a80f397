"""Everything a decision rests on: the law, the case, the calendar, who acts and when."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from . import events
from .access import Actor
from .calendar import WorkingCalendar
from .clock import Clock, clocks
from .demands import demand_clocks
from .facts import Facts
from .procedure import Procedure, Stage
from .refusals import Refusal

#: What the core answers when somebody wants to take a step.
Decision = tuple[events.Event, ...] | Refusal


@dataclass(frozen=True)
class Situation:
    """Everything a decision rests on: the law, the case, the calendar, who and when."""

    procedure: Procedure
    facts: Facts
    calendar: WorkingCalendar
    actor: Actor
    now: datetime

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        facts = self.facts
        own = clocks(self.procedure, facts.level, facts.trail, facts.granted, self.calendar)
        return (*own, *demand_clocks(self.procedure, facts, self.calendar))

    def seen_by(self, actor: Actor, now: datetime) -> "Situation":
        """The same case for somebody else, or at another moment. What follows from the case alone
        is not worked out again.
        """
        other = Situation(self.procedure, self.facts, self.calendar, actor, now)
        other.__dict__["clocks"] = self.clocks
        return other

    @cached_property
    def stage(self) -> Stage:
        return self.procedure.stages[self.facts.stage]

    @property
    def today(self) -> date:
        return self.calendar.local_date(self.now)

    def clock(self, limit: str) -> Clock | None:
        return next((c for c in self.clocks if c.limit.id == limit), None)
