"""Forgetting: the petitioner is told in time, may ask for less or more, and in the end the words
and the name go while the journal stays.

A chain of linked cases is forgotten as one, so what is decided about it is written into the journal
of each of its cases, as with who is shut out.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from openredress.attachments import kept
from openredress.core import events, retention
from openredress.core import files as core_files
from openredress.core.access import SYSTEM, Actor, Denied, Permission, may, roles_on
from openredress.core.facts import Facts, replay
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.retention import Because, Plan
from openredress.core.situation import Decision, Situation
from openredress.incoming import addresses
from openredress.parties import identities, members, proxies, sides
from openredress.parties.details import Details
from openredress.parties.keys import CannotOpen
from openredress.wall import as_owner

from .. import projection
from ..journal import entries_of
from ..models import Case, JournalEntry
from .acting import forget_proxy_name
from .chain import Chain, locked_chain, write_to
from .grouping import forget_name
from .identities import unreadable
from .writing import append, capacity, project

log = logging.getLogger(__name__)

STAFF = (Role.HEAD, Role.OFFICER, Role.CLERK, Role.SUPERVISOR)


# What petitioners do.


def ask_erasure(
    number: str, actor: Actor, scope: str, reason: str, now: datetime
) -> Case | Refusal:
    """The petitioner asks that name and contact ("identity") or "everything" be erased."""
    return _decided(
        number, actor, now, Permission.ASK_ERASURE, lambda s, _: retention.ask(s, scope, reason)
    )


def take_back_erasure(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    """The petitioner changed their mind, before it was answered or before it was done."""
    return _decided(number, actor, now, Permission.ASK_ERASURE, lambda s, _: retention.take_back(s))


def keep_longer(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """The petitioner wants the case kept beyond its day; nobody has to agree."""

    def act(situation: Situation, _: frozenset[Role]) -> Decision:
        known = projection.rules().get(situation.procedure.id, {})
        return retention.keep_longer(situation, known, reason)

    return _decided(number, actor, now, Permission.ASK_ERASURE, act)


def own_details(number: str, actor: Actor) -> Details | Refusal:
    """What the petitioner gave about themselves, for their own download. No event tells of it:
    what petitioners take with them is not the office's to know.
    """
    if actor.kind is not Role.PETITIONER or actor.case != number:
        return Refusal(Code.NOT_YOURS)
    with as_owner():
        try:
            return identities.open_for(Case.objects.get(number=number))
        except CannotOpen as closed:
            return unreadable(closed)


# What offices do.


def grant_erasure(
    number: str, actor: Actor, scope: str, reason: str, now: datetime
) -> Case | Refusal:
    """The office agrees: name and contact go at once, everything after some days."""
    return _decided(
        number, actor, now, Permission.ANSWER_ERASURE,
        lambda s, _: retention.grant(s, scope, reason), STAFF,
    )  # fmt: skip


def refuse_erasure(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """The office erases nothing now, and says why and where one can turn with that."""
    return _decided(
        number, actor, now, Permission.ANSWER_ERASURE,
        lambda s, _: retention.refuse(s, reason), STAFF,
    )  # fmt: skip


def hold(number: str, actor: Actor, review_on: date, reason: str, now: datetime) -> Case | Refusal:
    """Keeps the case from being forgotten, to be looked at again by `review_on`."""
    return _decided(
        number, actor, now, Permission.HOLD, lambda s, _: retention.hold(s, review_on, reason),
        STAFF,
    )  # fmt: skip


def lift_hold(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Lets the case be forgotten when its time comes."""
    return _decided(
        number, actor, now, Permission.HOLD, lambda s, roles: retention.lift(s, reason, roles),
        STAFF,
    )  # fmt: skip


Act = Callable[[Situation, frozenset[Role]], Decision]


def _decided(
    number: str,
    actor: Actor,
    now: datetime,
    permission: Permission,
    act: Act,
    roles: Collection[Role] = tuple(Role),
) -> Case | Refusal:
    """Decides about the top of the chain for whoever may on the case of this number."""
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = chain[number]
        if facts.is_forgotten:
            return Refusal(Code.FORGOTTEN)
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        situation = projection.situation(_top(chain)[1], actor, now)
        decision = act(situation, roles_on(actor, facts))
        if isinstance(decision, Refusal):
            return decision
        write_to(chain, decision, capacity(actor, facts, roles), now)
        if any(isinstance(event, events.IdentityErased) for event in decision):
            identities.erase(case.root)
            addresses.forget(case)
            forget_name(case.root)
            forget_proxy_name(case.root)
        return case


def _top(chain: Chain) -> tuple[Case, Facts]:
    return max(chain.values(), key=lambda pair: pair[0].level)


# What happens by itself.


@dataclass(frozen=True)
class Due:
    """A case about which something has to happen: "warn", "forget", or "wait" with the reason."""

    number: str
    what: str
    plan: Plan
    procedure: str
    outcome: str
    because: Because
    chain: tuple[str, ...]


