"""How often something may be tried, without a record of who tried.

Counts live in the memory of one process, under hashes with a random key. When the window of a
limit ends, its key and every count go together, so that nothing is left that could be matched with
anything. A second process counts for itself. See docs/decisions/0015-limits.md.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: What one limit remembers at most; beyond it the oldest goes first, so a flood fills no memory.
MOST = 100_000
#: Who calls where no address tells callers apart: over Tor, or behind a proxy that names nobody.
EVERYBODY = ""

_all: list["Limit"] = []


@dataclass(frozen=True)
class Left:
    """What is left of `tries` in this window, which ends in `seconds`; below 0 it is too many."""

    tries: int
    left: int
    seconds: int

    @property
    def is_over(self) -> bool:
        return self.left < 0


class TooMany(Exception):  # noqa: N818  an answer and no bug
    """Tried too often. It may be tried again in so many seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"again in {seconds} seconds")


class Limit:
    """So many tries of the same thing in a window of so many seconds."""

    def __init__(self, tries: int, seconds: int) -> None:
        self.tries, self.seconds = tries, seconds
        self._lock = threading.Lock()
        self._begin(0.0)
        _all.append(self)

    def take(self, what: str) -> Left:
        """Counts one more try."""
        return self._count(what, 1)

    def look(self, what: str) -> Left:
        """How it stands, as if it were tried now, without counting."""
        found = self._count(what, 0)
        return Left(found.tries, found.left - 1, found.seconds)

    def forget(self) -> None:
        with self._lock:
            self._begin(0.0)

    def _begin(self, now: float) -> None:
        self._until, self._key = now + self.seconds, secrets.token_bytes(32)
        self._counts: dict[bytes, int] = {}

    def _count(self, what: str, more: int) -> Left:
        with self._lock:
            now = time.monotonic()
            if now >= self._until:
                self._begin(now)
            name = hashlib.blake2b(what.encode(), key=self._key, digest_size=16).digest()
            so_far = self._counts.get(name, 0) + more
            if more:
                if name not in self._counts and len(self._counts) >= MOST:
                    del self._counts[next(iter(self._counts))]
                self._counts[name] = so_far
            return Left(self.tries, self.tries - so_far, int(self._until - now) + 1)


def forget_all() -> None:
    """As if the program had just been started."""
    for limit in _all:
        limit.forget()


def caller(request: HttpRequest) -> str:
    """What tells this caller from others, for counting and for nothing else; or `EVERYBODY`.

    Behind a proxy it is what the header named by OPENREDRESS_CLIENT_HEADER says.
    """
    if settings.CLIENT_HEADER:
        return _known(request.headers.get(settings.CLIENT_HEADER, ""))
    return EVERYBODY if settings.HTTPS else _known(request.META.get("REMOTE_ADDR", ""))


def _known(said: str) -> str:
    """The network that one customer of a provider has: the address, or 64 bits of an IPv6 one."""
    try:
        address = ipaddress.ip_address(said.strip())
    except ValueError:
        return EVERYBODY
    if address.is_loopback:
        return EVERYBODY
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


View = Callable[..., HttpResponse]


def paced(limit: Limit) -> Callable[[View], View]:
    """Slows one caller who sends a form very often. Whoever cannot be told from others is never
    slowed: nobody may close a door to everybody by running through it.
    """

    def around(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            who = caller(request) if request.method == "POST" else EVERYBODY
            left = limit.take(who) if who != EVERYBODY else None
            if left is not None and left.is_over:
                return too_many(request, left.seconds)
            return view(request, *args, **named)

        return inner

    return around


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says to wait, and how long."""
    response = render(request, "429.html", {"minutes": -(-seconds // 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response
