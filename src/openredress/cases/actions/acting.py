"""The petitioner lets somebody act for them, changes what for, and takes it back.

It is written into the journal of each linked case. Who they are stands in none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openredress.core import proxying
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.parties import proxies
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .chain import Chain, locked_chain, write_to
from .writing import capacity


@dataclass(frozen=True)
class Authority:
    """What a petitioner gives: what for beside following the case, the last day if there is one,
    and whether the office may know what they are called.
    """

    name: str
    scope: tuple[str, ...] = ()
    until: date | None = None
    is_shown: bool = False


@dataclass(frozen=True)
class Named:
    """Somebody acts for the petitioner now, and comes by this code, which is kept nowhere."""

    case: Case
    code: str


def name_proxy(
    number: str, actor: Actor, given: Authority, form: str, now: datetime
) -> Named | Refusal:
    """Somebody acts for the petitioner from now on. `form` names the form that was sent, so that
    what is sent twice is taken once.
    """
    if not given.name.strip():
        return Refusal(Code.MISSING, "name")
    code = proxies.code_for(f"{actor.case} {form}")

    def decide(situation: Situation) -> Decision:
        return proxying.name(situation, given.scope, given.until, is_shown=given.is_shown)

    def keep(case: Case, facts: Facts) -> None:
        assert facts.proxy is not None
        proxies.keep(case.root, facts.proxy.number, given.name.strip(), code, now)

    before = proxies.by_code(code)
    if before is not None and before.number == actor.case and actor.kind is Role.PETITIONER:
        with as_owner():
            return Named(Case.objects.get(number=number), code)  # It was sent twice.
    if proxies.has_ended(code):
        return Refusal(Code.NO_PROXY)  # An old form was sent again. What was taken back stays so.
    done = _decided(number, actor, now, Permission.NAME_PROXY, decide, keep)
    return done if isinstance(done, Refusal) else Named(done, code)


def change_proxy(number: str, actor: Actor, given: Authority, now: datetime) -> Case | Refusal:
    """Other bounds, or another name, for who acts already. Their code stays, and so does the name
    where none is given.
    """

    def rename(case: Case, facts: Facts) -> None:
        if given.name.strip():
            proxies.rename(case.root, given.name.strip())

    def decide(situation: Situation) -> Decision:
        return proxying.change(situation, given.scope, given.until, is_shown=given.is_shown)

    with as_owner(), transaction.atomic():
        done = _decided(number, actor, now, Permission.NAME_PROXY, decide, rename)
        if isinstance(done, Refusal) and done.code is Code.NOTHING_CHANGED and given.name.strip():
            case: Case = Case.objects.select_related("root").get(number=number)
            proxies.rename(case.root, given.name.strip())
            return case
        return done


def end_proxy(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    """The petitioner takes it back, or the proxy lays it down. The code is dead at once."""
    is_own = actor.kind is Role.PROXY
    permission = Permission.VIEW if is_own else Permission.NAME_PROXY

    def end(case: Case, facts: Facts) -> None:
        proxies.end(case.root, now)

    return _decided(number, actor, now, permission, proxying.end, end)


def forget_proxy_name(root: Case) -> None:
    """Takes out what the petitioner calls whoever acts for them, with the rest of the names."""
    proxies.rename(root, "")


def _decided(
    number: str, actor: Actor, now: datetime, permission: Permission,
    decide: Callable[[Situation], Decision], after: Callable[[Case, Facts], None],
) -> Case | Refusal:  # fmt: skip
    """Decided at the highest level, and written to all."""
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = _top(chain)
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = decide(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        written = write_to(chain, decision, capacity(actor, facts), now)
        after(case, _top(written)[1])
        return chain[number][0]


def _top(chain: Chain) -> tuple[Case, Facts]:
    return max(chain.values(), key=lambda pair: pair[0].level)
