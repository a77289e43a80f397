"""Booking a time, giving it up, and taking it back where the office cannot keep it.

With a receipt the booking belongs to the case and stands in its journal. Without one it has a code
of its own, which opens nothing else. Nobody is asked who they are.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openredress.cases import actions as cases
from openredress.core.access import Actor
from openredress.core.journal import By
from openredress.core.receipt import CODE_SPACE, code_from, read_code
from openredress.core.refusals import Code, Refusal
from openredress.parties.receipts import count_guess, hashed, refuse_guesses
from openredress.wall import as_owner

from .. import times
from ..models import BookedCase, Booking, Room


class NotHere(LookupError):  # noqa: N818  what the reader is told
    """There is no such booking, number or arrival for this actor."""


@dataclass(frozen=True)
class Wish:
    """The time that was chosen, as its day and key, and what is asked for."""

    on: date
    key: str
    needs: Sequence[str] = ()
    language: str = ""


@dataclass(frozen=True)
class Booked:
    """`code` opens a booking without a case; it is shown once. "" where the receipt does."""

    booking: Booking
    code: str = ""


def book(
    room: Room, wish: Wish, now: datetime, actor: Actor | None = None, number: str = ""
) -> Booked | Refusal:
    """Books a time for the case `number`, or for nobody in particular."""
    with as_owner(), transaction.atomic():
        # One at a time for each room, so that no place is given twice.
        Room.objects.select_for_update().only("pk").get(pk=room.pk)
        time = times.time_of(room, wish.on, wish.key, now, has_receipt=bool(number))
        if time is None:
            return Refusal(Code.NO_TIME_LEFT, "time")
        code = "" if number else code_from(secrets.randbelow(CODE_SPACE))
        booking = Booking.objects.create(
            room=room, head_day=time.head_day, starts_at=time.slot.starts_at,
            ends_at=time.slot.ends_at,
            needs=sorted(set(wish.needs) & {need.value for need in room.needs}),
            language=wish.language.strip(), code_hash=hashed(code) if code else None,
        )  # fmt: skip
        if actor is None:
            return Booked(booking, code)
        done = cases.book_reception(
            number, actor, booking.pk, room.office_id, booking.starts_at, now,
            with_head=time.head_day is not None,
        )  # fmt: skip
        if isinstance(done, Refusal):
            transaction.set_rollback(True)
            return done
        BookedCase.objects.create(booking=booking, case=done)
        return Booked(booking)


def find(typed: str, now: datetime) -> Booking | None:
    """The booking that this code opens. Raises `TooMany` where somebody seems to be guessing."""
    code = read_code(typed)
    if code is None:
        return None
    refuse_guesses(code)
    rows = Booking.objects.select_related("room__office", "head_day")
    found = rows.filter(code_hash=hashed(code)).first()
    if found is None:
        count_guess(code)
    return found


def give_up(booking: Booking, now: datetime, actor: Actor | None = None, number: str = "") -> bool:
    """Whoever booked does not come; their place is free for somebody else."""
    with as_owner(), transaction.atomic():
        found = Booking.objects.select_for_update().get(pk=booking.pk)
        if found.cancelled_at is not None or found.starts_at <= now:
            return False
        if actor is not None:
            done = cases.give_up_reception(number, actor, found.pk, now)
            if isinstance(done, Refusal):
                return False
        _end(found, "", now)
    return True


def cancel(booking: Booking, by: By, reason: str, now: datetime) -> bool:
    """The office cannot keep the time, and says why."""
    with as_owner(), transaction.atomic():
        return cancel_each(Booking.objects.filter(pk=booking.pk), by, reason, now) == 1


def cancel_each(rows: Iterable[Booking], by: By, reason: str, now: datetime) -> int:
    count = 0
    for booking in list(rows):
        if booking.cancelled_at is not None or booking.starts_at <= now:
            continue
        kept = BookedCase.objects.filter(booking=booking).select_related("case").first()
        if kept is not None:
            cases.cancel_reception(kept.case.number, by, booking.pk, reason.strip(), now)
        _end(booking, reason.strip(), now)
        count += 1
    return count


def _end(booking: Booking, reason: str, now: datetime) -> None:
    """What was asked for is not needed any more, so it goes at once."""
    booking.cancelled_at, booking.reason = now, reason
    booking.needs, booking.language = [], ""
    booking.save(update_fields=["cancelled_at", "reason", "needs", "language"])
