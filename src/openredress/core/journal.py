"""The journal: a hash chain of events, one for each case, and what it tells when replayed.

Each entry is sealed with SHA-256 over the seal before it and the canonical JSON (RFC 8785 in
spirit: sorted keys, no spaces, UTF-8) of everything it states. What people wrote enters through a
salted digest, so that erasing it by law leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from . import events
from .procedure import Role

GENESIS = bytes(32)


@dataclass(frozen=True)
class By:
    """Who did it, as the journal keeps it: the capacity, and for staff the person and office."""

    role: Role
    staff: int | None = None
    office: int | None = None


class Entry(NamedTuple):
    """One line of the journal of the case `number`.

    `at` is when it happened, `recorded_at` when it was written down; they differ for what was
    imported from an earlier system (`is_imported`), and for what was received on a round.
    """

    number: str
    seq: int
    at: datetime
    recorded_at: datetime
    by: By
    event: events.Event
    is_imported: bool = False


class Sealed(NamedTuple):
    """An entry in the form in which it is stored. `words` and `salt` are `None` once erased. A
    tuple, as `Entry` is: millions of them are made to prove the journals.
    """

    number: str
    seq: int
    at: datetime
    recorded_at: datetime
    by: dict[str, Any]
    tag: str
    data: dict[str, Any]
    words: dict[str, Any] | None
    salt: bytes | None
    words_digest: bytes
    is_imported: bool
    previous: bytes
    seal: bytes


class Fault(StrEnum):
    """What can be wrong with a stored chain."""

    GAP = "gap"  # a sequence number is missing or out of order
    CHAIN = "chain"  # it does not follow from the entry before it
    SEAL = "seal"  # its content is not what was sealed
    WORDS = "words"  # what somebody wrote is not what was sealed
    ERASED = "erased"  # what somebody wrote is gone, and no entry tells of its erasure
    KEPT = "kept"  # an entry tells of its erasure, and what somebody wrote is still there
    HEAD = "head"  # the case row does not point at the last entry
    UNREADABLE = "unreadable"  # no version of OpenRedress wrote such an entry


@dataclass(frozen=True)
class Broken:
    fault: Fault
    seq: int


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _made_once() -> Any:
    """What `encode` makes anew for each of millions of entries; `None` where this Python has no
    such thing, or makes it otherwise.
    """
    basic, default = json.encoder.encode_basestring, _ENCODER.default
    try:
        return json.encoder.c_make_encoder(None, default, basic, None, ":", ",", True, False, True)  # type: ignore[attr-defined]
    except (AttributeError, TypeError):
        return None


_ENCODE = _made_once()


def canonical(value: Any) -> bytes:
    return canonical_text(value).encode()


def canonical_text(value: Any) -> str:
    return _ENCODER.encode(value) if _ENCODE is None else "".join(_ENCODE(value, 0))


def seal(entry: Entry, previous: bytes, salt: bytes) -> Sealed:
    """Seals an entry onto the chain. `salt` is 16 random bytes, fresh for each entry."""
    data, words = events.dump(entry.event)
    by = {"role": str(entry.by.role), "staff": entry.by.staff, "office": entry.by.office}
    digest = words_digest(salt, words)
    sealed = Sealed(
        number=entry.number, seq=entry.seq, at=entry.at, recorded_at=entry.recorded_at,
        by=by, tag=entry.event.tag, data=data, words=words, salt=salt, words_digest=digest,
        is_imported=entry.is_imported, previous=previous, seal=b"",
    )  # fmt: skip
    return sealed._replace(seal=_seal_of(sealed))


def opened(stored: Sealed) -> Entry:
    """The entry that was sealed. Raises `KeyError` or `ValueError` if it cannot be read."""
    by = stored.by
    return Entry(
        number=stored.number,
        seq=stored.seq,
        at=stored.at,
        recorded_at=stored.recorded_at,
        by=_by(by["role"], by.get("staff"), by.get("office")),
        event=events.load(stored.tag, stored.data, stored.words),
        is_imported=stored.is_imported,
    )


@lru_cache(maxsize=4096, typed=True)
def _by(role: str, staff: int | None, office: int | None) -> By:
    """The same few write most entries."""
    return By(Role(role), staff, office)


def faults(chain: Iterable[Sealed], head: bytes) -> tuple[Broken, ...]:
    """Every break in the chain of one case; `head` is the seal that its row points at.

    Words may be erased by law only as an act of its own: a later entry whose data lists the `seq`
    of what was erased, under "erased".
    """
    found: list[Broken] = []
    erased, kept, told = list[int](), list[int](), set[int]()
    previous, expected, seq = GENESIS, 1, 0
    for stored in chain:
        seq = stored.seq
        if seq != expected:
            found.append(Broken(Fault.GAP, seq))
        if stored.previous != previous:
            found.append(Broken(Fault.CHAIN, seq))
        if _seal_of(stored) != stored.seal:
            found.append(Broken(Fault.SEAL, seq))
        if not _words_hold(stored):
            found.append(Broken(Fault.WORDS, seq))
        (erased if stored.words is None and stored.salt is None else kept).append(seq)
        if isinstance(stored.data, dict) and "erased" in stored.data:
            told.update(_told_erased(stored))
        previous, expected = stored.seal, seq + 1
    if previous != head:
        found.append(Broken(Fault.HEAD, seq))
    found += [Broken(Fault.ERASED, each) for each in erased if each not in told]
    found += [Broken(Fault.KEPT, each) for each in kept if each in told]
    return tuple(found)


def _told_erased(stored: Sealed) -> set[int]:
    listed = stored.data["erased"]
    entries = listed if isinstance(listed, list) else []
    return {seq for seq in entries if type(seq) is int and seq < stored.seq}


def _words_hold(stored: Sealed) -> bool:
    if stored.words is None and stored.salt is None:
        return True
    if stored.words is None or stored.salt is None:
        return False
    return words_digest(stored.salt, stored.words) == stored.words_digest


def words_digest(salt: bytes, words: dict[str, Any]) -> bytes:
    # Most entries have no words.
    return hashlib.sha256(salt + (b"{}" if words == {} else canonical(words))).digest()


def statement(stored: Sealed) -> dict[str, Any]:
    """Everything an entry states; what somebody wrote is in it as its salted digest."""
    at = _in_utc(stored.at)
    is_later = stored.recorded_at != stored.at
    return {
        "number": stored.number,
        "seq": stored.seq,
        "at": at,
        "recorded_at": _in_utc(stored.recorded_at) if is_later else at,
        "by": stored.by,
        "tag": stored.tag,
        "data": stored.data,
        "words": stored.words_digest.hex(),
        "imported": stored.is_imported,
    }


def _in_utc(moment: datetime) -> str:
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()


def seal_over(previous: bytes, stated: dict[str, Any]) -> bytes:
    return hashlib.sha256(previous + canonical(stated)).digest()


def _seal_of(stored: Sealed) -> bytes:
    return seal_over(stored.previous, statement(stored))
