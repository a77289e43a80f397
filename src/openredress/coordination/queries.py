"""Which meetings and items a reader sees: of a meeting that it is, of an item only where every
case of it is theirs to see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from openredress.cases.access import visible_to
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Actor
from openredress.core.procedure import Role

from .models import Item, Meeting

PAGE = 50
AT_MEETINGS = (Role.CLERK, Role.OFFICER, Role.HEAD, Role.SUPERVISOR)


@dataclass(frozen=True)
class Meetings:
    meetings: tuple[Meeting, ...]
    next: str


def offices_of(actor: Actor) -> list[int]:
    return sorted({post.office for post in actor.posts if post.role in AT_MEETINGS})


def attends(actor: Actor, meeting: Meeting) -> bool:
    return bool({meeting.office_id, *meeting.attending} & set(offices_of(actor)))


def meetings_of(actor: Actor) -> QuerySet[Meeting]:
    """Meetings that an office of the actor has called or attends."""
    offices = offices_of(actor)
    theirs = Q(office__in=offices) | Q(attending__overlap=offices)
    return Meeting.objects.filter(theirs).select_related("office")


def listed(actor: Actor, after: str = "", size: int = PAGE) -> Meetings:
    """The latest first, those that are ahead among them."""
    rows = meetings_of(actor)
    day, _, key = after.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    if on is not None:
        before = int(key) if key.isdigit() and len(key) < 19 else 0
        rows = rows.filter(Q(meets_on__lt=on) | Q(meets_on=on, id__lt=before))
    found = tuple(rows.order_by("-meets_on", "-id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Meetings(found[:size], f"{last.meets_on}_{last.pk}" if last else "")


def open_to_cases(actor: Actor, today: date) -> tuple[Meeting, ...]:
    """Meetings whose agenda is still open, the next one first."""
    rows = meetings_of(actor).filter(cancelled_at=None, closes_on__gte=today)
    return tuple(rows.order_by("meets_on", "id")[:PAGE])


def was_held(meeting: Meeting) -> bool:
    """Whether any of its minutes that the reader sees are confirmed; what is behind the wall may
    not show in what can be done.
    """
    return meeting.items.filter(confirmed_at__isnull=False).exists()


def visible_items(actor: Actor, items: Iterable[Item]) -> tuple[Item, ...]:
    """Those of which the actor sees every case; the others are not there."""
    rows = tuple(items)
    wanted = {case for item in rows for case in item.cases}
    seen = set(visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    return tuple(item for item in rows if seen.issuperset(item.cases))


def agenda(actor: Actor, meeting: Meeting) -> tuple[Item, ...]:
    """What is on the agenda and was not taken off, in the order in which it came."""
    rows = Item.objects.filter(meeting=meeting, off_at=None).select_related("lead", "meeting")
    return visible_items(actor, rows.order_by("id"))


def cases_of(items: Sequence[Item]) -> dict[int, Case]:
    wanted = {case for item in items for case in item.cases}
    rows = Case.objects.filter(pk__in=wanted).select_related("office", "pack")
    return {case.pk: case for case in rows}


TOLD = ("put-on-agenda", "jointly-decided", "minutes-corrected")


def told(items: Sequence[Item]) -> dict[int, list[JournalEntry]]:
    """By item, what the journal of its first case says of it: each of its cases says the same."""
    firsts = {item.cases[0] for item in items}
    wanted = {item.pk for item in items}
    rows = JournalEntry.objects.filter(case__in=firsts, tag__in=TOLD).order_by("case_id", "seq")
    found: dict[int, list[JournalEntry]] = {}
    for row in rows:
        if row.data["item"] in wanted:
            found.setdefault(row.data["item"], []).append(row)
    return found
