"""What was promised, as a reader of the case sees it: what it is, what was done and shown for it,
and what the petitioner says and can say about that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from openredress.core import events, remedies
from openredress.core.facts import Remedy, State
from openredress.core.journal import Entry

from .access import File
from .files import FileView, visible
from .wording import amount_of_money, remedy_kind_text, state_text

Names = Callable[[int | None], str]


@dataclass(frozen=True)
class Promised:
    """A remedy. `is_overdue` is true while its day has passed and it is not done.

    `promised_on` is the day that was promised first, `moved` why it is another one now; `evidence`
    are the files that go with what the office recorded. `settle_by` is by when an objection is
    settled, `settled` what came of the last one.
    """

    case: str
    number: int
    kind: str
    kind_text: str
    amount: str
    text: str
    office: str
    due_on: date
    promised_on: date
    moved: tuple[str, ...]
    done_at: datetime | None
    note: str
    evidence: tuple[FileView, ...]
    state: str
    state_text: str
    answer_by: date | None
    can_confirm: bool
    can_object: bool
    objection: str
    settle_by: date | None
    settled: str
    today: date

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.today > self.due_on

    @property
    def is_moved(self) -> bool:
        return self.due_on != self.promised_on

    @property
    def asks(self) -> bool:
        """Whether the petitioner is asked whether it was done, and has not said so."""
        return self.state == State.DONE and (self.can_confirm or self.can_object)

    @property
    def is_contested(self) -> bool:
        return self.state == State.OBJECTED


def promises(file: File, name: Names, *, everything: bool = False) -> tuple[Promised, ...]:
    """What was promised in decisions that were served, and in agreements, in order; for the office
    `everything`, also what the petitioner does not know of yet.
    """
    given = visible(file)
    shown = (r for r in file.facts.remedies if everything or r.is_told)
    return tuple(_promised(file, r, name, given) for r in shown)


def _promised(
    file: File, remedy: Remedy, name: Names, given: tuple[FileView, ...]
) -> Promised:  # fmt: skip
    situation = file.situation
    about = [e for e in file.entries if getattr(e.event, "number", None) == remedy.number]
    done = _last(about, events.RemedyCompleted)
    objection, settled = _last(about, events.RemedyObjected), _last(about, events.RemedySettled)
    demand = file.facts.demand(remedy.demand) if remedy.is_contested else None
    return Promised(
        case=file.case.number,
        number=remedy.number,
        kind=remedy.kind,
        kind_text=remedy_kind_text(remedy.kind) if remedy.kind != "other" else "",
        amount=amount_of_money(remedy.amount),
        text=remedy.text,
        office=name(remedy.office),
        due_on=remedy.due_on,
        promised_on=remedy.promised_on,
        moved=tuple(e.event.reason for e in about if isinstance(e.event, events.RemedyMoved)),
        done_at=remedy.completed_at,
        note=str(getattr(done, "note", "")) if remedy.completed_at else "",
        evidence=_evidence(file, remedy, given),
        state=remedy.state,
        state_text=state_text(remedy.state),
        answer_by=remedy.answer_by,
        can_confirm=remedies.can_confirm(situation, remedy),
        can_object=remedies.can_object(situation, remedy),
        objection=str(getattr(objection, "reason", "")) if remedy.is_contested else "",
        settle_by=demand.due_on if demand else None,
        settled=str(getattr(settled, "reason", "")) if not remedy.is_contested else "",
        today=situation.today,
    )


def _evidence(file: File, remedy: Remedy, given: tuple[FileView, ...]) -> tuple[FileView, ...]:
    """The files that came with what is recorded now, and that the reader may see."""
    with_it = {f.number for f in file.facts.files if f.given_with == remedy.done_seq}
    return tuple(f for f in given if remedy.done_seq and f.number in with_it)


def _last(about: list[Entry], kind: type[events.Event]) -> events.Event | None:
    return next((e.event for e in reversed(about) if isinstance(e.event, kind)), None)
