"""The tree of offices as the core sees it, and what an office has from those above it."""

from collections.abc import Collection, Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from openredress.core.access import Actor, Post
from openredress.core.procedure import Role
from openredress.core.routing import OfficeMap, Wish

from .institution import STATE, Ground, institution
from .models import Post as PostRow
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


def with_posts() -> QuerySet[Staff]:
    """Staff with their posts and the number of the institution, for `actor_of` and `held`: what a
    page needs to know of its reader, in one query.
    """
    posts = PostRow.objects.filter(staff=OuterRef("pk")).order_by("pk")
    return Staff.objects.annotate(
        posts_held=ArraySubquery(posts.values(post=JSONObject(office="office_id", role="role"))),
        institution_state=STATE,
    )


def actor_of(staff: Staff) -> Actor:
    """The staff as the core sees them, with the posts they hold now."""
    posts = []
    for office, role in _posts(staff):
        covers = below(office) if role == Role.SUPERVISOR else frozenset()
        posts.append(Post(office, Role(role), covers))
    return Actor(Role.OFFICER, staff=staff.pk, posts=tuple(posts))


def _posts(staff: Staff) -> Iterable[tuple[int, str]]:
    known = getattr(staff, "posts_held", None)
    if known is None:
        return staff.posts.values_list("office_id", "role")
    return [(post["office"], post["role"]) for post in known]


def time_zones() -> dict[int, str]:
    """The time zone of every office: its own, else that of the nearest office above."""
    found = institution()
    return {office: found.ground_of(office).time_zone for office in found.grounds}
