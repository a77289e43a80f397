"""What would sign somebody in lies sealed in the database: its key is in a file beside it."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openredress.ops import home

NONCE = 12


class BrokenSealError(ValueError):
    """Not sealed here, or not for this, or under a key that is gone."""


def seal(text: str, what: str) -> str:
    """`what` it is belongs to the seal, so that one thing cannot be put in the place of another."""
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), what.encode())).decode()


def unseal(sealed: str, what: str) -> str:
    try:
        raw = base64.b64decode(sealed)
        return _cipher().decrypt(raw[:NONCE], raw[NONCE:], what.encode()).decode()
    except (ValueError, InvalidTag):
        raise BrokenSealError from None


def _cipher() -> AESGCM:
    return AESGCM(home.key("second-factor"))
