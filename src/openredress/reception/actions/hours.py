"""What an office says about when it receives: its hours, its room, and the days of its heads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from openredress.core.access import Actor
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.duty.actions.writing import keeps
from openredress.wall import as_owner

from ..models import Booking, HeadDay, Hours, Room
from .booking import cancel_each


@dataclass(frozen=True)
class Part:
    """Some hours of a weekday; 0 is Monday."""

    weekday: int
    begins: time
    ends: time


def keep_room(
    actor: Actor, office: int, where: str, minutes: int, seats: int, offers: Iterable[str]
) -> Room | None:
    """Says where and how people are received; `None` for whoever does not keep this office."""
    if not keeps(actor, office):
        return None
    given = {"where": where.strip(), "minutes": minutes, "seats": seats, "offers": sorted(offers)}
    with as_owner():
        room, _made = Room.objects.update_or_create(office_id=office, defaults=given)
    return room


def keep_hours(actor: Actor, room: Room, parts: Iterable[Part]) -> bool:
    """Sets the hours of the week. Times that are booked stay booked, whatever is set."""
    if not keeps(actor, room.office_id):
        return False
    with as_owner(), transaction.atomic():
        Hours.objects.filter(room=room).delete()
        Hours.objects.bulk_create(
            Hours(room=room, weekday=p.weekday, begins=p.begins, ends=p.ends) for p in parts
        )
    return True


def announce(
    actor: Actor, room: Room, who: str, on: date, begins: time, ends: time, minutes: int
) -> HeadDay | None:
    """Makes public on which day somebody who answers for the office receives."""
    if not keeps(actor, room.office_id):
        return None
    with as_owner():
        return HeadDay.objects.create(
            room=room, who=who.strip(), on=on, begins=begins, ends=ends, minutes=minutes
        )


def call_off(actor: Actor, day: HeadDay, reason: str, now: datetime) -> bool:
    """The day is not kept. Whoever booked a time on it is told, with the reason."""
    office = day.room.office_id
    if not keeps(actor, office) or day.cancelled_at is not None:
        return False
    with as_owner(), transaction.atomic():
        day.cancelled_at, day.reason = now, reason.strip()
        day.save(update_fields=["cancelled_at", "reason"])
        rows = Booking.objects.filter(head_day=day, cancelled_at=None, starts_at__gt=now)
        cancel_each(rows, capacity_at(actor, office), reason, now)
    return True


def capacity_at(actor: Actor, office: int) -> By:
    """As what the actor speaks for an office: by the post held there, else by one above it."""
    here = [p for p in actor.posts if p.office == office and p.role is not Role.OPERATOR]
    above = [p for p in actor.posts if p.role is Role.SUPERVISOR]
    post = next(iter(here or above), None)
    return By(post.role if post else Role.SYSTEM, actor.staff, office)
