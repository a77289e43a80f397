"""For commands that keep a server running until they are told to stop."""

import signal

import click

ENDS = {signal.SIGINT, signal.SIGTERM}


def until_stopped(address: str) -> None:
    """Prints the address and waits for Ctrl-C or SIGTERM. These are held back before anybody knows
    that it runs, so that it always ends by stopping what it started.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    click.echo(address)
    signal.sigwait(ENDS)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
