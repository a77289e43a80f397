"""What a higher office asked, and what was answered."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from .. import events
from ..journal import Entry
from .handling import STAYING
from .known import Changes, Demand, Facts, Themed


def _asked(kind: str) -> Callable[[Facts, Any, Entry], Changes]:
    def change(facts: Facts, event: Any, entry: Entry) -> Changes:
        new = demand(event.number, kind, event.office, event.due_on, entry)
        return {"demands": (*facts.demands, new)}

    return change


def demand(number: int, kind: str, office: int, due_on: date, entry: Entry) -> Demand:
    return Demand(number, kind, office, entry.by.office, entry.seq, entry.at, due_on)


def dropped(demands: Iterable[Demand], entry: Entry) -> tuple[Demand, ...]:
    """The same demands, with those that are open no longer asked for, but for what is owed to all
    who complain of one cause, and to settle whether a remedy was done.
    """
    return tuple(
        replace(d, dropped_at=entry.at) if d.is_open and d.kind not in STAYING else d
        for d in demands
    )


def _given_to(
    facts: Facts, event: events.CaseTakenOver | events.CaseReassigned, entry: Entry
) -> Changes:
    """What the office before was asked is dropped, but for its account of how the case stood."""
    new = (
        demand(event.number, "deal", event.office, event.due_on, entry),
        demand(event.number + 1, "account", event.before, event.account_by, entry),
    )
    others = tuple(o for o in (*facts.co_handlers, event.before) if o != event.office)
    return {
        "office": event.office,
        "co_handlers": tuple(dict.fromkeys(others)),
        "pending": None,
        "demands": (*dropped(facts.demands, entry), *new),
    }


def _answered(facts: Facts, event: events.DemandAnswered, entry: Entry) -> Changes:
    return {
        "demands": tuple(
            replace(d, answered_at=entry.at) if d.number == event.number else d
            for d in facts.demands
        )
    }


def _explained(facts: Facts, event: events.BreachExplained, entry: Entry) -> Changes:
    return {
        "breaches": tuple(
            replace(b, explained=entry.seq) if b.seq == event.breach else b for b in facts.breaches
        )
    }


CHANGES: Themed = {
    events.OfficeUrged: _asked("urge"),
    events.ReportDemanded: _asked("report"),
    events.CaseTakenOver: _given_to,
    events.CaseReassigned: _given_to,
    events.DemandAnswered: _answered,
    events.BreachExplained: _explained,
}
