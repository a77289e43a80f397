"""Shutting people and offices out of a case, and letting them in again.

What is decided about one case holds for the whole chain: the event is written into the journal of
each of its cases, so that each journal says by itself who may read it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from openredress.core import recusal
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.offices.models import Staff
from openredress.offices.tree import actor_of, office_map
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .writing import append, capacity, locked


def step_aside(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Takes the case from the actor, who has a direct interest in it, at once and for good."""
    return _on_the_chain(
        number, actor, now, Permission.STEP_ASIDE, lambda s: recusal.step_aside(s, reason)
    )


def exclude_person(
    number: str, actor: Actor, person: int, ground: str, reason: str, now: datetime
) -> Case | Refusal:
    """Takes the case from somebody else. `ground` is "complained-of" or "interest"."""
    who = Staff.objects.filter(pk=person).first()
    if who is None:
        return Refusal(Code.UNKNOWN_PERSON, "person")
    target = actor_of(who)
    return _on_the_chain(
        number, actor, now, Permission.EXCLUDE,
        lambda s: recusal.exclude_person(s, target, ground, reason),
    )  # fmt: skip


def exclude_office(
    number: str, actor: Actor, office: int, ground: str, reason: str, now: datetime
) -> Case | Refusal:
    """Shuts everybody of an office out, and keeps the case from being sent there."""

    def act(situation: Situation) -> Decision:
        above = office_map().upwards(situation.facts.office)[1:]
        return recusal.exclude_office(situation, office, above, ground, reason)

    return _on_the_chain(number, actor, now, Permission.EXCLUDE, act)


def readmit(
    number: str, actor: Actor, person: int | None, office: int | None, reason: str, now: datetime
) -> Case | Refusal:
    """Lets a person or an office in again."""
    return _on_the_chain(
        number, actor, now, Permission.ANSWER_EXCLUSION,
        lambda s: recusal.readmit(s, person, office, reason),
    )  # fmt: skip


def ask_exclusion(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    """The petitioner says who must not see the case; a clerk or a supervisor answers."""
    return _on_the_chain(
        number, actor, now, Permission.ASK_EXCLUSION,
        lambda s: recusal.ask_exclusion(s.facts.stage, text),
    )  # fmt: skip


def refuse_exclusion(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Answers the petitioner that nobody is shut out, and why."""
    return _on_the_chain(
        number, actor, now, Permission.ANSWER_EXCLUSION,
        lambda s: recusal.refuse_exclusion(s, reason),
    )  # fmt: skip


def _on_the_chain(
    number: str,
    actor: Actor,
    now: datetime,
    permission: Permission,
    act: Callable[[Situation], Decision],
) -> Case | Refusal:
    """Decides about the case of this number, and writes what was decided to all of its chain."""
    with as_owner(), transaction.atomic():
        chain = _locked_chain(number)
        case, facts = chain[number]
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = act(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        by = capacity(actor, facts)
        for other, its_facts in chain.values():
            happened = [replace(event, stage=its_facts.stage) for event in decision]
            append(other, its_facts, happened, by, now)
        return case


def _locked_chain(number: str) -> dict[str, tuple[Case, Facts]]:
    """Every case of the chain, locked, the highest level first, as a step that is served does.

    Nobody goes up meanwhile: that needs the lock of the highest. Who went up while we waited for
    it made a case that the first look missed, so it is looked again until nothing is new.
    """
    locks: dict[str, tuple[Case, Facts]] = {}
    while missing := [n for n in _numbers_of_chain(number) if n not in locks]:
        locks |= {n: locked(n) for n in missing}
    return locks


def _numbers_of_chain(number: str) -> list[str]:
    root = Case.objects.filter(number=number).values("root_id")
    chain = Case.objects.filter(root_id__in=root).order_by("-level")
    return list(chain.values_list("number", flat=True))
