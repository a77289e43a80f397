"""A hearing is asked for, refused, ordered or cancelled."""

from collections.abc import Sequence
from datetime import timedelta

from .. import events
from ..facts import At
from ..procedure import Role
from ..refusals import Code, Refusal
from ..situation import Decision, Situation
from ..supervision import next_number
from .course import current, goes_on, happened, may_be_heard, reached, rule_of
from .standstill import and_resume


def can_begin(situation: Situation, role: Role) -> Refusal | None:
    """Whether somebody in this role can ask for a hearing now, or order one."""
    rule = rule_of(situation)
    if rule is None or role not in rule.asked_by:
        return Refusal(Code.NO_HEARING_HERE)
    if not may_be_heard(situation):
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": situation.facts.stage})
    return Refusal(Code.HEARING_GOES_ON) if goes_on(situation.facts) else None


def ask(situation: Situation, reason: str, needs: str, *, closed: bool) -> Decision:
    refusal, rule = can_begin(situation, Role.PETITIONER), rule_of(situation)
    if refusal is not None or rule is None:
        return refusal or Refusal(Code.NO_HEARING_HERE)
    facts = situation.facts
    return happened(
        situation, events.HearingAsked, hearing=len(facts.hearings) + 1, office=facts.office,
        number=next_number(facts), due_on=situation.today + timedelta(days=rule.answer_days),
        closed=closed, reason=reason, needs=needs,
    )  # fmt: skip


def refuse(situation: Situation, reason: str) -> Decision:
    found = reached(situation, At.ASKED)
    if isinstance(found, Refusal):
        return found
    return happened(situation, events.HearingRefused, hearing=found.number, reason=reason)


def order(
    situation: Situation, role: Role, office: int, below: Sequence[int], reason: str
) -> Decision:
    """Grants what was asked for, or orders a hearing in this `role`, at the `office` that holds it.

    `below` are the offices that answered at the levels below, the last one first.
    """
    facts, found = situation.facts, current(situation.facts)
    if found is None or found.at is not At.ASKED:
        refusal = can_begin(situation, role)
        if refusal is not None:
            return refusal
        number = len(facts.hearings) + 1
    else:
        number = found.number
    side: int | None = next(iter(below), facts.office)
    if side in facts.blocked_offices:
        side = None
    return happened(
        situation, events.HearingOrdered, hearing=number, office=office, side=side, reason=reason
    )


def cancel(situation: Situation, reason: str) -> Decision:
    found = reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    done = happened(situation, events.HearingCancelled, hearing=found.number, reason=reason)
    return and_resume(situation, found, done, situation.today)
