"""What the pages ask of duty. Each is the same number of queries however much there is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from openredress.cases.access import visible_to
from openredress.cases.counting import Question, question
from openredress.cases.models import JournalEntry
from openredress.core import duty
from openredress.core.access import Actor
from openredress.core.alerts import Need, Rung
from openredress.core.procedure import Role
from openredress.offices.models import Office

from .models import Absence, Alert, AlertRung, Change, Shift, Swap
from .posted import Posted, core_shifts, posted

PAGE = 50
#: More alerts than this are not counted one by one.
MOST = 500


@dataclass
class Line:
    """What the head of every page of the desk says: who is on duty at the reader's offices, and
    how many alerts wait for the reader. Each is asked once, and only if it is shown.
    """

    actor: Actor
    at: datetime
    #: How far ahead rosters are read with it, for a page that says what is missing there.
    ahead: timedelta = timedelta(0)
    #: What else every page of the desk counts, by name; asked in the same statement.
    beside: "Beside" = ()

    @cached_property
    def offices(self) -> tuple[Posted, ...]:
        found = posted({post.office for post in self.actor.posts}, self.at, self.ahead)
        return tuple(found.values())

    @cached_property
    def shown(self) -> "tuple[OnDuty, ...]":
        return tuple(who_is_on_duty(here) for here in self.offices)

    @cached_property
    def counted(self) -> Mapping[str, int]:
        """Alerts that wait, and what is counted beside; a page that counts more sets it."""
        return _how_many(self.actor, self.reach, self.beside).ask(self.at)

    @property
    def waiting(self) -> int:
        return self.counted.get("alerts", 0)

    @cached_property
    def reach(self) -> "Reach":
        on_duty = [o.office.pk for o in self.offices if self.actor.staff in o.duty_people()]
        above = {*on_duty, *self._at(Role.SUPERVISOR, Role.HEAD)}
        return Reach(tuple(on_duty), tuple(self._at(Role.HEAD)), tuple(sorted(above)))

    def _at(self, *roles: Role) -> list[int]:
        return [o.office.pk for o in self.offices if self.actor.staff in o.holding(*roles)]


@dataclass(frozen=True)
class Reach:
    """By which offices alerts reach somebody now: as the one on duty, as head, as the one above."""

    on_duty: tuple[int, ...]
    heads: tuple[int, ...]
    above: tuple[int, ...]


#: What is counted by name with the alerts: of everybody, so that a statement is kept for a reader.
Beside = tuple[tuple[str, Callable[[], QuerySet[Any]]], ...]


@lru_cache(maxsize=256)
def _how_many(actor: Actor, reach: Reach, beside: Beside) -> Question:
    others = {name: rows() for name, rows in beside}
    return question({"alerts": waiting_alerts(actor, reach), **others}, MOST)


@dataclass(frozen=True)
class OnDuty:
    """Who answers at an office now. `name` is "" when nobody does."""

    office: Office
    keeps_roster: bool
    name: str
    instead_of: str
    others: tuple[str, ...]
    phone: str
    room: str


def who_is_on_duty(here: Posted) -> OnDuty:
    first = here.on_duty[0] if here.on_duty else None
    return OnDuty(
        office=here.office,
        keeps_roster=here.keeps_roster,
        name=here.names.get(first.person, "") if first else "",
        instead_of=here.names.get(first.instead_of or 0, "") if first else "",
        others=tuple(here.names.get(s.person, "") for s in here.on_duty[1:]),
        phone=here.phone,
        room=here.room,
    )


# Alerts -----------------------------------------------------------------------------------


def alerts_for(line: Line) -> tuple[Alert, ...]:
    """Open alerts that have reached the reader: what waits first, then what is in hand."""
    rungs = Prefetch("rungs", AlertRung.objects.select_related("office"))
    rows = _reaching(line.actor, line.reach).select_related("case", "office", "taken_by")
    waiting_first = F("acknowledged_at").asc(nulls_first=True)
    found = rows.prefetch_related(rungs).order_by(waiting_first, "raised_at", "id")
    return tuple(found[:PAGE])


def waiting_alerts(actor: Actor, reach: Reach) -> QuerySet[Alert]:
    """Those of them that nobody has in hand."""
    return _reaching(actor, reach).filter(acknowledged_at=None)


def _reaching(actor: Actor, reach: Reach) -> QuerySet[Alert]:
    """The same as `Town.readers`, in SQL, for one reader. The wall stands below it."""
    reached = AlertRung.objects.filter(alert=OuterRef("pk"), nobody_there=False).filter(
        Q(rung=Rung.DUTY, office__among=reach.on_duty)
        | Q(rung=Rung.HEAD, office__among=reach.heads)
        | Q(rung=Rung.ABOVE, office__among=reach.above)
    )
    mine = Exists(reached) | Q(taken_by=actor.staff)
    rows = Alert.objects.filter(mine, _may_know(actor), settled_at=None)
    return _not_asked_by(actor, rows.filter(case__in=visible_to(actor)))


def _not_asked_by(actor: Actor, rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Without those in which the reader asked to open a name: somebody else has to agree."""
    began_with = JournalEntry.objects.filter(case=OuterRef("case"), seq=OuterRef("seq"))
    own = began_with.filter(by__staff=actor.staff)
    return rows.exclude(Q(need=Need.NAME) & Exists(own))


