"""Who helps the petitioner, of those whom an office offers."""

from dataclasses import replace

from .. import events
from ..journal import Entry
from .acting import end_of
from .known import Changes, Facts, Helper, Themed

#: How it ended.
DECLINED, TAKEN_BACK, STEPPED_DOWN = "declined", "taken-back", "stepped-down"


def _asked(facts: Facts, event: events.HelperAsked, entry: Entry) -> Changes:
    ends_at = end_of(facts, event.until)
    asked = Helper(event.number, event.staff, event.scope, event.until, ends_at, entry.at)
    return {"helper": asked}


def _accepted(facts: Facts, event: events.HelperAccepted, entry: Entry) -> Changes:
    return _after(facts, accepted_at=entry.at)


def _declined(facts: Facts, event: events.HelperDeclined, entry: Entry) -> Changes:
    return _after(facts, ended_at=entry.at, ended=DECLINED, reason=event.reason)


def _changed(facts: Facts, event: events.HelperChanged, entry: Entry) -> Changes:
    return _after(facts, scope=event.scope, until=event.until, ends_at=end_of(facts, event.until))


def _ended(facts: Facts, event: events.HelperEnded, entry: Entry) -> Changes:
    how = STEPPED_DOWN if event.by_helper else TAKEN_BACK
    return _after(facts, ended_at=entry.at, ended=how, reason=event.reason)


def _after(facts: Facts, **changes: object) -> Changes:
    assert facts.helper is not None
    return {"helper": replace(facts.helper, **changes)}  # type: ignore[arg-type]


CHANGES: Themed = {
    events.HelperAsked: _asked,
    events.HelperAccepted: _accepted,
    events.HelperDeclined: _declined,
    events.HelperChanged: _changed,
    events.HelperEnded: _ended,
}
