"""The `openredress` command.

Exit codes are the same everywhere: 0 done; 1 done, and something was found that needs
attention; 2 the command was not understood; 3 something it stands on, such as the
database, could not be reached.
"""

import importlib
import logging
import os
import sys

import click

UNREACHABLE = 3

# Each module holds a click command called `command`. They are loaded when they are asked
# for, so that the deadline calculator does not wait for a database it does not use.
COMMANDS = {
    "serve": "serve",
    "work": "work",
    "receive": "receive",
    "status": "status",
    "retry": "retry",
    "demo": "demonstrate",
    "offices": "offices",
    "calendars": "calendars",
    "keys": "keys",
    "check": "check",
    "files": "files",
    "createstaff": "createstaff",
    "signin": "signin",
    "import": "importing",
    "generate": "generating",
    "forget": "forget",
    "retention": "retention",
    "verify": "verify",
    "verify-receipt": "verify_receipt",
    "proof": "proof",
    "totals": "totals",
    "search": "search",
    "suggestions": "suggestions",
    "due": "due",
    "field": "field",
    "procedures": "procedures",
    "database-url": "database_url",
    "standby": "standby",
    "manage": "manage",
}


class LazyGroup(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = f"openredress.ops.{COMMANDS[name]}"
        try:
            loaded: click.Command = importlib.import_module(module).command
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            return _missing(name)
        return loaded


def _missing(name: str) -> click.Command:
    @click.command(name, help="Not part of this build.", context_settings=_ANYTHING)
    def missing() -> None:
        raise click.ClickException(f"`openredress {name}` is not part of this build.")

    return missing


_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}


@click.group(cls=LazyGroup)
@click.version_option(package_name="openredress", prog_name="openredress")
def openredress() -> None:
    """Run and look after an OpenRedress installation.

    All data lie in one folder, named by OPENREDRESS_HOME. A PostgreSQL comes with the
    program and keeps its data there; set DATABASE_URL to use one of your own.

    \b
    Begin with:
      openredress demo                   a complete town to try things in
      openredress createstaff ...        the first account of a real installation
      openredress serve                  the web pages
      openredress work                   what has to happen by itself, such as lapsed deadlines

    \b
    Every command exits with
      0  done
      1  done, and something was found that needs attention
      2  the command line was not understood
      3  the database, or another thing it stands on, could not be reached
    """


def main() -> None:
    """Runs the command; a failure we foresaw is a sentence on stderr and never a traceback."""
    from openredress.ops.database import DatabaseUnavailableError
    from openredress.ops.home import BrokenKeyError
    from openredress.ops.setup import PortTakenError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openredress.settings")
    logging.captureWarnings(True)
    os.umask(os.umask(0o022) | 0o022)  # Whatever is made here, only we change it.
    try:
        openredress(prog_name="openredress")
    except (DatabaseUnavailableError, BrokenKeyError, PortTakenError) as error:
        click.echo(f"openredress: {error}", err=True)
        sys.exit(UNREACHABLE)
    except Exception as error:
        if _is_without_tables(error):
            click.echo(NO_TABLES, err=True)
        elif _is_database_error(error):
            click.echo(f"openredress: the database did not answer as expected: {error}", err=True)
        else:
            raise
        sys.exit(UNREACHABLE)


NO_TABLES = (
    "openredress: the database is empty, or older than this program. "
    "Run “openredress manage migrate”, or look whether OPENREDRESS_HOME names the right folder."
)


def _is_without_tables(error: Exception) -> bool:
    if "psycopg" not in sys.modules:
        return False
    from psycopg.errors import UndefinedColumn, UndefinedFunction, UndefinedTable

    return isinstance(error.__cause__, UndefinedTable | UndefinedColumn | UndefinedFunction)


def _is_database_error(error: Exception) -> bool:
    if "django.db" not in sys.modules:
        return False
    from django.db import InterfaceError, OperationalError

    return isinstance(error, OperationalError | InterfaceError)


if __name__ == "__main__":
    main()
