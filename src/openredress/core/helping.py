"""Helpers whom an office offers: the petitioner asks one of them, who agrees or declines.

One at a time. Until they agree they see nothing, and from the moment at which it is taken back they
see nothing again. What they may do is what a proxy may be let do. Whether they stand too near to
the case to help is asked of every level of it, by `access.stands_too_near`.
"""

from collections.abc import Iterable
from datetime import date

from . import events
from .facts import Facts, Helper
from .procedure import StageKind
from .proxying import bad_day, in_order, not_now
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one


def chosen(situation: Situation) -> Helper | None:
    """Whom the petitioner chose and has not lost since: not after their day, and not once the case
    has ended for good. They help if they `accepted`. Ask about the highest level of a case.
    """
    known = situation.facts.helper
    if known is None or not is_current(known, situation):
        return None
    return known


def is_current(known: Helper, situation: Situation) -> bool:
    is_over = situation.stage.kind is StageKind.FINAL or situation.facts.is_forgotten
    if known.ended_at is not None or (known.ends_at is None and is_over):
        return False
    return known.ends_at is None or situation.now < known.ends_at


def ask(situation: Situation, staff: int, scope: Iterable[str], until: date | None) -> Decision:
    """The petitioner chooses a helper, who is asked."""
    facts = situation.facts
    refusal = not_now(situation) or bad_day(situation, until)
    if refusal is not None:
        return refusal
    if chosen(situation) is not None:
        return Refusal(Code.HELPER_THERE)
    before = facts.helper
    asked = events.HelperAsked(
        step="ask-helper", stage=facts.stage, number=before.number + 1 if before else 1,
        staff=staff, scope=in_order(scope), until=until,
    )  # fmt: skip
    if before is not None and before.ended_at is None:
        # Their day is over, and now the journal says so too.
        return (_ended(situation, before), asked)
    return (asked,)


def accept(situation: Situation) -> Decision:
    known = _asked(situation)
    if known is None:
        return Refusal(Code.NO_HELPER)
    stage = situation.facts.stage
    return one(events.HelperAccepted(step="accept-help", stage=stage, number=known.number))


def decline(situation: Situation, reason: str) -> Decision:
    """They cannot; why is told to the petitioner alone."""
    known = _asked(situation)
    if known is None:
        return Refusal(Code.NO_HELPER)
    if not reason.strip():
        return Refusal(Code.MISSING, "reason")
    given = {"number": known.number, "reason": reason.strip()}
    return one(build(events.HelperDeclined, "decline-help", situation.facts.stage, given))


def change(situation: Situation, scope: Iterable[str], until: date | None) -> Decision:
    """What they may do from now on. Less of it needs nobody's leave, and more of it is their
    choice: they can step down at any time.
    """
    known = chosen(situation)
    if known is None:
        return Refusal(Code.NO_HELPER)
    refusal = not_now(situation) or bad_day(situation, until)
    if refusal is not None:
        return refusal
    given = in_order(scope)
    if (given, until) == (known.scope, known.until):
        return Refusal(Code.NOTHING_CHANGED)
    return one(
        events.HelperChanged(
            step="change-helper", stage=situation.facts.stage, number=known.number, scope=given,
            until=until,
        )
    )  # fmt: skip


def end(situation: Situation, *, by_helper: bool = False, reason: str = "") -> Decision:
    """Taken back by the petitioner, or laid down by the helper."""
    known = situation.facts.helper
    if known is None or known.ended_at is not None:
        return Refusal(Code.NO_HELPER)
    given = {"number": known.number, "by_helper": by_helper, "reason": reason.strip()}
    return one(build(events.HelperEnded, "end-help", situation.facts.stage, given))


def carried_up(facts: Facts, stage: str) -> tuple[events.Event, ...]:
    """Whoever helps the petitioner does so at the level above as well, from its beginning; and
    whoever was asked, or helped before, is counted there.
    """
    known = facts.helper
    if known is None:
        return ()
    number = known.number
    carried: list[events.Event] = [
        events.HelperAsked(
            step="ask-helper", stage=stage, number=number, staff=known.staff, scope=known.scope,
            until=known.until,
        )
    ]  # fmt: skip
    if known.accepted_at is not None:
        carried.append(events.HelperAccepted(step="accept-help", stage=stage, number=number))
    if known.ended_at is not None:
        carried.append(events.HelperEnded(step="end-help", stage=stage, number=number))
    return tuple(carried)


def _asked(situation: Situation) -> Helper | None:
    """Who was asked and has not answered yet."""
    known = chosen(situation)
    return known if known is not None and known.accepted_at is None else None


def _ended(situation: Situation, known: Helper) -> events.HelperEnded:
    stage = situation.facts.stage
    return events.HelperEnded(step="end-help", stage=stage, number=known.number)
