"""What a head of office looks at each day: figures by office, and the list behind each of them.

Figures and lists begin at the same rows, those that the reader may know of, so that no figure ever
counts a case that its list does not show. Only offices and cases are counted, and for officers
nothing but what is open with them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.offices.models import Office

from . import sheets, totals
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


def counts(actor: Actor, now: datetime, zones: Mapping[int, str]) -> dict[tuple[int, Figure], int]:
    """By office and figure, what is more than nothing. The same queries however much there is, and
    as many rows: totals, and one by one what stands in none of them.
    """
    offices = overseen(actor)
    found: Counter[tuple[int, Figure]] = Counter()
    for office, figure, count in _kept(offices, now, zones):
        found[office, figure] += count
    apart = _cases(actor, offices).filter(totals.APART)
    conditions = {figure: _condition(figure, now) for figure in OF_CASES}
    counted = {str(figure): Count("id", filter=q) for figure, q in conditions.items()}
    for row in apart.order_by().values("office").annotate(**counted):
        for figure in OF_CASES:
            found[row["office"], figure] += row[figure.value]
    owed = _remedies(actor, offices, now, zones).filter(case__in=in_no_total(actor))
    for office, count in owed.order_by().values_list("office").annotate(Count("id")):
        found[office, Figure.REMEDIES] += count
    return {key: count for key, count in found.items() if count}


def _kept(
    offices: Collection[int], now: datetime, zones: Mapping[int, str]
) -> Iterable[tuple[int, Figure, int]]:
    """Of each office, by the totals that are kept: from its sheet, where all have one of today."""
    by_day = _days(offices, now, zones).items()
    days = {office: today for today, there in by_day for office in there}
    found = sheets.waiting(offices, now, WEEK, days)
    if found is not None:
        return ((office, ON_SHEETS[name], count) for office, name, count in found)
    told = totals.by_office(offices, _wanted(offices, now, zones))
    return ((office, Figure(name), count) for (office, name), count in told.items())


def in_no_total(actor: Actor) -> QuerySet[Case]:
    """Cases whose promises the totals of the reader's offices leave out, though the reader may see
    them: those that stand in no total, and cases at an office beyond, in which theirs takes part.
    """
    if not actor.has_role(Role.CLERK, Role.OFFICER, Role.HEAD):
        return Case.objects.filter(totals.APART)
    return Case.objects.filter(totals.APART | ~Q(office__among=overseen(actor)))


#: What is counted of cases; promises are counted beside.
OF_CASES = (Figure.LATE, Figure.WEEK, Figure.EXTENSIONS, Figure.UNSERVED)


def _wanted(offices: Collection[int], now: datetime, zones: Mapping[int, str]) -> dict[str, Q]:
    """The totals of each figure."""
    due = Q(what=totals.DUE)
    missed = Q(pk=None)
    for today, there in _days(offices, now, zones).items():
        missed |= Q(promised_by__among=there) & totals.before(totals.midnight(today))
    return {
        Figure.LATE: due & totals.before(now + MOMENT),
        Figure.WEEK: due & Q(is_month=False, at__gt=now, at__lte=now + WEEK),
        Figure.EXTENSIONS: Q(what=totals.EXTENSION),
        Figure.UNSERVED: Q(what=totals.UNSERVED),
        Figure.REMEDIES: Q(what__in=totals.promised(totals.UNDONE)) & missed,
    }


#: What is what on a sheet.
ON_SHEETS = {
    "late": Figure.LATE,
    "week": Figure.WEEK,
    totals.EXTENSION: Figure.EXTENSIONS,
    totals.UNSERVED: Figure.UNSERVED,
    totals.UNDONE: Figure.REMEDIES,
}
#: The least that parts two moments: what is due now is late.
MOMENT = timedelta(microseconds=1)


#: In the place of an office: all of them.
ALL = 0


def since(
    actor: Actor, found: Mapping[tuple[int, Figure], int], shown: Collection[int], now: datetime
) -> dict[tuple[int, Figure], date]:
    """The earliest day that was missed, where something is late or was promised: by office, of
    those that are `shown`, and of `ALL` that were `found`.
    """
    late, owed = ({o for (o, f), n in found.items() if f is figure and n}
                  for figure in (Figure.LATE, Figure.REMEDIES))  # fmt: skip
    if not late | owed:
        return {}
    case = _cases(actor, overseen(actor)).filter(next_due_at__lte=now)
    case = case.order_by("next_due_at", "id").values("next_due_on")
    promise = PromisedRemedy.objects.filter(completed_at=None, case__in=visible_to(actor))
    promise = promise.order_by("promised_on", "id").values("promised_on")
    first = Subquery(promise.filter(office__among=owed)[:1]) if owed else Value(None)
    rows = Office.objects.filter(pk__among=(late | owed) & {*shown} or {min(late | owed)}).annotate(
        late=Subquery(case.filter(office=OuterRef("pk"))[:1]),
        owed=Subquery(promise.filter(office=OuterRef("pk"))[:1]),
        first_late=Subquery(case[:1]),
        first_owed=Cast(first, DateField()),
    )
    days = {}
    names = ("pk", "late", "owed", "first_late", "first_owed")
    for office, day, promised, first_day, first_promised in rows.values_list(*names):
        days[office, Figure.LATE], days[office, Figure.REMEDIES] = day, promised
        days[ALL, Figure.LATE], days[ALL, Figure.REMEDIES] = first_day, first_promised
    return days


def _condition(figure: Figure, now: datetime) -> Q:
    return {
        Figure.LATE: Q(next_due_at__lte=now),
        Figure.WEEK: Q(next_due_at__gt=now, next_due_at__lte=now + WEEK),
        Figure.EXTENSIONS: ~Q(pending_limit=""),
        Figure.UNSERVED: Q(unserved_since__isnull=False),
        Figure.WORK: Q(),
    }[figure]


def _cases(actor: Actor, offices: Collection[int]) -> QuerySet[Case]:
    return open_to(actor).filter(office__among=offices, is_open=True)


def _remedies(
    actor: Actor, offices: Collection[int], now: datetime, zones: Mapping[int, str]
) -> QuerySet[PromisedRemedy]:
    """Promises whose day is over where the office that owes them is, as it was promised first: a
    day that moved makes nothing be in time.
    """
    missed = Q(pk=None)
    for today, there in _days(offices, now, zones).items():
        missed |= Q(office__among=there, promised_on__lt=today)
    rows = PromisedRemedy.objects.filter(missed, completed_at=None)
    return rows.filter(case__in=visible_to(actor))


def _days(
    offices: Collection[int], now: datetime, zones: Mapping[int, str]
) -> dict[date, list[int]]:
    """The offices by the day that it is there now."""
    today = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in {zones[o] for o in offices}}
    found: dict[date, list[int]] = {}
    for office in offices:
        found.setdefault(today[zones[office]], []).append(office)
    return found


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
