"""The import itself: rows in batches, each batch one transaction; killed at any moment it goes
on where it was when it is run again.
"""

import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import translation

from openredress.cases import actions
from openredress.cases.wording import refusal_text
from openredress.core.refusals import Refusal
from openredress.offices.models import Matter, Office, Place

from .branches import NotFound, Tree, tree
from .files import BadFile, Row, Table, opened
from .maps import BadMap, ImportMap, Problem
from .rows import Reader, Rejected, sentences

BATCH = 1000
WAIT_SECONDS = 15


class Busy(RuntimeError):  # noqa: N818  it is shown to the operator by this name
    """Another import of the same source is running."""


@dataclass
class Summary:
    """What an import did. `odd` counts the rows that were loaded in spite of something."""

    rows: int = 0
    loaded: int = 0
    already: int = 0
    rejected: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    made: dict[str, int] = field(default_factory=dict)
    broken: str = ""
    seconds: float = 0.0


@dataclass
class Reports:
    """Where rows are reported: rejected ones with the whole row, odd ones with what was odd."""

    rejected: Callable[[Row, str], None]
    odd: Callable[[Row, str], None]


def load(
    path: Path,
    map_: ImportMap,
    at: datetime,
    reports: Callable[[Table], Reports],
    *,
    limit: int | None = None,
    dry_run: bool = False,
    progress: Callable[[Table, Summary], None] = lambda table, summary: None,
) -> Summary:
    """Loads the file. Raises `BadMap`, `BadFile` and `Busy` before anything was loaded."""
    summary, began = Summary(), time.monotonic()
    with opened(path, map_) as table:
        map_.refuse_missing(table.header)
        if not dry_run and map_.kind == "cases":
            guard: Any = _alone(map_.source)
        else:
            guard = nullcontext()
        with guard:
            kind = _Cases if map_.kind == "cases" else _Matters
            worker = kind(map_, at, summary, reports(table), dry_run)
            rows = _until_broken(islice(table.rows(), limit), summary)
            while batch := list(islice(rows, BATCH)):
                summary.rows += len(batch)
                worker.take(batch)
                summary.seconds = time.monotonic() - began
                progress(table, summary)
    summary.made = worker.made()
    return summary


def _until_broken(rows: Iterable[Row], summary: Summary) -> Iterator[Row]:
    try:
        yield from rows
    except BadFile as error:
        summary.broken = str(error)


@contextmanager
def _alone(source: str) -> Iterator[None]:
    """One import of a source at a time. The lock ends with the connection, however that ends."""
    key = zlib.crc32(f"import {source}".encode())
    give_up = time.monotonic() + WAIT_SECONDS
    with connection.cursor() as cursor:
        while not _asked(cursor, "SELECT pg_try_advisory_lock(%s)", key):
            if time.monotonic() > give_up:
                raise Busy(f"Another import of “{source}” is running. Wait until it has ended.")
            time.sleep(0.2)
        try:
            yield
        finally:
            _asked(cursor, "SELECT pg_advisory_unlock(%s)", key)


def _asked(cursor: Any, question: str, key: int) -> bool:
    cursor.execute(question, [key])
    return bool(cursor.fetchone()[0])


class _Cases:
    """Takes rows as cases."""

    def __init__(
        self, map_: ImportMap, at: datetime, summary: Summary, reports: Reports, dry_run: bool
    ) -> None:
        self.at, self.summary, self.reports, self.dry_run = at, summary, reports, dry_run
        self.trees: tuple[Tree | None, ...] = (
            tree(Office, map_.office, map_, dry_run),
            tree(Matter, map_.matter, map_, dry_run),
            tree(Place, map_.place, map_, dry_run),
        )
        if self.trees[0] is None and not Office.objects.exists():
            reason = "There is no office yet. Make one, or let the map make one in [office]."
            raise BadMap([Problem("[office]", reason)])
        self.reader = Reader(map_, at, sentences(map_.language), *self.trees)
        self.seen: dict[str, int] = {}

    def take(self, rows: list[Row]) -> None:
        read = [(row, *found) for row in rows if (found := self._read(row)) is not None]
        answers: list[Any] = (
            self._would_import([case for _, case, _ in read])
            if self.dry_run
            else actions.import_cases([case for _, case, _ in read], self.at)
        )
        for (row, _, odd), answer in zip(read, answers, strict=True):
            self._count(row, odd, answer)

    def _read(self, row: Row) -> tuple[actions.EarlierCase, tuple[str, ...]] | None:
        try:
            case, odd = self.reader.case(row)
            self._refuse_twice(case.source, row)
        except Rejected as error:
            self._reject(row, str(error))
            return None
        return case, odd

    def _refuse_twice(self, source: str, row: Row) -> None:
        first = self.seen.setdefault(source, row.number)
        if first != row.number:
            own = source.partition(":")[2]
            raise Rejected(f"The id “{own}” stands in row {first} already; each needs its own.")

    def _would_import(self, cases: list[actions.EarlierCase]) -> list[Any]:
        known = actions.imported_already([case.source for case in cases])
        return [None if case.source in known else case for case in cases]

    def _count(self, row: Row, odd: tuple[str, ...], answer: Any) -> None:
        if answer is None:
            self.summary.already += 1
        elif isinstance(answer, Refusal):
            with translation.override("en"):
                self._reject(row, f"{answer.field}: {refusal_text(answer)}".removeprefix(": "))
        else:
            self.summary.loaded += 1
            self.summary.odd.update(odd)
            for what in odd:
                self.reports.odd(row, what)

    def _reject(self, row: Row, reason: str) -> None:
        self.summary.rejected += 1
        self.reports.rejected(row, reason)

    def made(self) -> dict[str, int]:
        return {tree.model._meta.model_name: tree.made for tree in self.trees if tree}


class _Matters:
    """Takes rows as a tree of matters."""

    def __init__(
        self, map_: ImportMap, at: datetime, summary: Summary, reports: Reports, dry_run: bool
    ) -> None:
        found = tree(Matter, map_.matter, map_, dry_run)
        assert found is not None  # A map of matters without [matter] was refused.
        self.tree, self.summary, self.reports = found, summary, reports

    def take(self, rows: list[Row]) -> None:
        for row in rows:
            before = self.tree.made
            reason = self._reason(row)
            if reason:
                self.summary.rejected += 1
                self.reports.rejected(row, reason)
            elif self.tree.made > before:
                self.summary.loaded += 1
            else:
                self.summary.already += 1

    def _reason(self, row: Row) -> str:
        if row.fault:
            return row.fault
        names = tuple(row.cells[column] for column in self.tree.branch.levels)
        if not names[0]:
            return f"The column “{self.tree.branch.levels[0]}” is empty."
        try:
            self.tree.find(names)
        except NotFound as error:
            return str(error)
        return ""

    def made(self) -> dict[str, int]:
        return {"matter": self.tree.made}
