"""What time given, stopped and missed changes."""

from .. import events
from ..clock import Granted
from ..journal import Entry
from ..names import REMEDY, demand_in
from .known import Breach, Changes, Facts, Pending, Themed


def _extension_requested(facts: Facts, event: events.ExtensionRequested, entry: Entry) -> Changes:
    return {"pending": Pending(event.limit, event.amount, event.reason, entry.by)}


def _extension_granted(facts: Facts, event: events.ExtensionGranted, entry: Entry) -> Changes:
    more = Granted(event.limit, event.amount, entry.at)
    return {"pending": None, "granted": (*facts.granted, more)}


def _extension_refused(facts: Facts, event: events.ExtensionRefused, entry: Entry) -> Changes:
    return {"pending": None}


def _paused(facts: Facts, event: events.Paused, entry: Entry) -> Changes:
    return {"paused": event.limit}


def _resumed(facts: Facts, event: events.Resumed, entry: Entry) -> Changes:
    return {"paused": ""}


def _breached(facts: Facts, event: events.LimitBreached, entry: Entry) -> Changes:
    """A demand is missed by the office that was asked, anything else by the one that answers."""
    demand = facts.demand(demand_in(event.limit))
    office = demand.office if demand else facts.office
    missed = Breach(entry.seq, event.limit, 0, office, event.started_at, event.due_on)
    return {
        "breached": facts.breached | {(event.limit, event.started_at)},
        "breaches": (*facts.breaches, missed),
    }


def _reminded(facts: Facts, event: events.LimitReminded, entry: Entry) -> Changes:
    given = (event.limit, event.remedy, event.due_on, event.before)
    return {"reminded": facts.reminded | {given}}


def _escalated(facts: Facts, event: events.LimitEscalated, entry: Entry) -> Changes:
    reached = (event.limit, event.remedy, event.started_at, event.rung, event.after)
    return {"escalated": {**facts.escalated, reached: event.office}}


def _moved(facts: Facts, event: events.DeadlineMoved, entry: Entry) -> Changes:
    return {"moved": facts.moved | {(event.change, event.limit)}}


def _remedy_overdue(facts: Facts, event: events.RemedyOverdue, entry: Entry) -> Changes:
    owes = next((r.office for r in facts.remedies if r.number == event.number), facts.office)
    missed = Breach(entry.seq, REMEDY, event.number, owes, None, event.due_on)
    return {"overdue": facts.overdue | {event.number}, "breaches": (*facts.breaches, missed)}


def _lapsed(facts: Facts, event: events.RightLapsed, entry: Entry) -> Changes:
    return {"lapsed": facts.lapsed | {event.limit}, "pending": None}


CHANGES: Themed = {
    events.ExtensionRequested: _extension_requested,
    events.ExtensionGranted: _extension_granted,
    events.ExtensionRefused: _extension_refused,
    events.Paused: _paused,
    events.Resumed: _resumed,
    events.LimitBreached: _breached,
    events.LimitReminded: _reminded,
    events.LimitEscalated: _escalated,
    events.DeadlineMoved: _moved,
    events.RemedyOverdue: _remedy_overdue,
    events.RightLapsed: _lapsed,
}
