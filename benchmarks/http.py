"""The real server on a free port of this machine, and clients that ask it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@contextlib.contextmanager
def server(environment: dict[str, str], workers: int) -> Iterator[tuple[int, int]]:
    """Runs `openredress serve` and gives its port and the key of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--port", str(port), "--workers", str(workers)]
    environment = {
        **environment,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "src")]),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "openredress", *words], env=environment, cwd=REPOSITORY,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(port, process, "/healthz/pages")
        yield port, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def workers_memory(parent: int) -> list[float]:
    """Megabytes of each process below this one, what they share divided among them (PSS)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if parent in _above(folder) and (told := (folder / "smaps_rollup").read_text()):
                found.append(int(told.split("Pss:")[1].split()[0]) / 1024)
    return found


def processor_seconds(parent: int) -> float:
    """What this process and each below it, ended ones too, have had of the processors so far."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.name == str(parent) or parent in _above(folder):
                told = (folder / "stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, told[11:15]))  # In program and kernel, then of ended ones.
    return ticks / os.sysconf("SC_CLK_TCK")


def _above(folder: Path) -> Iterator[int]:
    """The processes that started this one, the nearest first."""
    while folder.name not in ("0", "1"):
        above = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        folder = folder.parent / above
        yield int(above)


def wait_for(port: int, process: "subprocess.Popen[bytes]", address: str) -> None:
    """Returns once the address is answered. Raises RuntimeError."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", address)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("The server did not start.")


def asking(
    port: int, method: str, address: str, headers: dict[str, str] | None = None,
    body: Callable[[], bytes] | None = None, expected: int = 200,
) -> Callable[[], None]:  # fmt: skip
    """A client that asks once each time it is called, over a connection that it keeps."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask() -> None:
        try:
            _ask()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            connection.close()  # The server closes connections that were idle.
            _ask()

    def _ask() -> None:
        connection.request(method, address, body() if body else None, headers or {})
        response = connection.getresponse()
        content = response.read()
        if response.status != expected:
            raise RuntimeError(f"{method} {address}: {response.status} {content[:300]!r}")

    return ask
