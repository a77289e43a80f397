"""How many there are of several things, asked in one statement that is built once for a reader.

Building what the ORM is to ask takes ten times as long as PostgreSQL needs to answer it. What
differs from one page to the next is only the moment, so statements are built for a moment that
stands for every other, and the real one is put in its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: Stands for the moment of asking while a statement is built, and for its day. So long ago that a
#: moment within a lifetime of it is taken for nothing else.
ANY_MOMENT = datetime(1000, 1, 1, tzinfo=UTC)
ANY_DAY = ANY_MOMENT.date()
_REACH = timedelta(days=36_500)


@dataclass(frozen=True)
class Question:
    """A statement that counts, by name, rows up to a most; one column for each name."""

    names: tuple[str, ...]
    sql: str
    given: tuple[Any, ...]

    def ask(self, now: datetime) -> dict[str, int]:
        if not self.names:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_at(value, now) for value in self.given])
            return dict(zip(self.names, cursor.fetchone(), strict=True))


def question(rows: Mapping[str, QuerySet[Any]], most: int) -> Question:
    """Counts each of these rows, up to `most`. What can have no rows is not asked for."""
    names, parts, given = list[str](), list[str](), list[Any]()
    for name, found in rows.items():
        try:
            sql, params = found.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608  built by the ORM
        given += params
    return Question(tuple(names), f"SELECT {', '.join(parts)}", tuple(given))


def _at(value: Any, now: datetime) -> Any:
    """The moment of asking, or one as far from it, for what stands for it."""
    if isinstance(value, datetime):
        return now + (value - ANY_MOMENT) if abs(value - ANY_MOMENT) < _REACH else value
    if isinstance(value, date):
        return now.date() + (value - ANY_DAY) if abs(value - ANY_DAY) < _REACH else value
    return value
