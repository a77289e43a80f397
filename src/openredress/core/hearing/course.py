"""How far a hearing has come, and whether there can be one."""

from typing import Any

from ..facts import At, Facts, Hearing
from ..procedure import Act, StageKind
from ..refusals import Code, Refusal
from ..sitting import Sitting
from ..situation import Decision, Situation
from ..steps import build, one


def rule_of(situation: Situation) -> Sitting | None:
    """What the pack says about hearings at the level of the case; `None` if there are none."""
    rule = situation.procedure.hearing
    return rule if rule is not None and situation.facts.level in rule.levels else None


def current(facts: Facts) -> Hearing | None:
    return facts.hearings[-1] if facts.hearings else None


def goes_on(facts: Facts) -> Hearing | None:
    """The hearing that is asked for, ordered, or waits for its finding."""
    found = current(facts)
    return found if found is not None and not found.at.is_over else None


def may_be_heard(situation: Situation) -> bool:
    """Whether the case waits for a decision, so that a hearing can still matter."""
    steps = situation.procedure.steps.values()
    decides = any(s.act is Act.DECIDE and situation.facts.stage in s.stages for s in steps)
    return decides and situation.stage.kind is StageKind.OPEN


def happened(situation: Situation, kind: type[Any], **given: object) -> Decision:
    return one(build(kind, kind.tag, situation.facts.stage, given))


def reached(situation: Situation, *wanted: At) -> Hearing | Refusal:
    """The hearing, where it has come so far."""
    found = current(situation.facts)
    if found is None or found.at not in wanted:
        return Refusal(Code.HEARING_NOT_NOW)
    return found
