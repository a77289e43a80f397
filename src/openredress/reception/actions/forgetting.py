"""What is erased by itself: bookings a week after their day, numbers with the day."""

from datetime import datetime, timedelta

from openredress.core.reception import KEPT
from openredress.wall import as_owner

from ..models import Booking, Ticket


def forget(now: datetime) -> int:
    """Erases what nobody needs any more; how much it was. A number is a day older wherever the
    office is.
    """
    with as_owner():
        bookings, _of = Booking.objects.filter(ends_at__lt=now - KEPT).delete()
        numbers, _of = Ticket.objects.filter(on__lt=(now - timedelta(days=1)).date()).delete()
    return bookings + numbers
