"""What a notice is called in its `Message-ID`, and which notice is called so.

The name is the key of the row, closed with AES-SIV (RFC 5297): the same at every try, it tells
nobody how many notices there were before, and nobody can make one. Whoever names a notice has
received it, or the mail that came back.
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

BOUND = [b"openredress notice"]


def name_of(key: int) -> str:
    return _cipher().encrypt(key.to_bytes(8), BOUND).hex()


def key_in(message_id: str) -> int | None:
    """The key of the notice that a `Message-ID` names; `None` if it names none of ours."""
    name = message_id.strip().strip("<>").partition("@")[0]
    try:
        return int.from_bytes(_cipher().decrypt(bytes.fromhex(name), BOUND))
    except (ValueError, InvalidTag):
        return None


def _cipher() -> AESSIV:
    said = b"openredress names of notices"
    return AESSIV(hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256))
