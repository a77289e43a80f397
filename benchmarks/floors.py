"""What the machine does at best: the same database, without Django and without rules."""

from collections.abc import Callable
from itertools import count
from typing import Any

import psycopg
from psycopg import sql

TABLES = {"floor_case": "cases_case", "floor_entry": "cases_journalentry"}


def prepare(url: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Copies of the two tables with their indexes, and a row of each to insert again."""
    with psycopg.connect(url) as connection:
        for name, like in TABLES.items():
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                    sql.Identifier(name), sql.Identifier(like)
                )
            )
        case = _row(connection, "SELECT * FROM cases_case ORDER BY id LIMIT 1")
        entry = _row(connection, "SELECT * FROM cases_journalentry ORDER BY id LIMIT 1")
    return case, entry


def _row(connection: Any, question: str) -> tuple[Any, ...]:
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute(question).fetchone()
    return tuple(psycopg.types.json.Jsonb(v) if isinstance(v, dict) else v for v in row)


_keys = count(10_000_000)


def inserting(url: str, rows: tuple[tuple[Any, ...], tuple[Any, ...]]) -> Callable[[], None]:
    """Inserts a case and an entry of its journal and commits."""
    connection = psycopg.connect(url)
    case, entry = rows
    statements = [
        sql.SQL("INSERT INTO {} VALUES ({})").format(
            sql.Identifier(table), sql.SQL(", ").join([sql.Placeholder()] * len(row))
        )
        for table, row in zip(TABLES, rows, strict=True)
    ]

    def insert() -> None:
        key = next(_keys)
        connection.execute(statements[0], (key, f"n-{key}", *case[2:]), prepare=True)
        connection.execute(statements[1], (key, key, *entry[2:]), prepare=True)
        connection.commit()

    return insert


def selecting(url: str, numbers: list[str], client: int) -> Callable[[], None]:
    """Reads one case by its number."""
    connection = psycopg.connect(url, autocommit=True)
    turn = count(client * 7919)

    def select() -> None:
        number = numbers[next(turn) % len(numbers)]
        row = connection.execute(
            "SELECT * FROM cases_case WHERE number = %s", (number,), prepare=True
        ).fetchone()
        assert row

    return select
