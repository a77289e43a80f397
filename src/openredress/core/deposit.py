"""The proof of filing that a petitioner holds, and how anyone checks it without us.

It names a number, a moment and two digests, and calls what was filed "a document": whoever finds
it on a telephone learns neither what was written nor what kind of writing it is. Its parts are

- `deposit`: what is signed, and `signature` over the canonical JSON of it;
- `inclusion`, once a checkpoint covers the entry: that the entry is in the published tree;
- `content`, only where the holder asked for it: the words themselves, with what makes their
  digest and the seal of the entry come out.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from . import journal, merkle
from .note import (
    Checkpoint,
    decoded,
    encoded,
    read_checkpoint,
    read_moment,
    read_note,
    written,
)

FORMAT = "deposit/1"
#: Longer than any proof with its content: a filing has at most some ten thousand characters.
LONGEST = 1_000_000


@dataclass(frozen=True)
class Key:
    """A public key of a signer; `id` is how signatures name it."""

    id: str
    name: str
    public: bytes


#: `(key, signature, message)`: whether the signature is right.
Verify = Callable[[bytes, bytes, bytes], bool]


@dataclass(frozen=True)
class Deposit:
    """What is signed. `document` is the digest of what was written, `seal` that of the entry."""

    statement: str
    institution: str
    number: str
    at: datetime
    document: bytes
    seal: bytes
    key: str

    def as_json(self) -> dict[str, str]:
        return {
            "format": FORMAT,
            "statement": self.statement,
            "institution": self.institution,
            "number": self.number,
            "deposited_at": written(self.at),
            "document_sha256": self.document.hex(),
            "seal_sha256": self.seal.hex(),
            "key": self.key,
        }

    @property
    def message(self) -> bytes:
        """What the signature is over."""
        return journal.canonical(self.as_json())


@dataclass(frozen=True)
class Inclusion:
    """That the entry is leaf number `index` of the tree that `checkpoint` (a signed note) is of."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True)
class Content:
    """The words, the salt of their digest, and what the journal states about their filing."""

    words: dict[str, Any]
    salt: bytes
    entry: dict[str, Any]


@dataclass(frozen=True)
class Proof:
    deposit: Deposit
    signature: bytes
    inclusion: Inclusion | None = None
    content: Content | None = None


class Verdict(StrEnum):
    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown-key"
    UNREADABLE = "unreadable"  # it is no proof, or was not copied whole


@dataclass(frozen=True)
class Checked:
    """What came of checking. `checkpoint` is one that was found to cover the entry, and
    `is_with_content` says that the words in the file are those that were deposited.
    """

    verdict: Verdict
    proof: Proof | None = None
    checkpoint: Checkpoint | None = None
    is_with_content: bool = False


def dump(proof: Proof) -> dict[str, Any]:
    """A proof, ready for JSON."""
    found: dict[str, Any] = {
        "deposit": proof.deposit.as_json(),
        "signature": encoded(proof.signature),
    }
    if proof.inclusion is not None:
        found["inclusion"] = {
            "index": proof.inclusion.index,
            "hashes": [encoded(each) for each in proof.inclusion.hashes],
            "checkpoint": proof.inclusion.checkpoint,
        }
    if proof.content is not None:
        content = proof.content
        found["content"] = {
            "words": content.words, "salt": content.salt.hex(), "entry": content.entry
        }  # fmt: skip
    return found


def as_file(proof: Proof) -> str:
    return json.dumps(dump(proof), ensure_ascii=False, indent=1) + "\n"


def as_word(proof: Proof) -> str:
    """What is signed, in one word that fits into a QR code and behind the `#` of an address."""
    short = journal.canonical(dump(Proof(proof.deposit, proof.signature)))
    return base64.urlsafe_b64encode(short).decode().rstrip("=")


def read(text: str) -> Proof:
    """The proof in a file, in a word, or in an address that ends with the word.

    Raises `ValueError` when there is none.
    """
    try:
        found = _loaded(text)
        _has(found, {"deposit", "signature"}, {"inclusion", "content"})
        return Proof(
            deposit=_deposit(found["deposit"]),
            signature=decoded(found["signature"]),
            inclusion=_inclusion(found["inclusion"]) if "inclusion" in found else None,
            content=_content(found["content"]) if "content" in found else None,
        )
    except (TypeError, KeyError, AttributeError, RecursionError, binascii.Error) as error:
        raise ValueError("this is not a proof") from error


