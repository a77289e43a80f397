"""What comes of a coordination meeting."""

from dataclasses import replace

from .. import events
from ..journal import Entry
from .handling import still_asked
from .known import Agenda, Changes, Facts, Themed
from .supervision import demand


def _put_on(facts: Facts, event: events.PutOnAgenda, entry: Entry) -> Changes:
    new = Agenda(event.meeting, event.item, event.office, event.meets_on, event.offices, entry.seq)
    others = (o for o in (*facts.co_handlers, event.office, *event.offices) if o != facts.office)
    return {"agendas": (*facts.agendas, new), "co_handlers": tuple(dict.fromkeys(others))}


def _taken_off(facts: Facts, event: events.TakenOffAgenda, entry: Entry) -> Changes:
    return _of(facts, event.item, off=entry.seq)


def _decided(facts: Facts, event: events.JointlyDecided, entry: Entry) -> Changes:
    """The lead answers from now on. The office that called the meeting goes on taking part, since
    it keeps the minutes; what others were asked before is asked no more.
    """
    others = (o for o in (*event.co_handlers, event.office) if o != event.lead)
    there = (event.lead, *dict.fromkeys(others))
    new = [demand(event.number, "lead", event.lead, event.due_on, entry)]
    for number, office in enumerate(event.co_handlers, start=event.number + 1):
        new.append(demand(number, "contribute", office, event.contribute_by, entry))
    return {
        **_of(facts, event.item, decided=entry.seq),
        "office": event.lead,
        "co_handlers": there[1:],
        "pending": None if event.lead != facts.office else facts.pending,
        "demands": (*still_asked(facts, there, entry), *new),
    }


def _corrected(facts: Facts, event: events.MinutesCorrected, entry: Entry) -> Changes:
    found = next((a for a in facts.agendas if a.item == event.item), None)
    before = found.corrections if found else ()
    return _of(facts, event.item, corrections=(*before, entry.seq))


def _of(facts: Facts, item: int, **changes: object) -> Changes:
    changed = (
        replace(a, **changes) if a.item == item else a  # type: ignore[arg-type]
        for a in facts.agendas
    )
    return {"agendas": tuple(changed)}


CHANGES: Themed = {
    events.PutOnAgenda: _put_on,
    events.TakenOffAgenda: _taken_off,
    events.JointlyDecided: _decided,
    events.MinutesCorrected: _corrected,
}
