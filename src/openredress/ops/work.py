import asyncio
import logging
import os
import signal
import threading
from contextlib import suppress
from typing import Any

import click

from openredress.ops import setup

log = logging.getLogger("openredress.work")

#: Duties that one worker does side by side; most of the time none of them has anything to do.
AT_ONCE = 3
#: How long a duty may go on after the worker was told to stop. It is whole at any moment.
GRACE = 10.0
#: How long to wait for a database that does not answer: twice as long each time.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0


@click.command("work")
@click.option("--once", is_flag=True, help="Do every duty once and exit.")
def command(once: bool) -> None:
    """Do what has to happen by itself: reminders, breaches, checkpoints, e-mail, figures.

    Runs until it is told to stop (Ctrl-C or SIGTERM). A duty that fails is logged and done
    again; a case that fails is set aside and the others go on; a database that does not
    answer is waited for. Several may run side by side, and one that is killed loses and
    doubles nothing. `openredress status` tells when each duty was last done.

    \b
    Examples:
      openredress work
      openredress work --once          for a timer of the system's own

    Exits with 0; with --once 1 when a duty failed; 3 when the database cannot be reached.
    """
    setup.start()
    if once:
        raise SystemExit(0 if _done_once() else 1)
    Worker().run()


def _done_once() -> bool:
    from django.utils import timezone

    from openredress.worker import duties

    done = [duties.run(duty, timezone.now()) for duty in duties.DUTIES]
    return all(done)


class Worker:
    """Works until it is told to stop, through every restart of the database."""

    def __init__(self) -> None:
        self.stopping = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        wait = FIRST_WAIT
        while not self.stopping.is_set():
            try:
                asyncio.run(self._work())
                wait = FIRST_WAIT
            except Exception as error:
                # Its message may name the address of the database, and says no more than its kind.
                kind = type(error).__name__
                log.error("The database did not answer (%s) and will be asked again.", kind)
            self.stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _work(self) -> None:
        """Does what is queued until told to stop, or until the connection is lost."""
        from procrastinate.contrib.django import app

        from openredress.worker import tasks

        loop = asyncio.get_running_loop()
        working = asyncio.current_task()
        assert working is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, working)
        if self.stopping.is_set():  # Told while it was still beginning.
            return
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector), suppress(asyncio.CancelledError):
            async with app.open_async():
                await tasks.queue_new()
                await app.run_worker_async(
                    concurrency=AT_ONCE,
                    listen_notify=False,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=GRACE,
                )

    def _stop(self, working: "asyncio.Task[Any]") -> None:
        if not self.stopping.is_set():
            self.stopping.set()
            _end_after(GRACE)
            working.cancel()


def _end_after(grace: float) -> None:
    """Ends the process when its time is over, whatever a duty still does or waits for. A duty runs
    in a thread, which nobody can stop; what it had not committed never happened.
    """

    def end() -> None:
        log.warning("A duty was not done in time and was cut off. It is done again by the next.")
        logging.shutdown()
        os._exit(0)

    timer = threading.Timer(grace, end)
    timer.daemon = True
    timer.start()
