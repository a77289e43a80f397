"""The key that the institution signs with, and every public key it ever had.

The Ed25519 seed lies in `keys/signing.key`. Beside it, `keys/signing/` holds one small file for
each public key; they are written once and never changed. Needs neither Django nor a database, so
that a proof can be checked anywhere.
"""

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openredress.core import note
from openredress.core.deposit import Key
from openredress.ops import home

NAME = "signing"


@dataclass(frozen=True)
class PublicKey(Key):
    """`until` is when the next key took over, `None` for the one in use."""

    since: datetime
    until: datetime | None = None

    @property
    def verifier(self) -> str:
        return note.verifier_key(self.name, self.public)


def known() -> tuple[PublicKey, ...]:
    """Every public key of this installation, the first one first; none is made here."""
    found = sorted(
        (_read(path) for path in _folder().glob("*.json")), key=lambda key: (key.since, key.id)
    )
    ends = [*(key.since for key in found[1:]), None]
    return tuple(replace(key, until=end) for key, end in zip(found, ends, strict=False))


def current() -> PublicKey:
    """The public key in use, made at the first use."""
    return _published(_private())


def sign(message: bytes) -> tuple[PublicKey, bytes]:
    private = _private()
    return _published(private), private.sign(message)


def sign_with(key: PublicKey, message: bytes) -> bytes:
    """Signs with this key. Raises `ChangedKeyError` when it is no longer the one in use."""
    private = _private()
    if private.public_key().public_bytes_raw() != key.public:
        raise ChangedKeyError(key.id)
    return private.sign(message)


class ChangedKeyError(RuntimeError):
    """The key was replaced in this very moment; asking again is enough."""


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def rotate() -> PublicKey:
    """A new key from now on. The public keys before it stay, and so does what they signed."""
    current()
    path = home.home() / "keys" / f"{NAME}.key"
    os.replace(_fresh(path, secrets.token_bytes(home.KEY_BYTES), 0o600), path)
    return current()


def read_key(word: str) -> Key:
    """The key that a verifier key such as `name+id+base64` stands for. Raises `ValueError`."""
    name, public = note.read_verifier_key(word)
    return Key(note.key_id(name, public), name, public)


def published() -> dict[str, Any]:
    """Every public key, ready for JSON: this is what `read_keys` reads."""
    current()
    return {"keys": [
        {
            "id": key.id,
            "public": key.verifier,
            "sha256": hashlib.sha256(key.public).hexdigest(),
            "since": note.written(key.since),
            "until": note.written(key.until) if key.until else None,
        }
        for key in known()
    ]}  # fmt: skip


def read_keys(text: str) -> list[Key]:
    """The public keys in what was published, or in one word. Raises `ValueError`."""
    if not text.lstrip().startswith("{"):
        return [read_key(word) for word in text.split()]
    try:
        return [read_key(each["public"]) for each in json.loads(text)["keys"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("these are no public keys") from error


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(home.key(NAME))


def _published(private: Ed25519PrivateKey) -> PublicKey:
    """The public half, written down before anything that it signed can be seen."""
    public = private.public_key().public_bytes_raw()
    found = next((key for key in known() if key.public == public), None)
    if found is None:
        _publish(public)
        found = next(key for key in known() if key.public == public)
    return found


def _publish(public: bytes) -> None:
    earlier = known()
    name = earlier[0].name if earlier else _origin(public)
    content = {
        "name": name,
        "public": note.verifier_key(name, public),
        "since": datetime.now(UTC).isoformat(),
    }
    path = _folder() / f"{note.key_id(name, public)}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path, json.dumps(content, indent=1).encode(), 0o644)
    # Another process may be publishing the same key; the one that comes first is kept.
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _fresh(path: Path, content: bytes, mode: int) -> Path:
    """A file of its own beside `path`, complete and on the disk."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _origin(public: bytes) -> str:
    """The name of the tree and of its signer, for ever: where it is published, if that is known
    when the first key is made, and a name of digits otherwise.
    """
    address = urlsplit(os.environ.get("OPENREDRESS_URL", ""))
    name = (address.netloc + address.path).rstrip("/")
    if name and not any(sign.isspace() or sign == "+" for sign in name):
        return name
    return f"journal-{hashlib.sha256(public).hexdigest()[:12]}"


def _read(path: Path) -> PublicKey:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        key = read_key(content["public"])
        return PublicKey(key.id, key.name, key.public, datetime.fromisoformat(content["since"]))
    except (ValueError, KeyError, TypeError) as error:
        raise home.BrokenKeyError(f"{path} is not a public key any more: {error}") from error


def _folder() -> Path:
    return home.home() / "keys" / NAME
