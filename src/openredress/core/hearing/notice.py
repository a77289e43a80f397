"""The notice of a hearing: when and where it is, who comes along, and what each side puts in."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from .. import events
from ..facts import OFFICE, At, Facts, Hearing
from ..refusals import Code, Refusal
from ..sitting import GROUND
from ..situation import Decision, Situation
from .course import happened, reached, rule_of
from .panel import is_chair, sitting
from .standstill import pausing

#: How far ahead a hearing may be set, in days.
LONGEST = 183
LONGEST_TITLE = 150


def wish_closed(situation: Situation) -> Decision:
    found = reached(situation, At.ASKED, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    if found.is_closed_wish:
        return Refusal(Code.NOTHING_CHANGED)
    return happened(situation, events.ClosedHearingAsked, hearing=found.number)


def must_be_closed(facts: Facts, hearing: Hearing) -> bool:
    """Where the petitioner wishes it, and where somebody is shut out: they would read of it."""
    return bool(
        hearing.is_closed_wish or facts.is_reprisal or facts.exclusion_asked or facts.blocked
        or facts.blocked_offices
    )  # fmt: skip


def earliest(situation: Situation) -> date:
    """The first day for which a notice given now is in time."""
    rule = rule_of(situation)
    return situation.today + timedelta(days=rule.notice_days if rule else 1)


def announce(situation: Situation, given: Mapping[str, Any]) -> Decision:
    """Gives notice, or moves what was announced by a new notice of the same length."""
    facts, found = situation.facts, reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    on = situation.calendar.local_date(given["starts_at"])
    refusal = _panel_is_whole(situation, found) or _day(situation, on)
    if refusal is not None:
        return refusal
    if given.get("is_public"):
        if must_be_closed(facts, found):
            return Refusal(Code.HEARING_STAYS_CLOSED, "is_public")
        if not str(given.get("title", "")).strip():
            return Refusal(Code.MISSING, "title")
    pause = None if found.stops else pausing(situation)
    title = str(given.get("title", ""))[:LONGEST_TITLE] if given.get("is_public") else ""
    done = happened(
        situation, events.HearingAnnounced, hearing=found.number,
        **{**given, "title": title, "stops": pause is not None},
    )  # fmt: skip
    if isinstance(done, Refusal) or pause is None or pause.limit.pause is None:
        return done
    law = pause.limit.pause
    paused = events.Paused(
        step=law.pause, stage=facts.stage, limit=pause.limit.id, ground=GROUND,
        reason=str(given["reason"]),
    )  # fmt: skip
    return (*done, paused)


def _panel_is_whole(situation: Situation, hearing: Hearing) -> Refusal | None:
    rule, seats = rule_of(situation), sitting(situation.facts, hearing)
    chair = next((s.number for s in hearing.seats if s.chairs and not s.is_out), 0)
    least = rule.panel if rule else 1
    if len(seats) < least or chair not in seats:
        return Refusal(Code.PANEL_TOO_SMALL, params={"count": least})
    return None


def _day(situation: Situation, on: date) -> Refusal | None:
    first = earliest(situation)
    if on < first:
        return Refusal(Code.NOTICE_TOO_SHORT, "starts_on", {"earliest": first.isoformat()})
    if (on - situation.today).days > LONGEST:
        return Refusal(Code.DAY_TOO_FAR, "starts_on", {"days": LONGEST})
    return None


def announce_companion(situation: Situation, name: str, *, comes: bool) -> Decision:
    """The petitioner brings somebody, and names them or does not."""
    found = reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    if not comes and not found.companion:
        return Refusal(Code.NOTHING_CHANGED)
    return happened(
        situation, events.CompanionAnnounced, hearing=found.number, comes=comes,
        companion=name.strip() if comes else "",
    )  # fmt: skip


def documents_until(situation: Situation, hearing: Hearing) -> date | None:
    """The last day on which documents are put in: the one before it begins."""
    if hearing.starts_at is None:
        return None
    return situation.calendar.local_date(hearing.starts_at) - timedelta(days=1)


def put_documents(situation: Situation, side: str, files: Collection[int]) -> Decision:
    """Puts files of the case before the hearing. Those of the office go to the petitioner at once,
    which `files.give` says.
    """
    facts, found = situation.facts, reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    until = documents_until(situation, found)
    if until is not None and situation.today > until and side not in found.late:
        return Refusal(Code.DOCUMENTS_LATE, "files", {"until": until.isoformat()})
    can = {file.number for file in can_put(facts, found, side)}
    if not files or not set(files) <= can:
        return Refusal(Code.NOTHING_CHOSEN if not files else Code.NO_SUCH_FILE, "files")
    return happened(
        situation, events.DocumentsPut, hearing=found.number, side=side,
        files=tuple(sorted(set(files))),
    )  # fmt: skip


def can_put(facts: Facts, hearing: Hearing, side: str) -> tuple[Any, ...]:
    """The files of one side that can still be put before the hearing."""
    there = {document.file for document in hearing.documents}
    return tuple(
        f for f in facts.files
        if f.of_office is (side == OFFICE) and f.number not in there
        and not f.erased and not f.is_withheld
    )  # fmt: skip


def allow_late(situation: Situation, side: str, reason: str) -> Decision:
    found = reached(situation, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    if not is_chair(situation, found):
        return Refusal(Code.NOT_ON_PANEL)
    return happened(
        situation, events.LateDocumentsAllowed, hearing=found.number, side=side, reason=reason
    )
