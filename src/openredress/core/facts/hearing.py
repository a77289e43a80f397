"""What comes of a hearing."""

from dataclasses import replace
from typing import Any

from .. import events
from ..journal import Entry
from .heard import At, Document, Hearing, Seat
from .known import Changes, Demand, Facts, Themed

_KIND = "hearing"


def _asked(facts: Facts, event: events.HearingAsked, entry: Entry) -> Changes:
    new = Hearing(
        event.hearing, At.ASKED, asked=entry.seq, demand=event.number, is_closed_wish=event.closed
    )
    owed = Demand(event.number, _KIND, event.office, None, entry.seq, entry.at, event.due_on)
    return {"hearings": (*facts.hearings, new), "demands": (*facts.demands, owed)}


def _met(facts: Facts, hearing: Hearing | None, entry: Entry) -> tuple[Demand, ...]:
    """What was asked is answered."""
    number = hearing.demand if hearing else 0
    return tuple(
        replace(d, answered_at=entry.at) if d.number == number and d.is_open else d
        for d in facts.demands
    )


def _refused(facts: Facts, event: events.HearingRefused, entry: Entry) -> Changes:
    demands = _met(facts, facts.hearing(event.hearing), entry)
    return {**_with(facts, event.hearing, at=At.REFUSED, ended=entry.seq), "demands": demands}


def _ordered(facts: Facts, event: events.HearingOrdered, entry: Entry) -> Changes:
    asked = facts.hearing(event.hearing)
    told: dict[str, Any] = {
        "at": At.ORDERED, "ordered": entry.seq, "office": event.office, "side": event.side
    }  # fmt: skip
    hearings = (
        _with(facts, event.hearing, **told)["hearings"]
        if asked
        else (*facts.hearings, Hearing(event.hearing, **told))
    )
    others = facts.co_handlers
    if event.side is not None and event.side not in (facts.office, *others):
        others = (*others, event.side)
    return {
        "hearings": hearings, "co_handlers": others, "demands": _met(facts, asked, entry)
    }  # fmt: skip


def _panel(facts: Facts, event: events.PanelNamed, entry: Entry) -> Changes:
    before = facts.hearing(event.hearing)
    known = before.seats if before else ()
    names = event.names or ("",) * len(event.staff)
    first = len(known) + 1
    seats = [replace(s, is_out=True) for s in known]
    for place, (staff, office, name) in enumerate(
        zip(event.staff, event.offices, names, strict=True)
    ):
        sat = next((s for s in known if staff and s.staff == staff and not s.is_out), None)
        seats.append(Seat(first + place, staff, office, name, not place,
                          declared=sat.declared if sat else False,
                          objected=sat.objected if sat else 0,
                          answered=sat.answered if sat else 0))  # fmt: skip
    return _with(facts, event.hearing, seats=tuple(seats), news_at=entry.at)


def _seat(facts: Facts, number: int, seat: int, **changes: Any) -> Changes:
    before = facts.hearing(number)
    seats = tuple(
        replace(s, **changes) if s.number == seat else s for s in (before.seats if before else ())
    )
    return _with(facts, number, seats=seats)


def _denied(facts: Facts, event: events.InterestDenied, entry: Entry) -> Changes:
    return _seat(facts, event.hearing, event.seat, declared=True)


def _objected(facts: Facts, event: events.SeatObjected, entry: Entry) -> Changes:
    return _seat(facts, event.hearing, event.seat, objected=entry.seq, answered=0)


def _objection_answered(facts: Facts, event: events.ObjectionAnswered, entry: Entry) -> Changes:
    changes = _seat(
        facts, event.hearing, event.seat, answered=entry.seq, is_out=event.leaves
    )  # fmt: skip
    hearing = facts.hearing(event.hearing)
    left = hearing.seat(event.seat) if hearing else None
    if hearing is None or left is None or not event.leaves or not left.staff:
        return changes
    return {
        "hearings": tuple(
            replace(h, removed=h.removed | {left.staff}) if h.number == event.hearing else h
            for h in changes["hearings"]
        )
    }


def _closed(facts: Facts, event: events.ClosedHearingAsked, entry: Entry) -> Changes:
    """What was announced as a public one is closed from this moment on."""
    return _with(facts, event.hearing, is_closed_wish=True, is_public=False, title="")


