"""What holds for a whole chain of linked cases is written into the journal of each of them, so that
each journal says it by itself.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from openredress.core import causes, events
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .writing import append, capacity, locked

Chain = dict[str, tuple[Case, Facts]]


def on_the_chain(
    number: str,
    actor: Actor,
    now: datetime,
    permission: Permission,
    act: Callable[[Situation], Decision],
    roles: Collection[Role] = tuple(Role),
) -> Case | Refusal:
    """Decides about the case of this number, and writes what was decided to all of its chain.

    The actor does it in one of these `roles`, where there is one.
    """
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = chain[number]
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = act(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        write_to(chain, decision, capacity(actor, facts, roles), now)
        return case


def write_to(chain: Chain, decision: Sequence[events.Event], by: By, now: datetime) -> Chain:
    """What was decided, in the journal of each case of the chain, at the stage it is in."""
    after: Chain = {}
    for number, (case, facts) in chain.items():
        happened = [replace(event, stage=facts.stage) for event in decision]
        after[number] = (case, append(case, facts, happened, by, now))
    shut_out_of_linked(after, decision, now)
    return after


def locked_chain(number: str) -> Chain:
    """Every case of the chain, locked, the highest level first, as a step that is served does.

    Nobody goes up meanwhile: that needs the lock of the highest. Who went up while we waited for
    it made a case that the first look missed, so it is looked again until nothing is new.
    """
    locks: Chain = {}
    while missing := [n for n in _numbers_of_chain(number) if n not in locks]:
        locks |= {n: locked(n) for n in missing}
    return locks


def _numbers_of_chain(number: str) -> list[str]:
    root = Case.objects.filter(number=number).values("root_id")
    chain = Case.objects.filter(root_id__in=root).order_by("-level")
    return list(chain.values_list("number", flat=True))


# Cases that are linked because they have one cause -----------------------------------------------


def members_of(known: Collection[int]) -> list[str]:
    """The cases that are about one of these causes, but for those that were forgotten."""
    rows = Case.objects.filter(cause__in=known, is_forgotten=False)
    return list(rows.values_list("number", flat=True))


def locked_chains(numbers: Collection[str]) -> Chain:
    """These cases with all their levels, locked in the order of their numbers."""
    locks: Chain = {}
    for number in sorted(numbers):
        if number not in locks:
            locks |= locked_chain(number)
    return locks


def shut_out_of_linked(chain: Chain, happened: Collection[events.Event], now: datetime) -> None:
    """Who was just shut out of one case is shut out of those that it is linked with. Where that
    cannot be, because the office that is shut out answers for one of them, that one is not linked
    any more.
    """
    if not any(isinstance(event, events.Recused) for event in happened):
        return
    known = {facts.cause.key for _case, facts in chain.values() if facts.cause}
    others = locked_chains(set(members_of(known)) - chain.keys())
    shut = causes.shut_out(facts for _case, facts in chain.values())
    offices = {office for _staff, office, _ground in shut if office is not None}
    for case, facts in others.values():
        if offices & {facts.office, facts.registrar}:
            if facts.cause is not None:
                event = events.CauseUnlinked(
                    step="unlinked", stage=facts.stage, cause=facts.cause.key
                )
                append(case, facts, [event], By(Role.SYSTEM), now)
            continue
        fresh = causes.missing(facts, shut)
        if fresh:
            append(case, facts, fresh, By(Role.SYSTEM), now)
