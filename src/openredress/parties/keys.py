"""The keys that wrap the data keys of cases. They lie outside the database: in a file, or with a
service of the operator's that does what `KeyKeeper` says.

A data key is sealed with AES-256-GCM under the master key, together with the number of its case,
so that it opens nothing when it is moved to another one. A master key is named by the beginning
of its SHA-256: the name tells nothing of the key and is the same on every machine.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.module_loading import import_string

from openredress.ops import home

NAME = "identity"
NONCE_BYTES = 12


class CannotOpen(Exception):  # noqa: N818  what the reader is told
    """What is sealed stays closed."""


class KeyMissing(CannotOpen):
    """The key it was sealed with is not on this machine."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(f"The identity key {key_id} is not here.")


class Altered(CannotOpen):
    """The key is right, and what lies in the database is not what was sealed."""


class Wrapped(NamedTuple):
    """A data key, closed, and the name of the master key that opens it."""

    key_id: str
    data_key: bytes


class KeyKeeper(Protocol):
    """Who holds the master keys. A key service stands in for `FileKeeper` by these six methods.

    `context` is bound to what is wrapped and has to be given again, the same, to unwrap it.
    """

    def key_id(self) -> str:
        """The name of the key that wraps now."""
        ...

    def wrap(self, data_key: bytes, context: bytes) -> Wrapped:
        """Closes a data key of 32 bytes under the key that wraps now."""
        ...

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """The data key. Raises `KeyMissing` or `Altered`."""
        ...

    def held(self) -> tuple[str, ...]:
        """The names of all keys that can unwrap, the one that wraps now first."""
        ...

    def renew(self) -> bool:
        """A new key wraps from now on; the one before stays until `retire`.

        False, and nothing done, while a renewal is under way that was not retired yet.
        """
        ...

    def retire(self) -> tuple[str, ...]:
        """Takes every key but the one that wraps now out of use, and says where each went."""
        ...


class FileKeeper:
    """Keys in the folder `keys` of the installation, readable by their owner only.

    `identity.key` wraps. Any `identity-….key` beside it opens what was wrapped earlier: that is
    where a key lies while it is being replaced, and where one from a backup is put.
    """

    def key_id(self) -> str:
        return name_of(home.key(NAME))

    def wrap(self, data_key: bytes, context: bytes) -> Wrapped:
        key, nonce = home.key(NAME), secrets.token_bytes(NONCE_BYTES)
        return Wrapped(name_of(key), nonce + AESGCM(key).encrypt(nonce, data_key, context))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        key = self._find(wrapped.key_id)
        closed = wrapped.data_key
        try:
            return AESGCM(key).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:
            raise Altered("A wrapped data key was altered.") from error

    def held(self) -> tuple[str, ...]:
        found = [name_of(key) for key in map(_read, self._files()) if key]
        return tuple(dict.fromkeys(found))

    def renew(self) -> bool:
        current = home.key(NAME)
        if any(name != name_of(current) for name in self.held()):
            return False
        # Killed after the first of these, nothing has changed; after the second, all is done.
        home.link_key(home.key_path(NAME), self._beside(name_of(current)))
        home.replace_key(NAME)
        return True

    def retire(self) -> tuple[str, ...]:
        current, moved = home.key_path(NAME), []
        for path in self._files():
            if path != current:
                target = path.parent / "retired" / path.name
                target.parent.mkdir(mode=0o700, exist_ok=True)
                os.replace(path, target)
                moved.append(str(target))
        return tuple(moved)

    def _find(self, key_id: str) -> bytes:
        for path in self._files():
            key = _read(path)
            if key is not None and name_of(key) == key_id:
                return key
        raise KeyMissing(key_id)

    def _files(self) -> Iterator[Path]:
        """The one that wraps, and only for whoever needs another the folder is looked through."""
        current = home.key_path(NAME)
        yield current
        yield from sorted(current.parent.glob(f"{NAME}-*.key"))

    def _beside(self, key_id: str) -> Path:
        return home.key_path(f"{NAME}-{key_id}")


def name_of(key: bytes) -> str:
    """The public name of a master key: 16 hexadecimal digits."""
    return hashlib.sha256(b"openredress identity key " + key).hexdigest()[:16]


def _read(path: Path) -> bytes | None:
    """The key in this file; `None` if there is no whole key in it."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return None
    return found if len(found) == home.KEY_BYTES else None


def keeper() -> KeyKeeper:
    """The keeper that the settings name."""
    found: KeyKeeper = _class(settings.KEY_KEEPER)()
    return found


@cache
def _class(path: str) -> type[KeyKeeper]:
    named: type[KeyKeeper] = import_string(path)
    return named
