"""The tree of offices as the core sees it, and what an office has from those above it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
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


@dataclass(frozen=True)
class Supervisors:
    """Who supervises at each office, and at which offices each of them works at all."""

    offices: OfficeMap
    at: Mapping[int, frozenset[int]]
    posts: Mapping[int, frozenset[int]]

    def above(
        self, office: int, blocked: Collection[int], blocked_offices: Collection[int]
    ) -> int | None:
        """The nearest office above at which one works who is not shut out, if there is one."""
        shut = frozenset(blocked_offices)
        for higher in self.offices.upwards(office)[1:]:
            people = self.at.get(higher, frozenset()) - frozenset(blocked)
            if higher not in shut and any(not self.posts[person] & shut for person in people):
                return higher
        return None


def supervisors() -> Supervisors:
    """As it is now, in one query: who asks for many cases asks once."""
    at, posts = defaultdict(set), defaultdict(set)
    supervise = PostRow.objects.filter(staff=OuterRef("staff"), role=Role.SUPERVISOR)
    rows = PostRow.objects.filter(Exists(supervise), staff__is_active=True)
    for person, office, role in rows.values_list("staff_id", "office_id", "role"):
        posts[person].add(office)
        if role == Role.SUPERVISOR:
            at[office].add(person)
    return Supervisors(office_map(), _frozen(at), _frozen(posts))


def _frozen(found: Mapping[int, set[int]]) -> dict[int, frozenset[int]]:
    return {key: frozenset(values) for key, values in found.items()}


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


def time_zones() -> Mapping[int, str]:
    """The time zone of every office: its own, else that of the nearest office above."""
    return institution().time_zones
