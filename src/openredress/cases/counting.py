"""How many there are of several things, asked in one statement that is built once for a reader.

Building what the ORM is to ask takes ten times as long as PostgreSQL needs to answer it. What
differs from one page to the next is only the moment, so statements are built for a moment that
stands for every other, and the real one is put in its place.

PostgreSQL takes three quarters of such a statement for planning, so it plans it once for each
connection and each kind of reader, whose keys and offices are told to it apart from the words. What
is the same for all stays in the words: an index of open cases only is of no use to a plan that does
not know whether open ones are meant.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor
from psycopg.types.json import Jsonb

from openredress.wall.prepared import prepared

#: Stands for the moment of asking while a statement is built, and for its day. So long ago that a
#: moment within a lifetime of it is taken for nothing else.
ANY_MOMENT = datetime(1000, 1, 1, tzinfo=UTC)
ANY_DAY = ANY_MOMENT.date()
_REACH = timedelta(days=36_500)
#: Where a value goes in a statement.
_PLACE = re.compile(r"(?<!%)%s")


@dataclass(frozen=True)
class Question:
    """A statement that counts, by name, rows up to a most; one column for each name."""

    names: tuple[str, ...]
    sql: str
    given: tuple[Any, ...]

    def ask(self, now: datetime) -> dict[str, int]:
        if not self.names:
            return {}
        with prepared() as cursor:
            words, given = self._worded
            cursor.execute(words, [_at(value, now) for value in given])
            return dict(zip(self.names, cursor.fetchone(), strict=True))

    @cached_property
    def _worded(self) -> tuple[str, tuple[Any, ...]]:
        """The statement with all that is the same for every reader in its words, and the rest."""
        write = ClientCursor(connection.connection).mogrify
        first, *rest = _PLACE.split(self.sql)
        words, given = [first], []
        for value, text in zip(self.given, rest, strict=True):
            if _varies(value):
                words.append("%s")
                given.append(value)
            else:
                words.append(write("%s", [value]).replace("%", "%%"))
            words.append(text)
        return "".join(words), tuple(given)


def _varies(value: Any) -> bool:
    """Whether it may be another for the next reader, or at the next moment: a key, keys of offices,
    a moment. A code, nothing and what is true or false belong to the question.
    """
    if isinstance(value, bool) or not value:
        return False
    if isinstance(value, str):
        return value.startswith("{") and value != "{}"
    return isinstance(value, int | date | list | Jsonb)


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
