"""Who filed: looked at with a purpose, on record, and changed only by adding a new version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openredress.core import identity
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.notices import outbox
from openredress.offices.institution import institution
from openredress.parties import identities
from openredress.parties.details import Details, is_masked
from openredress.parties.keys import CannotOpen, KeyMissing
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .chain import locked_chain, write_to
from .stepping import builtin
from .writing import append, capacity, locked

OPENERS = (Role.CLERK, Role.OFFICER, Role.HEAD)


@dataclass(frozen=True)
class Opened:
    """An identity that was opened, to be shown once, with the purpose that is on record."""

    case: Case
    details: Details
    purpose: str


def needs_second_person(actor: Actor, facts: Facts) -> bool:
    """Whether the office that answers, or the one for which the actor acts, has set it so."""
    offices = {facts.office, capacity(actor, facts, OPENERS).office}
    return any(office.custodian for key, office in institution().rows.items() if key in offices)


def open_identity(number: str, actor: Actor, purpose: str, now: datetime) -> Opened | Refusal:
    """Opens who filed and records it; the one does not happen without the other.

    Where a second person has to agree, the purpose is the one they agreed to.
    """
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, Permission.OPEN_IDENTITY, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        situation = projection.situation(facts, actor, now)
        second = needs_second_person(actor, facts)
        decision = identity.open_(situation, purpose, second_person=second)
        if isinstance(decision, Refusal):
            return decision
        try:
            details = identities.open_for(case.root)
        except CannotOpen as closed:
            return unreadable(closed)
        append(case, facts, decision, capacity(actor, facts, OPENERS), now)
    return Opened(case, details, decision[0].purpose)  # type: ignore[attr-defined]


def unreadable(closed: CannotOpen) -> Refusal:
    """Why what is sealed could not be opened, as a refusal."""
    if isinstance(closed, KeyMissing):
        return Refusal(Code.IDENTITY_KEY_MISSING, params={"key": closed.key_id})
    return Refusal(Code.IDENTITY_ALTERED)


def ask_identity(number: str, actor: Actor, purpose: str, now: datetime) -> Case | Refusal:
    """Asks a second person for leave to look at who filed."""
    return builtin(
        number, actor, now, Permission.OPEN_IDENTITY, lambda s: identity.ask(s, purpose), OPENERS
    )


def answer_identity_request(
    number: str, actor: Actor, request: int, agrees: bool, reason: str, now: datetime
) -> Case | Refusal:
    """A second person agrees, or refuses with a reason."""
    return builtin(
        number, actor, now, Permission.ANSWER_IDENTITY_REQUEST,
        lambda s: identity.answer(s, request, agrees, reason), (Role.HEAD, Role.SUPERVISOR),
    )  # fmt: skip


def change_details(
    number: str,
    actor: Actor,
    given: Mapping[str, str],
    remove: Collection[str],
    now: datetime,
    *,
    tells_before: bool = True,
) -> Case | Refusal:
    """Seals a new version of who the case is from. What is neither given nor taken out stays.

    Where a clerk changes the e-mail address, the one before is written to: it may not have been
    the petitioner who asked. `tells_before` is false where the petitioner says that somebody else
    reads it, and the journal says so. Petitioners who change it themselves have shown who they are.
    """
    masked = next((name for name, value in given.items() if is_masked(name, value)), None)
    if masked is not None:
        return Refusal(Code.MASKED, masked)
    if not remove and not any(given.values()):
        return Refusal(Code.NOTHING_CHANGED)
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = chain[number]
        if isinstance(may(actor, Permission.CHANGE_DETAILS, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        try:
            version = identities.change(case.root, given, remove)
        except CannotOpen as closed:
            return unreadable(closed)
        by = capacity(actor, facts, (Role.CLERK,))
        by_clerk = by.role is not Role.PETITIONER and "email" in {*given, *remove}
        situation = projection.situation(facts, actor, now)
        decision = identity.change(situation, version, untold=by_clerk and not tells_before)
        assert not isinstance(decision, Refusal)
        write_to(chain, decision, by, now)
        if by_clerk and tells_before and version > 1:
            outbox.queue("contact-changed", case.root, facts.language, now, details=version - 1)
        return case
