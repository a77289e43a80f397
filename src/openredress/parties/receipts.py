"""Issuing and opening receipts.

The code has 63 random bits and is stored as HMAC-SHA-256 (RFC 2104) under a key that lies in a
file, not in the database: a stolen database gives no codes however long somebody computes, and a
look costs microseconds. See docs/decisions/0005-receipt-codes.md.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from openredress.core.receipt import CODE_SPACE, code_from, read_code
from openredress.ops import home
from openredress.wall import as_owner

from .models import Receipt


def issue(case_id: int, now: datetime) -> str:
    """A fresh receipt for the case; the code is returned once and not kept."""
    code = code_from(secrets.randbelow(CODE_SPACE))
    Receipt.objects.create(case_id=case_id, code_hash=_hash(code), issued_at=now)
    return code


def find(typed: str) -> Receipt | None:
    """The receipt that this code opens; `None` for a wrong code and for what cannot be one."""
    code = read_code(typed)
    if code is None:
        return None
    with as_owner():
        return Receipt.objects.select_related("case").filter(code_hash=_hash(code)).first()


def confirm_saved(number: str, now: datetime) -> None:
    """Notes that whoever filed the case of this number has kept the receipt."""
    with as_owner():
        Receipt.objects.filter(case__number=number, saved_at=None).update(saved_at=now)


def _hash(code: str) -> bytes:
    return hmac.digest(home.receipt_key(), code.encode(), hashlib.sha256)
