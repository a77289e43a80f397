"""Letting somebody act for the petitioner, within bounds that they set, and taking it back.

One at a time, so that every entry of a proxy says by itself whose it is. Taken back it is over at
once; a last day is over when that day is, with nothing to be done about it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from . import events
from .access import Scope
from .facts import Facts, Proxy
from .procedure import StageKind
from .refusals import Code, Refusal
from .situation import Decision, Situation

#: The furthest last day that can be set. A later one can be set when it comes near.
LONGEST = timedelta(days=731)
#: What can be given beside following the case.
GIVEN = tuple(scope for scope in Scope if scope is not Scope.FOLLOW)


def acting(situation: Situation) -> Proxy | None:
    """Who acts for the petitioner now: not after their day, and not once the case has ended for
    good. Ask about the highest level of a case.
    """
    known = situation.facts.proxy
    is_over = situation.stage.kind is StageKind.FINAL or situation.facts.is_forgotten
    if known is None or known.ended_at is not None or (known.until is None and is_over):
        return None
    return None if known.ends_at is not None and situation.now >= known.ends_at else known


def name(
    situation: Situation, scope: Iterable[str], until: date | None, *, is_shown: bool
) -> Decision:
    """The petitioner lets somebody act for them. Whoever did so before does no longer."""
    facts = situation.facts
    refusal = not_now(situation) or bad_day(situation, until)
    if refusal is not None:
        return refusal
    if acting(situation) is not None:
        return Refusal(Code.PROXY_THERE)
    number = facts.proxy.number + 1 if facts.proxy else 1
    named = events.ProxyNamed(
        step="name-proxy", stage=facts.stage, number=number, scope=in_order(scope), until=until,
        is_shown=is_shown,
    )  # fmt: skip
    before = facts.proxy
    if before is not None and before.ended_at is None:
        # Their day is over, and now the journal says so too.
        return (_ended(situation, before), named)
    return (named,)


def change(
    situation: Situation, scope: Iterable[str], until: date | None, *, is_shown: bool
) -> Decision:
    known = acting(situation)
    if known is None:
        return Refusal(Code.NO_PROXY)
    refusal = not_now(situation) or bad_day(situation, until)
    if refusal is not None:
        return refusal
    given = in_order(scope)
    if (given, until, is_shown) == (known.scope, known.until, known.is_shown):
        return Refusal(Code.NOTHING_CHANGED)
    return (
        events.ProxyChanged(
            step="change-proxy", stage=situation.facts.stage, number=known.number, scope=given,
            until=until, is_shown=is_shown,
        ),
    )  # fmt: skip


def end(situation: Situation) -> Decision:
    """Taken back by the petitioner, or laid down by the proxy."""
    known = situation.facts.proxy
    if known is None or known.ended_at is not None:
        return Refusal(Code.NO_PROXY)
    return (_ended(situation, known),)


def carried_up(facts: Facts, stage: str) -> tuple[events.Event, ...]:
    """Whoever acts for the petitioner does so at the level above as well, from its beginning; and
    whoever did so no longer is counted there.
    """
    known = facts.proxy
    if known is None:
        return ()
    named = events.ProxyNamed(
        step="name-proxy", stage=stage, number=known.number, scope=known.scope, until=known.until,
        is_shown=known.is_shown,
    )  # fmt: skip
    if known.ended_at is None:
        return (named,)
    return (named, events.ProxyEnded(step="end-proxy", stage=stage, number=known.number))


def _ended(situation: Situation, known: Proxy) -> events.ProxyEnded:
    return events.ProxyEnded(step="end-proxy", stage=situation.facts.stage, number=known.number)


def in_order(scope: Iterable[str]) -> tuple[str, ...]:
    """In one order, and nothing that cannot be given."""
    wanted = frozenset(scope)
    return tuple(each.value for each in GIVEN if each in wanted)


def not_now(situation: Situation) -> Refusal | None:
    if situation.facts.is_forgotten:
        return Refusal(Code.FORGOTTEN)
    is_final = situation.stage.kind is StageKind.FINAL
    return Refusal(Code.NOT_IN_THIS_STAGE) if is_final else None


def bad_day(situation: Situation, until: date | None) -> Refusal | None:
    if until is None:
        return None
    if until < situation.today:
        return Refusal(Code.DAY_PAST, "until")
    if until > situation.today + LONGEST:
        return Refusal(Code.DAY_TOO_FAR, "until", {"days": LONGEST.days})
    return None