def _may_know(actor: Actor) -> Q:
    """Two needs are told to fewer people than see the case."""
    clerks = {post.office for post in actor.posts if post.role is Role.CLERK}
    heads = {post.office for post in actor.posts if post.role is Role.HEAD}
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    above = Q(case__office__among=covered)
    excludes = above | Q(case__registrar__among=clerks)
    agrees = above | Q(case__office__among=heads) | Q(case__registrar__among=heads)
    return (
        ~Q(need__in=[Need.EXCLUSION, Need.NAME])
        | (Q(need=Need.EXCLUSION) & excludes)
        | (Q(need=Need.NAME) & agrees)
    )


# Rosters ----------------------------------------------------------------------------------


def shifts_of(office: int, first: datetime, last: datetime) -> Sequence[Shift]:
    rows = Shift.objects.filter(office=office, starts_at__lt=last, ends_at__gt=first)
    return tuple(rows.order_by("starts_at", "id"))


def absences_of(office: int, first: datetime, last: datetime) -> Sequence[Absence]:
    rows = Absence.objects.filter(office=office, starts_at__lt=last, ends_at__gt=first)
    return tuple(rows.select_related("staff", "substitute").order_by("starts_at", "id"))


def double_bookings(
    people: Sequence[int], first: datetime, last: datetime
) -> tuple[duty.DoubleBooking, ...]:
    """Who of these people stands on two shifts at once, at whatever offices."""
    theirs = Q(lead__in=people) | Q(others__overlap=list(people))
    rows = Shift.objects.filter(theirs, starts_at__lt=last, ends_at__gt=first)
    found = duty.double_bookings(core_shifts(rows))
    return tuple(double for double in found if double.person in people)


def changes_of(office: int) -> tuple[Change, ...]:
    """Who changed the roster last, and what."""
    return tuple(Change.objects.filter(office=office).select_related("by").order_by("-id")[:PAGE])


def shifts_for(staff: int, first: datetime, last: datetime) -> tuple[Shift, ...]:
    """The shifts of one person, wherever."""
    theirs = Q(lead=staff) | Q(others__contains=[staff])
    rows = Shift.objects.filter(theirs, starts_at__lt=last, ends_at__gt=first)
    return tuple(rows.select_related("office", "lead").order_by("starts_at", "id"))


def absences_for(staff: int, at: datetime) -> tuple[Absence, ...]:
    rows = Absence.objects.filter(staff=staff, ends_at__gt=at)
    return tuple(rows.select_related("office", "substitute").order_by("starts_at", "id"))


def swaps_for(staff: int, at: datetime) -> tuple[Swap, ...]:
    """Swaps that wait, asked by this person or of them."""
    rows = Swap.objects.filter(answer="", shift__starts_at__gt=at)
    mine = rows.filter(Q(asked_by=staff) | Q(asked_of=staff))
    related = ("shift__office", "in_return", "asked_by", "asked_of")
    return tuple(mine.select_related(*related).order_by("shift__starts_at", "id"))


# Alerts of an office, for its head and for those who supervise it -----------------------------


def unacknowledged(actor: Actor, offices: Collection[int]) -> dict[int, int]:
    """By office, how many alerts nobody has in hand; those that the reader may know of."""
    rows = _in_nobodys_hand(actor, offices).order_by().values_list("office")
    return dict(rows.annotate(Count("id")))


@dataclass(frozen=True)
class AlertPage:
    alerts: tuple[Alert, ...]
    next: str


def unacknowledged_alerts(
    actor: Actor, offices: Collection[int], after: str = "", size: int = PAGE
) -> AlertPage:
    """The same one by one, the oldest first."""
    rows = _in_nobodys_hand(actor, offices).select_related("case", "office").order_by("id")
    rows = rows.filter(id__gt=int(after)) if after.isdigit() else rows
    found = tuple(rows[: size + 1])
    more = len(found) > size
    return AlertPage(found[:size], str(found[size - 1].pk) if more else "")


def _in_nobodys_hand(actor: Actor, offices: Collection[int]) -> QuerySet[Alert]:
    rows = Alert.objects.filter(
        _may_know(actor), office__among=offices, settled_at=None, acknowledged_at=None
    )
    return _not_asked_by(actor, rows.filter(case__in=visible_to(actor)))