@dataclass(frozen=True)
class Forgetting:
    """What a round did, by the numbers of the cases; `failed` are for the next round."""

    warned: tuple[str, ...]
    forgotten: tuple[str, ...]
    waiting: tuple[str, ...]
    failed: tuple[str, ...]


def forget(now: datetime, batch: int = 200) -> Forgetting:
    """Warns who has to be told, and forgets what was told of long enough ago.

    Its work is in proportion to what is due, and each chain of cases is one transaction: killed at
    any moment it has forgotten a case wholly or not at all, and the next round goes on. Several
    may run at once. A case that fails is left for the next round.
    """
    done: dict[str, list[str]] = {"warn": [], "forget": [], "wait": [], "fail": [], "": []}
    for number in _numbers(now, batch):
        try:
            done[_act_on(number, now)].append(number)
        except Exception:
            log.exception("Case %s could not be forgotten.", number)
            done["fail"].append(number)
    return Forgetting(*(tuple(done[what]) for what in ("warn", "forget", "wait", "fail")))


def due(now: datetime, batch: int = 200) -> Iterator[Due]:
    """What `forget` would do at `now`, without doing it."""
    for number in _numbers(now, batch):
        chain = _chain_of(number)
        found = _looked_at(chain, now)
        if found is not None:
            yield found


def _numbers(now: datetime, batch: int) -> Iterator[str]:
    """Read by keyset over the index, so that what is looked at once is not looked at again."""
    after: tuple[Any, int] | None = None
    while True:
        rows = Case.objects.filter(forget_act_at__lte=now).order_by("forget_act_at", "id")
        if after is not None:
            at, pk = after
            rows = rows.filter(Q(forget_act_at__gt=at) | Q(forget_act_at=at, id__gt=pk))
        found = list(rows.values_list("forget_act_at", "id", "number")[:batch])
        yield from (number for _at, _pk, number in found)
        if len(found) < batch:
            return
        after = found[-1][:2]


def _chain_of(number: str) -> Chain:
    root = Case.objects.filter(number=number).values("root_id")
    cases = Case.objects.filter(root_id__in=root)
    return {case.number: (case, replay(entries_of(case))) for case in cases}


def _looked_at(chain: Chain, now: datetime) -> Due | None:
    case, facts = _top(chain)
    situation = projection.situation(facts, SYSTEM, now)
    plan = projection.keeping(situation)
    if plan.act_at is None or now < plan.act_at:
        return None
    what, because = ("forget", plan.because) if plan.is_warned else ("warn", plan.because)
    for _lower, its_facts in chain.values():
        blocked = retention.blocks_the_chain(projection.situation(its_facts, SYSTEM, now))
        if what == "forget" and blocked is not None:
            what, because = "wait", blocked
    return Due(
        case.number, what, plan, facts.procedure, str(facts.outcome or ""), because, tuple(chain)
    )


def _act_on(number: str, now: datetime) -> str:
    with transaction.atomic():
        chain = locked_chain(number)
        found = _looked_at(chain, now)
        if found is None:
            project(*_top(chain))  # Whatever made it look due, its row says so no longer.
            return ""
        if found.what == "warn":
            _warn(chain, now)
        if found.what == "forget":
            assert found.plan.forget_on is not None
            for case, facts in chain.values():
                _forget(case, facts, found.plan.forget_on, now)
            identities.erase(_top(chain)[0].root)
            addresses.forget(_top(chain)[0])
            members.erase(_top(chain)[0].root)
            proxies.erase(_top(chain)[0].root)
            for case, _facts in chain.values():
                sides.erase(case)
        return found.what


def _warn(chain: Chain, now: datetime) -> None:
    situation = projection.situation(_top(chain)[1], SYSTEM, now)
    known = projection.rules().get(situation.procedure.id, {})
    warning = retention.falls_due(situation, known)
    assert not isinstance(warning, Refusal)
    write_to(chain, warning, By(Role.SYSTEM), now)


def _forget(case: Case, facts: Facts, due_on: date, now: datetime) -> None:
    """The entry that tells of it comes first; the trigger of the journal asks for it.

    Keys of files go with this transaction and the files after it; what a process that dies in
    between leaves in the store opens with nothing, and the worker deletes it.
    """
    files = core_files.erase(facts, "")
    assert not isinstance(files, Refusal)
    if files:
        facts = append(case, facts, files, By(Role.SYSTEM), now)
        kept.erase(case, files[0].files)  # type: ignore[attr-defined]
    rows = JournalEntry.objects.filter(case=case, words__isnull=False).exclude(words={})
    written = tuple(rows.order_by("seq").values_list("seq", flat=True))
    append(case, facts, (retention.forget(facts, written, due_on),), By(Role.SYSTEM), now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_journalentry SET words = NULL, salt = NULL"
            " WHERE case_id = %s AND seq = ANY (%s)",
            [case.pk, list(written)],
        )
    project(case, replay(entries_of(case)))
