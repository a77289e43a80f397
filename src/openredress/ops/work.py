import logging
import signal
import threading

import click

from openredress.ops import setup

log = logging.getLogger("openredress.work")


@click.command("work")
@click.option("--once", is_flag=True, help="Do one round and exit.")
@click.option("--interval", default=60.0, show_default=True, help="Seconds between rounds.")
def command(once: bool, interval: float) -> None:
    """Do what has to happen by itself: lapsed deadlines, the checkpoint of the day.

    Runs until it is told to stop (Ctrl-C or SIGTERM). A round that fails is logged and
    tried again at the next; it never ends the worker. Several may run side by side.

    \b
    Examples:
      openredress work
      openredress work --once          for a timer of the system's own

    Exits with 0; with --once 1 when the round failed; 3 when the database cannot be reached.
    """
    setup.start()
    if once:
        raise SystemExit(0 if round_done() else 1)
    from django.db import InterfaceError, OperationalError

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            round_done()
        except (OperationalError, InterfaceError) as error:
            log.error("The database did not answer and will be asked again: %s", error)
        stop.wait(interval)


def round_done() -> bool:
    """One round. False when it failed, after the reason was logged.

    Raises OperationalError or InterfaceError when the database does not answer.
    """
    from django.db import InterfaceError, OperationalError, close_old_connections
    from django.utils import timezone

    from openredress.cases import actions
    from openredress.proof import checkpoints

    close_old_connections()
    try:
        actions.sweep(timezone.now())
        checkpoints.daily(timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("A round failed and will be tried again.")
        return False
    return True
