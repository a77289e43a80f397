"""Lists of supervision: what offices were asked, what waits below, and the register of what was
missed. Each is one keyset page behind the wall.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from openredress.core.access import Actor
from openredress.core.demands import Kind
from openredress.core.procedure import Role

from .access import open_to, visible_to
from .models import Breach, Case, Demand, JournalEntry
from .queries import PAGE, for_list

#: Lines of a long table that are read at once.
READ_AT_ONCE = 500
HANDLES = (Role.OFFICER, Role.HEAD)


@dataclass(frozen=True)
class Demands:
    demands: tuple[Demand, ...]
    next: str


@dataclass(frozen=True)
class Breaches:
    breaches: tuple[Breach, ...]
    next: str


def to_answer(actor: Actor, after: str = "", size: int = PAGE) -> Demands:
    """What the actor's offices were asked and still owe, the next one due first."""
    offices = {post.office for post in actor.posts if post.role in HANDLES}
    return _demands(actor, Q(office__among=offices), after, size)


def asked_from_here(actor: Actor, after: str = "", size: int = PAGE) -> Demands:
    """What the actor's offices asked as those that supervise, and is still owed."""
    offices = {post.office for post in actor.posts if post.role is Role.SUPERVISOR}
    return _demands(actor, Q(asked_by__in=offices), after, size)


def _demands(actor: Actor, whose: Q, after: str, size: int) -> Demands:
    # Whether a remedy was done is to be settled after the end as well.
    is_owed = Q(case__is_open=True) | Q(kind=Kind.REMEDY)
    rows = Demand.objects.filter(whose, is_owed, ended_at=None)
    rows = rows.filter(case__in=visible_to(actor)).select_related("case", "office", "asked_by")
    place = _place(after)
    if place is not None:
        day, key = place
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=key))
    found = tuple(rows.order_by("due_on", "id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Demands(found[:size], f"{last.due_on}_{last.pk}" if last else "")


def extensions_below(actor: Actor, most: int) -> tuple[Case, ...]:
    """So many of the extensions that were asked for below and wait for an answer, the next one due
    first.
    """
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    rows = open_to(actor).filter(office__among=covered).exclude(pending_limit="")
    return tuple(for_list(rows).order_by("next_due_at", "id")[:most])


def register(actor: Actor, offices: Collection[int], after: str = "", size: int = PAGE) -> Breaches:
    """What these offices missed, the latest first."""
    rows = _register(actor, offices)
    place = _place(after)
    if place is not None:
        day, key = place
        rows = rows.filter(Q(due_on__lt=day) | Q(due_on=day, id__lt=key))
    found = tuple(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Breaches(found[:size], f"{last.due_on}_{last.pk}" if last else "")


def register_from_the_latest(
    actor: Actor, offices: Collection[int], most: int
) -> Iterator[Sequence[Breach]]:
    """So many of them, page by page: asked for at once, all of them would be sorted first."""
    after, left = "", most
    while left > 0:
        page = register(actor, offices, after, min(left, READ_AT_ONCE))
        yield page.breaches
        after, left = page.next, left - READ_AT_ONCE
        if not after:
            return


def _register(actor: Actor, offices: Collection[int]) -> QuerySet[Breach]:
    rows = Breach.objects.filter(office__among=offices, case__in=visible_to(actor))
    return rows.select_related("case", "office").order_by("-due_on", "-id")


def explanations(breaches: Sequence[Breach]) -> dict[int, str]:
    """By key of the breach, what the office said about it; "" once that was erased by law."""
    wanted = {(b.case_id, b.explained): b.pk for b in breaches if b.explained}
    rows = JournalEntry.objects.filter(
        case__in={b.case_id for b in breaches if b.explained}, tag="breach-explained"
    )
    found = rows.values_list("case_id", "seq", "words__text")
    return {wanted[c, s]: text or "" for c, s, text in found if (c, s) in wanted}


def _place(after: str) -> tuple[date, int] | None:
    """The place in a list by day that `after` names; the beginning for what is no such place."""
    day, _, key = after.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return on, int(key) if key.isdigit() and len(key) < 19 else 0