def check(text: str, keys: Sequence[Key], verify: Verify) -> Checked:
    """Whether the proof is genuine: nothing but itself and the public keys is asked."""
    try:
        proof = read(text)
    except ValueError:
        return Checked(Verdict.UNREADABLE)
    known = {key.id: key for key in keys}
    key = known.get(proof.deposit.key)
    if key is None:
        return Checked(Verdict.UNKNOWN_KEY, proof)
    if not verify(key.public, proof.signature, proof.deposit.message):
        return Checked(Verdict.ALTERED, proof)
    checkpoint = None
    if proof.inclusion is not None:
        checkpoint = _covering(proof.inclusion, proof.deposit, known, verify)
        if checkpoint is None:
            return Checked(Verdict.ALTERED, proof)
    if proof.content is not None and not _fits(proof.content, proof.deposit):
        return Checked(Verdict.ALTERED, proof)
    return Checked(Verdict.GENUINE, proof, checkpoint, proof.content is not None)


def signed_checkpoint(note: str, keys: Mapping[str, Key], verify: Verify) -> Checkpoint | None:
    """The checkpoint in a note, if one of these keys signed it."""
    try:
        found = read_note(note)
        checkpoint = read_checkpoint(found.text)
    except ValueError:
        return None
    for mark in found.signatures:
        key = keys.get(mark.key_id)
        if key is None or key.name != mark.name or key.name != checkpoint.origin:
            return None
        if not verify(key.public, mark.signature, found.text.encode()):
            return None
    return checkpoint


def _covering(
    inclusion: Inclusion, deposit: Deposit, keys: Mapping[str, Key], verify: Verify
) -> Checkpoint | None:
    checkpoint = signed_checkpoint(inclusion.checkpoint, keys, verify)
    leaf = merkle.leaf_hash(deposit.seal)
    holds = checkpoint is not None and merkle.is_included(
        leaf, inclusion.index, checkpoint.size, inclusion.hashes, checkpoint.root
    )
    return checkpoint if holds else None


def _fits(content: Content, deposit: Deposit) -> bool:
    """The words make the digest, and what the journal states makes the seal."""
    stated = content.entry
    return (
        journal.words_digest(content.salt, content.words) == deposit.document
        and journal.seal_over(journal.GENESIS, stated) == deposit.seal
        and stated.get("words") == deposit.document.hex()
        and stated.get("number") == deposit.number
    )


def fingerprint(public: bytes) -> str:
    """A public key as people compare it over a telephone: SHA-256 in groups of four digits."""
    digits = hashlib.sha256(public).hexdigest()
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _loaded(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ValueError("this is longer than any proof")
    text = text.strip().lstrip("\ufeff").strip()
    if not text.startswith("{"):
        word = "".join(text.rpartition("#")[2].split())
        # Python skips what is no base64, so a proof must be written the one right way.
        data = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        if base64.urlsafe_b64encode(data).decode().rstrip("=") != word:
            raise ValueError("this was not copied whole")
        text = data.decode()
    found = json.loads(text, object_pairs_hook=_without_repeats)
    if not isinstance(found, dict):
        raise ValueError("this is not a proof")
    # Whatever cannot be written down again, half a character or endless nesting, is refused here.
    journal.canonical(found)
    return found


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("something is said twice")
    return found


def _has(found: Any, needed: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> None:
    if not isinstance(found, dict) or not needed <= set(found) <= needed | allowed:
        raise ValueError("this is not a proof")


def _deposit(found: Any) -> Deposit:
    _has(found, _DEPOSIT)
    if found["format"] != FORMAT or not all(isinstance(text, str) for text in found.values()):
        raise ValueError("this is not a proof that this version can read")
    return Deposit(
        statement=found["statement"],
        institution=found["institution"],
        number=found["number"],
        at=read_moment(found["deposited_at"]),
        document=_digest(found["document_sha256"]),
        seal=_digest(found["seal_sha256"]),
        key=found["key"],
    )


_DEPOSIT = {
    "format", "statement", "institution", "number", "deposited_at", "document_sha256",
    "seal_sha256", "key",
}  # fmt: skip


def _digest(text: str) -> bytes:
    found = _hex(text)
    if len(found) != 32:
        raise ValueError("this is not a digest")
    return found


def _hex(text: str) -> bytes:
    found = bytes.fromhex(text)
    if found.hex() != text:
        raise ValueError("a number that could be written otherwise")
    return found


def _inclusion(found: Any) -> Inclusion:
    _has(found, {"index", "hashes", "checkpoint"})
    index, hashes = found["index"], found["hashes"]
    if type(index) is not int or not isinstance(hashes, list):
        raise ValueError("this is not a proof of inclusion")
    return Inclusion(index, tuple(decoded(each) for each in hashes), str(found["checkpoint"]))


def _content(found: Any) -> Content:
    _has(found, {"words", "salt", "entry"})
    if not isinstance(found["words"], dict) or not isinstance(found["entry"], dict):
        raise ValueError("this is not the content of a filing")
    return Content(found["words"], _hex(found["salt"]), found["entry"])
