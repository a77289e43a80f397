"""The wall: what a web request can read is decided by the database, below every view and query.

A request reads under a role that owns no table and can change nothing of a case. It begins as
nobody, to whom no case is there. A door that knows who has come (the desk after sign-in, the page
of a receipt) says so with `seen_by`; the policies of the tables, in the migrations of `cases`,
then show what that actor may see. A filter that somebody forgets shows nothing more.

Only `as_owner` goes beyond it: for the actions, which decide by the core, and for receipts, whose
code is the proof. Commands and the worker never come this way and run as the owner.
See docs/decisions/0006-the-wall.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import debug_transaction
from django.http import HttpRequest, HttpResponse
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.sql import quote

from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.core.receipt import key_in

READER = "openredress_reader"
#: The role that connected: in PostgreSQL's words, none that was set.
OWNER = "none"

#: What the policies ask. `sees` are offices whose cases the actor sees, `takes_in` those whose
#: registrations, `joins` those that take part, `receives` those whose reports of reprisal;
#: `works_at` holds every post.
SETTINGS = ("root", "staff", "works_at", "sees", "takes_in", "joins", "receives")

View = Mapping[str, str]
Numbers = tuple[int, ...]
NOBODY: View = dict.fromkeys(SETTINGS, "")


class Passage:
    """One request on its way through. Who reads as which role is told to the database before the
    next statement, as settings that end with the transaction. Statements that the request never
    makes cost nothing, and a transaction that was not told does not exist: its first statement is
    always the telling.

    A rollback to a savepoint puts the settings back to what was told when it was made, which is
    what they are to be again, because `seen_by`, `as_owner` and `atomic` are blocks.
    """

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self.connection = connections[using]
        self.view, self.role, self.is_failure = NOBODY, READER, False
        self._told: tuple[View, str] | None = None
        self._is_telling = self._has_begun = False
        # A test holds a transaction around it all.
        self._is_nested = self.connection.in_atomic_block
        self._transaction = ExitStack()

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Stands around every statement of the request."""
        if not self._is_telling:
            self.tell()
        return execute(*asked)

    def tell(self, asked: str = "") -> Numbers | None:
        """Tells who reads, where that is not known yet, and what is `asked` in the same message.
        `None` where nothing was to be told, so that nothing was asked.
        """
        status = self.connection.connection.info.transaction_status
        if status is TransactionStatus.INERROR:
            return None  # Nothing is answered but the rollback.
        if status is TransactionStatus.IDLE:
            self._told = None
        if self._told == (self.view, self.role):
            return None
        self._is_telling = True
        try:
            if not self._has_begun and (self._is_nested or not self.connection.in_atomic_block):
                self._transaction.enter_context(transaction.atomic(self.connection.alias))
                self._has_begun = True
            found = tell(self.view, self.role, self.connection.alias, asked)
            self._told = (self.view, self.role)
            return found
        finally:
            self._is_telling = False

    def end(self, *, is_failure: bool) -> None:
        """Commits what was done, or undoes it."""
        if not self._has_begun:
            return
        if is_failure:
            transaction.set_rollback(True, self.connection.alias)
        self._transaction.close()
        if self._is_nested:
            # The end of a transaction ends its settings, the end of a savepoint does not.
            tell(NOBODY, OWNER, self.connection.alias)


#: `None` where there is no wall: in commands, in the worker, in tests of the actions.
_passage: ContextVar[Passage | None] = ContextVar("passage", default=None)


