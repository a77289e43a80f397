"""What a laptop keeps of a round: one folder with the kit and a file that is only added to.

A record is on the disk for good before anybody is shown its receipt. Whatever ends the process,
and wherever, the file holds every record that was answered for, and at most one torn line at its
end, for which nobody was answered. The next start closes that line off. What was begun and not yet
filed lies beside it, a file for each, sealed like all else: it moves over with the filing, or goes
when nothing of it is to be kept.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from openredress.core.field import Draft, Kind, Record, merged, read_all, written
from openredress.rounds import box
from openredress.rounds.kit_file import is_signed

KIT, RECORDS, LOCK, BEGUN = "kit.json", "records.jsonl", "lock", "begun-{}.jsonl"
#: Bytes of one part to bring back, where the kit does not say what arrives whole.
LONGEST = 20 * 1024**2


class BadKit(ValueError):  # noqa: N818  it is shown to the reader by this name
    """This is no kit, or it was altered."""


class Busy(RuntimeError):  # noqa: N818  it is shown to the reader by this name
    """Another process works in this folder."""


@dataclass(frozen=True)
class Given:
    """A receipt that was made; `code` is shown and kept nowhere."""

    draft: str
    revision: int
    number: str


class Store:
    """The folder of one kit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def begin(cls, whole: dict[str, Any], parent: Path) -> "Store":
        """The folder of this kit below `parent`, made at the first time. Raises `BadKit`."""
        if not is_signed(whole) or not isinstance(whole["kit"].get("kit"), str):
            raise BadKit
        folder = parent / whole["kit"]["kit"]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / KIT).exists():
            fresh = folder / f".{KIT}.{os.getpid()}"
            _write(fresh, json.dumps(whole, ensure_ascii=False).encode())
            os.replace(fresh, folder / KIT)
            _flush(folder)
            _flush(parent)
        return cls(folder)

    @cached_property
    def kit(self) -> dict[str, Any]:
        whole = json.loads((self.folder / KIT).read_text(encoding="utf-8"))
        kit: dict[str, Any] = whole["kit"]
        return kit

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process adds to this folder meanwhile. Raises `Busy`."""
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Busy from error
            self._close_torn_line()
            yield

    def _close_torn_line(self) -> None:
        path = self.folder / RECORDS
        content = path.read_bytes() if path.exists() else b""
        if content and not content.endswith(b"\n"):
            _append(path, b"\n")

    def records(self) -> list[Record]:
        """Everything, what was begun included."""
        paths = [self.folder / RECORDS, *sorted(self.folder.glob(BEGUN.format("*")))]
        return [record for path in paths for record in _read(path)]

    def parts(self) -> list[str]:
        """All of it, in parts that arrive whole."""
        found = [""]
        for line in map(written, self.records()):
            if found[-1] and len(found[-1]) + len(line) >= self.kit.get("longest", LONGEST):
                found.append("")
            found[-1] += line + "\n"
        return found

    def drafts(self) -> list[Draft]:
        return merged(self.records())

    def file(self, draft: str, content: dict[str, Any], now: datetime) -> Given | None:
        """Keeps a filing. The same draft once more gets another code and stays one filing; `None`
        once somebody holds its receipt.
        """
        before = self._draft(draft)
        if before is not None and before.is_handed:
            return None
        number = before.record.number if before else self._next_number()
        revision = before.receipt.revision + 1 if before else 1
        enclosed = [r for r in _read(self._begun(draft)) if r.kind is Kind.FILE]
        filing = Record(self._uid, draft, revision, Kind.FILING, number, now, "")
        self._add(filing, content, *enclosed)
        self.drop(draft)
        return Given(draft, revision, number)

    def hold(self, draft: str, content: dict[str, Any], now: datetime) -> None:
        """Keeps what has been typed so far, in place of what had been; nothing once it is filed."""
        if self._draft(draft) is not None:
            return
        before = _read(self._begun(draft))
        revision = 1 + max((r.revision for r in before if r.kind is Kind.BEGUN), default=0)
        fresh = self._sealed(Record(self._uid, draft, revision, Kind.BEGUN, "", now, ""), content)
        self._keep_begun(draft, [r for r in before if r.kind is Kind.FILE] + [fresh])

    def enclose(self, draft: str, number: int, content: dict[str, Any], now: datetime) -> None:
        """Keeps the file of this number, from 1, with what was begun; the same number once more
        takes its place. Nothing once it is filed.
        """
        if self._draft(draft) is not None:
            return
        fresh = self._sealed(Record(self._uid, draft, number, Kind.FILE, "", now, ""), content)
        before = _read(self._begun(draft))
        kept = [r for r in before if (r.kind, r.revision) != (Kind.FILE, number)]
        self._keep_begun(draft, [*kept, fresh])

    def enclosed(self, draft: str) -> int:
        """How many files are kept with what was begun."""
        return sum(r.kind is Kind.FILE for r in _read(self._begun(draft)))

    def begun(self) -> list[Record]:
        """What was begun and is neither filed nor dropped, the oldest first."""
        found = [d.record for d in self.drafts() if d.record.kind is Kind.BEGUN]
        return sorted(found, key=lambda record: record.at)

    def drop(self, draft: str) -> None:
        """Nothing of what was begun is kept."""
        self._begun(draft).unlink(missing_ok=True)
        _flush(self.folder)

    def give_again(self, draft: str, content: dict[str, Any], now: datetime) -> Given | None:
        """Another code for a filing whose receipt nobody has taken; `None` where there is none."""
        before = self._draft(draft)
        if before is None or before.is_handed or before.record.kind is not Kind.FILING:
            return None
        number, revision = before.record.number, before.receipt.revision + 1
        self._add(Record(self._uid, draft, revision, Kind.RECEIPT, number, now, ""), content)
        return Given(draft, revision, number)

    def hand_over(self, draft: str, revision: int, now: datetime) -> bool:
        """The petitioner holds the receipt of this revision; False where a later one counts."""
        before = self._draft(draft)
        if before is None or before.receipt.revision != revision:
            return False
        if not before.is_handed:
            number = before.record.number
            self._add(Record(self._uid, draft, revision, Kind.HANDED, number, now, ""), {})
        return True

    def add(self, draft: str, content: dict[str, Any], now: datetime) -> None:
        """Keeps what somebody adds by their receipt; the same twice stays one."""
        if self._draft(draft) is None:
            self._add(Record(self._uid, draft, 1, Kind.ADDITION, "", now, ""), content)

    @property
    def taken_down(self) -> int:
        """Filings and additions."""
        return sum(d.record.kind in (Kind.FILING, Kind.ADDITION) for d in self.drafts())

    @property
    def numbers_left(self) -> int:
        used = {record.number for record in self.records()}
        return sum(number not in used for number in self.kit["numbers"])

    @property
    def _uid(self) -> str:
        return str(self.kit["kit"])

    def _draft(self, draft: str) -> Draft | None:
        kinds = (Kind.FILING, Kind.ADDITION)
        return next(
            (d for d in self.drafts() if d.record.draft == draft and d.record.kind in kinds), None
        )

    def _begun(self, draft: str) -> Path:
        return self.folder / BEGUN.format(draft)

    def _keep_begun(self, draft: str, records: list[Record]) -> None:
        path = self._begun(draft)
        fresh = path.with_suffix(".new")
        _write(fresh, "".join(written(r) + "\n" for r in records).encode())
        os.replace(fresh, path)
        _flush(self.folder)

    def _next_number(self) -> str:
        used = {record.number for record in self.records()}
        return next((number for number in self.kit["numbers"] if number not in used), "")

    def _sealed(self, record: Record, content: dict[str, Any]) -> Record:
        sealed = box.seal(base64.b64decode(self.kit["public"]), record.header, content)
        return replace(record, sealed=sealed)

    def _add(self, record: Record, content: dict[str, Any], *more: Record) -> None:
        """Appends the record, sealed, and more that are sealed already, at once."""
        lines = [written(r) + "\n" for r in (self._sealed(record, content), *more)]
        _append(self.folder / RECORDS, "".join(lines).encode())
        _flush(self.folder)


def _read(path: Path) -> list[Record]:
    found, _torn = read_all(path.read_text("utf-8", "replace") if path.exists() else "")
    return found


def _append(path: Path, content: bytes) -> None:
    """On the disk for good before this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
