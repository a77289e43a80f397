"""From the journal to what is known."""

from collections.abc import Iterable
from typing import Any

from .. import events
from ..clock import Moment
from ..journal import Entry
from . import (
    acting,
    causes,
    coordination,
    deadlines,
    files,
    group,
    handling,
    hearing,
    helping,
    keeping,
    mediation,
    protection,
    reception,
    remedies,
    service,
    supervision,
)
from .known import Changes, Facts, Memory, Themed, changed, in_stage_since

_CHANGES: Themed = {
    **handling.CHANGES,
    **deadlines.CHANGES,
    **protection.CHANGES,
    **files.CHANGES,
    **keeping.CHANGES,
    **service.CHANGES,
    **supervision.CHANGES,
    **coordination.CHANGES,
    **group.CHANGES,
    **reception.CHANGES,
    **causes.CHANGES,
    **remedies.CHANGES,
    **hearing.CHANGES,
    **mediation.CHANGES,
    **acting.CHANGES,
    **helping.CHANGES,
}


def replay(entries: Iterable[Entry]) -> Facts:
    """What the journal tells. Raises `ValueError` if it does not begin with a filing."""
    facts: Facts | None = None
    for entry in entries:
        facts = apply(facts, entry)
    if facts is None:
        raise ValueError("the journal of this case is empty")
    return facts


def apply(facts: Facts | None, entry: Entry) -> Facts:
    """The facts after one more entry."""
    event = entry.event
    if isinstance(event, events.Filed):
        filed = _filed(event, entry)
        return changed(filed, _mark(filed, {}, entry))
    if facts is None:
        raise ValueError("the journal of this case does not begin with a filing")
    changes = _CHANGES.get(type(event))
    told = changes(facts, event, entry) if changes else {}
    # All at once: a copy of everything known is what costs here.
    after = changed(facts, {**told, **_mark(facts, told, entry)})
    return mediation.ends_with_stage(causes.keeps_owner(after, facts))


def _mark(facts: Facts, told: Changes, entry: Entry) -> Changes:
    """What every entry changes, beside what this one `told`."""
    moment = Moment(entry.event.step, entry.at, entry.event.on)
    marked: dict[str, Any] = {
        "stage": entry.event.stage,
        "trail": (*facts.trail, moment),
        "version_seq": entry.seq,
        "changed_at": entry.at,
    }
    if entry.event.stage != told.get("stage", facts.stage):
        memory = told.get("memory", facts.memory)
        marked["memory"] = in_stage_since(memory, entry.at)
    return marked


def _filed(event: events.Filed, entry: Entry) -> Facts:
    return Facts(
        number=entry.number,
        root=event.root or entry.number,
        origin=event.origin,
        level=event.level,
        procedure=event.procedure,
        version=event.version,
        digest=event.digest,
        stage=event.stage,
        office=event.office,
        registrar=event.registrar,
        filed_at=entry.at,
        channel=event.channel,
        language=event.language,
        calendar=event.calendar,
        time_zone=event.time_zone,
        text=event.text,
        wish=event.wish,
        place_words=event.place_words,
        matter=event.matter,
        place=event.place,
        chosen_office=event.chosen_office,
        suggested_office=event.suggested_office,
        on_behalf=event.on_behalf,
        source=event.source,
        excluded=event.excluded,
        memory=Memory(stage_since=entry.at),
        is_reprisal=event.is_reprisal,
        about=event.about,
        about_receipt=event.about_receipt,
    )