class Wall:
    """The middleware. Innermost, so that what Django itself keeps is kept outside."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with passing(Passage()) as passage:
            response = self.get_response(request)
            passage.is_failure = response.status_code >= 500
        return response


@contextmanager
def passing(passage: Passage) -> Iterator[Passage]:
    """Everything that is asked of its database goes through this passage. What was done is undone
    where the block ends in an exception, or says that it is a failure.
    """
    token = _passage.set(passage)
    try:
        with passage.connection.execute_wrapper(passage):
            yield passage
    except BaseException:
        passage.end(is_failure=True)
        raise
    finally:
        _passage.reset(token)
    passage.end(is_failure=passage.is_failure)


@contextmanager
def seen_by(actor: Actor) -> Iterator[None]:
    """What this actor may see is there; call it where it is certain who has come."""
    passage = _passage.get()
    if passage is None:
        yield
        return
    # Building a statement may need the version of the server, for which Django opens a connection
    # and closes it again, in the middle of this passage, where none is open yet.
    passage.connection.ensure_connection()
    before, passage.view = passage.view, view_of(actor)
    try:
        yield
    finally:
        passage.view = before


@contextmanager
def as_owner() -> Iterator[None]:
    """Beyond the wall: for what is decided by the core, and for what proves itself."""
    passage = _passage.get()
    if passage is None:
        yield
        return
    before, passage.role = passage.role, OWNER
    try:
        yield
    finally:
        passage.role = before


@contextmanager
def reading_as(actor: Actor) -> Iterator[None]:
    """Outside of any request, as in the worker: reads what this actor could read in one."""
    if _passage.get() is not None:
        with seen_by(actor):
            yield
        return
    with passing(Passage()), seen_by(actor):
        yield


def numbers(asked: str, using: str = DEFAULT_DB_ALIAS) -> Numbers:
    """The one row of whole numbers that a query finds. Where it is the first of a request, it goes
    to the database in one message with who reads.
    """
    passage, connection = _passage.get(), connections[using]
    if passage is not None and passage.connection is connection:
        connection.close_if_health_check_failed()  # As before every cursor.
        connection.ensure_connection()
        if (found := passage.tell(asked)) is not None:
            return found
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return tuple(cursor.fetchone())


def view_of(actor: Actor) -> View:
    """The settings that tell the database who reads."""
    if actor.kind is Role.HELPER:
        # Their own staff tells the database to look whether they help with it.
        works_at = _array(post.office for post in actor.posts)
        root = str(key_in(actor.case) or "")
        return {**NOBODY, "root": root, "staff": str(actor.staff), "works_at": works_at}
    if actor.is_on_petitioners_side:
        return {**NOBODY, "root": str(key_in(actor.case) or "")}
    if actor.staff is None:
        return NOBODY
    joins = _offices(actor, Role.OFFICER, Role.HEAD)
    takes_in = joins | _offices(actor, Role.CLERK)
    covers = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    return {
        "root": "",
        "staff": str(actor.staff),
        "works_at": _array(post.office for post in actor.posts),
        "sees": _array(takes_in | covers),
        "takes_in": _array(takes_in),
        "joins": _array(joins),
        "receives": _array(joins | covers | _offices(actor, Role.SUPERVISOR)),
    }


def _offices(actor: Actor, *roles: Role) -> set[int]:
    return {post.office for post in actor.posts if post.role in roles}


def _array(keys: Iterable[int]) -> str:
    return "{" + ",".join(str(key) for key in sorted(set(keys))) + "}"


def tell(view: View, role: str, using: str = DEFAULT_DB_ALIAS, asked: str = "") -> Numbers:
    """Tells the database who reads, and as which role, until the transaction ends. A transaction
    that has not begun begins in the same message, and the one row of whole numbers that `asked`
    finds comes back with it.

    What a reader has planned once (`prepared`) is not planned again for the sake of a moment.
    """
    connection = connections[using]
    server = connection.connection.pgconn
    plans = "force_generic_plan" if role == READER else "auto"
    told = {**{f"openredress.{name}": view[name] for name in SETTINGS},
            "role": role, "plan_cache_mode": plans}  # fmt: skip
    words = [f"SET LOCAL {name} = {quote(value)}" for name, value in told.items()]
    begins = ["BEGIN"] if server.transaction_status == TransactionStatus.IDLE else []
    message = "; ".join([*begins, *words, *([asked] if asked else [])])
    with connection.wrap_database_errors, debug_transaction(connection, message):
        result = server.exec_(message.encode())
        if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise error_from_result(result)
    return tuple(int(result.get_value(0, i) or b"") for i in range(result.nfields))
