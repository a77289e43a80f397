"""What comes of being heard in person."""

from dataclasses import replace

from .. import events
from ..journal import Entry
from .known import Changes, Facts, Themed
from .received import Appointment, Statement


def _booked(facts: Facts, event: events.ReceptionBooked, entry: Entry) -> Changes:
    new = Appointment(entry.seq, event.booking, event.office, event.starts_at, event.with_head)
    return {"appointments": (*facts.appointments, new)}


def _cancelled(facts: Facts, event: events.ReceptionCancelled, entry: Entry) -> Changes:
    return {
        "appointments": tuple(
            replace(a, is_cancelled=True) if a.booking == event.booking else a
            for a in facts.appointments
        )
    }


def _taken(facts: Facts, event: events.StatementTaken, entry: Entry) -> Changes:
    return {"statements": (*facts.statements, Statement(entry.seq, event.office))}


def _confirmed(facts: Facts, event: events.StatementConfirmed, entry: Entry) -> Changes:
    return _of(facts, event.about, confirmed=event.how)


def _annotated(facts: Facts, event: events.StatementAnnotated, entry: Entry) -> Changes:
    before = facts.statement(event.about)
    added = (*(before.annotations if before else ()), entry.seq)
    return _of(facts, event.about, annotations=added)


def _of(facts: Facts, seq: int, **changes: object) -> Changes:
    return {
        "statements": tuple(
            replace(s, **changes) if s.seq == seq else s  # type: ignore[arg-type]
            for s in facts.statements
        )
    }


CHANGES: Themed = {
    events.ReceptionBooked: _booked,
    events.ReceptionCancelled: _cancelled,
    events.StatementTaken: _taken,
    events.StatementConfirmed: _confirmed,
    events.StatementAnnotated: _annotated,
}
