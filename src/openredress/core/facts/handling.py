"""What handling a case changes in what is known of it."""

from dataclasses import replace

from .. import events
from ..journal import Entry
from ..procedure import Role
from .known import Changes, Facts, Outcome, Remedy, Themed, remember


def _registered(facts: Facts, event: events.Registered, entry: Entry) -> Changes:
    return {"matter": event.matter or facts.matter, "place": event.place or facts.place}


def _transferred(facts: Facts, event: events.Transferred, entry: Entry) -> Changes:
    return {"office": event.office, "co_handlers": event.co_handlers, "pending": None}


def _objected(facts: Facts, event: events.RoutingObjected, entry: Entry) -> Changes:
    objected = facts.objected | {event.office}
    return {"office": event.back_to, "objected": objected, "co_handlers": (), "pending": None}


def _asked(facts: Facts, event: events.PetitionerAsked, entry: Entry) -> Changes:
    return {"question": True}


def _answered(facts: Facts, event: events.Event, entry: Entry) -> Changes:
    return {"question": facts.question and entry.by.role != "petitioner"}


def _decided(facts: Facts, event: events.Decided, entry: Entry) -> Changes:
    texts = event.remedy_texts or ("",) * len(event.remedies)
    begun = len(facts.remedies)
    promised = tuple(
        Remedy(begun + i, text, promise.office, promise.due_on)
        for i, (promise, text) in enumerate(zip(event.remedies, texts, strict=True), start=1)
    )
    by = (entry.by.staff,) if entry.by.staff is not None else ()
    return {
        "outcome": Outcome(event.outcome),
        "remedies": (*facts.remedies, *promised),
        "decided_by": tuple(dict.fromkeys((*facts.decided_by, *by))),
        "served_on": None,
        "pending": None,
        "paused": "",
        "rating": None,
    }


def _served(facts: Facts, event: events.Served, entry: Entry) -> Changes:
    return {"served_on": event.on or entry.at.date()}


def _completed(facts: Facts, event: events.RemedyCompleted, entry: Entry) -> Changes:
    done = tuple(
        replace(r, completed_at=entry.at) if r.number == event.number else r for r in facts.remedies
    )
    return {"remedies": done}


def _withdrawn(facts: Facts, event: events.Withdrawn, entry: Entry) -> Changes:
    return {"outcome": Outcome.WITHDRAWN, "pending": None, "paused": "", "question": False}


def _elsewhere(facts: Facts, event: events.Event, entry: Entry) -> Changes:
    return {"outcome": Outcome.OTHER_REMEDY, "pending": None, "paused": ""}


def _not_fixed(facts: Facts, event: events.NotFixed, entry: Entry) -> Changes:
    changes = {"served_on": None, "rating": None, "outcome": None, "pending": None}
    return {**changes, **remember(facts, erase_on=None)}


def _went_up(facts: Facts, event: events.ReviewAsked, entry: Entry) -> Changes:
    return {"child": event.number, "pending": None, **remember(facts, erase_on=None)}


def _rated(facts: Facts, event: events.Rated, entry: Entry) -> Changes:
    return {"rating": event.score}


def _details_changed(facts: Facts, event: events.DetailsChanged, entry: Entry) -> Changes:
    """With the receipt in hand somebody gives a contact that they trust: it may be used again."""
    closed = facts.mail_closed and entry.by.role is not Role.PETITIONER
    return {"mail_closed": closed, **remember(facts, identity_erased=False)}


def _imported(facts: Facts, event: events.EarlierRecordImported, entry: Entry) -> Changes:
    return {"outcome": Outcome(event.outcome) if event.outcome else None}


CHANGES: Themed = {
    events.Registered: _registered,
    events.Transferred: _transferred,
    events.RoutingObjected: _objected,
    events.PetitionerAsked: _asked,
    events.MessageWritten: _answered,
    events.FactsAdded: _answered,
    events.Decided: _decided,
    events.Served: _served,
    events.RemedyCompleted: _completed,
    events.Withdrawn: _withdrawn,
    events.Declined: _elsewhere,
    events.Redirected: _elsewhere,
    events.NotFixed: _not_fixed,
    events.ReviewAsked: _went_up,
    events.Rated: _rated,
    events.DetailsChanged: _details_changed,
    events.EarlierRecordImported: _imported,
}
