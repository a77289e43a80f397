"""Checkpoints of a tree as signed notes: c2sp.org/signed-note and c2sp.org/tlog-checkpoint.

A checkpoint says whose tree it is, how many leaves it has, the hash of its root and, in a line of
our own, when it was signed. Any tool for transparency logs reads it.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

ED25519 = b"\x01"
KEY_BYTES = 32
HASH_BYTES = 32
DASH = "— "


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: str
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A text and who signed it. The signatures are read here and not checked."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Checkpoint:
    """The tree `origin` as it was at a moment (to the second)."""

    origin: str
    size: int
    root: bytes
    at: datetime

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.size), encoded(self.root), f"at {written(self.at)}")
        return "".join(f"{line}\n" for line in lines)


def key_id(name: str, public: bytes) -> str:
    """The eight hexadecimal digits by which signatures name an Ed25519 key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4].hex()


def verifier_key(name: str, public: bytes) -> str:
    """A public key as one word, such as `redress.example.org+c74f20a3+ARpc2Q…`."""
    return f"{name}+{key_id(name, public)}+{encoded(ED25519 + public)}"


def read_verifier_key(word: str) -> tuple[str, bytes]:
    """Name and public key. Raises `ValueError`."""
    name, identifier, key = [*word.strip().split("+", 2), "", ""][:3]
    found = decoded(key)
    if not name or found[:1] != ED25519 or len(found) != KEY_BYTES + 1:
        raise ValueError("this is not the public key of a signer")
    if key_id(name, found[1:]) != identifier:
        raise ValueError("this public key was not copied whole")
    return name, found[1:]


def signed(text: str, name: str, public: bytes, signature: bytes) -> str:
    """The note with one signature over `text`, which ends with a line break."""
    mark = encoded(bytes.fromhex(key_id(name, public)) + signature)
    return f"{text}\n{DASH}{name} {mark}\n"


def read_note(note: str) -> Note:
    """Raises `ValueError` when it is not a signed note."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n") or "\r" in note:
        raise ValueError("this is not a signed note")
    return Note(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def _signature(line: str) -> Signature:
    parts = line.removeprefix(DASH).split(" ")
    if not line.startswith(DASH) or len(parts) != 2 or not parts[0]:
        raise ValueError("this is not a line of a signature")
    mark = decoded(parts[1])
    return Signature(parts[0], mark[:4].hex(), mark[4:])


def read_checkpoint(text: str) -> Checkpoint:
    """Raises `ValueError` when the text of a note is not a checkpoint of ours."""
    lines = text.split("\n")
    if len(lines) != 5 or lines[4] or not lines[0] or not lines[3].startswith("at "):
        raise ValueError("this is not a checkpoint")
    found = Checkpoint(lines[0], int(lines[1]), decoded(lines[2]), read_moment(lines[3][3:]))
    if found.text != text or found.size < 0 or len(found.root) != HASH_BYTES:
        raise ValueError("this is not a checkpoint")
    return found


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """Raises `ValueError` for anything but base64 written the one right way."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if encoded(data) != text:
        raise ValueError("base64 that could be written otherwise")
    return data


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str) -> datetime:
    """Raises `ValueError` for anything but a moment as `written` writes it."""
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if written(moment) != text:
        raise ValueError("a moment that could be written otherwise")
    return moment
