"""The share of promises that an office kept in time: the figure that it is judged by.

What was promised for a day of the last twelve months counts, by the day that was promised first. It
was kept in time if it was recorded as done by then and the petitioner does not say that it was not.
What the petitioner confirmed and what they said nothing about are counted apart: silence is no yes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum

from openredress.core.clock import add_months
from openredress.core.facts import State
from openredress.offices.calendars import calendar_for

from . import sheets, totals
from .models import PromisedRemedy

#: With fewer promises no share is published: who was promised something could be guessed.
LEAST = 5


class Judged(StrEnum):
    """What is counted of the promises of an office."""

    DUE = "due"  # promised for a day of the last twelve months
    IN_TIME = "in-time"  # kept in time; the next four tell by whose word
    CONFIRMED = "confirmed"  # the petitioner says so
    FOUND = "found"  # found so, against what the petitioner said
    SILENT = "silent"  # the petitioner was asked and said nothing
    OFFICE = "by-office"  # the office says so, and the petitioner can still say
    LATE = "late"  # done, after the day that was promised first
    OPEN = "open"  # not done
    CONTESTED = "contested"  # the petitioner says that it was not done


_KEPT = Q(done_on__lte=F("promised_on")) & ~Q(state=State.OBJECTED)
CONDITIONS = {
    Judged.DUE: Q(),
    Judged.IN_TIME: _KEPT,
    Judged.CONFIRMED: _KEPT & Q(state=State.CONFIRMED),
    Judged.FOUND: _KEPT & Q(state=State.UPHELD),
    Judged.SILENT: _KEPT & Q(state=State.SILENT),
    Judged.OFFICE: _KEPT & Q(state__in=(State.DONE, State.UNASKED)),
    Judged.LATE: Q(done_on__gt=F("promised_on")) & ~Q(state=State.OBJECTED),
    Judged.OPEN: Q(done_on=None),
    Judged.CONTESTED: Q(state=State.OBJECTED),
}


_TOLD = tuple(state for state in State if state is not State.OBJECTED)
#: The same by the totals that are kept; what is not done stands so in whatever state.
TOTALS = {
    Judged.DUE: totals.promised(totals.UNDONE, totals.KEPT, totals.LATE),
    Judged.IN_TIME: totals.promised(totals.KEPT, states=_TOLD),
    Judged.CONFIRMED: totals.promised(totals.KEPT, states=(State.CONFIRMED,)),
    Judged.FOUND: totals.promised(totals.KEPT, states=(State.UPHELD,)),
    Judged.SILENT: totals.promised(totals.KEPT, states=(State.SILENT,)),
    Judged.OFFICE: totals.promised(totals.KEPT, states=(State.DONE, State.UNASKED)),
    Judged.LATE: totals.promised(totals.LATE, states=_TOLD),
    Judged.OPEN: totals.promised(totals.UNDONE),
    Judged.CONTESTED: totals.promised(
        totals.UNDONE, totals.KEPT, totals.LATE, states=(State.OBJECTED,)
    ),
}


@dataclass(frozen=True)
class Share:
    """The promises of one office, by what became of them."""

    office: int
    due: int
    in_time: int
    confirmed: int
    found: int
    silent: int
    by_office: int
    late: int
    open: int
    contested: int

    @property
    def percent(self) -> int:
        """Rounded down: nobody rounds themselves up to all."""
        return self.in_time * 100 // self.due if self.due else 0

    @property
    def undone(self) -> int:
        """Not done, or said by the petitioner not to be."""
        return self.open + self.contested

    def count(self, what: str) -> int:
        return int(getattr(self, _FIELDS[Judged(what)]))


_FIELDS = dict(zip(Judged, [f.name for f in fields(Share)][1:], strict=True))
_COUNTS = dict.fromkeys(_FIELDS.values(), 0)
#: What a promise of which a total is kept counts as, by the name of the total.
_COUNTS_AS = {
    name: tuple(_FIELDS[what] for what in Judged if name in TOTALS[what])
    for name in TOTALS[Judged.DUE]
}


def today_of(now: datetime) -> date:
    return calendar_for("none", settings.TIME_ZONE).local_date(now)


def _span(now: datetime) -> tuple[date, date]:
    """The last twelve months, without today."""
    today = today_of(now)
    return add_months(today, -12), today


def judged_now(rows: QuerySet[PromisedRemedy], now: datetime) -> QuerySet[PromisedRemedy]:
    """Those whose day, as it was promised first, was in the last twelve months."""
    first, today = _span(now)
    return rows.filter(promised_on__gte=first, promised_on__lt=today)


def counted(rows: QuerySet[PromisedRemedy]) -> tuple[Share, ...]:
    """By office, in one query."""
    counts = {_FIELDS[what]: Count("id", filter=q) for what, q in CONDITIONS.items()}
    found = rows.order_by().values("office").annotate(**counts).order_by("office")
    return tuple(Share(**row) for row in found)


def kept_totals(offices: Collection[int], by: Collection[int], now: datetime) -> tuple[Share, ...]:
    """What was promised `by` some offices in cases of these `offices`, by the totals that are kept:
    nothing of what some readers are shut out of.
    """
    first, upto = map(totals.midnight, _span(now))
    rows = sheets.promised(offices, now, first, upto)
    if rows is None:
        wanted = Q(what__in=TOTALS[Judged.DUE], promised_by__among=by)
        found_ = totals.of(offices, totals.between(first, upto) & wanted)
        rows = list(found_.values_list("whose", "what").annotate(Sum("count")))
    found = defaultdict[int, dict[str, int]](_COUNTS.copy)
    for office, name, count in rows:
        if office in by:
            counts = found[office]
            for field in _COUNTS_AS[name]:
                counts[field] += count
    return tuple(Share(office, **counts) for office, counts in found.items())


def added(one: Iterable[Share], other: Iterable[Share]) -> tuple[Share, ...]:
    """Both together, by office; without offices of which nothing was promised."""
    found = {share.office: share for share in one}
    for share in other:
        known = found.get(share.office)
        found[share.office] = _sum(known, share) if known else share
    return tuple(found[office] for office in sorted(found) if found[office].due)


def _sum(one: Share, other: Share) -> Share:
    counts = {name: getattr(one, name) + getattr(other, name) for name in _FIELDS.values()}
    return Share(one.office, **counts)


# What is published -----------------------------------------------------------------------------


def to_publish(found: Iterable[Share]) -> list[list[int]]:
    """As it is stored and shown: of an office with few promises, only that there were some."""
    return [
        [getattr(share, f.name) for f in fields(Share)] if share.due >= LEAST else [share.office]
        for share in found
    ]


def published(rows: Iterable[list[int]]) -> tuple[tuple[int, Share | None], ...]:
    """By office; without a share where there were too few promises."""
    return tuple((row[0], Share(*row) if len(row) > 1 else None) for row in rows)
