"""Many new rows at once, by PostgreSQL's COPY: about four times as fast as INSERT."""

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections, models
from psycopg import sql


def insert(rows: Iterable[models.Model]) -> None:
    """Inserts rows of one model; a row without a key is given one by the database.

    Unlike `bulk_create` the rows do not learn their keys, and all have one or none has.
    """
    rows = list(rows)
    if not rows:
        return
    columns = [f for f in rows[0]._meta.concrete_fields if not f.primary_key or rows[0].pk]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(rows[0]._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(f.column) for f in columns),
    )
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [f.get_db_prep_save(getattr(row, f.attname), connection) for f in columns]
            )
