"""The duty key of a person: it opens their calendar of shifts, and tells who is on duty.

160 random bits, kept as a keyed hash whose key lies outside the database, as receipts are: a
stolen database opens no calendar. One for each person; making a new one ends the old one.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.db import transaction

from openredress.offices.models import Staff
from openredress.ops import home
from openredress.wall import as_owner

from ..models import DutyKey

_BYTES = 20
_MARK = b"duty key\0"


def make_key(staff: Staff, now: datetime) -> str:
    """A fresh key, told once and kept nowhere; whatever was there before no longer opens."""
    key = secrets.token_urlsafe(_BYTES)
    with as_owner(), transaction.atomic():
        given = {"key_hash": _hash(key), "made_at": now}
        DutyKey.objects.update_or_create(staff=staff, defaults=given)
    return key


def revoke_key(staff: Staff) -> None:
    with as_owner():
        DutyKey.objects.filter(staff=staff).delete()


def made_at(staff: Staff) -> datetime | None:
    """When the key that opens now was made; `None`: there is none."""
    with as_owner():
        found = DutyKey.objects.filter(staff=staff).values_list("made_at", flat=True).first()
    return found if isinstance(found, datetime) else None


def holder_of(key: str) -> Staff | None:
    """Whose key this is; `None` for a wrong one, and for somebody who may no longer sign in."""
    with as_owner():
        found = DutyKey.objects.select_related("staff").filter(key_hash=_hash(key)).first()
    return found.staff if found is not None and found.staff.is_active else None


def _hash(key: str) -> bytes:
    return hmac.digest(home.receipt_key(), _MARK + key.encode(), hashlib.sha256)
