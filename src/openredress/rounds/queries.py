"""What pages ask of rounds. Each is the same number of queries however much there is."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from .models import Held, Kit, Round

#: Rounds of the last weeks stay on the list: so does that one was cancelled, and why.
KEPT = timedelta(days=14)
PAGE = 100


def rounds(now: datetime) -> QuerySet[Round]:
    """What is to come, and what was lately, the next first."""
    since = (now - KEPT).date()
    rows = Round.objects.filter(on__gte=since).select_related("office", "place")
    return rows.prefetch_related("changes")[:PAGE]


def rounds_of(offices: Collection[int], now: datetime) -> QuerySet[Round]:
    """The same of some offices, with how many kits were taken out."""
    since = (now - timedelta(days=90)).date()
    rows = Round.objects.filter(office__in=offices, on__gte=since)
    rows = rows.select_related("office", "place").prefetch_related("changes")
    return rows.annotate(kit_count=Count("kits"))[:PAGE]


def round_of(offices: Collection[int], key: int) -> Round | None:
    rows = Round.objects.select_related("office", "place").prefetch_related("changes")
    return rows.filter(pk=key, office__in=offices).first()


def kits_of(found: Round) -> QuerySet[Kit]:
    waiting = Count("held", filter=Q(held__settled_at=None))
    return Kit.objects.filter(round=found).select_related("holder").annotate(waiting=waiting)


def kits_held_by(staff: int, now: datetime) -> QuerySet[Kit]:
    """The kits that somebody has out, the newest first."""
    since = (now - timedelta(days=90)).date()
    rows = Kit.objects.filter(holder=staff, revoked_at=None, round__on__gte=since)
    return rows.select_related("round__office", "round__place").order_by("-id")


def held_at(offices: Collection[int]) -> QuerySet[Held]:
    """What waits at these offices, the oldest first."""
    rows = Held.objects.filter(kit__round__office__in=offices, settled_at=None)
    return rows.select_related("kit__round__office", "kit__round__place", "kit__holder")[:PAGE]


def held(offices: Collection[int], uid: str) -> Held | None:
    if not uid.isprintable():  # From an address; PostgreSQL refuses to look for some of it.
        return None
    rows = Held.objects.select_related("kit__round__office", "kit__round__place", "kit__holder")
    return rows.filter(uid=uid, kit__round__office__in=offices, settled_at=None).first()
