"""The ladder: what an office owes by a day, and what is done before that day and after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar import WorkingCalendar
from .demands import Kind
from .facts import Escalation, Reminder
from .hours import ONE_DAY
from .keeping import ERASURE
from .names import REMEDY, demand_in
from .procedure import Follow, LimitKind, Rung, StageKind, Unit
from .situation import Situation


@dataclass(frozen=True)
class Owed:
    """Something that is owed by a day: a duty that runs, or the remedy of the number `remedy`.

    `due_at` is the moment from which it is late, `is_flagged` whether that is in the journal.
    """

    limit: str
    remedy: int
    started_at: datetime | None
    due_on: date
    due_at: datetime
    office: int
    unit: Unit
    rungs: tuple[Rung, ...]
    calendar: WorkingCalendar
    is_flagged: bool

    def at(self, rung: Rung) -> datetime:
        """The moment from which the rung is to be taken: the beginning of its day."""
        if self.unit is Unit.HOURS:
            return self.due_at + timedelta(hours=rung.after - rung.before)
        if self.unit is Unit.OFFICE_HOURS:
            return self._at_open(rung)
        return self.calendar.end_of(self.on(rung) - ONE_DAY)

    def on(self, rung: Rung) -> date:
        """The day of the rung. A reminder that would come on a day of rest comes before it."""
        if self.unit.in_hours:
            return self.calendar.local_date(self.at(rung))
        day = self._moved(rung.after - rung.before)
        while rung.before and not self.calendar.is_working_day(day):
            day -= ONE_DAY
        return day

    def _at_open(self, rung: Rung) -> datetime:
        """So many hours before the end or after it, in which the office is open."""
        if rung.before:
            return self.calendar.open_before(self.due_at, timedelta(hours=rung.before))
        return self.calendar.open_after(self.due_at, timedelta(hours=rung.after))

    def _moved(self, days: int) -> date:
        """`days` after the last day, before it where they are negative."""
        if self.unit is not Unit.WORKING_DAYS:
            return self.due_on + timedelta(days=days)
        step = ONE_DAY if days > 0 else -ONE_DAY
        day, left = self.due_on, abs(days)
        while left and abs((day - self.due_on).days) < MAX_REACH:
            day += step
            left -= self.calendar.is_working_day(day)
        return day

    def reminder(self, rung: Rung) -> Reminder:
        return self.limit, self.remedy, self.due_on, rung.before

    def escalation(self, rung: Rung) -> Escalation:
        return self.limit, self.remedy, self.started_at, rung.follow.value, rung.after


def reached(situation: Situation) -> dict[Follow, int | None]:
    """What was done so far about all that is still owed, each with the office it was done by."""
    given = situation.facts.escalated
    if not given:
        return {}
    found = {
        rung.follow: given[item.escalation(rung)]
        for item in owed(situation)
        for rung in item.rungs
        if rung.after and item.escalation(rung) in given
    }
    return {follow: found[follow] for follow in Follow if follow in found}


#: No rung is further away; a calendar without working days must not loop for ever.
MAX_REACH = 366 * 2


def owed(situation: Situation) -> tuple[Owed, ...]:
    """Everything that is owed in this case now: duties first, then remedies."""
    return (*_duties(situation), *_remedies(situation))


def _duties(situation: Situation) -> Iterator[Owed]:
    """A case that has ended has these duties left: to answer who asks for erasure, and to settle
    whether a remedy was done.
    """
    facts, is_open = situation.facts, situation.stage.kind is StageKind.OPEN
    for clock in situation.clocks:
        limit = clock.limit
        asked = facts.demand(demand_in(limit.id)) if facts.demands else None
        stays = limit.id == ERASURE or (asked is not None and asked.kind == Kind.REMEDY)
        is_owed = limit.kind is LimitKind.DUTY and (is_open or stays)
        if is_owed and clock.is_unmet:
            yield Owed(
                limit=limit.id,
                remedy=0,
                started_at=clock.started_at,
                due_on=clock.due_on(),
                due_at=clock.due_at(),
                office=asked.office if asked else facts.office,
                unit=limit.rung_unit,
                rungs=limit.follows,
                calendar=clock.calendar,
                is_flagged=(limit.id, clock.started_at) in facts.breached,
            )


def _remedies(situation: Situation) -> Iterator[Owed]:
    calendar = situation.calendar
    for remedy in situation.facts.open_remedies:
        yield Owed(
            limit=REMEDY,
            remedy=remedy.number,
            started_at=None,
            due_on=remedy.due_on,
            due_at=calendar.end_of(remedy.due_on),
            office=remedy.office,
            unit=Unit.DAYS,
            rungs=situation.procedure.remedies_follow,
            calendar=calendar,
            is_flagged=remedy.number in situation.facts.overdue,
        )
