"""A database as an earlier release left it: made by the migrations up to there, filled through SQL.

The models of today do not fit the tables of then, so rows are put in without them: a column that
is not named gets whatever its type allows.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

FILLED = {
    "integer": 1, "bigint": 1, "smallint": 1, "boolean": False, "bytea": b"", "ARRAY": "{}",
    "timestamp with time zone": datetime(2025, 3, 1, tzinfo=UTC), "jsonb": "{}",
    "date": datetime(2025, 3, 1, tzinfo=UTC).date(), "time without time zone": "09:00",
    "character varying": "", "text": "",
}  # fmt: skip


class Older:
    """One such database, at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.line = psycopg.connect(url, autocommit=True)

    def migrate(self, *words: str) -> None:
        self.run("-m", "openredress", "manage", "migrate", "--verbosity", "0", *words)

    def run(self, *words: str) -> str:
        """A process of this Python over this database. Returns what it said."""
        done = subprocess.run(
            [sys.executable, *words], env=os.environ | {"DATABASE_URL": self.url},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def insert(self, table: str, **given: Any) -> None:
        """A row in which everything that has to be something is something."""
        needed = self.all(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'", table,
        )  # fmt: skip
        values = {name: FILLED[kind] for name, kind in needed} | given
        self.line.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(sql.Placeholder() * len(values)),
            ),
            list(values.values()),
        )

    def all(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        return self.line.execute(query, given).fetchall()

    def cases(self, numbers: list[str]) -> None:
        """Cases with these numbers, of one office under one procedure; keys count from 1."""
        self.insert("offices_office", id=1, code="office")
        self.insert("cases_packversion", digest="0" * 64, pack="cn-2022")
        for key, number in enumerate(numbers, start=1):
            self.insert("cases_case", id=key, number=number, root_id=key, pack_id="0" * 64)

    def tables(self) -> list[str]:
        found = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return [name for (name,) in self.all(found)]


@contextmanager
def older() -> Iterator[Older]:
    """An empty database beside that of the tests, taken away afterwards."""
    here, name = os.environ["DATABASE_URL"], f"older_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(here, autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    parts = urlsplit(here)
    found = Older(urlunsplit(parts._replace(path=f"/{name}")))
    try:
        yield found
    finally:
        found.line.close()
        with psycopg.connect(here, autocommit=True) as line:
            # Not by FORCE, which is refused while an autovacuum worker looks in.
            line.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
