"""The hearings of a case, for a reader of the case; and those that go on, for who works here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openredress.core import hearing as rules
from openredress.core.access import Actor
from openredress.core.facts import At, Hearing, KeptFile, Seat
from openredress.core.procedure import Citation

from .access import File, visible_to
from .models import Hearing as Row

Names = Callable[[int | None], str]


@dataclass(frozen=True)
class SeatShown:
    """`objection` is what the petitioner said against them, `answer` what came of it."""

    number: int
    name: str
    office: str
    chairs: bool
    declared: bool
    is_disputed: bool
    objection: str
    answer: str


@dataclass(frozen=True)
class Said:
    """What a side wrote about the minutes."""

    side: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Put:
    """A document that a side put in."""

    side: str
    file: KeptFile


@dataclass(frozen=True)
class Held:
    """How it was held. `stands` is how each side answered the minutes, as (side, what)."""

    began_at: datetime
    ended_at: datetime
    present: tuple[str, ...]
    petitioner: bool
    companion: bool
    representatives: tuple[int, ...]
    office_came: bool
    minutes: str
    until: date | None
    stands: tuple[tuple[str, str], ...]
    notes: tuple[Said, ...]
    corrections: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What the panel found. `dissents` are (name, text)."""

    finding: str
    reasons: str
    votes_for: int
    votes_against: int
    abstained: int
    dissents: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HearingShown:
    """`reason` is why it was ordered, `ended` why it was refused or cancelled. `stands_still` is
    the law by which its time is not counted, where that is so.
    """

    number: int
    at: str
    status: str
    office: str
    side: str
    asked: str
    asked_at: datetime | None
    needs: str
    has_companion: bool
    companion: str
    answer_by: date | None
    is_closed_wish: bool
    reason: str
    ended: str
    seats: tuple[SeatShown, ...]
    starts_at: datetime | None
    is_moved: bool
    is_public: bool
    title: str
    venue: str
    arranged: str
    why: str
    stands_still: Citation | None
    documents: tuple[Put, ...]
    documents_until: date | None
    held: Held | None
    found: Found | None
    headline: str
    published: str


def status_text(at: str) -> str:
    """How far a hearing has come."""
    return {
        At.ASKED: pgettext("hearing", "Asked for"),
        At.REFUSED: _("Not granted"),
        At.ORDERED: _("Being prepared"),
        At.ANNOUNCED: _("Announced"),
        At.CANCELLED: _("Not held"),
        At.RECORDED: _("Held; the minutes are with both sides"),
        At.FOUND: _("Held; the panel has found"),
    }[At(at)]


def hearings(file: File, name: Names) -> tuple[HearingShown, ...]:
    """The latest first; of a case that was erased nothing is left to be read."""
    if file.facts.is_forgotten:
        return ()
    return tuple(_shown(file, hearing, name) for hearing in reversed(file.facts.hearings))


def _shown(file: File, h: Hearing, name: Names) -> HearingShown:
    asked, ordered, ended = (_event(file, seq) for seq in (h.asked, h.ordered, h.ended))
    notice = _event(file, h.announced[-1] if h.announced else 0)
    rule = file.procedure.hearing
    return HearingShown(
        number=h.number,
        at=h.at.value,
        status=status_text(h.at),
        office=name(h.office),
        side=name(h.side),
        asked=asked.reason if asked else "",
        asked_at=file.entries[h.asked - 1].at if h.asked else None,
        needs=asked.needs if asked else "",
        has_companion=bool(h.companion),
        companion=_event(file, h.companion).companion if h.companion else "",
        answer_by=asked.due_on if asked else None,
        is_closed_wish=h.is_closed_wish,
        reason=ordered.reason if ordered else "",
        ended=ended.reason if ended else "",
        seats=tuple(_seat(file, seat, name) for seat in h.seats if not seat.is_out),
        starts_at=h.starts_at,
        is_moved=len(h.announced) > 1,
        is_public=h.is_public,
        title=h.title,
        venue=notice.venue if notice else "",
        arranged=notice.arranged if notice else "",
        why=notice.reason if notice else "",
        stands_still=rule.count_citation if rule and h.stops else None,
        documents=tuple(
            Put(d.side, kept) for d in h.documents if (kept := file.facts.file(d.file))
        ),
        documents_until=rules.documents_until(file.situation, h),
        held=_held(file, h),
        found=_found(file, h),
        headline=h.headline,
        published=h.published,
    )  # fmt: skip


