"""The only door to a case: there is no way to name one that is not yours."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from openredress.core import engine, helping, proxying
from openredress.core.access import Actor, Allowed, Permission, may
from openredress.core.facts import Facts, replay
from openredress.core.journal import Entry, opened
from openredress.core.procedure import Role, Step
from openredress.core.receipt import is_case_number, key_in
from openredress.offices import institution, standing
from openredress.offices.models import Post
from openredress.wall import as_owner, seen_by
from openredress.wall.asked import ANY_TEXT, Asked
from openredress.wall.prepared import prepared

from . import projection
from .journal import entries_of, entries_of_all
from .models import Case, Helping, Mediation


class NotHere(LookupError):  # noqa: N818  what the reader is told
    """There is no such case for this actor; whether it exists elsewhere is not told."""


class File:
    """A case that was opened: its row, its journal, its facts, and what may be done now."""

    def __init__(self, case: Case, entries: tuple[Entry, ...], actor: Actor, now: datetime) -> None:
        self.case = case
        self.entries = entries
        self.actor = actor
        self.now = now
        self.facts: Facts = with_those_shut_out_below(case, replay(entries))
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


def chain_for(actor: Actor, now: datetime, reading: ExitStack | None = None) -> tuple[File, ...]:
    """Every level of the petitioner's case, the first level first. Raises `NotHere`.

    What holds for all cases is read with them. For as long as `reading` is open it is not asked
    again; whoever writes something has to ask anew, behind their lock.
    """
    cases = _levels(actor)
    if not cases:
        raise NotHere(actor.case)
    if reading is not None:
        first: Any = cases[0]
        reading.enter_context(institution.held(first.institution_state))
        reading.enter_context(standing.held(first.calendar_change or 0))
        reading.enter_context(projection.by_rules(projection.rules_in(first.rules_now)))
    with prepared() as cursor:
        told = entries_of_all(cases, cursor)
    chain = tuple(File(c, tuple(map(opened, told[c.pk])), actor, now) for c in cases)
    if actor.kind is Role.PROXY and not is_acting(chain):
        raise NotHere(actor.case)
    if actor.kind is Role.HELPER and not is_helping(chain):
        raise NotHere(actor.case)
    return chain


def is_helping(chain: Sequence[File]) -> bool:
    """Whether the helper who reads this chain helps its petitioner now, and stands too near to no
    level of it.
    """
    return all(f.may(Permission.VIEW) for f in chain) and bool(helping.chosen(chain[-1].situation))


def asked_to_help(actor: Actor, now: datetime) -> list[Helping]:
    """The cases with which the actor was asked to help, or helps, the newest request first; one row
    for each chain. Behind the wall of the actor, or beyond it.
    """
    with seen_by(actor):
        rows = _helpings(actor).select_related("office", "matter").order_by("-asked_at", "-level")
        found = {row.root: row for row in reversed(rows)}
    with as_owner():
        # What is hidden at one level is hidden at all.
        hers = Helping.objects.filter(staff=actor.staff)
        hidden = {row.root for row in hers if _is_too_near(actor, row)}
    return [
        row
        for row in reversed(found.values())
        if row.root not in hidden and (row.ends_at is None or row.ends_at > now)
    ]


def _is_too_near(actor: Actor, row: Helping) -> bool:
    """As `core.access.stands_too_near`, by what is kept for those who see nothing of the case."""
    works = {post.office for post in actor.posts if post.role is not Role.HELPER}
    return (
        actor.staff in row.blocked
        or any(post.office in row.apart for post in actor.posts)
        or bool(works & set(row.working))
        or row.office_id in _covered(actor)
    )


def _helpings(actor: Actor) -> QuerySet[Helping]:
    is_listed = actor.has_role(Role.HELPER)
    return Helping.objects.filter(staff=actor.staff) if is_listed else Helping.objects.none()


def helped(actor: Actor, number: str, now: datetime) -> tuple[File, ...]:
    """Every level of the case with which the actor helps, the case of this number among them, as
    its helper. Raises `NotHere`. What is read of it afterwards has to be read as that actor too.
    """
    with seen_by(actor):
        rows = _helpings(actor).filter(accepted_at__isnull=False)
        row = rows.filter(number=number).first() if is_case_number(number) else None
    if row is None:
        raise NotHere(number)
    helper = actor.helping(row.root, now)
    with seen_by(helper):
        return chain_for(helper, now)


def is_acting(chain: Sequence[File]) -> bool:
    """Whether the proxy who reads this chain still acts for its petitioner."""
    top = chain[-1]
    return top.may(Permission.VIEW) and proxying.acting(top.situation) is not None


def acts_now(number: str, proxy: int, now: datetime) -> bool:
    """Whether the proxy of this number acts for the petitioner of this first case of a chain."""
    actor = Actor.for_petitioner(number, proxy, now)
    with seen_by(actor):
        try:
            return bool(chain_for(actor, now))
        except NotHere:
            return False


def _levels(actor: Actor) -> list[Case]:
    if actor.is_on_petitioners_side and actor.kind is not Role.HELPER:
        return _of_any_petitioner()(value=actor.case)
    return list(_with_all(visible_to(actor)))


def _with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    related = ("office", "matter", "place", "petitioner")
    return cases.select_related(*related).annotate(**_what_holds()).order_by("level")


@cache
def _of_any_petitioner() -> Asked[Case]:
    return Asked(_with_all(visible_to(Actor.petitioner(ANY_TEXT))))


def _what_holds() -> dict[str, Any]:
    rule = projection.RULES.values(rule=JSONObject(**projection.RULE))
    return {
        "institution_state": institution.STATE,
        "calendar_change": standing.LATEST,
        "rules_now": ArraySubquery(rule),
    }


def with_those_shut_out_below(case: Case, facts: Facts) -> Facts:
    """The facts of a report of reprisal, with who is shut out by now of what it is about.

    Whoever reads need not see that case, so the database is asked beyond the wall.
    """
    if not case.is_reprisal or case.about_id is None:
        return facts
    with as_owner():
        rows = list(
            Case.objects.filter(root=case.about_id).values_list("blocked", "blocked_offices")
        )
    people = frozenset(person for blocked, _offices in rows for person in blocked)
    offices = frozenset(office for _people, blocked in rows for office in blocked)
    return replace(facts, shut_below=people, offices_shut_below=offices)


def reported_about(report: File) -> tuple[File, ...]:
    """Every level of the case that a report is about, for whoever reads the report.

    Nothing is written, so reading leaves no trace where others could find it. Raises `NotHere`.
    """
    if report.case.about_id is None or not report.may(Permission.PROTECT):
        raise NotHere(report.case.number)
    with seen_by(Actor.petitioner(report.facts.about)):
        cases = Case.objects.select_related("office", "matter", "place").order_by("level")
        chain = list(cases.filter(root=report.case.about_id))
        return tuple(File(case, entries_of(case), report.actor, report.now) for case in chain)


def mediation_for(actor: Actor, number: str, now: datetime) -> File:
    """The case whose mediation the actor reads as a mediator. It is for `mediated` alone, which
    shows of it what is mediated and nothing else. Raises `NotHere`.
    """
    key = key_in(number)
    there = key is not None and Mediation.objects.filter(pk=key, number=number).exists()
    file = _beyond(actor, number, now) if there else None
    if file is None or not file.may(Permission.MEDIATE):
        raise NotHere(number)
    return file


def mediated_with(number: str, now: datetime) -> File | None:
    """The case for its other side, who showed by a code that they are. For `mediated` alone."""
    return _beyond(Actor(Role.OTHER_SIDE, case=number), number, now)


def _beyond(actor: Actor, number: str, now: datetime) -> File | None:
    """A case that the actor does not see, opened for a part of it that they do."""
    with as_owner():
        case = Case.objects.select_related("office").filter(number=number).first()
        return File(case, entries_of(case), actor, now) if case else None


def first_of_chain(root: str, receipt: int, now: datetime) -> Facts | None:
    """The first case of the chain that a receipt opens, which is counted from 1; `None` if there
    is none or another receipt took its place.
    """
    actor = Actor.petitioner(root)
    with seen_by(actor):
        try:
            facts = chain_for(actor, now)[0].facts
        except NotHere:
            return None
    return facts if facts.receipts == receipt else None


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases the actor may know of: the same rule as `may(actor, VIEW, …)`, in SQL."""
    if actor.kind is Role.SYSTEM:
        return Case.objects.all()
    if actor.kind is Role.HELPER:
        helps = Q(helping__staff=actor.staff, helping__accepted_at__isnull=False)
        return Case.objects.filter(helps, root__number=actor.case)
    if actor.is_on_petitioners_side:
        return Case.objects.filter(root__number=actor.case)
    theirs = _shares(actor) | Q(office__among=_covered(actor)) | asked_above(actor)
    return open_to(actor).filter(Q(is_reprisal=True) | theirs)


