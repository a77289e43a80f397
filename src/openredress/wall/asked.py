"""Queries that are put into SQL once and asked again and again, of whichever reader and moment.

Django takes longer to put a query into SQL than PostgreSQL to answer it. What differs from one
page to the next is a value or the moment, so the query is made for values that stand for every
other, and the real ones are put in their place. What it found is never kept.

PostgreSQL plans such a statement once for each connection, see `wall.prepared`. Keys, offices and
moments are told to it apart from the words, so that one plan serves every reader of the same kind.
What is the same for all stays in the words: an index of open cases only is of no use to a plan that
does not know whether open ones are meant. See docs/decisions/0083-what-a-page-costs.md.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg import ClientCursor
from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int8

from .prepared import prepared

#: Stands for the moment of asking, and for its day. So long ago that a moment within a lifetime of
#: it is taken for nothing else.
ANY_MOMENT = datetime(1000, 1, 1, tzinfo=UTC)
ANY_DAY = ANY_MOMENT.date()
_REACH = timedelta(days=36_500)
#: Stand for a text and for a key that is asked for; nothing has them.
ANY_TEXT = "the text that is asked for"
ANY_KEY = -(2**62) + 7
#: Where a value goes in a statement.
_PLACE = re.compile(r"(?<!%)%s")


@dataclass(frozen=True)
class Statement:
    """SQL as Django puts it together, with its values. `is_planned` says whether PostgreSQL is to
    plan it once for all of its values, or each time for these.
    """

    sql: str
    given: tuple[Any, ...]
    is_planned: bool = True

    @contextmanager
    def asked(self, now: datetime | None = None, value: str | int | None = None) -> Iterator[Any]:
        """A cursor at the rows, with the moment and the value that were stood for."""
        words, given = self._worded if self.is_planned else (self.sql, self.given)
        real = [_real(each, now, value) for each in given]
        with prepared() if self.is_planned else connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(words, real)
            yield cursor

    @cached_property
    def _worded(self) -> tuple[str, tuple[Any, ...]]:
        """The statement with all that is the same for every reader in its words, and the rest."""
        write = ClientCursor(connections[DEFAULT_DB_ALIAS].connection).mogrify
        first, *rest = _PLACE.split(self.sql)
        words, given = [first], []
        for value, text in zip(self.given, rest, strict=True):
            if _varies(value):
                words.append("%s")
                given.append(value)
            else:
                words.append(write("%s", [value]).replace("%", "%%"))
            words.append(text)
        return sys.intern("".join(words)), tuple(given)


def _varies(value: Any) -> bool:
    """Whether it may be another for the next reader, or at the next moment: a key, keys of offices,
    a moment. A code, nothing and what is true or false belong to the question.
    """
    if isinstance(value, bool) or not value:
        return False
    if isinstance(value, str):
        return value == ANY_TEXT or (value.startswith("{") and value != "{}")
    return isinstance(value, int | date | list | Jsonb)


def _real(given: Any, now: datetime | None, value: str | int | None) -> Any:
    """The value that is asked for, or the moment of asking or one as far from it, for what stands
    for it.
    """
    if isinstance(given, datetime):
        far = given - ANY_MOMENT
        return now + far if now is not None and abs(far) < _REACH else given
    if isinstance(given, date):
        apart = given - ANY_DAY
        return now.date() + apart if now is not None and abs(apart) < _REACH else given
    if given == ANY_KEY and value is not None:
        return Int8(value)  # A plan is for values of one width.
    return value if given == ANY_TEXT else given


Row = TypeVar("Row", bound=Model)


class Asked(Generic[Row]):
    """A query whose rows are read again and again. What can have no rows is not asked for."""

    _statement: Statement | None

    def __init__(self, rows: QuerySet[Row], *, is_planned: bool = True) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            self._statement = None
            return
        self._compiled = _compiled.setdefault(sql, _Compiled(compiler, sql))
        self._statement = Statement(self._compiled.sql, tuple(params), is_planned)

    def __call__(self, *, now: datetime | None = None, value: str | int | None = None) -> list[Row]:
        if self._statement is None:
            return []
        with self._statement.asked(now, value) as cursor:
            found = cursor.fetchall()
        again: Any = _Again(self._compiled, found)
        return list(QuerySet(self._compiled.query.model, again, DEFAULT_DB_ALIAS))


class _Compiled:
    """What Django found out when it put the query into SQL."""

    def __init__(self, compiler: SQLCompiler, sql: str) -> None:
        self.query, self.sql = compiler.query, sql
        self.found = {name: getattr(compiler, name) for name in _FOUND}
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns)


_FOUND = ("select", "klass_info", "annotation_col_map", "col_count")
#: By their words: the same query of another reader is the same but for its values.
_compiled: WeakValueDictionary[str, _Compiled] = WeakValueDictionary()


@dataclass(frozen=True)
class _Again:
    """Takes the place of the query, as far as rows are read by it."""

    compiled: _Compiled
    rows: list[Any]

    def get_compiler(self, using: str) -> SQLCompiler:
        return _Compiler(self, using)


class _Compiler(SQLCompiler):
    def __init__(self, again: _Again, using: str) -> None:
        super().__init__(again.compiled.query, connections[using], using)
        self.again = again
        vars(self).update(again.compiled.found)

    def get_converters(self, expressions: Any) -> Any:
        return self.again.compiled.converters

    def execute_sql(self, *_: Any, **__: Any) -> Any:
        return [self.again.rows]
