"""What being heard in person writes into the journal of a case."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from openredress.core import news, reception
from openredress.core.access import SYSTEM, Actor, Permission
from openredress.core.journal import By
from openredress.core.refusals import Refusal
from openredress.notices import outbox
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .stepping import builtin
from .writing import append, locked

#: So long before a visit its petitioner is reminded of it.
BEFORE = timedelta(days=1)


def book_reception(
    number: str, actor: Actor, booking: int, office: int, starts_at: datetime, now: datetime,
    *, with_head: bool = False,
) -> Case | Refusal:  # fmt: skip
    """The petitioner books a time, or a clerk does it for them."""
    done = builtin(
        number, actor, now, Permission.BOOK_RECEPTION,
        lambda s: reception.book(s, booking, office, starts_at, with_head=with_head),
    )  # fmt: skip
    if isinstance(done, Case) and starts_at - BEFORE > now:
        with as_owner():
            outbox.remind(done, news.VISIT, done.version, now, starts_at - BEFORE)
    return done


def give_up_reception(number: str, actor: Actor, booking: int, now: datetime) -> Case | Refusal:
    """The petitioner does not come."""
    return builtin(
        number, actor, now, Permission.BOOK_RECEPTION, lambda s: reception.cancel(s, booking)
    )


def cancel_reception(
    number: str, by: By, booking: int, reason: str, now: datetime
) -> Case | Refusal:
    """The office of `by` cannot keep the time. It need not see the case to say so."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        decision = reception.cancel(projection.situation(facts, SYSTEM, now), booking, reason)
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, by, now)
        return case


def take_statement(
    number: str, actor: Actor, office: int, given: Mapping[str, object], now: datetime
) -> Case | Refusal:
    """Takes down what the petitioner said and had read back to them."""
    return builtin(
        number, actor, now, Permission.TAKE_STATEMENT,
        lambda s: reception.take_statement(s, office, given),
    )  # fmt: skip


def sign_statement(number: str, actor: Actor, about: int, now: datetime) -> Case | Refusal:
    """The office has the statement with the signature of the petitioner, on paper."""
    return builtin(
        number, actor, now, Permission.TAKE_STATEMENT,
        lambda s: reception.confirm_statement(s, about, "paper"),
    )  # fmt: skip


def confirm_statement(number: str, actor: Actor, about: int, now: datetime) -> Case | Refusal:
    """The petitioner confirms it on their page."""
    return builtin(
        number, actor, now, Permission.CONFIRM_STATEMENT,
        lambda s: reception.confirm_statement(s, about, "page"),
    )  # fmt: skip


def annotate_statement(
    number: str, actor: Actor, about: int, text: str, now: datetime
) -> Case | Refusal:
    """The petitioner says what is wrong in it, or missing."""
    return builtin(
        number, actor, now, Permission.CONFIRM_STATEMENT,
        lambda s: reception.annotate_statement(s, about, text),
    )  # fmt: skip


def meet_group(
    number: str, actor: Actor, given: Mapping[str, object], now: datetime
) -> Case | Refusal:
    """People came together about this case, and were answered."""
    return builtin(
        number, actor, now, Permission.TAKE_STATEMENT, lambda s: reception.meet_group(s, given)
    )
