"""Numbers of the waiting room: handed out, called, and forgotten with the day."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from openredress.wall import as_owner

from ..models import Room, Ticket


def hand_out(room: Room, on: date) -> Ticket:
    """The next number of the day, for whoever stands at the counter."""
    with as_owner(), transaction.atomic():
        Room.objects.select_for_update().only("pk").get(pk=room.pk)
        # The row of the room is locked, so no two numbers are the same.
        last = Ticket.objects.filter(room=room, on=on).aggregate(Max("number"))["number__max"]
        return Ticket.objects.create(room=room, on=on, number=(last or 0) + 1)


def call_next(room: Room, on: date, counter: str, now: datetime) -> Ticket | None:
    """Calls whoever has waited longest to this counter; `None` when nobody waits."""
    with as_owner(), transaction.atomic():
        rows = Ticket.objects.select_for_update().filter(room=room, on=on, called_at=None)
        ticket = rows.order_by("number").first()
        if ticket is not None:
            ticket.called_at, ticket.counter = now, counter.strip()[:20]
            ticket.save(update_fields=["called_at", "counter"])
        return ticket
