"""A new receipt for one that was lost: by e-mail after a wait, or at the counter.

Nothing here tells whoever asks by e-mail whether there is a case, a contact, or which: what they
typed is answered by the worker, into the mailbox. See docs/decisions/0016-lost-receipts.md.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from openredress.core import replacement
from openredress.core.access import SYSTEM, Actor, Denied, Permission, may
from openredress.core.facts import Facts, replay
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.notices import outbox
from openredress.notices.models import Notice
from openredress.parties import identities, lost, receipts
from openredress.parties.keys import CannotOpen
from openredress.parties.models import LostReceipt, ReplacementCode
from openredress.wall import as_owner

from .. import projection
from ..journal import entries_of
from ..models import Case
from . import replacing_beside
from .chain import Chain, locked_chain, on_the_chain, write_to
from .identities import needs_second_person, unreadable
from .writing import capacity

log = logging.getLogger(__name__)

#: How many messages with a code one case is sent in a week, whoever asks for them.
A_WEEK, CODES_A_WEEK = timedelta(days=7), 3
BATCH = 500


@dataclass(frozen=True)
class Entered:
    """What a code from a message does: `is_ready` once the new receipt can be collected.
    `ready_at` is told in `time_zone`, that of the case.
    """

    is_ready: bool
    ready_at: datetime
    time_zone: str


@dataclass(frozen=True)
class NewReceipt:
    """A receipt that was just given out. The code is kept nowhere; `number` counts from 1, and is 0
    for the receipt of somebody beside the petitioner.
    """

    root: str
    number: int
    code: str
    language: str


# By e-mail -------------------------------------------------------------------------------


def answer_lost(now: datetime, batch: int = BATCH) -> int:
    """Sends a code to whoever asked with the number and the address of a case. How many were
    looked at; several may run at once, and one that fails is put aside and stops nothing.
    """
    looked = 0
    while looked < batch:
        with transaction.atomic():
            rows = LostReceipt.objects.select_for_update(skip_locked=True).order_by("pk")
            asked = rows.first()
            if asked is None:
                break
            asked.delete()
            looked += 1
            try:
                with transaction.atomic():
                    _answer(asked, now)
            except Exception:
                log.exception("A request for a lost receipt could not be answered.")
    return looked


def _answer(asked: LostReceipt, now: datetime) -> None:
    case = Case.objects.select_related("root").filter(number=asked.case_number).first()
    if case is None or not outbox.is_on():
        return
    root = case.root
    _answer_beside(asked, root, now)
    if not lost.fits(asked, identities.open_for(root).email):
        return
    situation = projection.situation(_facts(root), SYSTEM, now)
    if isinstance(replacement.ask_by_email(situation), Refusal):
        return
    sent = Notice.objects.filter(
        case=root, kind="lost-receipt", queued_at__gt=now - A_WEEK, member=None, side=None
    )
    if sent.count() < CODES_A_WEEK:
        outbox.queue("lost-receipt", root, situation.facts.language, now)


def _answer_beside(asked: LostReceipt, root: Case, now: datetime) -> None:
    """A code to each member, or to the other side, who has this address."""
    facts = _facts(root)
    for one in replacing_beside.fitting(root, asked, facts):
        member, side = replacing_beside.keys_of(one)
        sent = Notice.objects.filter(
            case=root, kind="lost-receipt", queued_at__gt=now - A_WEEK, member=member, side=side
        )
        if sent.count() < CODES_A_WEEK:
            language = one.kept.language or facts.language
            outbox.queue("lost-receipt", root, language, now, member=member, side=side)


def enter_code(typed: str, now: datetime) -> Entered | None:
    """Entered for the first time, the code asks for a new receipt; afterwards it says from when
    on it can be had. `None` for a code that opens nothing, for whatever reason. Raises `TooMany`.
    """
    with as_owner(), transaction.atomic():
        row = lost.find_code(typed)
        if row is None:
            return None
        chain, situation = _opened(row.case.number, now)
        if row.member_id or row.side_id:
            return _entered_beside(row, situation.facts, now)
        if row.asked_at is None:
            decision = replacement.ask_by_email(situation)
            if isinstance(decision, Refusal) or now > row.made_at + lost.CODE_LASTS:
                return None
            chain = write_to(chain, decision, By(Role.SYSTEM), now)
            situation = projection.situation(chain[row.case.number][1], SYSTEM, now)
            row.asked_at = now
            row.save(update_fields=["asked_at"])
            _tell_when_ready(row.case, situation)
        asked = replacement.waiting(situation)
        if asked is None or asked.ready_at is None or asked.asked_at != row.asked_at:
            return None
        return Entered(now >= asked.ready_at, asked.ready_at, situation.facts.time_zone)


def _entered_beside(row: ReplacementCode, facts: Facts, now: datetime) -> Entered | None:
    try:
        ready = replacing_beside.enter(row, facts.language, now)
    except CannotOpen:
        return None
    return Entered(now >= ready, ready, facts.time_zone) if ready else None


def _tell_when_ready(root: Case, situation: Situation) -> None:
    asked = situation.facts.replacement
    assert asked is not None
    outbox.queue(
        "receipt-ready", root, situation.facts.language, situation.now, due_at=asked.ready_at,
        about=situation.facts.version_seq,
    )  # fmt: skip


def collect_receipt(typed: str, now: datetime) -> NewReceipt | None:
    """The new receipt, once it is ready. `None` for a code that opens nothing, or not yet."""
    with as_owner(), transaction.atomic():
        row = lost.find_code(typed)
        if row is None or row.asked_at is None:
            return None
        chain, situation = _opened(row.case.number, now)
        if row.member_id or row.side_id:
            return _collected_beside(row, situation.facts, now)
        asked = replacement.waiting(situation)
        decision = replacement.collect(situation)
        if isinstance(decision, Refusal) or asked is None or asked.asked_at != row.asked_at:
            return None
        chain = write_to(chain, decision, By(Role.SYSTEM), now)
        return _given_out(row.case, chain, now)


def _collected_beside(row: ReplacementCode, facts: Facts, now: datetime) -> NewReceipt | None:
    try:
        found = replacing_beside.collect(row, facts.language, now)
    except CannotOpen:
        return None
    return NewReceipt(facts.number, 0, *found) if found else None


# At the counter --------------------------------------------------------------------------


def ask_replacement(number: str, actor: Actor, checked: str, now: datetime) -> Case | Refusal:
    """A clerk asks for a new receipt, saying what was checked.

    Where nothing is on file that could have been checked, that is recorded as well: the refusal
    tells the clerk so, and the petitioner reads that it did.
    """
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = chain[number]
        if isinstance(may(actor, Permission.REPLACE_RECEIPT, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = replacement.ask_at_counter(projection.situation(facts, actor, now), checked)
        if isinstance(decision, Refusal):
            return decision
        try:
            is_known = not identities.open_for(case.root).is_anonymous
        except CannotOpen as closed:
            return unreadable(closed)
        chain = write_to(chain, decision, capacity(actor, facts, (Role.CLERK,)), now)
        if is_known:
            return case
        refused = replacement.refuse_unknown(projection.situation(chain[number][1], actor, now))
        assert not isinstance(refused, Refusal)
        write_to(chain, refused, By(Role.SYSTEM), now)
        return Refusal(Code.NOTHING_ON_FILE)


def give_out_receipt(number: str, actor: Actor, now: datetime) -> NewReceipt | Refusal:
    """The clerk who asked hands it over: at once, or once a second person agreed."""
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = chain[number]
        if isinstance(may(actor, Permission.REPLACE_RECEIPT, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        second = needs_second_person(actor, facts)
        situation = projection.situation(facts, actor, now)
        decision = replacement.give_out(situation, second_person=second)
        if isinstance(decision, Refusal):
            return decision
        chain = write_to(chain, decision, capacity(actor, facts, (Role.CLERK,)), now)
        return _given_out(case.root, chain, now)


def answer_replacement(
    number: str, actor: Actor, asked_at: datetime, agrees: bool, reason: str, now: datetime
) -> Case | Refusal:
    """A second person agrees that the receipt be replaced, or refuses with a reason."""

    def act(situation: Situation) -> Decision:
        asked = situation.facts.replacement
        if asked is None or asked.asked_at != asked_at:
            return Refusal(Code.REPLACEMENT_OVER)
        return replacement.answer(situation, agrees, reason)

    return on_the_chain(
        number, actor, now, Permission.ANSWER_REPLACEMENT, act, (Role.HEAD, Role.SUPERVISOR)
    )


def refuse_replacement(actor: Actor, now: datetime) -> Case | Refusal:
    """Whoever holds the receipt says that it is not lost; e-mail replaces it no more."""
    act: Callable[[Situation], Decision] = replacement.refuse
    return on_the_chain(actor.case, actor, now, Permission.REFUSE_REPLACEMENT, act)


def _given_out(root: Case, chain: Chain, now: datetime) -> NewReceipt:
    facts = chain[root.number][1]
    outbox.queue("receipt-replaced", root, facts.language, now, about=facts.version_seq)
    code = receipts.replace(root.pk, facts.receipts, now)
    return NewReceipt(root.number, facts.receipts, code, facts.language)


def _opened(number: str, now: datetime) -> tuple[Chain, Situation]:
    chain = locked_chain(number)
    return chain, projection.situation(chain[number][1], SYSTEM, now)


def _facts(case: Case) -> Facts:
    return replay(entries_of(case))
