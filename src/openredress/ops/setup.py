"""Getting Django ready for a command that needs it."""

import contextlib
import io

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


def collect_static() -> None:
    from django.core.management import call_command

    with contextlib.redirect_stdout(io.StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)
