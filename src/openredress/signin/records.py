"""What happened to somebody's account, for them to read. No address and no browser is noted."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from openredress.offices.models import Staff

from .models import Record

KEPT = timedelta(days=400)
SHOWN = 30

#: What somebody is told of at the next sign-in, because it may not have been them.
ALARMING = (
    Record.Kind.WRONG_PASSWORD,
    Record.Kind.WRONG_FACTOR,
    Record.Kind.RESET,
    Record.Kind.LINKED,
    Record.Kind.ADMITTED,
)


def note(staff: Staff, kind: Record.Kind, how: str = "", by: str = "") -> None:
    """`by` is what an operator said about it."""
    Record.objects.create(staff=staff, at=timezone.now(), kind=kind, how=how, note=by[:300])


def latest(staff: Staff) -> QuerySet[Record]:
    return Record.objects.filter(staff=staff)[:SHOWN]


def alarming_since_last_time(staff: Staff) -> QuerySet[Record]:
    """What happened after the sign-in before; to be asked before the new one is noted."""
    last = Record.objects.filter(staff=staff, kind=Record.Kind.SIGNED_IN).first()
    found = Record.objects.filter(staff=staff, kind__in=ALARMING)
    return found.filter(at__gt=last.at) if last else found


def resets_at(offices: set[int]) -> QuerySet[Record]:
    """Second steps that operators took away from people of these offices, the latest first."""
    found = Record.objects.filter(kind=Record.Kind.RESET, staff__posts__office__in=offices)
    return found.select_related("staff").distinct()[:100]


def forget_old(now: datetime) -> int:
    return Record.objects.filter(at__lt=now - KEPT).delete()[0]
