"""The coordination meetings of a case, for a reader of the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from openredress.core import events
from openredress.core.facts import Agenda

from .access import File

Names = Callable[[int | None], str]


@dataclass(frozen=True)
class Before:
    """One meeting that the case goes to, or was before. `decision` is "" while there is none;
    `lead` and `due_on` say who has to do what by when. `reason` is why it does not go there.
    """

    meeting: int
    office: str
    meets_on: date
    is_ahead: bool
    offices: tuple[str, ...]
    question: str
    decision: str
    lead: str
    co_handlers: tuple[str, ...]
    due_on: date | None
    reason: str
    corrections: tuple[str, ...]


def agendas(file: File, name: Names) -> tuple[Before, ...]:
    """The latest first."""
    return tuple(_before(file, agenda, name) for agenda in reversed(file.facts.agendas))


def _before(file: File, agenda: Agenda, name: Names) -> Before:
    def event(seq: int) -> object:
        return file.entries[seq - 1].event if seq else None

    asked, agreed, off = event(agenda.seq), event(agenda.decided), event(agenda.off)
    decided = agreed if isinstance(agreed, events.JointlyDecided) else None
    corrections = (event(seq) for seq in agenda.corrections)
    return Before(
        meeting=agenda.meeting,
        office=name(agenda.office),
        meets_on=agenda.meets_on,
        is_ahead=agenda.is_open,
        offices=tuple(name(office) for office in agenda.offices),
        question=asked.question if isinstance(asked, events.PutOnAgenda) else "",
        decision=decided.decision if decided else "",
        lead=name(decided.lead) if decided else "",
        co_handlers=tuple(name(o) for o in decided.co_handlers) if decided else (),
        due_on=decided.due_on if decided else None,
        reason=off.reason if isinstance(off, events.TakenOffAgenda) else "",
        corrections=tuple(c.text for c in corrections if isinstance(c, events.MinutesCorrected)),
    )
