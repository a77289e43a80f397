"""Time limits as the petitioner reads them: what is due by when, and why that day."""

from dataclasses import dataclass
from datetime import date, datetime

from openredress.cases.access import File
from openredress.cases.ladder import LadderLine, ladder
from openredress.cases.wording import amount_text, local
from openredress.core import events
from openredress.core.clock import Clock, ClockState, Day
from openredress.core.names import demand_in
from openredress.core.procedure import Citation, LimitKind, Role, StageKind

RUNNING = (ClockState.RUNNING, ClockState.PAUSED, ClockState.LATE)


@dataclass(frozen=True)
class ClockCard:
    """One limit. `moment` is set for limits in hours; `extended` and `standstill` may be ""."""

    id: str
    name: str
    due_on: date
    moment: datetime | None
    today: date
    state: ClockState
    citation: Citation
    amount: str
    is_provisional: bool
    extended: str
    extension_citation: Citation | None
    standstill: str
    ladder: tuple[LadderLine, ...]

    @property
    def is_late(self) -> bool:
        return self.state is ClockState.LATE

    @property
    def has_passed(self) -> bool:
        return self.state is ClockState.PASSED


@dataclass(frozen=True)
class DaysPage:
    """A date, opened: every day counted one by one."""

    number: str
    clock: ClockCard
    days: tuple[Day, ...]
    started_at: datetime
    roll_citation: Citation | None
    was_rolled: bool


def duties(file: File) -> tuple[ClockCard, ...]:
    """What an office owes now, the first due first."""
    return tuple(card(file, clock) for clock in owed(file))


def owed(file: File) -> list[Clock]:
    """The clocks of what an office owes now, the first due first."""
    if file.stage.kind is not StageKind.OPEN:
        return []
    found = [c for c in file.situation.clocks if c.limit.kind is LimitKind.DUTY]
    running = [c for c in found if c.state(file.now) in RUNNING and _is_owed_here(file, c)]
    return sorted(running, key=Clock.due_at)


def _is_owed_here(file: File, clock: Clock) -> bool:
    """Whether the office that answers owes it; what another was asked is told on its own."""
    demand = file.facts.demand(demand_in(clock.limit.id))
    return demand is None or demand.office == file.facts.office


def rights(file: File) -> tuple[ClockCard, ...]:
    """What the petitioner may do until a day, or could have done."""
    mine = {s.within for s in file.procedure.steps.values() if Role.PETITIONER in s.actors}
    found = [c for c in file.situation.clocks if c.limit.id in mine and c.stopped_at is None]
    return tuple(card(file, c) for c in sorted(found, key=Clock.due_at))


def office_rights(file: File) -> tuple[ClockCard, ...]:
    """What an office may still do, such as object that it is not competent."""
    mine = {right.id for right in rights(file)}
    found = [c for c in file.situation.clocks if c.limit.kind is LimitKind.RIGHT]
    left = [c for c in found if c.limit.id not in mine]
    return tuple(card(file, c) for c in left if c.state(file.now) is ClockState.RUNNING)


def card(file: File, clock: Clock) -> ClockCard:
    limit, state = clock.limit, clock.state(file.now)
    extension = limit.extension
    return ClockCard(
        id=limit.id,
        name=local(limit.name),
        due_on=clock.due_on(),
        moment=clock.due_at() if limit.unit.in_hours else None,
        today=file.situation.today,
        state=state,
        citation=limit.citation,
        amount=amount_text(limit.amount, limit.unit),
        is_provisional=clock.is_provisional(),
        extended=amount_text(clock.extra, limit.unit) if clock.extra else "",
        extension_citation=extension.citation if extension and clock.extra else None,
        standstill=_standstill(file, clock) if state is ClockState.PAUSED else "",
        ladder=ladder(file, limit.id),
    )


def days_page(file: File, limit: str) -> DaysPage | None:
    """The proof of a date; `None` if this limit has not begun in this case."""
    clock = file.situation.clock(limit)
    if clock is None:
        return None
    rolled = any(day.reason == "landed" for day in clock.counted_days())
    return DaysPage(
        number=file.case.number,
        clock=card(file, clock),
        days=clock.counted_days(),
        started_at=clock.started_at,
        roll_citation=clock.limit.roll_citation,
        was_rolled=rolled,
    )


def _standstill(file: File, clock: Clock) -> str:
    """Why the clock stands still, in the words of the pack."""
    pauses = [e.event for e in file.entries if isinstance(e.event, events.Paused)]
    reasons = clock.limit.pause.reasons if clock.limit.pause else {}
    ground = next((p.ground for p in reversed(pauses) if p.limit == clock.limit.id), "")
    return local(reasons[ground]) if ground in reasons else ""
