"""From a hearing to plain values."""

from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases.hearings import Found, HearingShown, Held

Plain = dict[str, Any]


def hearing_told(h: HearingShown, zone: ZoneInfo) -> Plain:
    return {
        "number": h.number, "state": h.at, "status": h.status, "office": h.office, "side": h.side,
        "asked": h.asked, "needs": h.needs,
        "companion_comes": h.has_companion, "companion": h.companion,
        "answer_by": h.answer_by, "reason": h.reason,
        "ended": h.ended, "wished_closed": h.is_closed_wish,
        "panel": [
            {"seat": s.number, "name": s.name, "office": s.office, "chairs": s.chairs,
             "declared": s.declared, "objection": s.objection, "answer": s.answer}
            for s in h.seats
        ],
        "starts_at": h.starts_at.astimezone(zone) if h.starts_at else None,
        "public": h.is_public, "where": h.venue, "arranged": h.arranged, "why": h.why,
        "time_stands_still": h.stands_still is not None,
        "documents": [{"side": d.side, "file": d.file.number} for d in h.documents],
        "documents_until": h.documents_until,
        "held": _held(h.held, zone) if h.held else None,
        "found": _found(h.found) if h.found else None,
        "published": h.published,
    }  # fmt: skip


def _held(held: Held, zone: ZoneInfo) -> Plain:
    return {
        "began_at": held.began_at.astimezone(zone), "ended_at": held.ended_at.astimezone(zone),
        "present": list(held.present), "petitioner": held.petitioner,
        "companion": held.companion, "representatives": list(held.representatives),
        "office_came": held.office_came, "minutes": held.minutes, "answer_until": held.until,
        "sides": [{"side": side, "said": what} for side, what in held.stands],
        "annotations": [
            {"side": n.side, "text": n.text, "at": n.at.astimezone(zone)} for n in held.notes
        ],
        "corrections": list(held.corrections),
    }  # fmt: skip


def _found(found: Found) -> Plain:
    return {
        "finding": found.finding, "reasons": found.reasons, "votes_for": found.votes_for,
        "votes_against": found.votes_against, "abstained": found.abstained,
        "dissents": [{"name": who, "text": text} for who, text in found.dissents],
    }  # fmt: skip
