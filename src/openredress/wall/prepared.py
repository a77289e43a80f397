"""Statements that come with every page, planned once for each connection.

PostgreSQL takes a millisecond to plan how the case of a petitioner is read behind the wall, and a
tenth of that to read it. They pass the wall like all others: who reads stands in settings that a
plan asks for each time, and PostgreSQL plans anew for another role.

Behind a pooler a statement could come to a connection that never heard of it, so there each is sent
as a whole. See docs/decisions/0083-what-a-page-costs.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor


class _Logged(ServerBindingCursor):  # type: ignore[misc]
    """What Django writes down of a statement, it takes from here."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        done = super().execute(query, params, **more)
        self._query = self._convert_query(query, params)
        return done


#: Plans that a connection keeps, those that were used last: some ten for everybody, and three for
#: each kind of reader, of which that of the cards takes 5 MB.
MOST = 40
#: Whether a connection leads to PostgreSQL itself; asked once of each.
_is_direct: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()


@contextmanager
def prepared(using: str = DEFAULT_DB_ALIAS) -> Iterator[Any]:
    """A cursor for a statement whose words never change."""
    connection = connections[using]
    connection.ensure_connection()
    driver: Any = connection.connection
    before = driver.cursor_factory
    if _leads_to_the_server(connection):
        # Django's own cursors put values into the statement and so prepare nothing, whatever this
        # says.
        driver.prepare_threshold = 0
        driver.prepared_max = MOST
        driver.cursor_factory = _Logged if connection.queries_logged else ServerBindingCursor
    try:
        cursor = connection.cursor()
    finally:
        driver.cursor_factory = before
    with cursor:
        yield cursor


def _leads_to_the_server(connection: BaseDatabaseWrapper) -> bool:
    """Whoever answers the connection says which process it is; a pooler says another than the
    server itself.
    """
    driver: Any = connection.connection
    if driver not in _is_direct:
        with connection.wrap_database_errors:
            (process,) = driver.execute("SELECT pg_backend_pid()").fetchone()
        _is_direct[driver] = process == driver.info.backend_pid
    return _is_direct[driver]
