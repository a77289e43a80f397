"""Many rows at once: new ones of one table by PostgreSQL's COPY, about four times as fast as
INSERT; of several tables in one message to the database; changed ones without waiting for each.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql import InsertQuery
from psycopg import ClientCursor, sql

#: Fields whose values PostgreSQL's driver takes as they are.
AS_THEY_ARE = (
    models.IntegerField, models.BooleanField, models.CharField, models.TextField, models.DateField,
    models.BinaryField, models.ForeignKey, ArrayField, SearchVectorField,
)  # fmt: skip


def insert(rows: Iterable[models.Model]) -> None:
    """Inserts rows of one model; a row without a key is given one by the database.

    Unlike `bulk_create` the rows do not learn their keys, and all have one or none has.
    """
    rows = list(rows)
    if not rows:
        return
    model, is_keyed = type(rows[0]), bool(rows[0].pk)
    columns = [f for f in model._meta.concrete_fields if is_keyed or not f.primary_key]
    read = [(f.attname, _preparing(f)) for f in columns]
    copy(model, [f.attname for f in columns], (
        [prepare(getattr(row, name)) if prepare else getattr(row, name) for name, prepare in read]
        for row in rows
    ))  # fmt: skip


def insert_together(rows: Iterable[models.Model]) -> None:
    """Inserts rows of several tables, in order, in one message to the database and within one
    transaction; a row without a key is given one by the database and does not learn it.
    """
    connection, asked = connections[DEFAULT_DB_ALIAS], []
    connection.ensure_connection()
    write = ClientCursor(connection.connection).mogrify
    for row in rows:
        statement, columns = _inserting(type(row), row.pk is not None)
        values = [f.get_db_prep_save(f.pre_save(row, True), connection) for f in columns]
        asked.append(write(statement, values))
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    with connection.cursor() as cursor:
        cursor.execute("; ".join(asked))


@cache
def _inserting(model: type[models.Model], is_keyed: bool) -> tuple[str, list[Any]]:
    """Django's statement for one row, and the columns whose values it takes."""
    query = InsertQuery(model)
    fields = (f for f in model._meta.concrete_fields if is_keyed or not f.primary_key)
    columns = [f for f in fields if not f.generated]
    query.insert_values(columns, [model()])
    [(statement, _values)] = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return statement, columns


def update(rows: Collection[models.Model], names: Collection[str]) -> None:
    """Writes these columns of rows of one model, each statement sent without waiting for the one
    before.
    """
    if not rows or not names:
        return
    model, connection = type(next(iter(rows))), connections[DEFAULT_DB_ALIAS]
    columns = [f for f in model._meta.concrete_fields if f.attname in names]
    key = model._meta.pk
    assert key is not None
    read = [(f.attname, _preparing(f)) for f in (*columns, key)]
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(f.column)) for f in columns),
        sql.Identifier(key.column),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [
            [prepare(getattr(row, name)) if prepare else getattr(row, name)
             for name, prepare in read]
            for row in rows
        ])  # fmt: skip


def copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows of values, in the order of the `names` of the columns. JSON is told as text."""
    with (
        connections[DEFAULT_DB_ALIAS].cursor() as cursor,
        cursor.copy(_statement(model, tuple(names))) as writing,
    ):
        for row in rows:
            writing.write_row(row)


@cache
def _statement(model: type[models.Model], names: tuple[str, ...]) -> sql.Composed:
    columns = {f.attname: f.column for f in model._meta.concrete_fields}
    return sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(columns[name]) for name in names),
    )


def _preparing(field: Any) -> Callable[[Any], Any] | None:
    """How a value of the field is made ready; `None` where it is."""
    if isinstance(field, AS_THEY_ARE):
        return None
    connection = connections[DEFAULT_DB_ALIAS]
    return lambda value: field.get_db_prep_save(value, connection)