def _event(file: File, seq: int) -> Any:
    return file.entries[seq - 1].event if seq else None


def _seat(file: File, seat: Seat, name: Names) -> SeatShown:
    objected, answered = _event(file, seat.objected), _event(file, seat.answered)
    return SeatShown(
        seat.number, seat.name, name(seat.office), seat.chairs, seat.declared, seat.is_disputed,
        objected.reason if objected else "", answered.reason if answered else "",
    )  # fmt: skip


def _held(file: File, h: Hearing) -> Held | None:
    event = _event(file, h.recorded)
    if event is None:
        return None
    names = {seat.number: seat.name for seat in h.seats}
    notes = (
        (side, file.entries[seq - 1]) for side, seq in h.notes
    )  # fmt: skip
    return Held(
        began_at=event.began_at,
        ended_at=event.ended_at,
        present=tuple(names.get(seat, "") for seat in event.present),
        petitioner=event.petitioner,
        companion=event.companion,
        representatives=event.representatives,
        office_came=event.office_came,
        minutes=event.minutes,
        until=rules.minutes_until(file.situation, h),
        stands=tuple((side, h.answers.get(side, "")) for side in h.sides),
        notes=tuple(Said(side, entry.event.text, entry.at) for side, entry in notes),  # type: ignore[attr-defined]
        corrections=tuple(_event(file, seq).text for seq in h.corrections),
    )


def _found(file: File, h: Hearing) -> Found | None:
    event = _event(file, h.found)
    if event is None:
        return None
    names = {seat.number: seat.name for seat in h.seats}
    theirs = [(names.get(seat, ""), _event(file, seq).text) for seat, seq in h.dissents]
    if event.dissent:
        theirs.append(("", event.dissent))
    return Found(
        event.finding, event.reasons, event.votes_for, event.votes_against, event.abstained,
        tuple(theirs),
    )  # fmt: skip


# The list ---------------------------------------------------------------------------------------

#: How many are shown at once.
PAGE = 50
UNDER_WAY = (At.ASKED, At.ORDERED, At.ANNOUNCED, At.RECORDED)
#: So long whoever sits is told of it as new, and that it is not held after all.
NEW = timedelta(days=3)
GONE = timedelta(days=7)


def under_way(actor: Actor) -> tuple[Row, ...]:
    """Hearings that go on in cases that the actor sees: those with a time first, the next first."""
    rows = Row.objects.filter(at__in=UNDER_WAY, case__in=visible_to(actor), case__is_open=True)
    return _in_order(rows)


def _in_order(rows: QuerySet[Row]) -> tuple[Row, ...]:
    rows = rows.select_related("case", "case__office", "office")
    return tuple(rows.order_by(F("starts_at").asc(nulls_last=True), "pk")[:PAGE])


def sits_at(actor: Actor, now: datetime) -> QuerySet[Row]:
    """The hearings at which the actor sits, until the panel has found. One that is not held after
    all is among them for some days.
    """
    rows = Row.objects.filter(panel__contains=[actor.staff], case__in=visible_to(actor))
    goes_on = Q(at__in=UNDER_WAY, case__is_open=True)
    return rows.filter(goes_on | Q(at=At.CANCELLED, news_at__gte=now - GONE))


def sitting(actor: Actor, now: datetime) -> tuple[Row, ...]:
    return _in_order(sits_at(actor, now))
