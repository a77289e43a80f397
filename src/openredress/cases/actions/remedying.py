"""What petitioners say of a remedy, what comes of it, and another day for it. That it was done is
recorded by a step of the pack.
"""

from collections.abc import Callable
from datetime import date, datetime

from openredress.core import remedies
from openredress.core.access import Actor, Permission
from openredress.core.facts import Facts
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.parties.members import Opened

from ..models import Case
from .grouping import in_one
from .supervising import act_on
from .writing import capacity

JUDGING = (Role.HEAD, Role.SUPERVISOR)


def confirm_remedy(number: str, actor: Actor, remedy: int, now: datetime) -> Case | Refusal:
    """The petitioner says that it was done."""
    return _by(number, actor, now, Permission.ANSWER_REMEDY,
               lambda s: remedies.confirm(s, remedy))  # fmt: skip


def object_to_remedy(
    number: str, actor: Actor, remedy: int, reason: str, now: datetime
) -> Case | Refusal:
    """The petitioner says that it was not done, and why."""
    return _by(number, actor, now, Permission.ANSWER_REMEDY,
               lambda s: remedies.object_to(s, remedy, reason))  # fmt: skip


def settle_remedy(
    number: str, actor: Actor, remedy: int, now: datetime, *, is_done: bool, due_on: date | None,
    reason: str,
) -> Case | Refusal:  # fmt: skip
    """The head, or whoever stands over the office, settles an objection."""
    return _by(
        number, actor, now, Permission.JUDGE_REMEDY,
        lambda s: remedies.settle(s, remedy, is_done=is_done, due_on=due_on, reason=reason),
    )  # fmt: skip


def move_remedy(
    number: str, actor: Actor, remedy: int, due_on: date | None, reason: str, now: datetime
) -> Case | Refusal:
    """Another day for what is still to be done."""
    return _by(number, actor, now, Permission.JUDGE_REMEDY,
               lambda s: remedies.move(s, remedy, due_on, reason))  # fmt: skip


def _by(
    number: str, actor: Actor, now: datetime, permission: Permission,
    act: Callable[[Situation], Decision],
) -> Case | Refusal:  # fmt: skip
    return act_on(
        number, actor, now, permission, act, lambda facts: capacity(actor, facts, JUDGING)
    )  # fmt: skip


# Members of a group ------------------------------------------------------------------------


def confirm_as_member(member: Opened, number: str, remedy: int, now: datetime) -> Case | Refusal:
    """A member whom it concerns says that it was done."""
    return _as_member(member, number, remedy, now, lambda s: remedies.confirm(s, remedy))


def object_as_member(
    member: Opened, number: str, remedy: int, reason: str, now: datetime
) -> Case | Refusal:
    """A member whom it concerns says that it was not done. No other has to agree."""
    return _as_member(
        member, number, remedy, now, lambda s: remedies.object_to(s, remedy, reason)
    )  # fmt: skip


def concerns(member: Opened, facts: Facts, remedy: int) -> bool:
    """Whether a remedy is promised to the member: one of a settlement, to those who agreed, and one
    from before others could join, to the petitioner alone.
    """
    group = facts.group
    if group is None or member.token not in group.members:
        return False
    settled = next((s for s in group.settlements if s.remedy == remedy), None)
    if settled is None:
        is_theirs = remedy not in group.own or member.token == group.first
        return is_theirs and any(r.number == remedy for r in facts.remedies)
    return settled.answers.get(member.token_for("settlement", facts.number, settled.number), False)


def _as_member(
    member: Opened, number: str, remedy: int, now: datetime, act: Callable[[Situation], Decision]
) -> Case | Refusal:
    def decide(situation: Situation) -> Decision:
        facts = situation.facts
        if facts.number != number or not concerns(member, facts, remedy):
            return Refusal(Code.NO_SUCH_REMEDY)
        return act(situation)

    return in_one(number, member, now, decide)
