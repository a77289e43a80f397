"""How many there are of several things, asked in one statement that is built once for a reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from openredress.wall.asked import Statement


@dataclass(frozen=True)
class Question:
    """Counts, by name, rows up to a most."""

    names: tuple[str, ...]
    statement: Statement

    def ask(self, now: datetime) -> dict[str, int]:
        if not self.names:
            return {}
        with self.statement.asked(now) as cursor:
            return dict(zip(self.names, cursor.fetchone(), strict=True))


def question(rows: Mapping[str, QuerySet[Any]], most: int) -> Question:
    """Counts each of these rows, up to `most`. What can have no rows is not asked for. The moment
    of asking is `ANY_MOMENT` in them.
    """
    names, parts, given = list[str](), list[str](), list[Any]()
    for name, found in rows.items():
        try:
            sql, params = found.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608  built by the ORM
        given += params
    return Question(tuple(names), Statement(f"SELECT {', '.join(parts)}", tuple(given)))
