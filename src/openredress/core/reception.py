"""Reception: the times at which people are heard in person, and what is taken down of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from . import events
from .facts.received import Appointment
from .hours import Opening
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one

#: So far ahead a time can be booked.
AHEAD = timedelta(days=28)
#: What is asked for with a booking is erased so long after the day.
KEPT = timedelta(days=7)


class Need(StrEnum):
    """What somebody may ask for, so that they can be heard."""

    INTERPRETER = "interpreter"
    SIGN = "sign"
    STEP_FREE = "step-free"
    CHILD = "child"
    COMPANION = "companion"


#: What an office can offer or not. Somebody may come along everywhere.
OFFERED = tuple(need for need in Need if need is not Need.COMPANION)


@dataclass(frozen=True)
class Slot:
    starts_at: datetime
    ends_at: datetime


def slots(on: date, parts: Iterable[Opening], minutes: int, zone: ZoneInfo) -> Iterator[Slot]:
    """The times of a day that can be booked; the last one ends when the office does."""
    step = timedelta(minutes=minutes)
    for part in sorted(parts):
        at = datetime.combine(on, part.opens, zone)
        closes = datetime.combine(on, part.closes, zone)
        while at + step <= closes:
            yield Slot(at, at + step)
            at += step


def unreceipted(times: int, seats: int) -> int:
    """How many of a day's places may be booked without a receipt: half of them, rounded up.

    Nobody who shows no case can take every place of a day from those who wait for an answer.
    """
    return (times * seats + 1) // 2


# A case -------------------------------------------------------------------------------------


def ahead(appointments: Sequence[Appointment], now: datetime) -> Appointment | None:
    """The time that is booked and still to come."""
    return next((a for a in appointments if not a.is_cancelled and a.starts_at > now), None)


def book(
    situation: Situation, booking: int, office: int, starts_at: datetime, *, with_head: bool
) -> Decision:
    """Whoever holds the receipt books a time; one at a time, so that there are places for all."""
    facts = situation.facts
    if ahead(facts.appointments, situation.now):
        return Refusal(Code.BOOKED_ALREADY)
    if office in facts.blocked_offices:
        return Refusal(Code.BLOCKED_RECIPIENT, "office")
    return one(build(events.ReceptionBooked, "reception-booked", facts.stage, {
        "booking": booking, "office": office, "starts_at": starts_at, "with_head": with_head,
    }))  # fmt: skip


def cancel(situation: Situation, booking: int, reason: str = "") -> Decision:
    facts = situation.facts
    found = next((a for a in facts.appointments if a.booking == booking), None)
    if found is None or found.is_cancelled or found.starts_at <= situation.now:
        return Refusal(Code.NOT_BOOKED)
    given = {"booking": booking, "office": found.office, "reason": reason}
    return one(build(events.ReceptionCancelled, "reception-cancelled", facts.stage, given))


def take_statement(situation: Situation, office: int, given: Mapping[str, object]) -> Decision:
    """What was said is taken down; that it was read back is what whoever writes it states."""
    if not str(given.get("text", "")).strip():
        return Refusal(Code.MISSING, "text")
    values = {"office": office, **given}
    return one(build(events.StatementTaken, "statement-taken", situation.facts.stage, values))


def confirm_statement(situation: Situation, about: int, how: str) -> Decision:
    found = situation.facts.statement(about)
    if found is None:
        return Refusal(Code.NO_SUCH_STATEMENT)
    if found.confirmed:
        return Refusal(Code.CONFIRMED_ALREADY)
    given = {"about": about, "how": how}
    stage = situation.facts.stage
    return one(build(events.StatementConfirmed, "statement-confirmed", stage, given))


def annotate_statement(situation: Situation, about: int, text: str) -> Decision:
    """The petitioner says what is wrong or missing, before or after they confirmed it."""
    if situation.facts.statement(about) is None:
        return Refusal(Code.NO_SUCH_STATEMENT)
    if not text.strip():
        return Refusal(Code.MISSING, "text")
    given = {"about": about, "text": text}
    stage = situation.facts.stage
    return one(build(events.StatementAnnotated, "statement-annotated", stage, given))


def meet_group(situation: Situation, given: Mapping[str, object]) -> Decision:
    return one(build(events.GroupMet, "group-met", situation.facts.stage, dict(given)))
