"""Whom an alert reaches: one look at all posts, taken once for many alerts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Actor, Allowed, Post, may
from openredress.core.alerts import Need, Place, Rung, permission_for
from openredress.core.calendar import WorkingCalendar
from openredress.core.duty import Hours, Within, is_open
from openredress.core.procedure import Procedure, Role
from openredress.core.routing import OfficeMap
from openredress.offices.models import Post as PostRow
from openredress.offices.standing import standing
from openredress.offices.tree import ground_of, office_map

from .posted import Posted, posted


class Seen:
    """A row of a case as access wants to see it. The root, which only petitioners go by, is not
    looked up: nobody here is one.
    """

    root = ""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.office, self.registrar = case.office_id, case.registrar_id
        self.co_handlers = tuple(case.co_handlers)
        shut = [(case.blocked, case.blocked_offices), *_shut_below(case)]
        self.blocked = frozenset(person for people, _offices in shut for person in people)
        self.blocked_offices = frozenset(office for _people, offices in shut for office in offices)

    def __getattr__(self, name: str) -> Any:
        if name in ("shut_below", "offices_shut_below"):
            return frozenset()  # They are among those who are blocked here.
        return getattr(self._case, name)


def _shut_below(case: Case) -> Iterable[tuple[list[int], list[int]]]:
    """Who is shut out of the case that a report of reprisal is about is shut out of the report."""
    if not case.is_reprisal or case.about_id is None:
        return ()
    rows = Case.objects.filter(root=case.about_id)
    return tuple(rows.values_list("blocked", "blocked_offices"))


@dataclass
class Town:
    """All offices and posts at this moment; what is asked of one office is asked once."""

    at: datetime
    _posted: dict[int, Posted] = field(default_factory=dict)
    _calendars: dict[int, WorkingCalendar] = field(default_factory=dict)

    @cached_property
    def offices(self) -> OfficeMap:
        return office_map()

    @cached_property
    def actors(self) -> dict[int, Actor]:
        """Everybody who holds a post, as the core sees them."""
        posts: dict[int, list[Post]] = defaultdict(list)
        rows = PostRow.objects.filter(staff__is_active=True).order_by("id")
        for staff, office, role in rows.values_list("staff_id", "office_id", "role"):
            covers = self._below(office) if role == Role.SUPERVISOR else frozenset()
            posts[staff].append(Post(office, Role(role), covers))
        return {
            staff: Actor(Role.OFFICER, staff=staff, posts=tuple(held))
            for staff, held in posts.items()
        }

    def _below(self, office: int) -> frozenset[int]:
        return frozenset(
            other for other in self.offices.offices if office in self.offices.upwards(other)[1:]
        )

    def above(self, office: int) -> tuple[int, ...]:
        return tuple(self.offices.upwards(office)[1:])

    def posted(self, office: int) -> Posted:
        if office not in self._posted:
            self._posted |= posted([office], self.at)
        return self._posted[office]

    def calendar(self, office: int, procedure: Procedure) -> WorkingCalendar:
        if office not in self._calendars:
            ground = ground_of(office)
            name = ground.calendar or procedure.calendar
            self._calendars[office] = standing(name, ground.time_zone, office)
        return self._calendars[office]

    def readers(self, place: Place, need: Need, case: Case, seq: int) -> tuple[int, ...]:
        """Who there is to read it, without whoever is shut out of the case or may not know."""
        seen, asker = Seen(case), _asker(case, seq) if need is Need.NAME else None
        wanted = permission_for(need)
        return tuple(
            person
            for person in dict.fromkeys(_people(place, self.posted(place.office)))
            if person in self.actors
            and person != asker
            and isinstance(may(self.actors[person], wanted, seen), Allowed)
        )

    def waits_for_opening(self, place: Place, within: Within, calendar: WorkingCalendar) -> bool:
        """Whether the office is closed and its time does not run: who comes in finds the alert."""
        here = self.posted(place.office)
        return (
            place.rung is Rung.DUTY
            and here.keeps_roster
            and within.in_office_hours
            and here.hours is Hours.OFFICE_HOURS
            and not is_open(here.hours, calendar, self.at)
        )


def _people(place: Place, here: Posted) -> Iterable[int]:
    if place.rung is Rung.DUTY:
        return here.duty_people()
    if place.rung is Rung.HEAD:
        return here.holding(Role.HEAD)
    return (*here.duty_people(), *here.holding(Role.SUPERVISOR, Role.HEAD))


def _asker(case: Case, seq: int) -> int | None:
    """Who asked to open a name: somebody else has to agree."""
    entry = JournalEntry.objects.filter(case=case, seq=seq).values_list("by", flat=True).first()
    return (entry or {}).get("staff")
