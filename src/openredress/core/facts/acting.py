"""Who acts for the petitioner, as far as the journal knows."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .. import events
from ..journal import Entry
from .known import Changes, Facts, Proxy, Themed


def _named(facts: Facts, event: events.ProxyNamed, entry: Entry) -> Changes:
    return {
        "proxy": Proxy(
            event.number, event.scope, event.until, end_of(facts, event.until), event.is_shown,
            entry.at,
        )
    }  # fmt: skip


def _changed(facts: Facts, event: events.ProxyChanged, entry: Entry) -> Changes:
    assert facts.proxy is not None
    return {
        "proxy": replace(
            facts.proxy, scope=event.scope, until=event.until,
            ends_at=end_of(facts, event.until), is_shown=event.is_shown,
        )
    }  # fmt: skip


def _ended(facts: Facts, event: events.ProxyEnded, entry: Entry) -> Changes:
    assert facts.proxy is not None
    return {"proxy": replace(facts.proxy, ended_at=entry.at)}


def end_of(facts: Facts, until: date | None) -> datetime | None:
    """When the day is over where the case is."""
    if until is None:
        return None
    return datetime.combine(until + timedelta(days=1), time.min, ZoneInfo(facts.time_zone))


CHANGES: Themed = {
    events.ProxyNamed: _named,
    events.ProxyChanged: _changed,
    events.ProxyEnded: _ended,
}
