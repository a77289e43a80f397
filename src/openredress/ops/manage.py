import sys

import click

from openredress.ops import setup


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Pass through to Django's own management commands.

    \b
    Examples:
      openredress manage migrate
      openredress manage shell
      openredress manage makemigrations cases
      openredress manage help

    Exits as the command it runs does; 3 when the database cannot be reached.
    """
    setup.start()
    from django.core.management import execute_from_command_line

    sys.argv = ["openredress manage", *arguments]
    execute_from_command_line(sys.argv)
