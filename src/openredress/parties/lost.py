"""What a petitioner has in hand who lost the receipt: the address that they gave.

Whoever asks types the number of the case and that address. Both are put aside for the worker by
one statement, the same whether there is such a case or not, and the address only as a keyed hash.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from openredress.core.receipt import CODE_SPACE, code_from, read_code
from openredress.ops import home
from openredress.wall import as_owner

from .models import LostReceipt, ReplacementCode
from .receipts import count_guess, hashed, refuse_guesses

#: Within this time the code in the message has to be entered for the first time.
CODE_LASTS = timedelta(hours=24)
#: Codes older than this open nothing in any case.
KEPT = timedelta(days=60)


def ask(number: str, email: str, now: datetime) -> None:
    """Puts the request aside; asked twice before it was looked at, it is one."""
    asked = LostReceipt(case_number=number, proof=proof_of(email), asked_at=now)
    with as_owner():
        LostReceipt.objects.bulk_create([asked], ignore_conflicts=True)


def proof_of(email: str) -> bytes:
    """A keyed hash of an address, however its letters are written."""
    plain = email.strip().casefold()
    return hmac.digest(home.receipt_key(), f"contact {plain}".encode(), hashlib.sha256)


def fits(asked: LostReceipt, email: str) -> bool:
    """Whether it was asked by somebody who knows the address on file. Without one nobody does."""
    return bool(email) and hmac.compare_digest(bytes(asked.proof), proof_of(email))


def make_code(
    case_id: int, now: datetime, member: int | None = None, side: int | None = None
) -> str:
    """A code to send to the address on file; like the code of a receipt, it is kept hashed only."""
    ReplacementCode.objects.filter(made_at__lt=now - KEPT).delete()
    code = code_from(secrets.randbelow(CODE_SPACE))
    ReplacementCode.objects.create(
        case_id=case_id, member_id=member, side_id=side, code_hash=_hashed(code), made_at=now
    )
    return code


def find_code(typed: str) -> ReplacementCode | None:
    """The code that was sent, locked until the transaction ends; `None` if none was.

    Raises `TooMany` where many wrong codes were tried that share a half with this one.
    """
    code = read_code(typed)
    if code is None:
        return None
    refuse_guesses(code)
    rows = ReplacementCode.objects.select_for_update(of=("self",)).select_related("case")
    found = rows.filter(code_hash=_hashed(code)).first()
    if found is None:
        count_guess(code)
    return found


def _hashed(code: str) -> bytes:
    """Never the hash of a receipt, even where both had the same digits."""
    return hashed(f"replacement {code}")
