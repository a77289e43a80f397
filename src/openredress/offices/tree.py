"""The tree of offices as the core sees it, and what an office has from those above it."""

from collections.abc import Collection

from openredress.core.access import Actor, Post
from openredress.core.procedure import Role
from openredress.core.routing import OfficeMap, Wish

from .institution import Ground, institution
from .models import Staff


def office_map() -> OfficeMap:
    """All offices with their places and matters."""
    return institution().offices


def ground_of(office: int) -> Ground:
    """Procedure, calendar and zone: its own, else the nearest above; `calendar` may be ""."""
    return institution().ground_of(office)


def wish(office: int | None, matter: int | None, place: int | None) -> Wish:
    """What was asked for, with matter and place as paths, narrowest first."""
    return institution().wish(office, matter, place)


def below(office: int) -> frozenset[int]:
    """All offices under this one, without it."""
    return institution().below(office)


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
    return institution().offices.offices[office].parent


def actor_of(staff: Staff) -> Actor:
    """The staff as the core sees them, with the posts they hold now."""
    posts = []
    for office, role in staff.posts.values_list("office_id", "role"):
        covers = below(office) if role == Role.SUPERVISOR else frozenset()
        posts.append(Post(office, Role(role), covers))
    return Actor(Role.OFFICER, staff=staff.pk, posts=tuple(posts))


def time_zones() -> dict[int, str]:
    """The time zone of every office: its own, else that of the nearest office above."""
    found = institution()
    return {office: found.ground_of(office).time_zone for office in found.grounds}
