"""The only door to a case: there is no way to name one that is not yours."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from openredress.core import engine
from openredress.core.access import Actor, Allowed, Permission, may
from openredress.core.facts import Facts, replay
from openredress.core.journal import Entry
from openredress.core.procedure import Role, Step
from openredress.core.receipt import is_case_number

from . import projection
from .journal import entries_of
from .models import Case


class NotHere(LookupError):  # noqa: N818  what the reader is told
    """There is no such case for this actor; whether it exists elsewhere is not told."""


class File:
    """A case that was opened: its row, its journal, its facts, and what may be done now."""

    def __init__(self, case: Case, entries: tuple[Entry, ...], actor: Actor, now: datetime) -> None:
        self.case = case
        self.entries = entries
        self.actor = actor
        self.now = now
        self.facts: Facts = replay(entries)
        self.situation = projection.situation(self.facts, actor, now)
        self.procedure = self.situation.procedure
        self.stage = self.situation.stage

    @property
    def steps(self) -> tuple[Step, ...]:
        return engine.available(self.situation)

    def look_again(self) -> None:
        """Reads it anew: something was done meanwhile."""
        self.case.refresh_from_db()
        self.__init__(self.case, entries_of(self.case), self.actor, self.now)  # type: ignore[misc]

    def may(self, permission: Permission) -> bool:
        return isinstance(may(self.actor, permission, self.facts), Allowed)

    def roles(self) -> frozenset[Role]:
        allowed = may(self.actor, Permission.VIEW, self.facts)
        return allowed.roles if isinstance(allowed, Allowed) else frozenset()


def case_for(
    actor: Actor, number: str, now: datetime, permission: Permission = Permission.VIEW
) -> File:
    """The case of this number, opened for the actor. Raises `NotHere`."""
    rows = visible_to(actor).select_related("office", "matter", "place")
    found = numbered(rows, number)
    if found is None:
        raise NotHere(number)
    file = File(found, entries_of(found), actor, now)
    if not file.may(permission):
        raise NotHere(number)
    return file


def numbered(rows: QuerySet[Case], number: str) -> Case | None:
    """The one of these cases that has this number. What is no number is asked of nobody: an address
    can hold what PostgreSQL takes for no text at all.
    """
    return rows.filter(number=number).first() if is_case_number(number) else None


def chain_for(actor: Actor, now: datetime) -> tuple[File, ...]:
    """Every level of the petitioner's case, the first level first. Raises `NotHere`."""
    cases = visible_to(actor).select_related("office", "matter", "place").order_by("level")
    files = tuple(File(case, entries_of(case), actor, now) for case in cases)
    if not files:
        raise NotHere(actor.case)
    return files


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases the actor may know of: the same rule as `may(actor, VIEW, …)`, in SQL."""
    if actor.kind is Role.SYSTEM:
        return Case.objects.all()
    if actor.kind is Role.PETITIONER:
        return Case.objects.filter(root__number=actor.case)
    return open_to(actor).filter(_shares(actor) | Q(office__in=_covered(actor)))


def open_to(actor: Actor) -> QuerySet[Case]:
    """The cases that staff are not shut out of. Every list of the desk begins here."""
    offices = sorted({post.office for post in actor.posts})
    return Case.objects.exclude(blocked__contains=[actor.staff or 0]).exclude(
        blocked_offices__overlap=offices
    )


def _shares(actor: Actor) -> Q:
    handles = _offices(actor, (Role.OFFICER, Role.HEAD))
    clerks = _offices(actor, (Role.CLERK,))
    return (
        Q(office__in=handles | clerks)
        | Q(registrar__in=handles | clerks)
        | Q(co_handlers__overlap=sorted(handles))
    )


def _offices(actor: Actor, roles: Iterable[Role]) -> set[int]:
    return {post.office for post in actor.posts if post.role in roles}


def _covered(actor: Actor) -> set[int]:
    return {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
