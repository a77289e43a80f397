"""Issuing and opening receipts.

The code has 63 random bits and is stored as HMAC-SHA-256 (RFC 2104) under a key that lies in a
file, not in the database: a stolen database gives no codes however long somebody computes, and a
look costs microseconds. See docs/decisions/0005-receipt-codes.md.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from openredress.core.receipt import CODE_DIGITS, CODE_SPACE, code_from, read_code, verifier
from openredress.offices.institution import institution
from openredress.ops import home
from openredress.wall import as_owner
from openredress.wall.prepared import prepared
from openredress.web.limits import Limit, TooMany

from .models import EndedProxy, Member, OtherSide, Proxy, Receipt, ReplacedReceipt

#: Wrong codes in an hour that have one half in common. Somebody who knows half of a code, from a
#: torn or photographed receipt, would otherwise have no more than the other half to guess; who
#: knows nothing of it cannot hit its halves and so cannot keep its holder out.
WRONG = Limit(10, 3600)
HALF = CODE_DIGITS // 2


def fresh_code() -> str:
    return code_from(secrets.randbelow(CODE_SPACE))


def issued(case_id: int, code: str, now: datetime) -> Receipt:
    """The receipt of a new case with this fresh code, not stored yet; the code is kept nowhere."""
    return Receipt(case_id=case_id, code_hash=hashed(code), issued_at=now)


def handed_out(case_id: int, known: str, at: datetime, *, is_handed: bool) -> Receipt:
    """The receipt that was handed out away from here at `at`, not stored yet. The code never came
    here: `known` is its verifier. One that is not said to be `is_handed` may still be replaced by
    the device.
    """
    return Receipt(
        case_id=case_id, code_hash=hashed(known), issued_at=at, saved_at=at if is_handed else None
    )


def is_handed_out(known: str) -> bool:
    """Whether this verifier stands for the receipt of some case already."""
    return Receipt.objects.filter(code_hash=hashed(known)).exists()


def correct_handed_out(case_id: int, known: str, at: datetime) -> bool:
    """The device gave another code in place of one that nobody had taken; whether it counts."""
    first = Receipt.objects.filter(case_id=case_id, number=1, saved_at=None)
    return first.update(code_hash=hashed(known), issued_at=at) == 1


def opens_case(typed: str) -> tuple[str, int] | None:
    """The number of the case that this code opens and which of its receipts it is, in one
    statement; `None` for any other code, which is for others to tell apart and to count.

    Raises `TooMany` where many wrong codes were tried that share a half with this one.
    """
    code = read_code(typed)
    if code is None:
        return None
    refuse_guesses(code)
    kept, handed_out = hashes(code)
    with as_owner(), prepared() as cursor:
        cursor.execute(_OPENS_CASE, {"kept": kept, "handed_out": handed_out})
        found = cursor.fetchone()
    return (found[0], found[1]) if found else None


#: A code that is somebody else's as well opens nothing this way.
_OPENS_CASE = """
    SELECT c.number, r.number FROM parties_receipt r JOIN cases_case c ON c.id = r.case_id
    WHERE r.code_hash IN (%(kept)s, %(handed_out)s)
      AND NOT EXISTS (SELECT FROM parties_member WHERE code_hash = %(kept)s)
      AND NOT EXISTS (SELECT FROM parties_otherside
                      WHERE code_hash = %(kept)s OR letter_hash = %(kept)s)
      AND NOT EXISTS (SELECT FROM parties_proxy WHERE code_hash = %(kept)s)
"""


def find(typed: str) -> Receipt | None:
    """The receipt that this code opens; `None` for a wrong code and for what cannot be one.

    Raises `TooMany` where many wrong codes were tried that share a half with this one.
    """
    code = read_code(typed)
    if code is None:
        return None
    refuse_guesses(code)
    with as_owner():
        rows = Receipt.objects.select_related("case")
        found = rows.filter(code_hash__in=hashes(code)).first()
    if found is None and replaced_at(code) is None and not _is_members(code):
        count_guess(code)
    return found


def _is_members(code: str) -> bool:
    """Whether this is the receipt of a member of a group, which `members` opens, the code of who
    acts or acted for a petitioner, or one of the other side of a dispute, which `sides` opens.
    """
    kept = hashed(code)
    with as_owner():
        for model in (Member, Proxy, EndedProxy):
            if model._default_manager.filter(code_hash=kept).exists():
                return True
        return OtherSide.objects.filter(Q(code_hash=kept) | Q(letter_hash=kept)).exists()


def refuse_guesses(code: str) -> None:
    """Raises `TooMany` where somebody seems to be guessing the rest of this code."""
    over = [left for left in map(WRONG.look, _halves(code)) if left.is_over]
    if over:
        raise TooMany(max(left.seconds for left in over))


def count_guess(code: str) -> None:
    for half in _halves(code):
        WRONG.take(half)


def _halves(code: str) -> tuple[str, str]:
    return f"first {code[:HALF]}", f"last {code[HALF:]}"


def replace(case_id: int, number: int, now: datetime) -> str:
    """A receipt in the place of the one before, which opens nothing from now on. `number` counts
    the receipts of the case. The code is returned once and not kept.
    """
    row = Receipt.objects.select_for_update().filter(case_id=case_id).first()
    code = code_from(secrets.randbelow(CODE_SPACE))
    if row is None:  # A case of an earlier system was given none.
        Receipt.objects.create(
            case_id=case_id, number=number, code_hash=hashed(code), issued_at=now
        )
        return code
    ReplacedReceipt.objects.create(case_id=case_id, code_hash=row.code_hash, replaced_at=now)
    row.number, row.code_hash, row.issued_at, row.saved_at = number, hashed(code), now, None
    row.save(update_fields=["number", "code_hash", "issued_at", "saved_at"])
    return code


def hand_out(case_id: int, now: datetime) -> str | None:
    """A code for the first receipt of a case, which nobody was given yet, to be sent; the one of
    an earlier try opens nothing then. `None` once the receipt is with somebody.
    """
    code = code_from(secrets.randbelow(CODE_SPACE))
    first = Receipt.objects.filter(case_id=case_id, number=1, saved_at=None)
    return code if first.update(code_hash=hashed(code), issued_at=now) else None


def replaced_at(typed: str) -> datetime | None:
    """When the receipt with this code was replaced, by the clock of the office; `None` for every
    other code.
    """
    code = read_code(typed)
    if code is None:
        return None
    with as_owner():
        rows = ReplacedReceipt.objects.select_related("case")
        found = rows.filter(code_hash__in=hashes(code)).first()
    if found is None:
        return None
    zone = institution().ground_of(found.case.office_id).time_zone
    return found.replaced_at.astimezone(ZoneInfo(zone))


def confirm_saved(number: str, now: datetime) -> None:
    """Notes that whoever filed the case of this number has kept the receipt."""
    with as_owner():
        Receipt.objects.filter(case__number=number, saved_at=None).update(saved_at=now)


def hashed(code: str) -> bytes:
    return hmac.digest(home.receipt_key(), code.encode(), hashlib.sha256)


def hashes(code: str) -> tuple[bytes, bytes]:
    """The code as it may be kept: issued here, or handed out on a round, where only a verifier of
    it came to us.
    """
    return hashed(code), hashed(verifier(code))
