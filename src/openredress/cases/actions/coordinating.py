"""What a coordination meeting writes into the journal of each case before it: all or none."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import transaction

from openredress.core import coordination, events
from openredress.core.access import SYSTEM, Actor, Denied, Permission, may
from openredress.core.coordination import Agreed, Called
from openredress.core.facts import Facts
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.core.supervision import ANSWERING
from openredress.offices.tree import office_map, somebody_left
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .writing import append, capacity, catch_up, locked

Whose = Callable[[Facts], By]
KEEPERS = (Role.HEAD, Role.SUPERVISOR)


def put_on_agenda(
    numbers: Collection[str], actor: Actor, called: Called, item: int, offices: Collection[int],
    question: str, now: datetime,
) -> tuple[Case, ...] | Refusal:  # fmt: skip
    """Brings these cases before the meeting, as one item."""
    return _all(
        numbers, actor, now, Permission.PUT_ON_AGENDA,
        lambda s: coordination.put(s, called, item, offices, question),
        lambda facts: capacity(actor, facts, (*ANSWERING, Role.SUPERVISOR)),
    )  # fmt: skip


def take_off_agenda(
    numbers: Collection[str], by: By, item: int, reason: str, now: datetime
) -> tuple[Case, ...] | Refusal:
    """Takes these cases from the agenda again, for the office of `by`."""
    return _all(
        numbers, None, now, None,
        lambda s: coordination.take_off(s, item, by.office or 0, reason), lambda facts: by,
    )  # fmt: skip


def confirm_minutes(
    numbers: Collection[str], actor: Actor, called: Called, item: int, agreed: Agreed, now: datetime
) -> tuple[Case, ...] | Refusal:
    """What was agreed about these cases is what their offices owe from now on."""

    def act(situation: Situation) -> Decision:
        given = coordination.decide(situation, called, item, agreed, office_map())
        facts = situation.facts
        left = somebody_left(agreed.lead, facts.blocked, facts.blocked_offices, ANSWERING)
        return given if left or isinstance(given, Refusal) else Refusal(Code.NOBODY_LEFT, "lead")

    by = keeper(actor, called.office)
    if by is None:
        return Refusal(Code.NOT_YOURS)
    return _all(numbers, actor, now, Permission.KEEP_MINUTES, act, lambda facts: by)


def correct_minutes(
    numbers: Collection[str], actor: Actor, office: int, item: int, text: str, now: datetime
) -> tuple[Case, ...] | Refusal:
    """Adds a correction to the minutes of the meeting that `office` called."""
    by = keeper(actor, office)
    if by is None:
        return Refusal(Code.NOT_YOURS)
    return _all(
        numbers, actor, now, Permission.KEEP_MINUTES,
        lambda s: coordination.correct(s, item, office, text), lambda facts: by,
    )  # fmt: skip


def keeper(actor: Actor, office: int) -> By | None:
    """In which capacity the actor keeps the minutes of the meetings that the office calls."""
    posts = [p for p in actor.posts if p.office == office and p.role in KEEPERS]
    return By(posts[0].role, actor.staff, office) if posts else None


def _all(
    numbers: Collection[str],
    actor: Actor | None,
    now: datetime,
    permission: Permission | None,
    act: Callable[[Situation], Decision],
    by: Whose,
) -> tuple[Case, ...] | Refusal:
    """Decides about every one of the cases, locked in their order, and writes only if none is
    refused. `actor` and `permission` are left out where the meeting itself is over.
    """
    done: list[tuple[Case, Facts, Sequence[events.Event]]] = []
    with as_owner(), transaction.atomic():
        for number in sorted(set(numbers)):
            case, facts = locked(number)
            if actor and permission and isinstance(may(actor, permission, facts), Denied):
                return Refusal(Code.NOT_YOURS)
            decision = act(projection.situation(facts, actor or SYSTEM, now))
            if isinstance(decision, Refusal):
                return decision
            done.append((case, facts, decision))
        for case, facts, happened in done:
            append(case, catch_up(case, facts, now), happened, by(facts), now)
        return tuple(case for case, _facts, _decision in done)
