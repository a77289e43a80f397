"""What becomes of a remedy once it was promised."""

from dataclasses import replace
from typing import Any

from .. import events
from ..journal import Entry
from .handling import CONTESTED, day_of
from .known import Changes, Demand, Facts, Themed
from .promised import Remedy, State
from .supervision import demand


def changed(facts: Facts, number: int, **changes: Any) -> tuple[Remedy, ...]:
    return tuple(replace(r, **changes) if r.number == number else r for r in facts.remedies)


def _completed(facts: Facts, event: events.RemedyCompleted, entry: Entry) -> Changes:
    return {
        "remedies": changed(
            facts, event.number, completed_at=entry.at, done_on=day_of(facts, entry),
            done_seq=entry.seq, done_by=entry.by.staff, answer_days=event.answer_days, said=None,
        )
    }  # fmt: skip


def _moved(facts: Facts, event: events.RemedyMoved, entry: Entry) -> Changes:
    found = next(r for r in facts.remedies if r.number == event.number)
    first = found.promised_on
    return {"remedies": changed(facts, event.number, due_on=event.due_on, first_due_on=first)}


def _confirmed(facts: Facts, event: events.RemedyConfirmed, entry: Entry) -> Changes:
    """A member of a group says so for themselves, and settles nothing that another one said."""
    found = next(r for r in facts.remedies if r.number == event.number)
    if found.is_contested and facts.is_shared:
        return {}
    return {
        "remedies": changed(facts, event.number, said=State.CONFIRMED),
        "demands": _met(facts, found.demand, entry),
    }


def _objected(facts: Facts, event: events.RemedyObjected, entry: Entry) -> Changes:
    asked = demand(event.demand, CONTESTED, event.office, event.due_on, entry)
    said = changed(facts, event.number, said=State.OBJECTED, demand=event.demand)
    return {"remedies": said, "demands": (*facts.demands, asked)}


def _settled(facts: Facts, event: events.RemedySettled, entry: Entry) -> Changes:
    found = next(r for r in facts.remedies if r.number == event.number)
    again = {"completed_at": None, "done_on": None, "done_seq": 0, "done_by": None, "said": None,
             "answer_days": 0, "due_on": event.due_on or found.due_on,
             "first_due_on": found.promised_on}  # fmt: skip
    came: dict[str, Any] = {"said": State.UPHELD} if event.is_done else again
    return {
        "remedies": changed(facts, event.number, **came),
        "demands": _met(facts, event.demand, entry),
    }


def _unanswered(facts: Facts, event: events.RemedyUnanswered, entry: Entry) -> Changes:
    return {"remedies": changed(facts, event.number, said=State.SILENT)}


def _met(facts: Facts, number: int, entry: Entry) -> tuple[Demand, ...]:
    return tuple(
        replace(d, answered_at=entry.at) if d.number == number and d.is_open else d
        for d in facts.demands
    )


CHANGES: Themed = {
    events.RemedyCompleted: _completed,
    events.RemedyMoved: _moved,
    events.RemedyConfirmed: _confirmed,
    events.RemedyObjected: _objected,
    events.RemedySettled: _settled,
    events.RemedyUnanswered: _unanswered,
}
