"""The petitioner asks a helper of the list, who agrees or declines; either of them ends it.

It is written into the journal of each linked case. Who stands too near to one of them helps with
none: asked at every act, and again whenever the helper opens the case.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openredress.core import helping
from openredress.core.access import Actor, Denied, Permission, may, stands_too_near
from openredress.core.facts import Facts
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.notices import outbox
from openredress.offices.help_list import listed
from openredress.offices.models import Staff
from openredress.offices.tree import actor_of
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .chain import Chain, locked_chain, write_to
from .writing import capacity


@dataclass(frozen=True)
class Wish:
    """Whom of the list a petitioner asks, by their place on it; what for beside following the case,
    and until when.
    """

    helper: int
    scope: tuple[str, ...] = ()
    until: date | None = None


def ask_helper(number: str, actor: Actor, wish: Wish, now: datetime) -> Case | Refusal:
    """Somebody of the list is asked. Whoever is on no list cannot be named by a number either."""

    def decide(situation: Situation, chain: Chain) -> Decision:
        found = listed(situation.facts.office).filter(pk=wish.helper).first()
        if found is None or _is_too_near(actor_of(found.post.staff), chain):
            return Refusal(Code.HELPER_TOO_NEAR, "helper")
        return helping.ask(situation, found.post.staff_id, wish.scope, wish.until)

    return _by_petitioner(number, actor, now, decide)


def change_helper(
    number: str, actor: Actor, scope: tuple[str, ...], until: date | None, now: datetime
) -> Case | Refusal:
    """Other bounds, for whoever was asked or helps already."""
    return _by_petitioner(
        number, actor, now, lambda situation, chain: helping.change(situation, scope, until)
    )


def take_helper_back(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    """The petitioner wants them no longer. They see nothing from that moment on."""
    return _by_petitioner(number, actor, now, lambda situation, chain: helping.end(situation))


def accept_help(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    """Who was asked agrees."""
    return _by_helper(number, actor, now, helping.accept)


def decline_help(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Who was asked cannot; the petitioner is told why."""
    return _by_helper(number, actor, now, lambda s: helping.decline(s, reason))


def step_down(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """The helper helps no longer; the petitioner is told why, where they say so."""

    def end(situation: Situation) -> Decision:
        known = helping.chosen(situation)
        if known is None or known.accepted_at is None:
            return Refusal(Code.NO_HELPER)
        return helping.end(situation, by_helper=True, reason=reason)

    return _by_helper(number, actor, now, end)


def _by_petitioner(
    number: str, actor: Actor, now: datetime, decide: Callable[[Situation, Chain], Decision]
) -> Case | Refusal:
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        _case, facts = _top(chain)
        if isinstance(may(actor, Permission.NAME_PROXY, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = decide(projection.situation(facts, actor, now), chain)
        if isinstance(decision, Refusal):
            return decision
        after = write_to(chain, decision, capacity(actor, facts), now)
        _tell(_top(after)[1], now)
        return chain[number][0]


def _tell(facts: Facts, now: datetime) -> None:
    """Writes to the helper, where they gave an address, that something changed, and not of what."""
    assert facts.helper is not None
    staff = Staff.objects.get(pk=facts.helper.staff)
    if staff.digest_email:
        outbox.queue_for_staff(
            outbox.HELPER_NEWS, staff.pk, staff.digest_language, now, once=secrets.token_hex(16)
        )


def _by_helper(
    number: str, actor: Actor, now: datetime, decide: Callable[[Situation], Decision]
) -> Case | Refusal:
    """An answer of whoever was chosen, who stands on the list and too near to no level."""
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        _case, facts = _top(chain)
        known, is_listed = facts.helper, actor.has_role(Role.HELPER)
        if known is None or known.staff != actor.staff or not is_listed:
            return Refusal(Code.NOT_YOURS)
        if _is_too_near(actor, chain):
            return Refusal(Code.NOT_YOURS)
        helper = actor.helping(facts.root, now)
        decision = decide(projection.situation(facts, helper, now))
        if isinstance(decision, Refusal):
            return decision
        write_to(chain, decision, capacity(helper, facts), now)
        return chain[number][0]


def _is_too_near(actor: Actor, chain: Chain) -> bool:
    return any(stands_too_near(actor, facts) for _case, facts in chain.values())


def _top(chain: Chain) -> tuple[Case, Facts]:
    return max(chain.values(), key=lambda pair: pair[0].level)
