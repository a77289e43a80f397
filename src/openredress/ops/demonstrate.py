import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import click

from openredress.ops import setup


@click.command("demo")
@click.option(
    "--port", default=8000, show_default=True, envvar="PORT", help="Port; PORT in the environment."
)
def command(port: int) -> None:
    """Fill OPENREDRESS_HOME with a believable town and serve it.

    Loads offices, staff and cases at every stage, then runs `serve` and `work` in the
    foreground until Ctrl-C. Run again, it goes on with the same data. Use a folder of
    its own: demonstration accounts have passwords that everyone knows.

    \b
    Example:
      OPENREDRESS_HOME=var/demo openredress demo --port 8000

    Exits with 0 when stopped, 3 when the database cannot be reached or the port is taken.
    """
    setup.refuse_taken_port("127.0.0.1", port)
    with _ending_quietly():
        setup.start()
        click.echo("Preparing the database ...", err=True)
        setup.migrate()
        for line in _load():
            click.echo(line)
        _run_until_stopped(["serve", "--port", str(port)], ["work"])


def _load() -> list[str]:
    """Loads what is missing. Returns the lines that say who can sign in and what to try."""
    from django.db import connections
    from django.utils import timezone

    from openredress.ops import demo

    lines = list(demo.load(now=timezone.now(), say=lambda text: click.echo(text, err=True)))
    connections.close_all()
    return lines


STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def _ending_quietly() -> Iterator[None]:
    """The first Ctrl-C or SIGTERM ends the block; more of them do not disturb the ending.

    `make` passes on a signal that the terminal has sent already, so two are usual. They
    are set here for SIGINT too: a shell starts what it puts in the background deaf to it.
    """

    def stop(*_: object) -> None:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in STOPPING:
        signal.signal(number, stop)
    with contextlib.suppress(KeyboardInterrupt):
        yield


def _run_until_stopped(*commands: list[str]) -> None:
    """Runs the commands as children; when one ends, all end, with its exit code.

    Each is a process group of its own, so that Ctrl-C reaches this process only and the
    children are stopped in order.
    """
    children = [
        subprocess.Popen([sys.executable, "-m", "openredress", *words], start_new_session=True)  # noqa: S603
        for words in commands
    ]
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        raise SystemExit(next(child.returncode for child in children if child.poll() is not None))
    finally:
        _stop(children)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
