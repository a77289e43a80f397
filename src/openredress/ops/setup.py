"""Getting Django ready for a command that needs it."""

import contextlib
import io
import socket

import click

from openredress.ops import database


def start() -> None:
    """Reaches the database (starting the embedded one) and loads Django over it."""
    database.ensure_url()
    import django

    django.setup()


def migrate() -> None:
    """Brings the tables to what this release expects. Does nothing when they are."""
    from django.core.management import call_command

    with contextlib.redirect_stdout(io.StringIO()):
        call_command("migrate", interactive=False, verbosity=0)


def warn_of_missing_keys() -> None:
    """Says on stderr which names cannot be opened here. Everything else works without."""
    from openredress.parties import rotation

    for key, count in rotation.missing().items():
        click.echo(
            f"openredress: {count:,} names and files cannot be opened: they are sealed under"
            f" the key {key}, which is not here. See docs/operate/keys.md.",
            err=True,
        )


def warn_of_exposure(host: str) -> None:
    """Says on stderr what is grave about how this is set up. `openredress check` says all."""
    from openredress.ops import exposure

    for finding in (*exposure.of_listening(host), *exposure.findings()):
        if finding.grave:
            click.echo(f"openredress: UNSAFE: {finding.what} {finding.do}", err=True)


def collect_static() -> None:
    from django.core.management import call_command

    with contextlib.redirect_stdout(io.StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)


class PortTakenError(RuntimeError):
    """Another program listens where we were told to."""


def refuse_taken_port(host: str, port: int) -> None:
    """Says so at once, before anything is prepared."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise PortTakenError(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another with --port."
        ) from error
