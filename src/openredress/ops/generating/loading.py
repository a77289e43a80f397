"""Loading much into empty tables: what PostgreSQL would keep in order row by row is built at the
end, all at once, which costs a fraction of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from psycopg import sql

from openredress.cases.models import Breach, Case, JournalEntry, PromisedRemedy, SearchRow
from openredress.parties.models import Petitioner

LOADED: tuple[type[models.Model], ...] = (
    Case, JournalEntry, PromisedRemedy, Breach, SearchRow, Petitioner,
)  # fmt: skip

#: What refers to other tables, and each index that no other constraint stands on.
FOUND = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
      AND conrelid = ANY (%(tables)s::regclass[])
    UNION ALL
    SELECT indrelid::regclass::text, c.relname, '', pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class c ON c.oid = indexrelid
    WHERE indrelid = ANY (%(tables)s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY 1, 2
"""
#: What building an index may take of the memory, for each of those that build it.
MEMORY = "256MB"


@contextmanager
def built_at_the_end() -> Iterator[None]:
    """Takes indexes and references of the tables out, and puts all of them back, also after a
    failure. What is put back is checked: a row that refers to nothing fails here.
    """
    with connection.cursor() as cursor:
        _check_what_waits(cursor)
        tables = [model._meta.db_table for model in LOADED]
        cursor.execute(FOUND, {"tables": tables})
        found = cursor.fetchall()
        for table, name, reference, _ in found:
            if reference:
                cursor.execute(_altered(table, sql.SQL("DROP CONSTRAINT {}"), name))
        for _, name, _, index in found:
            if index:
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            _check_what_waits(cursor)
            cursor.execute(sql.SQL("SET maintenance_work_mem = {}").format(sql.Literal(MEMORY)))
            for _, _, _, index in found:
                if index:
                    cursor.execute(index)
            for table, name, reference, _ in found:
                if reference:
                    adding = sql.SQL("ADD CONSTRAINT {} " + reference)
                    cursor.execute(_altered(table, adding, name))
            cursor.execute("RESET maintenance_work_mem")


def _check_what_waits(cursor: Any) -> None:
    """A table cannot be changed while references in it wait to be checked at a commit."""
    if connection.in_atomic_block:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _altered(table: str, change: sql.SQL, name: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {}").format(
        sql.Identifier(table), change.format(sql.Identifier(name))
    )
