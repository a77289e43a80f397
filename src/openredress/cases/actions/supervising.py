"""What a higher office does about a case below, and what is answered to it in writing."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from openredress.core import supervision
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.offices.tree import office_map, somebody_left
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .writing import append, capacity, catch_up, locked


def urge(
    number: str, actor: Actor, text: str, due_on: date | None, now: datetime
) -> Case | Refusal:
    """Urges the office that answers, which answers in writing by `due_on`."""
    return _supervise(number, actor, now, lambda s: supervision.urge(s, text, due_on))


def demand_report(
    number: str, actor: Actor, text: str, due_on: date | None, now: datetime
) -> Case | Refusal:
    """Has the office that answers report in writing by `due_on`."""
    return _supervise(number, actor, now, lambda s: supervision.demand_report(s, text, due_on))


def take_over(
    number: str, actor: Actor, reason: str, due_on: date | None, now: datetime
) -> Case | Refusal:
    """Takes the case to the supervising office itself: the nearest one of the actor."""

    def act(situation: Situation) -> Decision:
        offices = office_map()
        own = {post.office for post in actor.posts if post.role is Role.SUPERVISOR}
        above = offices.upwards(situation.facts.office)[1:]
        office = next((o for o in above if o in own), None)
        if office is None:
            return Refusal(Code.NOT_YOURS)
        if not _somebody_left(office, situation.facts):
            return Refusal(Code.NOBODY_LEFT)
        return supervision.take_over(situation, office, offices, reason, due_on)

    return _supervise(number, actor, now, act)


def assign(
    number: str, actor: Actor, office: int, reason: str, due_on: date | None, now: datetime
) -> Case | Refusal:
    """Gives the case to another competent office below."""

    def act(situation: Situation) -> Decision:
        given = supervision.assign(situation, office, office_map(), reason, due_on)
        if not isinstance(given, Refusal) and not _somebody_left(office, situation.facts):
            return Refusal(Code.NOBODY_LEFT, "office")
        return given

    return _supervise(number, actor, now, act)


def _somebody_left(office: int, facts: Facts) -> bool:
    return somebody_left(office, facts.blocked, facts.blocked_offices, supervision.ANSWERING)


def answer_demand(
    number: str, actor: Actor, demand: int, text: str, now: datetime
) -> Case | Refusal:
    """Answers in writing what was asked, for the office that was asked."""

    def by(facts: Facts) -> By:
        asked = facts.demand(demand)
        return _of_office(actor, asked.office if asked else 0)

    return act_on(number, actor, now, Permission.ANSWER_SUPERVISION,
                lambda s: supervision.answer(s, demand, text), by)  # fmt: skip


def explain_breach(
    number: str, actor: Actor, breach: int, text: str, now: datetime
) -> Case | Refusal:
    """Says why the office was late. `breach` is the place in the journal of what was missed."""

    def by(facts: Facts) -> By:
        missed = next((b for b in facts.breaches if b.seq == breach), None)
        return _of_office(actor, missed.office if missed else 0)

    return act_on(number, actor, now, Permission.ANSWER_SUPERVISION,
                lambda s: supervision.explain(s, breach, text), by)  # fmt: skip


def _of_office(actor: Actor, office: int) -> By:
    post = next(p for p in actor.posts if p.office == office and p.role in supervision.ANSWERING)
    return By(post.role, actor.staff, office)


def _supervise(
    number: str, actor: Actor, now: datetime, act: Callable[[Situation], Decision]
) -> Case | Refusal:
    def by(facts: Facts) -> By:
        return capacity(actor, facts, (Role.SUPERVISOR,))

    return act_on(number, actor, now, Permission.SUPERVISE, act, by)


def act_on(
    number: str,
    actor: Actor,
    now: datetime,
    permission: Permission,
    act: Callable[[Situation], Decision],
    by: Callable[[Facts], By],
) -> Case | Refusal:
    """What is late by now is recorded first, so that an answer after its day is a late one."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = act(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        facts = catch_up(case, facts, now)
        append(case, facts, decision, by(facts), now)
        return case
