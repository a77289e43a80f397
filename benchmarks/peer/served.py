"""Both as they are served: the same server in front of each, and clients that ask them in turn."""

import contextlib
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any, Protocol
from urllib.parse import urlencode

from benchmarks import http, measure

WORKERS, THREADS, CLIENTS = 2, 4, 8
#: Of the container that django-helpdesk comes with, which keeps no connection to PostgreSQL either.
CONTAINER_WORKERS = 6
HERE = Path(__file__).resolve().parent
Client = Callable[[], None]
#: Requests a second, their median ms, processor ms of server and of database.
Turn = tuple[float, ...]


class Side(Protocol):
    def served(self) -> AbstractContextManager[tuple[int, int]]: ...

    def asking(self, what: str, port: int) -> Client: ...


@dataclass(frozen=True)
class Ours:
    """`told` is what `ours.py` says first."""

    url: str
    told: dict[str, Any]

    def served(self) -> AbstractContextManager[tuple[int, int]]:
        return http.server({**os.environ, "DATABASE_URL": self.url}, WORKERS)

    def asking(self, what: str, port: int) -> Client:
        if what == "following":
            return http.asking(port, "GET", "/case/", self.told["follow"])
        typed = {"Content-Type": "application/json"}
        body = self.told["file"].encode()
        return http.asking(port, "POST", "/api/v1/cases", typed, lambda: body, 201)


@dataclass(frozen=True)
class Theirs:
    """`python` is of its own environment; `told` is what `theirs.py` says first. `as_shipped` is as
    its own container starts it; otherwise it has the processes and connections that ours has.
    """

    python: str
    url: str
    told: dict[str, Any]
    as_shipped: bool

    @contextlib.contextmanager
    def served(self) -> Iterator[tuple[int, int]]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        workers, threads = (CONTAINER_WORKERS, 1) if self.as_shipped else (WORKERS, THREADS)
        process = subprocess.Popen(
            [self.python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "error",
             "--workers", str(workers), "--threads", str(threads), "--preload",
             "django.core.wsgi:get_wsgi_application()"],
            cwd=HERE, start_new_session=True,
            env={**os.environ, "DATABASE_URL": self.url, "PYTHONWARNINGS": "ignore",
                 "DJANGO_SETTINGS_MODULE": "theirs_settings", "PYTHONPATH": str(HERE),
                 "PEER_KEEPS": "0" if self.as_shipped else "600"},
        )  # fmt: skip
        try:
            http.wait_for(port, process, self.told["follow"])
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(20)

    def asking(self, what: str, port: int) -> Client:
        if what == "following":
            return http.asking(port, "GET", self.told["follow"])
        key = "k" * 32
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "Cookie": f"csrftoken={key}", "X-CSRFToken": key}  # fmt: skip
        body = urlencode(self.told["file"]).encode()
        return http.asking(port, "POST", "/tickets/submit/", headers, lambda: body, 302)


def table(sides: dict[str, Side], pgdata: Path, rounds: int, seconds: float) -> str:
    """Requests a second of each, ours first, their median, and what one takes of the processors:
    that of the server and of PostgreSQL, without the clients.
    """
    database = int((pgdata / "postmaster.pid").read_text().split()[0])
    lines = [
        f"Served by {WORKERS} processes with {THREADS} threads, {CLIENTS} clients; a second, "
        "median ms, processor ms of server and database; how many times as many OpenRedress has:\n",
        "| what | " + " | ".join(sides) + " |", "|---|" + "--:|" * len(sides),
    ]  # fmt: skip
    with contextlib.ExitStack() as stack:
        all_ = [(side, *stack.enter_context(side.served())) for side in sides.values()]
        for what in ("filing", "following"):
            found: list[list[Turn]] = [[] for _ in all_]
            for _ in range(rounds):
                for (side, port, server), mine in zip(all_, found, strict=True):
                    mine.append(_turn(side, what, port, seconds, (server, database)))
            lines.append(f"| {what} | {' | '.join(_cells(found))} |")
    return "\n".join(lines)


def _turn(side: Side, what: str, port: int, seconds: float, above: tuple[int, int]) -> Turn:
    before = [http.processor_seconds(each) for each in above]
    rate = measure.rate(what, lambda i: side.asking(what, port), CLIENTS, seconds)
    spent = [http.processor_seconds(each) - was for each, was in zip(above, before, strict=True)]
    asked = rate.count + CLIENTS  # Each client asks once before it counts.
    return rate.a_second, rate.median, *(1000 * each / asked for each in spent)


def _cells(found: list[list[Turn]]) -> Iterator[str]:
    ours = mean(each[0] for each in found[0])
    for side in found:
        rate, middle, server, database = zip(*side, strict=True)
        times = "" if side is found[0] else f"; **{ours / mean(rate):.1f}**"
        yield (f"{mean(rate):,.0f}, {median(middle):.1f}, "
               f"{median(server):.1f} + {median(database):.1f}{times}")  # fmt: skip
