"""Supervision for a reader of a case: what was asked and answered, and what was missed and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from openredress.core import events
from openredress.core.clock import ClockState
from openredress.core.demands import APART
from openredress.core.names import REMEDY, limit_of_demand
from openredress.core.procedure import Citation

from .access import File
from .projection import breaches
from .wording import citation_of, kind_of_demand_text, limit_text

Names = Callable[[int | None], str]
LATE = (ClockState.LATE, ClockState.MET_LATE)


@dataclass(frozen=True)
class Asked:
    """One demand. `text` is what was asked, `answer` what the office wrote; `to` is its key.

    It `is_open` while it is owed; what is no longer asked for is neither open nor answered.
    """

    number: int
    kind: str
    what: str
    to: int
    office: str
    asked_by: str
    asked_at: datetime
    due_on: date
    today: date
    text: str
    answer: str
    ended_at: datetime | None
    is_open: bool
    is_late: bool


@dataclass(frozen=True)
class Missed:
    """A day that was missed. `explanation` is what the office said last about it."""

    seq: int
    what: str
    to: int
    office: str
    due_on: date
    is_over: bool
    citation: Citation | None
    explanation: str
    explained_at: datetime | None


def asked(file: File, name: Names) -> tuple[Asked, ...]:
    """What was asked of offices in this case, the latest first. A systemic issue is told where
    the cause is, whether a remedy was done where the remedy is, and a request for a hearing where
    that is.
    """
    facts, answers = file.facts, _answers(file)
    clocks = {clock.limit.id: clock for clock in file.situation.clocks}
    found = []
    for demand in (d for d in facts.demands if d.kind not in APART):
        clock = clocks.get(limit_of_demand(demand.number))
        words = file.entries[demand.seq - 1].event
        found.append(
            Asked(
                number=demand.number,
                kind=demand.kind,
                what=kind_of_demand_text(demand.kind),
                to=demand.office,
                office=name(demand.office),
                asked_by=name(demand.asked_by),
                asked_at=demand.asked_at,
                due_on=demand.due_on,
                today=file.situation.today,
                text=_words(words),
                answer=answers.get(demand.number, ""),
                ended_at=demand.dropped_at or (clock.stopped_at if clock else None),
                is_open=clock is not None and clock.stopped_at is None,
                is_late=clock is not None and clock.state(file.now) in LATE,
            )
        )
    return tuple(reversed(found))


def _words(event: events.Event) -> str:
    return str(getattr(event, "text", "") or getattr(event, "reason", ""))


def _answers(file: File) -> dict[int, str]:
    told = (e.event for e in file.entries)
    return {e.number: e.text for e in told if isinstance(e, events.DemandAnswered)}


def missed(file: File, name: Names) -> tuple[Missed, ...]:
    """What was missed in this case, the latest first. A remedy that the reader does not know of,
    since its decision was not served, is not told.
    """
    facts = file.facts
    ended = {row["seq"]: row["ended_on"] for row in breaches(facts)}
    return tuple(
        Missed(
            seq=breach.seq,
            what=limit_text(file.procedure, breach.limit),
            to=breach.office,
            office=name(breach.office),
            due_on=breach.due_on,
            is_over=ended[breach.seq] is not None,
            citation=citation_of(file.procedure, breach.limit),
            explanation=_explanation(file, breach.explained),
            explained_at=file.entries[breach.explained - 1].at if breach.explained else None,
        )
        for breach in reversed(facts.breaches)
        if breach.limit != REMEDY or facts.served_on is not None
    )


def _explanation(file: File, seq: int) -> str:
    event = file.entries[seq - 1].event if seq else None
    return event.text if isinstance(event, events.BreachExplained) else ""
