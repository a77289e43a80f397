"""What devices bring back: each record once, whatever comes twice, and nothing lost.

Everything about one kit happens one after the other, so that two uploads at the same time cannot
make two cases of one draft.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from openredress.cases import actions as cases
from openredress.cases.access import NotHere as NoCase
from openredress.cases.access import chain_for
from openredress.core.access import Actor
from openredress.core.field import Draft, Kind, Record, bounded, written
from openredress.core.procedure import Act
from openredress.core.receipt import is_case_number, key_in
from openredress.core.refusals import Refusal
from openredress.offices.tree import actor_of
from openredress.parties import receipts
from openredress.wall import as_owner, reading_as

from ..models import Arrived, Held, Kit
from .kits import NotHere
from .planning import goes_out, reads_what_waits


class Outcome(StrEnum):
    """What became of a record."""

    FILED = "filed"  # a case, or an addition to one
    KNOWN = "known"  # it was here already
    HELD = "held"  # it waits for somebody


class Why(StrEnum):
    """Why a record waits."""

    UNREADABLE = "unreadable"  # it was not sealed to its kit, or was altered
    FORM = "form"  # something that was chosen is not there any more, or it is not whole
    REFUSED = "refused"  # the procedure does not allow it now
    LATE = "late"  # it says that it was taken down after the kit was revoked
    CODE = "code"  # no case is opened by the receipt that was shown


@dataclass(frozen=True)
class Came:
    """What became of a draft; `number` is that of its case, "" for one that waits."""

    record: Record
    outcome: Outcome
    number: str = ""
    why: str = ""


@dataclass(frozen=True)
class Given:
    """What a record says, opened and checked: a filing, the verifier of a receipt, or a text that
    is added by the `code` of one.
    """

    filing: cases.Filing | None = None
    verifier: str = ""
    code: str = ""
    text: str = ""


#: Opens and checks a record; why it cannot be taken in, where it cannot.
Reading = Callable[[Kit, Record], Given | Why]


def uid_of(record: Record) -> str:
    return f"{record.kind.value}:{record.draft}"


def came_already(records: Iterable[Record]) -> dict[str, str]:
    """Numbers of the cases of those records that are here."""
    rows = Arrived.objects.filter(uid__in=[uid_of(r) for r in records])
    with as_owner():
        return dict(rows.values_list("uid", "case__number"))


def kit_of(actor: Actor, uid: str) -> Kit:
    """Locks the kit until the transaction ends. Raises `NotHere`."""
    rows = Kit.objects.select_for_update(of=("self",)).select_related("round", "holder")
    kit = rows.filter(uid=uid).first()
    if kit is None or not goes_out(actor, kit.round.office_id):
        raise NotHere(uid)
    return kit


def take_in(
    actor: Actor, draft: Draft, read: Reading, now: datetime, *, has_looked: bool = False
) -> Came:
    """Takes one draft in, whole or not at all. `has_looked` is true where somebody has decided
    about one that waited. Raises `NotHere` where the actor has nothing to do with the kit.
    """
    record = draft.record
    with as_owner(), transaction.atomic():
        kit = kit_of(actor, record.kit)
        known = Arrived.objects.select_related("case").filter(uid=uid_of(record)).first()
        if known is not None:
            if known.kit_id == kit.pk and record.kind is Kind.FILING:
                _again(actor, kit, known, draft, read, now)
            return Came(record, Outcome.KNOWN, known.case.number)
        if not has_looked and Held.objects.filter(uid=uid_of(record)).exists():
            return Came(record, Outcome.HELD)
        done = _done(actor, kit, draft, read, now, has_looked=has_looked)
        if isinstance(done, Why):
            return _waits(kit, draft, done, now)
        Arrived.objects.create(
            uid=uid_of(record), kit=kit, case_id=key_in(done), revision=draft.receipt.revision,
            told_at=record.at, arrived_at=now, by_id=actor.staff,
        )  # fmt: skip
        return Came(record, Outcome.FILED, done)


def _done(
    actor: Actor, kit: Kit, draft: Draft, read: Reading, now: datetime, *, has_looked: bool
) -> str | Why:
    """The number of the case that the draft is in now."""
    if _is_late(kit, draft.record) and not has_looked:
        return Why.LATE
    given, receipt = read(kit, draft.record), read(kit, draft.receipt)
    if isinstance(given, Why) or isinstance(receipt, Why):
        return given if isinstance(given, Why) else Why.UNREADABLE
    told = _brought(kit, draft, receipt, now)
    if given.filing is None:
        return _add(actor, told, given, now)
    if receipts.is_handed_out(receipt.verifier):
        return Why.CODE
    done = cases.file_from_round(given.filing, actor_of(kit.holder), actor, told, now)
    return Why.REFUSED if isinstance(done, Refusal) else done.number


def _is_late(kit: Kit, record: Record) -> bool:
    return kit.revoked_at is not None and record.at > kit.revoked_at


def _brought(kit: Kit, draft: Draft, receipt: Given, now: datetime) -> cases.Brought:
    record = draft.record
    return cases.Brought(
        round=kit.round_id, kit=kit.uid, place=_place(kit), office=kit.round.office_id,
        number=_number(kit, record), code=receipt.verifier,
        received_at=bounded(record.at, kit.taken_at, now), told_at=record.at,
        is_handed=draft.is_handed, kit_revoked=kit.revoked_at is not None,
    )  # fmt: skip


def _place(kit: Kit) -> str:
    """As it was made public, in the language of the office."""
    return kit.round.where_to


def _number(kit: Kit, record: Record) -> str:
    """What stands on the receipt, where it was set aside for this kit and is not in use: two
    devices with the same kit may have given one number twice, and the code opens either case.
    """
    number = record.number
    is_own = is_case_number(number) and number in kit.numbers
    return number if is_own and not cases.is_in_use(number) else ""


def _add(actor: Actor, told: cases.Brought, given: Given, now: datetime) -> str | Why:
    """A message of the petitioner, in the highest level of their case that takes one."""
    receipt = receipts.find(given.code)
    if receipt is None:
        return Why.CODE
    petitioner = Actor.petitioner(receipt.case.number)
    found = _takes_messages(petitioner, now)
    if found is None:
        return Why.REFUSED
    number, step = found
    params = {"text": given.text, "channel": "round"}
    done = cases.take(number, petitioner, step, params, now)
    if isinstance(done, Refusal):
        return Why.REFUSED
    cases.tell_brought(number, actor, told, now)
    return number


def _takes_messages(actor: Actor, now: datetime) -> tuple[str, str] | None:
    with reading_as(actor):
        try:
            levels = chain_for(actor, now)
        except NoCase:
            return None
    for level in reversed(levels):
        step = next((s for s in level.steps if s.act is Act.MESSAGE), None)
        if step is not None:
            return level.case.number, step.id
    return None


def _again(
    actor: Actor, kit: Kit, known: Arrived, draft: Draft, read: Reading, now: datetime
) -> None:
    """A draft that is here already. What is new is at most that the receipt was handed over, or
    that the device had given another code because nobody had taken the first.
    """
    if draft.receipt.revision > known.revision:
        receipt = read(kit, draft.receipt)
        if isinstance(receipt, Given) and not receipts.is_handed_out(receipt.verifier):
            told = _brought(kit, draft, receipt, now)
            cases.give_receipt_again(known.case.number, actor, receipt.verifier, told, now)
            known.revision = draft.receipt.revision
            known.save(update_fields=["revision"])
    if draft.is_handed and draft.receipt.revision >= known.revision:
        receipts.confirm_saved(known.case.number, now)


def _waits(kit: Kit, draft: Draft, why: Why, now: datetime) -> Came:
    """Keeps all that is needed to take it in later: what was sealed, and the code that counts."""
    lines = [written(draft.record)]
    if draft.receipt is not draft.record:
        lines.append(written(draft.receipt))
    Held.objects.get_or_create(
        uid=uid_of(draft.record),
        defaults={"kit": kit, "line": "\n".join(lines), "why": why.value, "held_at": now},
    )
    return Came(draft.record, Outcome.HELD, why=why.value)


def settle(actor: Actor, uid: str, what: str, now: datetime) -> bool:
    """Writes down what became of a record that waited, and erases the record. Who it was and what
    they wrote stays. Raises `NotHere`.
    """
    with as_owner(), transaction.atomic():
        rows = Held.objects.select_for_update(of=("self",)).select_related("kit__round")
        row = rows.filter(uid=uid, settled_at=None).first()
        if row is None:
            return False
        if not reads_what_waits(actor, row.kit.holder_id, row.kit.round.office_id):
            raise NotHere(uid)
        row.settled_at, row.settled_by_id, row.settled = now, actor.staff, what.strip()
        row.line = ""
        row.save(update_fields=["settled_at", "settled_by", "settled", "line"])
        return True
