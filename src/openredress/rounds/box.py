"""Sealing on a device to a key that is not on it; opened by the server alone.

ECDH on P-256 with a fresh key for each record (as in ECIES, SEC 1 section 5.1), HKDF-SHA-256
(RFC 5869) and AES-256-GCM (NIST SP 800-38D): the curve and the functions that both `cryptography`
and every browser's Web Crypto have, so that a laptop and a telephone write the same. What is sealed
is filled up to a multiple of `BLOCK`, so that its length tells little. Needs neither Django nor a
database. See docs/decisions/0065-sealed-on-the-device.md.
"""

import base64
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT, NONCE, BLOCK = 65, 12, 1024
INFO = b"openredress field 1"


class Unreadable(Exception):  # noqa: N818  what the reader is told
    """It was not sealed to this key, under this header, or it was altered."""


def new_key() -> tuple[bytes, bytes]:
    """A private key (32 bytes) and its public point (65 bytes, uncompressed)."""
    private = ec.generate_private_key(CURVE)
    return private.private_numbers().private_value.to_bytes(32, "big"), _point(private)


def seal(public: bytes, header: bytes, content: dict[str, Any]) -> str:
    recipient = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    own, nonce = ec.generate_private_key(CURVE), secrets.token_bytes(NONCE)
    point = _point(own)
    plain = json.dumps(content, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % BLOCK)
    closed = AESGCM(_key(own, recipient, point, public)).encrypt(nonce, plain, header)
    return base64.b64encode(point + nonce + closed).decode()


def unseal(private: bytes, header: bytes, sealed: str) -> dict[str, Any]:
    """What was sealed. Raises `Unreadable`."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        own = ec.derive_private_key(int.from_bytes(private, "big"), CURVE)
        point, nonce, closed = raw[:POINT], raw[POINT : POINT + NONCE], raw[POINT + NONCE :]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        key = _key(own, sender, point, _point(own))
        found = json.loads(AESGCM(key).decrypt(nonce, closed, header))
    except (ValueError, InvalidTag) as error:
        raise Unreadable from error
    if not isinstance(found, dict):
        raise Unreadable
    return found


def _key(
    own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey, sender: bytes, to: bytes
) -> bytes:
    shared = own.exchange(ec.ECDH(), other)
    return HKDF(algorithm=SHA256(), length=32, salt=sender + to, info=INFO).derive(shared)


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
