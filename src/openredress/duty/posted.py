"""Who is posted where, and who is on duty now: everything about some offices in one query."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from openredress.core import duty
from openredress.core.duty import Hours, Standing
from openredress.core.hours import Span
from openredress.core.procedure import Role
from openredress.offices.models import Office, Post
from openredress.wall.asked import ANY_MOMENT, Asked

from .models import Absence, Shift

#: The roles in which somebody does the work of an office, and so needs a substitute.
ACTING = (Role.CLERK, Role.OFFICER, Role.HEAD, Role.SUPERVISOR)


@dataclass(frozen=True)
class Posted:
    """An office as it stands at `at`: its people by role, its shifts and absences around then.

    `keeps_roster` is false where nobody ever entered hours: there everybody is on duty.
    """

    office: Office
    at: datetime
    keeps_roster: bool
    hours: Hours
    phone: str
    room: str
    roles: Mapping[int, frozenset[Role]]
    names: Mapping[int, str]
    shifts: tuple[duty.Shift, ...]
    absences: tuple[duty.Absence, ...]

    def able(self, substitute: int, absent: int) -> bool:
        """Whether somebody has every role here that the other one has."""
        theirs = self.roles.get(absent, frozenset())
        return bool(theirs) and theirs <= self.roles.get(substitute, frozenset())

    @cached_property
    def on_duty(self) -> tuple[Standing, ...]:
        """Who answers now, from the roster alone."""
        return duty.on_duty(self.at, self.shifts, self.absences, self.able)

    def duty_people(self) -> tuple[int, ...]:
        """Whom an alert reaches here first; everybody who acts where no roster is kept."""
        if self.keeps_roster:
            return tuple(standing.person for standing in self.on_duty)
        work = {Role.CLERK, Role.OFFICER, Role.HEAD}
        return tuple(person for person, roles in self.roles.items() if roles & work)

    def holding(self, *roles: Role) -> tuple[int, ...]:
        """Who holds one of these roles here or stands in for somebody who does."""
        holders = [p for p, held in self.roles.items() if held & set(roles)]
        there = (duty.stand_in(p, self.at, self.absences, self.able) for p in holders)
        return tuple(dict.fromkeys(p for p in there if p is not None))


def posted(
    offices: Collection[int] | QuerySet[Office], at: datetime, ahead: timedelta = timedelta(0)
) -> dict[int, Posted]:
    """What is known of these offices at this moment, by key, in one query; with the shifts and
    absences of the time `ahead`.
    """
    if isinstance(offices, QuerySet):
        rows = list(_around(offices, at, ahead))
    else:
        rows = _asked(frozenset(offices), ahead)(now=at)
    return {row.pk: _posted(row, at) for row in rows}


def _around(offices: Any, at: datetime, ahead: timedelta) -> QuerySet[Office]:
    return _rows(offices, {"starts_at__lte": at + ahead, "ends_at__gt": at})


@lru_cache(maxsize=256)
def _asked(offices: frozenset[int], ahead: timedelta) -> Asked[Office]:
    """Every page of the desk asks it of the offices of its reader."""
    return Asked(_around(offices, ANY_MOMENT, ahead))


def posted_between(office: int, first: datetime, last: datetime, at: datetime) -> Posted:
    """The same for one office, with every shift and absence that touches the time between."""
    touching = {"starts_at__lt": last, "ends_at__gt": first}
    return _posted(_rows([office], touching)[0], at)


def _rows(
    offices: Collection[int] | QuerySet[Office], when: Mapping[str, datetime]
) -> QuerySet[Office]:
    here = {"office": OuterRef("pk"), **when}
    shifts = Shift.objects.filter(**here).order_by("starts_at", "id")
    absences = Absence.objects.filter(**here).order_by("starts_at", "id")
    posts = Post.objects.filter(office=OuterRef("pk"), role__in=ACTING, staff__is_active=True)
    return (
        Office.objects.filter(pk__among=offices)
        .select_related("duty_roster")
        .annotate(
            shift_rows=ArraySubquery(shifts.values(row=JSONObject(
                id="id", starts_at="starts_at", ends_at="ends_at", lead="lead_id",
                others="others"))),
            absence_rows=ArraySubquery(absences.values(row=JSONObject(
                staff="staff_id", substitute="substitute_id", starts_at="starts_at",
                ends_at="ends_at"))),
            post_rows=ArraySubquery(posts.order_by("id").values(row=JSONObject(
                staff="staff_id", role="role", name=F("staff__name"),
                username=F("staff__username")))),
        )
        .order_by("pk")
    )  # fmt: skip


def _posted(row: Any, at: datetime) -> Posted:
    roster = getattr(row, "duty_roster", None)
    roles: dict[int, frozenset[Role]] = {}
    for post in row.post_rows:
        roles[post["staff"]] = roles.get(post["staff"], frozenset()) | {Role(post["role"])}
    return Posted(
        office=row,
        at=at,
        keeps_roster=roster is not None,
        hours=roster.kept if roster else Hours.OFFICE_HOURS,
        phone=(roster.phone if roster else "") or row.phone,
        room=roster.room if roster else "",
        roles=roles,
        names={post["staff"]: post["name"] or post["username"] for post in row.post_rows},
        shifts=tuple(
            duty.Shift(s["id"], row.pk, _span(s), s["lead"], tuple(s["others"]))
            for s in row.shift_rows
        ),
        absences=(
            *(duty.Absence(a["staff"], _span(a), a["substitute"]) for a in row.absence_rows),
            *_gone(row, roles),
        ),
    )


def _gone(row: Any, roles: Mapping[int, frozenset[Role]]) -> Iterator[duty.Absence]:
    """Who stands on the roster and no longer works at the office is away for good."""
    for shift in row.shift_rows:
        for person in (shift["lead"], *shift["others"]):
            if person not in roles:
                yield duty.Absence(person, _span(shift))


def _span(row: Mapping[str, str]) -> Span:
    return Span(datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"]))


def core_shifts(rows: Iterable[Shift]) -> tuple[duty.Shift, ...]:
    """Rows of the table as the core sees them."""
    return tuple(
        duty.Shift(s.pk, s.office_id, Span(s.starts_at, s.ends_at), s.lead_id, tuple(s.others))
        for s in rows
    )


#: How far ahead a roster is looked at for gaps.
AHEAD = timedelta(days=28)
