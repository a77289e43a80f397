"""What handling a case changes in what is known of it."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from .. import events
from ..journal import Entry
from ..procedure import Role
from .known import Changes, Demand, Facts, Outcome, Themed, remember
from .promised import Remedy

#: What is owed to all who complain of one cause stays owed wherever one of their cases is sent, and
#: what the petitioner says was not done is settled wherever it is.
SYSTEMIC, CONTESTED = STAYING = ("systemic", "remedy")


def _registered(facts: Facts, event: events.Registered, entry: Entry) -> Changes:
    return {"matter": event.matter or facts.matter, "place": event.place or facts.place}


def still_asked(facts: Facts, there: tuple[int, ...], entry: Entry) -> tuple[Demand, ...]:
    """What is asked of offices that take no part any more is dropped."""
    return tuple(
        d
        if d.office in there or not d.is_open or d.kind in STAYING
        else replace(d, dropped_at=entry.at)
        for d in facts.demands
    )


def _accepted(facts: Facts, event: events.Accepted, entry: Entry) -> Changes:
    return {"taken_on_by": facts.office}


def _transferred(facts: Facts, event: events.Transferred, entry: Entry) -> Changes:
    there = (event.office, *event.co_handlers)
    return {
        "office": event.office,
        "co_handlers": event.co_handlers,
        "pending": None,
        "demands": still_asked(facts, there, entry),
    }


def _objected(facts: Facts, event: events.RoutingObjected, entry: Entry) -> Changes:
    objected = facts.objected | {event.office}
    return {
        "office": event.back_to,
        "objected": objected,
        "co_handlers": (),
        "pending": None,
        "demands": still_asked(facts, (event.back_to,), entry),
    }


def _asked(facts: Facts, event: events.PetitionerAsked, entry: Entry) -> Changes:
    return {"question": True}


def _answered(facts: Facts, event: events.Event, entry: Entry) -> Changes:
    return {"question": facts.question and entry.by.role != "petitioner"}


def _decided(facts: Facts, event: events.Decided, entry: Entry) -> Changes:
    texts = event.remedy_texts or ("",) * len(event.remedies)
    amounts = event.remedy_amounts or ("",) * len(event.remedies)
    begun = len(facts.remedies)
    promised = tuple(
        Remedy(
            begun + i, text, promise.office, promise.due_on, kind=promise.kind, amount=amount,
            is_told=False,
        )
        for i, (promise, text, amount) in enumerate(
            zip(event.remedies, texts, amounts, strict=True), start=1
        )
    )  # fmt: skip
    by = (entry.by.staff,) if entry.by.staff is not None else ()
    return {
        "outcome": Outcome(event.outcome),
        "taken_on_by": facts.office,
        "remedies": (*facts.remedies, *promised),
        "decided_by": tuple(dict.fromkeys((*facts.decided_by, *by))),
        "pending": None,
        "paused": "",
        "rating": None,
        **_on_its_way(entry),
    }


def _on_its_way(entry: Entry) -> Changes:
    """An answer was given, and has not reached the petitioner yet."""
    return {"served_on": None, "answered_at": entry.at, "answered_seq": entry.seq,
            "service_tries": 0}  # fmt: skip


#: No answer is on its way, or not any more.
ARRIVED: Changes = {"answered_at": None, "answered_seq": 0, "service_tries": 0}


def _served(facts: Facts, event: events.Served, entry: Entry) -> Changes:
    told = remedies_told(facts, entry)
    return {"served_on": event.on or entry.at.date(), "remedies": told, **ARRIVED}


def day_of(facts: Facts, entry: Entry) -> date:
    """The day on which it was recorded, where the case was filed. An earlier one that somebody
    names does not count: nobody records themselves into time.
    """
    return entry.at.astimezone(ZoneInfo(facts.time_zone)).date()


def remedies_told(facts: Facts, entry: Entry) -> tuple[Remedy, ...]:
    """What was promised, once the petitioner knows of it."""
    on = day_of(facts, entry)
    return tuple(r if r.is_told else replace(r, is_told=True, told_on=on) for r in facts.remedies)


def _withdrawn(facts: Facts, event: events.Withdrawn, entry: Entry) -> Changes:
    ended = {"outcome": Outcome.WITHDRAWN, "pending": None, "paused": "", "question": False}
    return {**ended, **ARRIVED}


def _elsewhere(facts: Facts, event: events.Event, entry: Entry) -> Changes:
    ended = {"outcome": Outcome.OTHER_REMEDY, "pending": None, "paused": ""}
    return {**ended, **_on_its_way(entry)}


def _not_fixed(facts: Facts, event: events.NotFixed, entry: Entry) -> Changes:
    changes = {"served_on": None, "rating": None, "outcome": None, "pending": None}
    return {**changes, **ARRIVED, **remember(facts, erase_on=None)}


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
    events.Accepted: _accepted,
    events.RoutingObjected: _objected,
    events.PetitionerAsked: _asked,
    events.MessageWritten: _answered,
    events.FactsAdded: _answered,
    events.Decided: _decided,
    events.Served: _served,
    events.Withdrawn: _withdrawn,
    events.Declined: _elsewhere,
    events.Redirected: _elsewhere,
    events.NotFixed: _not_fixed,
    events.ReviewAsked: _went_up,
    events.Rated: _rated,
    events.DetailsChanged: _details_changed,
    events.EarlierRecordImported: _imported,
}
