"""Shutting people and offices out of a case, and letting them in again.

What is decided about one case holds for the whole chain: the event is written into the journal of
each of its cases, so that each journal says by itself who may read it.
"""

from datetime import datetime

from django.db import transaction

from openredress.core import recusal
from openredress.core.access import Actor, Permission
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.offices.models import Staff
from openredress.offices.tree import actor_of, office_map
from openredress.wall import as_owner

from ..models import Case
from .chain import locked_chain, on_the_chain
from .sending_up import send_up_if_nobody_answers


def step_aside(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Takes the case from the actor, who has a direct interest in it, at once and for good."""
    return on_the_chain(
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
    return on_the_chain(
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

    return on_the_chain(number, actor, now, Permission.EXCLUDE, act)


def readmit(
    number: str, actor: Actor, person: int | None, office: int | None, reason: str, now: datetime
) -> Case | Refusal:
    """Lets a person or an office in again."""
    return on_the_chain(
        number, actor, now, Permission.ANSWER_EXCLUSION,
        lambda s: recusal.readmit(s, person, office, reason),
    )  # fmt: skip


def ask_exclusion(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    """The petitioner says who must not see the case; a clerk or a supervisor answers."""
    with as_owner(), transaction.atomic():
        done = on_the_chain(
            number, actor, now, Permission.ASK_EXCLUSION,
            lambda s: recusal.ask_exclusion(s.facts.stage, text),
        )  # fmt: skip
        if isinstance(done, Case):
            for case, facts in locked_chain(number).values():
                send_up_if_nobody_answers(case, facts, now)
            done.refresh_from_db()
        return done


def refuse_exclusion(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Answers the petitioner that nobody is shut out, and why."""
    return on_the_chain(
        number, actor, now, Permission.ANSWER_EXCLUSION,
        lambda s: recusal.refuse_exclusion(s, reason),
    )  # fmt: skip
