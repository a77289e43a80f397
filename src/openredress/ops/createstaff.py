import sys
from typing import TYPE_CHECKING

import click

from openredress.ops import setup

if TYPE_CHECKING:
    from openredress.offices.models import Staff


@click.command("createstaff")
@click.argument("username")
@click.argument("name")
@click.option("--office", "office_code", help="Code of the office they work in.")
@click.option("--role", help="clerk, officer, head, supervisor, operator or helper.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--directory-id", help="Who they are in the institution's directory; no password.")
def command(
    username: str,
    name: str,
    office_code: str | None,
    role: str | None,
    password_stdin: bool,
    directory_id: str | None,
) -> None:
    """Make an account for a member of staff.

    Asks for the first password twice, or reads one line with --password-stdin; with
    --directory-id there is none. Hand it over in person: at the first sign-in the person
    sets up a second factor, and until then the password alone is enough to do that.
    Without an office and a role the account can sign in and do nothing.

    \b
    Examples:
      openredress createstaff li.na "Li Na" --office county-petitions --role clerk
      openredress createstaff wang.fang "Wang Fang" --directory-id 6f1c02d4-9a0e
      echo "$PASSWORD" | openredress createstaff ops "Operations" --password-stdin

    Exits with 0; 1 when the name is taken, the password too weak, the office unknown or
    the directory not set up; 3 when the database cannot be reached.
    """
    if (office_code is None) != (role is None):
        raise click.UsageError("--office and --role go together.")
    setup.start()
    setup.migrate()
    password = None if directory_id else _password(password_stdin)
    _create(username, name, password, office_code, role, directory_id)
    click.echo(f"{username} can sign in, and sets up a second factor before anything else.")


def _password(from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\n") if from_stdin else _ask()


def _ask() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _create(
    username: str,
    name: str,
    password: str | None,
    office_code: str | None,
    role: str | None,
    directory_id: str | None,
) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from openredress.offices.models import Office, Post, Staff

    if Staff.objects.filter(username=username).exists():
        raise click.ClickException(f"There is an account called {username} already.")
    staff = Staff(username=username, name=name)
    try:
        if password is not None:
            validate_password(password, staff)
        staff.set_password(password)
        staff.clean_fields()
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    with transaction.atomic():
        staff.save()
        if directory_id is not None:
            _tie(staff, directory_id)
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


def _tie(staff: "Staff", directory_id: str) -> None:
    from django.conf import settings
    from django.db import IntegrityError

    from openredress.signin import changes

    if not settings.DIRECTORY_ISSUER:
        raise click.ClickException("No directory is set up: OPENREDRESS_OIDC_ISSUER is not set.")
    try:
        changes.tie(staff, settings.DIRECTORY_ISSUER, directory_id, "openredress createstaff")
    except IntegrityError:
        raise click.ClickException("Another account is tied to that person.") from None
