"""A new receipt for a member of a group, or for the other side of a mediation, who lost theirs.

It goes as for petitioners who gave an e-mail address: a code by e-mail, a wait of three days in
which whoever holds the old receipt can refuse, and no word anywhere of whether there is anybody to
write to. What is asked and refused is sealed with them; the journal tells nothing of it, because
nothing happened in the case. At the counter nobody can be helped: no clerk knows who takes part.
See docs/decisions/0078-a-lost-receipt-of-those-beside.md.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from openredress.core import replacement
from openredress.core.facts import Facts
from openredress.core.refusals import Code, Refusal
from openredress.notices import outbox
from openredress.notices.models import Notice
from openredress.parties import lost, members, receipts, sides
from openredress.parties.keys import CannotOpen
from openredress.parties.models import LostReceipt, ReplacementCode
from openredress.wall import as_owner

from ..models import Case

Beside = members.Opened | sides.Opened


def fitting(root: Case, asked: LostReceipt, facts: Facts) -> Iterator[Beside]:
    """Who beside the petitioner has this e-mail address, and may be sent a code."""
    for one in _all(root, facts):
        is_open = one.kept.receipt and not one.kept.mail_closed and not one.kept.asked_at
        if is_open and lost.fits(asked, one.kept.email):
            yield one


def _all(root: Case, facts: Facts) -> Iterator[Beside]:
    if facts.group is not None:
        yield from members.to_tell(root.pk)
    if facts.mediation is not None:
        side = sides.of_case(root.pk)
        if side is not None:
            yield side


def keys_of(one: Beside) -> tuple[int | None, int | None]:
    """The rows of a member and of another side that a notice or a code is for: one of the two."""
    return (one.pk, None) if isinstance(one, members.Opened) else (None, one.pk)


def of_row(row: Notice | ReplacementCode) -> Beside | None:
    """Whom it is for; `None` where it is for the petitioner. Raises `CannotOpen`."""
    if row.member_id:
        return members.by_key(row.member_id)
    return sides.of_case(row.case_id) if row.side_id and row.case_id else None


def ready_at(row: Notice) -> datetime | None:
    """From when on the new receipt can be had that was asked for; `None` where none was."""
    return replacement_ready(of_row(row), row.queued_at)


def replacement_ready(one: Beside | None, now: datetime) -> datetime | None:
    """From when on it can be had; `None` where nothing is asked for, or it was not collected."""
    if one is None or not one.kept.asked_at:
        return None
    ready = datetime.fromisoformat(one.kept.asked_at) + replacement.WAITS
    return ready if now < ready + replacement.LASTS else None


def enter(row: ReplacementCode, language: str, now: datetime) -> datetime | None:
    """The code was entered: from when on the receipt can be had; `None` where it opens nothing."""
    one = of_row(row)
    if one is None or not one.kept.receipt or one.kept.mail_closed:
        return None
    if row.asked_at is None:
        if replacement_ready(one, now) is not None or now > row.made_at + lost.CODE_LASTS:
            return None
        _change(one, asked_at=now.isoformat())
        row.asked_at = now
        row.save(update_fields=["asked_at"])
        outbox.queue(
            "receipt-ready", row.case, one.kept.language or language, now,
            due_at=now + replacement.WAITS, member=row.member_id, side=row.side_id,
        )  # fmt: skip
        one = of_row(row)
    return replacement_ready(one, now) if _is_of(row, one) else None


def _is_of(row: ReplacementCode, one: Beside | None) -> bool:
    """Whether this is the code by which it was asked."""
    return one is not None and row.asked_at is not None and (
        one.kept.asked_at == row.asked_at.isoformat()
    )  # fmt: skip


def collect(row: ReplacementCode, language: str, now: datetime) -> tuple[str, str] | None:
    """The new code, and the language to show it in; `None` where it cannot be had, or not yet."""
    one = of_row(row)
    ready = replacement_ready(one, now)
    if one is None or ready is None or now < ready or not _is_of(row, one):
        return None
    outbox.queue(
        "receipt-replaced", row.case, one.kept.language or language, now,
        member=row.member_id, side=row.side_id,
    )  # fmt: skip
    code = receipts.fresh_code()
    if isinstance(one, members.Opened):
        members.give_receipt(one, code, now)
    else:
        sides.replace_receipt(one, code, now)
    row.delete()
    return code, one.kept.language or language


def refuse_beside(one: Beside) -> Refusal | None:
    """Whoever holds the receipt says that it is not lost: e-mail replaces it no more, until there
    is another contact.
    """
    with as_owner(), transaction.atomic():
        # Whoever collects at this moment holds the row of their code: one of the two comes first.
        member, side = keys_of(one)
        ReplacementCode.objects.filter(member=member, side=side).delete()
        try:
            found = _now(one)
            if found is None or not found.kept.asked_at:
                return Refusal(Code.REPLACEMENT_OVER)
            _change(found, asked_at="", mail_closed="1")
        except CannotOpen:
            return Refusal(Code.REPLACEMENT_OVER)
    return None


def _now(one: Beside) -> Beside | None:
    return members.by_key(one.pk) if isinstance(one, members.Opened) else sides.of_case(one.case)


def _change(one: Beside, **changes: str) -> None:
    if isinstance(one, members.Opened):
        members.change(one, **changes)
    else:
        sides.change(one, **changes)
