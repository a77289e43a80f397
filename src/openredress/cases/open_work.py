"""What a head of office looks at each day: figures by office, and the list behind each of them.

Figures and lists begin at the same rows, those that the reader may know of, so that no figure ever
counts a case that its list does not show. Only offices and cases are counted, and for officers
nothing but what is open with them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from openredress.core.access import Actor
from openredress.core.procedure import Role

from .access import open_to, visible_to
from .models import Case, JournalEntry, PromisedRemedy
from .queries import NO_WORD, PAGE, Page, for_list, page_of, position_after

WEEK = timedelta(days=7)


class Figure(StrEnum):
    """What is counted by office."""

    LATE = "late"  # something is owed and its last day is over
    WEEK = "week"  # something falls due within seven days
    EXTENSIONS = "extensions"  # more time was asked for and nobody has answered
    UNSERVED = "unserved"  # decided, and the answer has not reached the petitioner
    REMEDIES = "remedies"  # promised, and not done by the day that was promised
    WORK = "work"  # open, by the officer who last acted on it


@dataclass(frozen=True)
class Counted:
    """`since` is the earliest day that was missed, where something is late."""

    count: int
    since: date | None = None


def own(actor: Actor) -> frozenset[int]:
    """The offices that the reader heads."""
    return frozenset(post.office for post in actor.posts if post.role is Role.HEAD)


def overseen(actor: Actor) -> frozenset[int]:
    """Those, and the offices below whose cases the reader sees."""
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    return own(actor) | covered


def counts(
    actor: Actor, now: datetime, zones: Mapping[int, str]
) -> dict[tuple[int, Figure], Counted]:
    """By office and figure, what is more than nothing. Two queries however much there is."""
    conditions = {
        figure: _condition(figure, now)
        for figure in (Figure.LATE, Figure.WEEK, Figure.EXTENSIONS, Figure.UNSERVED)
    }
    counted = {str(figure): Count("id", filter=q) for figure, q in conditions.items()}
    since = Min("next_due_on", filter=conditions[Figure.LATE])
    # Most of what is open is none of these. Said once more, it need not be read at all.
    any_of_them = reduce(or_, conditions.values())
    rows = _cases(actor, overseen(actor)).filter(any_of_them).order_by().values("office")
    rows = rows.annotate(since=since, **counted)
    found = {
        (row["office"], figure): Counted(
            row[figure.value], row["since"] if figure is Figure.LATE else None
        )
        for row in rows
        for figure in conditions
    }
    owed = _remedies(actor, overseen(actor), now, zones).order_by().values("office")
    for row in owed.annotate(count=Count("id"), since=Min("promised_on")):
        found[row["office"], Figure.REMEDIES] = Counted(row["count"], row["since"])
    return {key: counted for key, counted in found.items() if counted.count}


def _condition(figure: Figure, now: datetime) -> Q:
    return {
        Figure.LATE: Q(next_due_at__lte=now),
        Figure.WEEK: Q(next_due_at__gt=now, next_due_at__lte=now + WEEK),
        Figure.EXTENSIONS: ~Q(pending_limit=""),
        Figure.UNSERVED: Q(unserved_since__isnull=False),
        Figure.WORK: Q(),
    }[figure]


def _cases(actor: Actor, offices: Collection[int]) -> QuerySet[Case]:
    return open_to(actor).filter(office__in=offices, is_open=True)


def _remedies(
    actor: Actor, offices: Collection[int], now: datetime, zones: Mapping[int, str]
) -> QuerySet[PromisedRemedy]:
    """Promises whose day is over where the office that owes them is, as it was promised first: a
    day that moved makes nothing be in time.
    """
    by_zone: dict[str, list[int]] = {}
    for office in offices:
        by_zone.setdefault(zones[office], []).append(office)
    missed = Q(pk=None)
    for zone, there in by_zone.items():
        missed |= Q(office__in=there, promised_on__lt=now.astimezone(ZoneInfo(zone)).date())
    rows = PromisedRemedy.objects.filter(missed, completed_at=None)
    return rows.filter(case__in=visible_to(actor))


def listed(
    actor: Actor, figure: Figure, offices: Collection[int], now: datetime, after: str = "",
    size: int = PAGE,
) -> Page:  # fmt: skip
    """The cases behind a figure, by what is due next."""
    rows = _cases(actor, overseen(actor) & frozenset(offices)).filter(_condition(figure, now))
    return _by_what_is_due(rows, after, size)


def _by_what_is_due(rows: QuerySet[Case], after: str, size: int) -> Page:
    rows = for_list(rows).order_by("next_due_at", "id")
    return page_of(rows.filter(position_after(after)) if after else rows, size)


@dataclass(frozen=True)
class RemedyPage:
    remedies: tuple[PromisedRemedy, ...]
    next: str


def remedies_not_kept(
    actor: Actor, offices: Collection[int], now: datetime, zones: Mapping[int, str],
    after: str = "", size: int = PAGE,
) -> RemedyPage:  # fmt: skip
    """Promises that were not kept on their day, the oldest first."""
    rows = _remedies(actor, overseen(actor) & frozenset(offices), now, zones)
    day, _, key = after.partition("_")
    if after:
        try:
            on = date.fromisoformat(day)
        except ValueError:
            on = date.max
        later = Q(promised_on=on, id__gt=int(key) if key.isdigit() else 0)
        rows = rows.filter(Q(promised_on__gt=on) | later)
    found = tuple(rows.select_related("case", "office").order_by("promised_on", "id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return RemedyPage(found[:size], f"{last.promised_on}_{last.pk}" if last else "")


# Open work by officer: of one's own offices only, and nothing beyond how much is open.


@dataclass(frozen=True)
class Work:
    """Open cases of an office with one officer; `officer` is `None` where nobody has acted yet."""

    office: int
    officer: int | None
    count: int


def work(actor: Actor) -> tuple[Work, ...]:
    rows = _with_officer(actor, own(actor)).order_by().values("office", "officer")
    found = rows.annotate(count=Count("id")).order_by("office", F("officer").asc(nulls_last=True))
    return tuple(Work(**row) for row in found)


def work_of(
    actor: Actor, offices: Collection[int], officer: int | None, after: str = "", size: int = PAGE
) -> Page:
    """Open cases that are with this officer, or with nobody yet."""
    rows = _with_officer(actor, own(actor) & frozenset(offices))
    whose = Q(officer__isnull=True) if officer is None else Q(officer=officer)
    return _by_what_is_due(rows.filter(whose), after, size)


def _with_officer(actor: Actor, offices: Collection[int]) -> QuerySet[Case]:
    """Open cases with who of the answering office last acted on them."""
    acts = JournalEntry.objects.filter(
        case=OuterRef("pk"), by__role__in=[Role.OFFICER.value, Role.HEAD.value]
    ).exclude(tag__in=NO_WORD)
    here = acts.annotate(at_office=Cast(KeyTextTransform("office", "by"), BigIntegerField()))
    last = here.filter(at_office=OuterRef("office_id")).order_by("-seq")
    who = last.annotate(who=Cast(KeyTextTransform("staff", "by"), BigIntegerField()))
    return _cases(actor, offices).annotate(
        officer=Subquery(who.values("who")[:1], output_field=BigIntegerField())
    )
