"""Recusal: whoever is complained of, or has an interest of their own, is shut out of a case.

These acts need no step of a pack: no procedure may leave them out. Art. 28 of the Chinese
regulations asks an official with a direct interest to step aside; other laws say the same.
"""

from collections.abc import Collection

from . import events
from .access import Actor, Allowed, Permission, may, roles_on
from .clock import Clock, calculate
from .procedure import Limit, LimitKind, Role
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one

INTEREST = "interest"
COMPLAINED_OF = "complained-of"


def step_aside(situation: Situation, reason: str) -> Decision:
    """Somebody says that they have a direct interest; from then on the case is not there."""
    return _shut_out(situation, situation.actor.staff, None, INTEREST, reason)


def exclude_person(situation: Situation, who: Actor, ground: str, reason: str) -> Decision:
    """A person is shut out by somebody else.

    Nobody shuts out the supervision over them: a supervisor of the case is excluded by a
    supervisor only. A head excludes people of the own office, and a clerk who registered the
    case whomever the petitioner means.
    """
    own, theirs = roles_on(situation.actor, situation.facts), roles_on(who, situation.facts)
    if Role.SUPERVISOR in theirs - own:
        return Refusal(Code.STANDS_ABOVE, "person")
    here = situation.facts.office
    if not excludes_widely(situation) and all(post.office != here for post in who.posts):
        return Refusal(Code.NOT_OF_YOUR_OFFICE, "person")
    return _shut_out(situation, who.staff, None, ground, reason)


def exclude_office(
    situation: Situation, office: int, above: Collection[int], ground: str, reason: str
) -> Decision:
    """Everybody of an office is shut out, and nothing of the case can be sent there.

    `above` are the offices over the one that answers; only a supervisor excludes one of them.
    """
    own = roles_on(situation.actor, situation.facts)
    if not excludes_widely(situation):
        return Refusal(Code.NOT_OF_YOUR_OFFICE, "office")
    if office == situation.facts.office:
        return Refusal(Code.HAS_THE_CASE, "office")
    if office in above and Role.SUPERVISOR not in own:
        return Refusal(Code.STANDS_ABOVE, "office")
    return _shut_out(situation, None, office, ground, reason)


def excludes_widely(situation: Situation) -> bool:
    """Whether the actor excludes people of any office, and offices; a head does only their own."""
    answers = may(situation.actor, Permission.ANSWER_EXCLUSION, situation.facts)
    return isinstance(answers, Allowed)


def _shut_out(
    situation: Situation, staff: int | None, office: int | None, ground: str, reason: str
) -> Decision:
    field = "office" if staff is None else "person"
    if ground not in (INTEREST, COMPLAINED_OF):
        return Refusal(Code.UNKNOWN_GROUND, "ground")
    if any(r.names(staff, office) for r in situation.facts.recusals):
        return Refusal(Code.EXCLUDED_ALREADY, field)
    given = {"staff": staff, "office": office, "ground": ground, "reason": reason}
    step = step_of(staff, situation.actor.staff)
    return one(build(events.Recused, step, situation.facts.stage, given))


def step_of(staff: int | None, by: int | None) -> str:
    """Whether somebody stepped aside or was excluded; the petitioner is told which."""
    return "recusal" if staff is not None and staff == by else "exclusion"


def readmit(situation: Situation, staff: int | None, office: int | None, reason: str) -> Decision:
    """Lets a person or an office in again. What a supervisor shut, a supervisor opens."""
    shut = next((r for r in situation.facts.recusals if r.names(staff, office)), None)
    if shut is None:
        return Refusal(Code.NOT_EXCLUDED)
    if situation.facts.is_reprisal and shut.by.role is Role.SYSTEM:
        return Refusal(Code.PASSED_OVER)
    own = roles_on(situation.actor, situation.facts)
    if shut.by.role is Role.SUPERVISOR and Role.SUPERVISOR not in own:
        return Refusal(Code.STANDS_ABOVE)
    given = {"staff": staff, "office": office, "reason": reason}
    return one(build(events.Readmitted, "readmission", situation.facts.stage, given))


def ask_exclusion(stage: str, text: str) -> Decision:
    """The petitioner says who must not see the case, which is at `stage`."""
    return one(build(events.ExclusionAsked, "exclusion-asked", stage, {"text": text}))


def due_at(situation: Situation) -> Clock | None:
    """Until when the office that was asked has to answer; `None` where the pack does not say."""
    asked, rule = situation.facts.exclusion_asked_at, situation.procedure.exclusion
    if asked is None or rule is None:
        return None
    limit = Limit(
        id="exclusion", kind=LimitKind.DUTY, name={}, amount=rule.amount, unit=rule.unit,
        runs_from=frozenset(), stops_at=frozenset(), citation=rule.citation,
    )  # fmt: skip
    return calculate(limit, asked, situation.calendar)


def send_up(stage: str, office: int) -> events.ExclusionSentUp:
    """`office` answers whom the petitioner wants kept out from now on."""
    return events.ExclusionSentUp(step="exclusion-sent-up", stage=stage, office=office)


def refuse_exclusion(situation: Situation, reason: str) -> Decision:
    """Nobody is shut out on what was asked; the petitioner is told why."""
    if not situation.facts.exclusion_asked:
        return Refusal(Code.NO_EXCLUSION_ASKED)
    stage = situation.facts.stage
    return one(build(events.ExclusionRefused, "exclusion-refused", stage, {"reason": reason}))
