"""What was said in person in a case, and the times that were booked, for a reader of the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from openredress.core import events

from .access import File

Names = Callable[[int | None], str]


@dataclass(frozen=True)
class Heard:
    """A statement that was taken down. `seq` is its place in the journal; `confirmed` is paper or
    page, "" while it is not. `annotations` are what the petitioner added, the first one first.
    """

    seq: int
    office: str
    at: datetime
    language: str
    interpreted: bool
    text: str
    received_by: str
    confirmed: str
    annotations: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """A time that was booked. `reason` is why the office could not keep it."""

    booking: int
    office: str
    starts_at: datetime
    with_head: bool
    is_ahead: bool
    is_cancelled: bool
    reason: str


def heard(file: File, name: Names) -> tuple[Heard, ...]:
    """The latest first; of a case that was erased nothing is left to be read."""
    found = []
    if file.facts.is_forgotten:
        return ()
    for statement in reversed(file.facts.statements):
        entry = file.entries[statement.seq - 1]
        event = entry.event
        assert isinstance(event, events.StatementTaken)
        added = (file.entries[seq - 1].event for seq in statement.annotations)
        found.append(
            Heard(
                seq=statement.seq,
                office=name(statement.office),
                at=entry.at,
                language=event.language,
                interpreted=event.interpreted,
                text=event.text,
                received_by=event.received_by,
                confirmed=statement.confirmed,
                annotations=tuple(
                    e.text for e in added if isinstance(e, events.StatementAnnotated)
                ),
            )
        )
    return tuple(found)


def visits(file: File, name: Names) -> tuple[Visit, ...]:
    """The latest first."""
    told = (e.event for e in file.entries)
    reasons = {e.booking: e.reason for e in told if isinstance(e, events.ReceptionCancelled)}
    return tuple(
        Visit(
            booking=a.booking,
            office=name(a.office),
            starts_at=a.starts_at,
            with_head=a.with_head,
            is_ahead=not a.is_cancelled and a.starts_at > file.now,
            is_cancelled=a.is_cancelled,
            reason=reasons.get(a.booking, ""),
        )
        for a in reversed(file.facts.appointments)
    )
