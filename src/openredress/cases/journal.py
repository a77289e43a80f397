"""The journal in the database: rows to sealed entries and back."""

import json
import secrets
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from openredress.core.journal import GENESIS, Entry, Sealed, canonical_text, opened, seal

from . import bulk
from .models import Case, JournalEntry

SALT_BYTES = 16


def entries_of(case: Case) -> tuple[Entry, ...]:
    """What the journal of the case says, in order."""
    rows = JournalEntry.objects.filter(case=case).order_by("seq")
    return tuple(opened(stored(row, case.number)) for row in rows)


def entries_of_all(cases: Iterable[Case], cursor: Any = None) -> dict[int, tuple[Sealed, ...]]:
    """The sealed entries of several cases by key, in one query, by the `cursor` of the caller if
    there is one. They are not opened yet: one that cannot be read must not take the others with it.
    """
    numbers = {case.pk: case.number for case in cases}
    found: dict[int, list[Sealed]] = {pk: [] for pk in numbers}
    with nullcontext(cursor) if cursor else connection.cursor() as asked:
        asked.execute(_READ, [list(numbers)])
        for pk, seq, at, recorded_at, by, tag, data, words, *sealed in asked.fetchall():
            found[pk].append(Sealed(
                numbers[pk], seq, EPOCH + timedelta(0, 0, at), EPOCH + timedelta(0, 0, recorded_at),
                _by(by), tag, _json(data), words and _json(words), *sealed,
            ))  # fmt: skip
    return {pk: tuple(entries) for pk, entries in found.items()}


_SCAN = json.JSONDecoder().scan_once


def _json(text: str) -> Any:
    """JSON as PostgreSQL writes it, with nothing before or behind."""
    return _SCAN(text, 0)[0]


@lru_cache(maxsize=4096)
def _by(text: str) -> Any:
    """The same few write most entries. It is read only."""
    return _json(text)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: By far the most rows that are read at once are entries: a model of each would take longer than
#: all that is done with them, and so would reading a moment from text.
_READ = """
    SELECT case_id, seq, (extract(epoch FROM at) * 1000000)::bigint,
      (extract(epoch FROM recorded_at) * 1000000)::bigint, by::text, tag, data::text, words::text,
      salt, words_digest, is_imported, previous, seal
    FROM cases_journalentry WHERE case_id = ANY (%s::bigint[]) ORDER BY case_id, seq
"""


def stored(row: JournalEntry, number: str) -> Sealed:
    """A row as the core reads it."""
    return Sealed(
        number=number, seq=row.seq, at=row.at, recorded_at=row.recorded_at, by=row.by,
        tag=row.tag, data=row.data, words=row.words,
        salt=None if row.salt is None else bytes(row.salt),
        words_digest=bytes(row.words_digest), is_imported=row.is_imported,
        previous=bytes(row.previous), seal=bytes(row.seal),
    )  # fmt: skip


def sealed_on(case: Case, entries: Iterable[Entry]) -> list[Sealed]:
    """The entries sealed onto the chain of the case, whose head is the last of them now."""
    head = bytes(case.head) or GENESIS
    chain = []
    for entry in entries:
        chain.append(seal(entry, head, secrets.token_bytes(SALT_BYTES)))
        head = chain[-1].seal
    case.head = head
    return chain


def insert(case: Case, chain: Iterable[Sealed]) -> None:
    """Stores what was sealed."""
    JournalEntry.objects.bulk_create(rows(case, chain))


def rows(case: Case, chain: Iterable[Sealed]) -> list[JournalEntry]:
    """What was sealed, not stored yet."""
    return [JournalEntry(
        case_id=case.pk, seq=done.seq, at=done.at, recorded_at=done.recorded_at, by=done.by,
        tag=done.tag, data=done.data, words=done.words, salt=done.salt,
        words_digest=done.words_digest, is_imported=done.is_imported,
        previous=done.previous, seal=done.seal,
    ) for done in chain]  # fmt: skip


COLUMNS = ("case_id", "seq", "at", "recorded_at", "by", "tag", "data", "words", "salt",
           "words_digest", "is_imported", "previous", "seal")  # fmt: skip


def insert_all(chains: Iterable[tuple[Case, Iterable[Sealed]]]) -> None:
    """The same for many cases."""
    rows = (
        (case.pk, done.seq, done.at, done.recorded_at, canonical_text(done.by), done.tag,
         canonical_text(done.data), None if done.words is None else canonical_text(done.words),
         done.salt, done.words_digest, done.is_imported, done.previous, done.seal)
        for case, chain in chains for done in chain
    )  # fmt: skip
    bulk.copy(JournalEntry, COLUMNS, rows)
