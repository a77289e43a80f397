"""The wall: what a web request can read is decided by the database, below every view and query.

A request runs in one transaction under a role that owns no table and can change nothing of a
case. It begins as nobody, to whom no case is there. A door that knows who has come (the desk
after sign-in, the page of a receipt) opens what that actor may see, by settings that end with the
transaction; the policies of the tables are in the migrations of `cases`. A filter that somebody
forgets shows nothing more.

Only `as_owner` goes beyond it: for the actions, which decide by the core, and for receipts, whose
code is the proof. Commands and the worker never come this way and run as the owner.
See docs/decisions/0006-the-wall.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.core.receipt import key_in

READER = "openredress_reader"

#: What the policies ask. `sees` are offices whose cases the actor sees, `takes_in` those whose
#: registrations, `joins` those that take part; `works_at` holds every post.
SETTINGS = ("root", "staff", "works_at", "sees", "takes_in", "joins")

View = Mapping[str, str]
NOBODY: View = dict.fromkeys(SETTINGS, "")

#: Who is reading behind the wall; `None` where there is no wall: in commands, and as the owner.
_view: ContextVar[View | None] = ContextVar("view", default=None)


class Wall:
    """The middleware. Innermost, so that what Django itself keeps is kept outside."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            connection.ensure_connection()
        except (OperationalError, InterfaceError):
            with connection.execute_wrapper(_refuse):
                return self.get_response(request)
        with behind_the_wall():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _refuse(*asked: object) -> None:
    """Without a transaction there is no wall, so nothing is asked, even if the database is back."""
    raise OperationalError("The database did not answer when the request began.")


@contextmanager
def behind_the_wall() -> Iterator[None]:
    """A transaction that begins as nobody."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        _tell(NOBODY, READER)
        token = _view.set(NOBODY)
        try:
            yield
        finally:
            _view.reset(token)
            # The end of a transaction ends its settings, the end of a savepoint does not.
            if not is_outermost and _can_ask():
                _tell(NOBODY, "none")


@contextmanager
def seen_by(actor: Actor) -> Iterator[None]:
    """What this actor may see is there; call it where it is certain who has come."""
    before = _view.get()
    if before is None:
        yield
        return
    view = view_of(actor)
    _tell(view, READER)
    token = _view.set(view)
    try:
        yield
    finally:
        _view.reset(token)
        if _can_ask():
            _tell(before, READER)


@contextmanager
def as_owner() -> Iterator[None]:
    """Beyond the wall: for what is decided by the core, and for what proves itself."""
    if _view.get() is None:
        yield
        return
    token = _view.set(None)
    _become("none")
    try:
        yield
    finally:
        _view.reset(token)
        if _can_ask():
            _become(READER)


def view_of(actor: Actor) -> View:
    """The settings that tell the database who reads."""
    if actor.kind is Role.PETITIONER:
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
    }


def _offices(actor: Actor, *roles: Role) -> set[int]:
    return {post.office for post in actor.posts if post.role in roles}


def _array(keys: Iterable[int]) -> str:
    return "{" + ",".join(str(key) for key in sorted(set(keys))) + "}"


_TELL = "SELECT " + ", ".join(
    f"set_config('openredress.{name}', %s, true)" for name in SETTINGS
) + ", set_config('role', %s, true)"  # fmt: skip


def _tell(view: View, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [*(view[name] for name in SETTINGS), role])


def _become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])


def _can_ask() -> bool:
    """After a failure the transaction takes no question; rolling back restores the settings."""
    lower = connection.connection
    return lower is not None and lower.info.transaction_status is TransactionStatus.INTRANS
