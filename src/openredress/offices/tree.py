"""The tree of offices as the core sees it, and what an office has from those above it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings

from openredress.core.access import Actor, Post
from openredress.core.procedure import Role
from openredress.core.routing import OfficeMap, OfficeRule, Wish

from .models import Matter, Office, Place, Staff


@dataclass(frozen=True)
class Ground:
    """What a case at an office stands on: its procedure, calendar and time zone."""

    procedure: str
    calendar: str
    time_zone: str


def office_map() -> OfficeMap:
    """All offices with their places and matters, in three queries."""
    places, matters = _links(Office.places.through), _links(Office.matters.through)
    rows = Office.objects.values_list("id", "parent_id", "registers", "reprisals_to_id")
    return OfficeMap(
        {
            office: OfficeRule(
                office, parent, frozenset(places[office]), frozenset(matters[office]), registers, to
            )
            for office, parent, registers, to in rows
        }
    )


def _links(through: type) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    column = "place_id" if hasattr(through, "place_id") else "matter_id"
    for office, other in through._default_manager.values_list("office_id", column):  # type: ignore[attr-defined]
        found[office].add(other)
    return found


def ground_of(offices: OfficeMap, office: int) -> Ground:
    """Procedure, calendar and zone: its own, else the nearest above; `calendar` may be ""."""
    path = offices.upwards(office)
    rows = {row.id: row for row in Office.objects.filter(id__in=path)}

    def nearest(field: str, default: str) -> str:
        values = (getattr(rows[o], field) for o in path)
        return next((str(value) for value in values if value), default)

    return Ground(
        nearest("procedure", ""), nearest("calendar", ""), nearest("time_zone", settings.TIME_ZONE)
    )


def wish(office: int | None, matter: int | None, place: int | None) -> Wish:
    """What was asked for, with matter and place as paths, narrowest first."""
    return Wish(office, path_of(Matter, matter), path_of(Place, place))


@dataclass(frozen=True)
class Paths:
    """The parents of all matters and places, read once for many wishes."""

    matters: Mapping[int, int | None]
    places: Mapping[int, int | None]

    def wish(self, office: int | None, matter: int | None, place: int | None) -> Wish:
        """As the function of this name, without a query."""
        return Wish(office, _upwards(self.matters, matter), _upwards(self.places, place))


def paths() -> Paths:
    """The trees of matters and of places, in two queries."""
    return Paths(
        dict(Matter.objects.values_list("id", "parent_id")),
        dict(Place.objects.values_list("id", "parent_id")),
    )


def _upwards(parents: Mapping[int, int | None], item: int | None) -> tuple[int, ...]:
    found: list[int] = []
    while item is not None and item in parents and item not in found:
        found.append(item)
        item = parents[item]
    return tuple(found)


def path_of(model: type[Matter] | type[Place], item: int | None) -> tuple[int, ...]:
    """The item and what lies above it, narrowest first."""
    found: list[int] = []
    while item is not None and item not in found:
        found.append(item)
        item = model.objects.filter(id=item).values_list("parent_id", flat=True).first()
    return tuple(found)


def below(office: int) -> frozenset[int]:
    """All offices under this one, without it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for child, parent in Office.objects.values_list("id", "parent_id"):
        children[parent].append(child)
    found: list[int] = list(children[office])
    for item in found:
        found.extend(children[item])
    return frozenset(found)


ACTING = (Role.CLERK, Role.OFFICER, Role.HEAD)
#: Who reads reports of reprisal at an office.
REPORTED_TO = (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)


def somebody_left(
    office: int,
    blocked: Collection[int],
    blocked_offices: Collection[int],
    roles: Collection[Role] = ACTING,
) -> bool:
    """Whether anybody works at the office who is not shut out, in a role that acts on cases."""
    people = Staff.objects.filter(posts__office=office, posts__role__in=roles, is_active=True)
    left = people.exclude(pk__in=blocked).exclude(posts__office__in=blocked_offices)
    return left.exists()


def supervisor_above(
    office: int, blocked: Collection[int], blocked_offices: Collection[int]
) -> int | None:
    """The nearest office above at which a supervisor works who is not shut out, if there is one."""
    above = parent_of(office)
    while above is not None:
        people = Staff.objects.filter(
            posts__office=above, posts__role=Role.SUPERVISOR, is_active=True
        )
        left = people.exclude(pk__in=blocked).exclude(posts__office__in=blocked_offices)
        if above not in blocked_offices and left.exists():
            return above
        above = parent_of(above)
    return None


def parent_of(office: int) -> int | None:
    return Office.objects.values_list("parent_id", flat=True).get(pk=office)  # type: ignore[no-any-return]


def actor_of(staff: Staff) -> Actor:
    """The staff as the core sees them, with the posts they hold now."""
    posts = []
    for office, role in staff.posts.values_list("office_id", "role"):
        covers = below(office) if role == Role.SUPERVISOR else frozenset()
        posts.append(Post(office, Role(role), covers))
    return Actor(Role.OFFICER, staff=staff.pk, posts=tuple(posts))


def time_zones() -> dict[int, str]:
    """The time zone of every office: its own, else that of the nearest office above."""
    offices = {
        pk: (parent, zone)
        for pk, parent, zone in Office.objects.values_list("id", "parent_id", "time_zone")
    }

    def zone_of(office: int | None) -> str:
        parent, zone = offices.get(office or 0, (None, settings.TIME_ZONE))
        return zone or (zone_of(parent) if parent else settings.TIME_ZONE)

    return {office: zone_of(office) for office in offices}
