"""Pages for everybody that may be a little old are read from a standby, where there is one.

A view says so with `may_be_old`. Its reads go to the standby behind the same wall: a request is
nobody there, under the same role, and the policies came over with the tables. Nothing of a
petitioner, nothing of the desk, no sign-in and no session is ever read there. Where the standby is
away, far behind or does not know of something, the page is made from the main database.
See docs/decisions/0072-a-standby-for-what-is-public.md.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse

from . import Passage, passing

STANDBY = "standby"
#: What belongs to whoever is signed in is not read there even on a page for everybody.
NEVER_THERE = {"account", "auth", "contenttypes", "mfa", "sessions", "signin"}
#: Seconds for which it is taken for granted that the standby is as it was when it was looked at.
LOOKED_AT_FOR = 5.0

logger = logging.getLogger(__name__)
_reads_there: ContextVar[bool] = ContextVar("reads_there", default=False)


class Router:
    """Where the ORM reads and writes. Every answer is outright: else a row that came from the
    standby would have what hangs on it read there too, outside of the wall.
    """

    def db_for_read(self, model: type[Model], **_: Any) -> str:
        there = _reads_there.get() and model._meta.app_label not in NEVER_THERE
        return STANDBY if there else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **_: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **_: Any) -> bool:
        return True  # Both hold the same rows.

    def allow_migrate(self, using: str, app_label: str, **_: Any) -> bool:
        return using == DEFAULT_DB_ALIAS


def read_from(model: type[Model]) -> BaseDatabaseWrapper:
    """The connection on which rows of this kind are read now, for statements written by hand."""
    found: BaseDatabaseWrapper = connections[router.db_for_read(model)]
    return found


View = Callable[..., HttpResponse]


def may_be_old(view: View) -> View:
    """A page that reads only what is public, and may be some seconds old."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD") and _state.is_in_reach():
            try:
                with _from_standby():
                    return view(request, *args, **named)
            except (OperationalError, InterfaceError) as error:
                _state.note(type(error).__name__)
            except Http404:
                pass  # What was published a moment ago may not have come over yet.
        return view(request, *args, **named)

    inner.may_be_old = True  # type: ignore[attr-defined]  # A test names every page that is.
    return inner


@contextmanager
def _from_standby() -> Iterator[None]:
    token = _reads_there.set(True)
    try:
        with passing(Passage(STANDBY)):
            yield
    finally:
        _reads_there.reset(token)


class _State:
    """What this process knows of the standby: when it looked, and what was amiss then, "" for
    nothing.
    """

    def __init__(self) -> None:
        self.looked_at, self.amiss = float("-inf"), ""

    def is_in_reach(self) -> bool:
        if STANDBY not in connections.settings:
            return False
        if time.monotonic() - self.looked_at > LOOKED_AT_FOR:
            self.looked_at = time.monotonic()  # Meanwhile the others go by what was known.
            self.note(amiss())
        return not self.amiss

    def note(self, amiss: str) -> None:
        if amiss and amiss != self.amiss:
            logger.warning("The standby is not read from: %s. The main database answers.", amiss)
        elif self.amiss and not amiss:
            logger.info("The standby is read from again.")
        self.amiss = amiss


_state = _State()

# One that does not hear from the main server any more ends its receiver, within a minute by
# PostgreSQL's own settings; one that hears and does not keep up is known by what it has replayed.
_LOOK = """
SELECT CASE
  WHEN NOT pg_is_in_recovery() THEN 'it is not a standby'
  WHEN NOT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL)
    THEN 'it does not hear from the main server'
  WHEN coalesce(pg_last_wal_receive_lsn() <> pg_last_wal_replay_lsn(), true)
   AND coalesce(now() - pg_last_xact_replay_timestamp() > make_interval(secs => %s), true)
    THEN 'it is too far behind'
  ELSE '' END
"""


def amiss() -> str:
    """Why the standby is not to be read from, "" where nothing is against it."""
    try:
        with connections[STANDBY].cursor() as cursor:
            cursor.execute(_LOOK, [settings.READ_MAX_LAG])
            return str(cursor.fetchone()[0])
    except (OperationalError, InterfaceError) as error:
        connections[STANDBY].close()
        return f"it cannot be reached ({type(error).__name__})"