def open_to(actor: Actor) -> QuerySet[Case]:
    """The cases that staff are not shut out of, and of the reports of reprisal those that come to
    them. Every list of the desk begins here.
    """
    below = Case.objects.filter(_shuts_out(actor), root=OuterRef("about"))
    reads = Q(office__among=_receiving(actor)) | asked_above(actor)
    theirs = Q(is_reprisal=False) | reads
    return Case.objects.exclude(_shuts_out(actor)).filter(theirs, ~Exists(below))


def asked_above(actor: Actor) -> Q:
    """Cases in which an office of the actor answers whom the petitioner wants kept out, because
    nobody below could or did.
    """
    handles = _offices(actor, (Role.OFFICER, Role.HEAD))
    clerks = Q(exclusion_office__among=_offices(actor, (Role.CLERK,)), is_reprisal=False)
    return Q(exclusion_office__among=handles) | clerks


def _shuts_out(actor: Actor) -> Q:
    offices = sorted({post.office for post in actor.posts})
    return Q(blocked__contains=[actor.staff or 0]) | Q(blocked_offices__overlap=offices)


def _receiving(actor: Actor) -> set[int]:
    """The offices whose reports of reprisal come to the actor."""
    roles = (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)
    return _offices(actor, roles) | _covered(actor)


def _shares(actor: Actor) -> Q:
    handles = _offices(actor, (Role.OFFICER, Role.HEAD))
    clerks = _offices(actor, (Role.CLERK,))
    return (
        Q(office__among=handles | clerks)
        | Q(registrar__among=handles | clerks)
        | Q(co_handlers__overlap=sorted(handles))
    )


def _offices(actor: Actor, roles: Iterable[Role]) -> set[int]:
    return {post.office for post in actor.posts if post.role in roles}


def _covered(actor: Actor) -> set[int]:
    return {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}


def people_left(roles: Iterable[Role]) -> QuerySet[Post]:
    """Posts at the answering office of the outer case whose holders can still act on it."""
    elsewhere = Post.objects.filter(staff=OuterRef("staff"))
    blocked = elsewhere.filter(_is_one_of("office", OuterRef(OuterRef("blocked_offices"))))
    posts = Post.objects.filter(
        office=OuterRef("office"), role__in=tuple(roles), staff__is_active=True
    )
    return posts.exclude(_is_one_of("staff", OuterRef("blocked"))).filter(~Exists(blocked))


def _is_one_of(field: str, array: Any) -> Func:
    return Func(
        F(field), array, template="(%(expressions)s))", arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )  # fmt: skip
