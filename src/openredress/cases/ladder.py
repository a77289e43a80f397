"""The ladder of a case for a reader: what is done before a day and after it, and what was."""

from dataclasses import dataclass
from datetime import date

from openredress.core.ladder import REMEDY, Owed, owed
from openredress.core.procedure import Citation, Rung
from openredress.procedures.wording import follow_text

from .access import File


@dataclass(frozen=True)
class LadderLine:
    """A rung: the day on which it is taken, what is done, and whether it was. `do` is its code."""

    on: date
    do: str
    text: str
    is_done: bool
    is_after: bool
    citation: Citation | None


def ladder(file: File, limit: str, remedy: int = 0) -> tuple[LadderLine, ...]:
    """What is done about this limit, or about the promised remedy; nothing once it is met."""
    found = (o for o in owed(file.situation) if (o.limit, o.remedy) == (limit, remedy))
    return tuple(line for item in found for line in _lines(file, item))


def ladder_of_remedy(file: File, number: int) -> tuple[LadderLine, ...]:
    return ladder(file, REMEDY, number)


def _lines(file: File, item: Owed) -> tuple[LadderLine, ...]:
    return tuple(
        LadderLine(
            on=item.on(rung),
            do=rung.follow.value,
            text=follow_text(rung.follow),
            is_done=_is_done(file, item, rung),
            is_after=rung.after > 0,
            citation=rung.citation,
        )
        for rung in item.rungs
    )


def _is_done(file: File, item: Owed, rung: Rung) -> bool:
    if rung.before:
        return item.reminder(rung) in file.facts.reminded
    return item.escalation(rung) in file.facts.escalated
