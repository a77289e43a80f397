"""Promises that offices kept or did not, for whoever oversees them: the share of each office, and
the list behind each figure.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from openredress.core.access import Actor

from .access import visible_to
from .judged import CONDITIONS, Judged, Share, added, counted, judged_now, kept_totals
from .models import PromisedRemedy
from .open_work import RemedyPage, in_no_total, overseen
from .queries import PAGE


def shares(
    actor: Actor, now: datetime, offices: Collection[int] | None = None
) -> tuple[Share, ...]:
    """Of the offices that the reader heads or supervises, or of those of them that are named:
    by the totals that are kept, and one by one what stands in none of them.
    """
    apart = _of(actor, offices).filter(case__in=in_no_total(actor))
    kept = kept_totals(overseen(actor), _wanted(actor, offices), now)
    return added(kept, counted(judged_now(apart, now)))


def behind(
    actor: Actor, now: datetime, what: Judged, offices: Collection[int] | None = None,
    after: str = "", size: int = PAGE,
) -> RemedyPage:  # fmt: skip
    """The promises behind a figure, the latest first."""
    rows = judged_now(_of(actor, offices), now).filter(CONDITIONS[what])
    day, _, key = after.partition("_")
    if after:
        try:
            on = date.fromisoformat(day)
        except ValueError:
            on = date.min
        rows = rows.filter(
            Q(promised_on__lt=on) | Q(promised_on=on, id__lt=int(key) if key.isdigit() else 0)
        )
    found = tuple(rows.select_related("case", "office").order_by("-promised_on", "-id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return RemedyPage(found[:size], f"{last.promised_on}_{last.pk}" if last else "")


def _of(actor: Actor, offices: Collection[int] | None) -> QuerySet[PromisedRemedy]:
    wanted = _wanted(actor, offices)
    return PromisedRemedy.objects.filter(office__among=wanted, case__in=visible_to(actor))


def _wanted(actor: Actor, offices: Collection[int] | None) -> frozenset[int]:
    theirs = overseen(actor)
    return theirs if offices is None else theirs & frozenset(offices)