def _announced(facts: Facts, event: events.HearingAnnounced, entry: Entry) -> Changes:
    before = facts.hearing(event.hearing)
    return _with(
        facts, event.hearing, at=At.ANNOUNCED, starts_at=event.starts_at,
        is_public=event.is_public, title=event.title, venue=event.venue,
        stops=event.stops or bool(before and before.stops),
        announced=(*(before.announced if before else ()), entry.seq), news_at=entry.at,
    )  # fmt: skip


def _companion(facts: Facts, event: events.CompanionAnnounced, entry: Entry) -> Changes:
    return _with(facts, event.hearing, companion=entry.seq if event.comes else 0)


def _cancelled(facts: Facts, event: events.HearingCancelled, entry: Entry) -> Changes:
    return _with(facts, event.hearing, at=At.CANCELLED, ended=entry.seq, news_at=entry.at)


def _put(facts: Facts, event: events.DocumentsPut, entry: Entry) -> Changes:
    before = facts.hearing(event.hearing)
    known = before.documents if before else ()
    new = (Document(event.side, file, entry.seq) for file in event.files)
    return _with(facts, event.hearing, documents=(*known, *new))


def _late(facts: Facts, event: events.LateDocumentsAllowed, entry: Entry) -> Changes:
    before = facts.hearing(event.hearing)
    return _with(facts, event.hearing, late=(before.late if before else frozenset()) | {event.side})


def _recorded(facts: Facts, event: events.HearingRecorded, entry: Entry) -> Changes:
    return _with(
        facts, event.hearing, at=At.RECORDED, recorded=entry.seq, recorded_at=entry.at,
        recorder=entry.by.staff or 0, present=event.present,
    )  # fmt: skip


def _said(facts: Facts, number: int, side: str, what: str, seq: int = 0) -> Changes:
    before = facts.hearing(number)
    answers = {**(before.answers if before else {}), side: what}
    notes = (*(before.notes if before else ()), *([(side, seq)] if seq else []))
    return _with(facts, number, answers=answers, notes=notes)


def _confirmed(facts: Facts, event: events.MinutesConfirmed, entry: Entry) -> Changes:
    return _said(facts, event.hearing, event.side, "confirmed")


def _annotated(facts: Facts, event: events.MinutesAnnotated, entry: Entry) -> Changes:
    return _said(facts, event.hearing, event.side, "annotated", entry.seq)


def _unanswered(facts: Facts, event: events.MinutesUnanswered, entry: Entry) -> Changes:
    return _said(facts, event.hearing, event.side, "silent")


def _corrected(facts: Facts, event: events.HearingMinutesCorrected, entry: Entry) -> Changes:
    before = facts.hearing(event.hearing)
    return _with(
        facts, event.hearing, corrections=(*(before.corrections if before else ()), entry.seq)
    )


def _found(facts: Facts, event: events.HearingFound, entry: Entry) -> Changes:
    return _with(facts, event.hearing, at=At.FOUND, found=entry.seq)


def _dissented(facts: Facts, event: events.DissentWritten, entry: Entry) -> Changes:
    before = facts.hearing(event.hearing)
    known = before.dissents if before else ()
    return _with(facts, event.hearing, dissents=(*known, (event.seat, entry.seq)))


def _published(facts: Facts, event: events.FindingPublished, entry: Entry) -> Changes:
    return _with(
        facts, event.hearing, headline=event.headline, published=event.text,
        published_at=entry.at if event.text else None,
    )  # fmt: skip


def _with(facts: Facts, number: int, **changes: Any) -> Changes:
    return {
        "hearings": tuple(
            replace(h, **changes) if h.number == number else h for h in facts.hearings
        )
    }


CHANGES: Themed = {
    events.HearingAsked: _asked,
    events.HearingRefused: _refused,
    events.HearingOrdered: _ordered,
    events.PanelNamed: _panel,
    events.InterestDenied: _denied,
    events.SeatObjected: _objected,
    events.ObjectionAnswered: _objection_answered,
    events.ClosedHearingAsked: _closed,
    events.HearingAnnounced: _announced,
    events.CompanionAnnounced: _companion,
    events.HearingCancelled: _cancelled,
    events.DocumentsPut: _put,
    events.LateDocumentsAllowed: _late,
    events.HearingRecorded: _recorded,
    events.MinutesConfirmed: _confirmed,
    events.MinutesAnnotated: _annotated,
    events.MinutesUnanswered: _unanswered,
    events.HearingMinutesCorrected: _corrected,
    events.HearingFound: _found,
    events.DissentWritten: _dissented,
    events.FindingPublished: _published,
}
