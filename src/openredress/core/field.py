"""What is taken down away from the office: records that a device seals and the server merges.

A device writes records and never changes one. Each is sealed to the key of its kit, so that the
device cannot read them again, and its header is bound to what is sealed. A record that comes
twice is one record; of the same draft the last revision counts.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

#: Case numbers that are set aside for one kit. When they are used up, the number follows later.
NUMBERS = 40
#: Bytes of one file that somebody hands in on a round. Sealed and written as text it is nearly
#: twice as long, and has to go through a form of the office.
BIGGEST_FILE = 8 * 1024**2


class Kind(StrEnum):
    FILING = "filing"  # a grievance, read back and confirmed
    RECEIPT = "receipt"  # another code for a draft, because nobody had taken the one before
    ADDITION = "addition"  # what somebody adds who shows their receipt
    HANDED = "handed"  # the petitioner of this draft holds the receipt
    FILE = "file"  # a picture or a paper of a filing or an addition; each has its revision
    BEGUN = "begun"  # what had been typed, not yet read back


class Bad(ValueError):  # noqa: N818  it is a value of somebody's file, not a bug of ours
    """This is no record of a kit."""


@dataclass(frozen=True)
class Record:
    """One line of what a device brings. `at` is what its clock said; `number` may be ""."""

    kit: str
    draft: str
    revision: int
    kind: Kind
    number: str
    at: datetime
    sealed: str

    @property
    def header(self) -> bytes:
        """What is bound to the sealed part: a record is worth nothing under another header."""
        at = self.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        parts = (self.kit, self.draft, str(self.revision), self.kind.value, self.number, at)
        return "|".join(("openredress field 1", *parts)).encode()

    @property
    def order(self) -> tuple[int, datetime, int]:
        """What is added comes after what it is added to."""
        return _ORDER.get(self.kind, 0), self.at, self.revision


_ORDER = {Kind.ADDITION: 1, Kind.FILE: 2}


def written(record: Record) -> str:
    """A record as one line of a file."""
    at = record.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields = {**vars(record), "kind": record.kind.value, "at": at}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def read(line: str) -> Record:
    """The record of a line. Raises `Bad`."""
    try:
        given: dict[str, Any] = json.loads(line)
        at = datetime.fromisoformat(given["at"])
        found = Record(
            kit=str(given["kit"]), draft=str(UUID(given["draft"])),
            revision=int(given["revision"]), kind=Kind(given["kind"]),
            number=str(given["number"]), at=at, sealed=str(given["sealed"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Bad(str(error)) from error
    if at.tzinfo is None or not 1 <= found.revision < 10_000 or len(found.kit) > 40:
        raise Bad("out of bounds")
    return found


def read_all(text: str) -> tuple[list[Record], int]:
    """The records of a file, and how many lines are none: the last one may have been cut."""
    found, bad = list[Record](), 0
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            found.append(read(line))
        except Bad:
            bad += 1
    return found, bad


@dataclass(frozen=True)
class Draft:
    """What counts of one draft: `record` is what was filed, added, enclosed or begun, `receipt` the
    record that bears the code given out last, and `is_handed` whether somebody has taken that code.
    """

    record: Record
    receipt: Record
    is_handed: bool


#: Kit, draft and kind of a record.
Key = tuple[str, str, Kind]


def merged(records: Iterable[Record]) -> list[Draft]:
    """Drafts in the order in which they are taken in; what is added comes after what it is added
    to. However often a record comes, and in whatever order, the answer is the same. What was
    begun counts only where it was not filed; every file counts by itself.
    """
    last, enclosed = dict[Key, Record](), dict[tuple[str, str, int], Record]()
    for record in records:
        key = (record.kit, record.draft, record.kind)
        if record.kind is Kind.FILE:
            enclosed[record.kit, record.draft, record.revision] = record
        elif key not in last or last[key].revision < record.revision:
            last[key] = record
    found = [_draft(record, last) for record in last.values() if _counts(record, last)]
    found += [Draft(record, record, False) for record in enclosed.values()]
    return sorted(found, key=lambda draft: draft.record.order)


def _counts(record: Record, last: dict[Key, Record]) -> bool:
    if record.kind is Kind.BEGUN:
        return (record.kit, record.draft, Kind.FILING) not in last
    return record.kind in (Kind.FILING, Kind.ADDITION)


def _draft(record: Record, last: dict[Key, Record]) -> Draft:
    again = last.get((record.kit, record.draft, Kind.RECEIPT))
    receipt = again if again is not None and again.revision > record.revision else record
    handed = last.get((record.kit, record.draft, Kind.HANDED))
    return Draft(record, receipt, handed is not None and handed.revision == receipt.revision)


def bounded(told_at: datetime, taken_at: datetime, now: datetime) -> datetime:
    """When it was received, as far as it can be believed: never before the kit was taken out and
    never after it arrived. Within that the clock of the device is followed, since the days of the
    office count from when it was received, wherever that was.
    """
    return min(max(told_at, taken_at), now)
