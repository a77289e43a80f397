import sys

import click

from openredress.ops import setup


@click.command("createstaff")
@click.argument("username")
@click.argument("name")
@click.option("--office", "office_code", help="Code of the office they work in.")
@click.option("--role", help="clerk, officer, head, supervisor or operator.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def command(
    username: str, name: str, office_code: str | None, role: str | None, password_stdin: bool
) -> None:
    """Make an account for a member of staff.

    Asks for the password twice, or reads one line with --password-stdin. Without an
    office and a role the account can sign in and do nothing.

    \b
    Examples:
      openredress createstaff li.na "Li Na" --office county-petitions --role clerk
      echo "$PASSWORD" | openredress createstaff ops "Operations" --password-stdin

    Exits with 0; 1 when the name is taken, the password too weak or the office unknown;
    3 when the database cannot be reached.
    """
    if (office_code is None) != (role is None):
        raise click.UsageError("--office and --role go together.")
    setup.start()
    setup.migrate()
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask()
    _create(username, name, password, office_code, role)
    click.echo(f"{username} can sign in.")


def _ask() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _create(
    username: str, name: str, password: str, office_code: str | None, role: str | None
) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from openredress.offices.models import Office, Post, Staff

    if Staff.objects.filter(username=username).exists():
        raise click.ClickException(f"There is an account called {username} already.")
    staff = Staff(username=username, name=name)
    try:
        validate_password(password, staff)
        staff.set_password(password)
        staff.clean_fields()
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    with transaction.atomic():
        staff.save()
        if office_code is None:
            return
        try:
            office = Office.objects.get(code=office_code)
        except Office.DoesNotExist:
            raise click.ClickException(f"There is no office with the code {office_code}.") from None
        post = Post(staff=staff, office=office, role=role)
        try:
            post.full_clean()
        except ValidationError as error:
            raise click.ClickException(" ".join(error.messages)) from None
        post.save()
