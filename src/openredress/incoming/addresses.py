"""Reply addresses: whoever writes to one writes to one case, and can do nothing else with it.

The address is made of 80 random bits, by which its row is found, and of 80 bits of an HMAC-SHA-256
(RFC 2104) of them under a key that is not in the database. So it says nothing of the case, cannot
be guessed, and cannot be made from a stolen database. Letters are of base32 (RFC 4648), because
mail servers do not keep capital letters apart.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from openredress.ops import home
from openredress.wall import as_owner

from .models import ReplyAddress, SetAsideMail, TakenMail

LABEL_BYTES = PROOF_BYTES = 10
TOKEN = re.compile(r"[a-z2-7]{32}")


class OfAChain(Protocol):
    """A case: the key of the first one of its chain."""

    root_id: int


def reply_to(case: OfAChain) -> str:
    """The address at which a petitioner answers in this case, in every level of it; "" where
    incoming mail is not set up, or nothing can be added to the case any more.
    """
    if not is_on():
        return ""
    with as_owner():
        if not _can_be_written_to(case.root_id):
            return ""
        return _address(_current(case.root_id, timezone.now()))


def is_on() -> bool:
    """Whether there are reply addresses here. Without outgoing mail nobody is told one."""
    return bool(settings.REPLY_ADDRESS and settings.EMAIL_HOST)


def renew(case: OfAChain, now: datetime) -> str:
    """Another address in the place of the one before, which takes nothing from now on."""
    with as_owner():
        end(case, now)
        return reply_to(case)


def end(case: OfAChain, now: datetime) -> None:
    """The address that there is takes nothing from now on. The next notice tells another one."""
    with as_owner():
        ReplyAddress.objects.filter(case=case.root_id, ended_at=None).update(ended_at=now)


def forget(case: OfAChain) -> None:
    """Nothing of mail for this case is left; no address leads to it any more."""
    for model in (ReplyAddress, SetAsideMail, TakenMail):
        model.objects.filter(case=case.root_id).delete()


def find(address: str) -> ReplyAddress | None:
    """Which case is written to at this address, of one that was ended too; `None` if none is."""
    token = _token_in(address)
    return of_token(token) if token else None


def of_token(token: str) -> ReplyAddress | None:
    """As `find`, for the part of an address that is different in each case."""
    try:
        found = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    label, proof = found[:LABEL_BYTES], found[LABEL_BYTES:]
    if not hmac.compare_digest(proof, _proof(label)):
        return None
    return ReplyAddress.objects.select_related("case").filter(label=label).first()


def is_one(address: str) -> bool:
    """Whether mail to this address is for us: it is written as reply addresses are."""
    return _token_in(address) is not None


def _token_in(address: str) -> str | None:
    local, _at, domain = address.strip().lower().rpartition("@")
    ours, _at, our_domain = settings.REPLY_ADDRESS.lower().rpartition("@")
    if not ours or domain != our_domain:
        return None
    if ours != "*":
        before, plus, local = local.partition("+")
        if not plus or before != ours:
            return None
    return local if TOKEN.fullmatch(local) else None


def _address(row: ReplyAddress) -> str:
    label = bytes(row.label)
    token = base64.b32encode(label + _proof(label)).decode().lower()
    local, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{token}@{domain}" if local == "*" else f"{local}+{token}@{domain}"


def _proof(label: bytes) -> bytes:
    said = b"reply address " + label
    return hmac.digest(home.receipt_key(), said, hashlib.sha256)[:PROOF_BYTES]


def _current(root: int, now: datetime) -> ReplyAddress:
    """The address that is told now; two that ask at once are told the same."""
    fresh = ReplyAddress(case_id=root, label=secrets.token_bytes(LABEL_BYTES), made_at=now)
    ReplyAddress.objects.bulk_create([fresh], ignore_conflicts=True)
    return ReplyAddress.objects.get(case=root, ended_at=None)


def _can_be_written_to(root: int) -> bool:
    """Some level of the chain is open, and nothing was forgotten."""
    model = ReplyAddress._meta.get_field("case").related_model
    return bool(model.objects.filter(root=root, is_open=True, is_forgotten=False).exists())
