"""What devices bring back: each record once, whatever comes twice, and nothing lost.

Everything about one kit happens one after the other, so that two uploads at the same time cannot
make two cases of one draft.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from openredress.cases import actions as cases
from openredress.cases.access import NotHere as NoCase
from openredress.cases.access import chain_for
from openredress.core.access import Actor
from openredress.core.field import Draft, Kind, Record, bounded
from openredress.core.procedure import Act
from openredress.core.receipt import is_case_number, key_in
from openredress.core.refusals import Refusal
from openredress.incoming.reading import Enclosed
from openredress.offices.tree import actor_of
from openredress.parties import receipts
from openredress.wall import as_owner, reading_as

from ..models import Arrived, Held, Kit
from . import waiting
from .kits import NotHere
from .planning import goes_out
from .waiting import Why, uid_of


class Outcome(StrEnum):
    """What became of a record."""

    FILED = "filed"  # a case, or an addition to one
    KNOWN = "known"  # it was here already
    HELD = "held"  # it waits for somebody


@dataclass(frozen=True)
class Came:
    """What became of a draft; `number` is that of its case, "" for one that waits."""

    record: Record
    outcome: Outcome
    number: str = ""
    why: str = ""


@dataclass(frozen=True)
class Given:
    """What a record says, opened and checked: a filing, the verifier of a receipt, a text that is
    added by the `code` of one, or a file. All are empty for what was only begun.
    """

    filing: cases.Filing | None = None
    verifier: str = ""
    code: str = ""
    text: str = ""
    file: Enclosed | None = None


#: Opens and checks a record; why it cannot be taken in, where it cannot.
Reading = Callable[[Kit, Record], Given | Why]


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
        if record.kind is Kind.BEGUN and (number := _case_of(kit, record)):
            return Came(record, Outcome.KNOWN, number)
        row = Held.objects.filter(uid=uid_of(record)).first()
        if row is not None and not has_looked and record.kind is not Kind.FILE:
            waiting.keep_the_later(row, record)
            return Came(record, Outcome.HELD)
        done = _done(actor, kit, draft, read, now, has_looked=has_looked)
        if isinstance(done, Why):
            waiting.wait(kit, draft, done, now)
            return Came(record, Outcome.HELD, why=done.value)
        Arrived.objects.create(
            uid=uid_of(record), kit=kit, case_id=key_in(done), revision=draft.receipt.revision,
            told_at=record.at, arrived_at=now, by_id=actor.staff,
        )  # fmt: skip
        waiting.close(actor, record, done, now)
        return Came(record, Outcome.FILED, done)


def _done(
    actor: Actor, kit: Kit, draft: Draft, read: Reading, now: datetime, *, has_looked: bool
) -> str | Why:
    """The number of the case that the draft is in now."""
    if _is_late(kit, draft.record) and not has_looked:
        return Why.LATE
    if draft.record.kind is Kind.BEGUN:
        return Why.BEGUN
    given = read(kit, draft.record)
    receipt = given if draft.receipt is draft.record else read(kit, draft.receipt)
    if isinstance(given, Why) or isinstance(receipt, Why):
        return given if isinstance(given, Why) else Why.UNREADABLE
    told = _brought(kit, draft, receipt, now)
    if given.file is not None:
        return _enclose(actor, told, _case_of(kit, draft.record), given.file, now)
    if given.code:
        return _add(actor, told, given, now)
    assert given.filing is not None
    return _file(given.filing, actor, kit, told, now)


def _file(
    filing: cases.Filing, actor: Actor, kit: Kit, told: cases.Brought, now: datetime
) -> str | Why:
    if receipts.is_handed_out(told.code):
        return Why.CODE
    done = cases.file_from_round(filing, actor_of(kit.holder), actor, told, now)
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


def _case_of(kit: Kit, record: Record) -> str:
    """The number of the case that the draft of a record is in, "" where it is in none."""
    uids = [f"{kind.value}:{record.draft}" for kind in (Kind.FILING, Kind.ADDITION)]
    rows = Arrived.objects.filter(kit=kit, uid__in=uids)
    return rows.values_list("case__number", flat=True).first() or ""


def _enclose(
    actor: Actor, told: cases.Brought, number: str, file: Enclosed, now: datetime
) -> str | Why:
    """A file of the petitioner, in the case of the filing or addition that it came with."""
    if not number:
        return Why.ENCLOSED
    done = cases.add_file(number, Actor.petitioner(number), file, file.name, now)
    if isinstance(done, Refusal):
        return Why.FILE
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
