"""What pages ask of reception. Each is the same number of queries however much there is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, F, Prefetch, Q, QuerySet, Subquery

from openredress.cases.access import visible_to
from openredress.core.access import Actor
from openredress.duty.queries import Line
from openredress.duty.reach import Town

from .actions.groups import readers_at
from .models import Arrival, BookedCase, Booking, HeadDay, Room, Ticket

PAGE = 50


def rooms(now: datetime) -> QuerySet[Room]:
    """Every office that receives people, with its hours and the days of its heads."""
    days = HeadDay.objects.filter(on__gte=now.date() - timedelta(days=1))
    return (
        Room.objects.select_related("office")
        .prefetch_related("hours", Prefetch("days", days))
        .order_by("office_id")
    )


def room_of(code: str, now: datetime) -> Room | None:
    return rooms(now).filter(office__code=code).first()


# The waiting room ---------------------------------------------------------------------------

SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """What hangs on the wall: the numbers called last, and how many wait. Numbers and no names."""

    called: tuple[Ticket, ...]
    count: int

    @property
    def now(self) -> Ticket | None:
        return self.called[0] if self.called else None


def waiting(room: Room, on: date) -> Waiting:
    today = Ticket.objects.filter(room=room, on=on)
    waits = Count("id", filter=Q(called_at=None))
    waiting_now = Subquery(today.order_by().values("room").annotate(n=waits).values("n"))
    rows = today.annotate(waiting_now=waiting_now)
    found = list(rows.order_by(F("called_at").desc(nulls_last=True), "-number")[:SHOWN])
    called = tuple(ticket for ticket in found if ticket.called_at is not None)
    return Waiting(called, found[0].waiting_now if found else 0)


# Bookings -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """Who is expected when. `number` is the case, "" where there is none that the reader sees."""

    booking: Booking
    number: str


def expected(actor: Actor, room: Room, first: datetime, last: datetime) -> tuple[Expected, ...]:
    rows = Booking.objects.filter(
        room=room, cancelled_at=None, starts_at__gte=first, starts_at__lt=last
    )
    found = list(rows.select_related("head_day").order_by("starts_at", "id")[:500])
    numbers = _numbers(actor, found)
    return tuple(Expected(booking, numbers.get(booking.pk, "")) for booking in found)


def _numbers(actor: Actor, bookings: Sequence[Booking]) -> dict[int, str]:
    rows = BookedCase.objects.filter(
        booking__in=[b.pk for b in bookings], case__in=visible_to(actor)
    )
    return dict(rows.values_list("booking_id", "case__number"))


def bookings_of(case: int) -> tuple[Booking, ...]:
    """The bookings of a case that are kept, the next one first."""
    rows = Booking.objects.filter(booked_case__case=case)
    return tuple(rows.select_related("room__office", "head_day").order_by("starts_at"))


# People who came together ---------------------------------------------------------------------


def not_met() -> QuerySet[Arrival]:
    """Groups that nobody has come out to."""
    return Arrival.objects.filter(met_at=None, ended_at=None)


@dataclass
class AtTheDoor:
    """The groups that wait for somebody of the reader, for the head of every page of the desk."""

    line: Line

    @classmethod
    def of(cls, actor: Actor, at: datetime) -> "AtTheDoor":
        """Whether anybody waits is counted with what the head of the page counts anyway."""
        return cls(Line(actor, at, beside=(("arrivals", not_met),)))

    @property
    def actor(self) -> Actor:
        return self.line.actor

    @cached_property
    def waiting(self) -> tuple[Arrival, ...]:
        """What has reached the reader and was not met yet; no query of its own where nobody waits,
        which is nearly always.
        """
        if not self.line.counted["arrivals"]:
            return ()
        rows = not_met().select_related("office").prefetch_related("rungs").order_by("due_at")
        found = list(rows[:PAGE])
        town = Town(self.line.at)
        return tuple(arrival for arrival in found if self._is_reached(arrival, town))

    def _is_reached(self, arrival: Arrival, town: Town) -> bool:
        return any(
            self.actor.staff in readers_at(rung.rung, town.posted(rung.office_id))
            for rung in arrival.rungs.all()
            if not rung.nobody_there
        )


def arrivals_of(offices: Collection[int]) -> tuple[Arrival, ...]:
    """The last groups at these offices, those that are still there first."""
    rows = Arrival.objects.filter(office__in=offices).select_related("office", "came", "coming")
    return tuple(rows.order_by(F("ended_at").desc(nulls_first=True), "-arrived_at", "-id")[:20])
