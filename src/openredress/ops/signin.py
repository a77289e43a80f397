import getpass
import secrets
from typing import TYPE_CHECKING

import click

from openredress.ops import setup

if TYPE_CHECKING:
    from openredress.offices.models import Staff

#: Without those that are taken for each other when they are read aloud or copied by hand.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


@click.group("signin")
def command() -> None:
    """Look after how staff sign in: lost telephones, guessers, the directory, leaving.

    Each change is noted where the person reads it, and ends their sessions. See
    docs/operate/sign-in.md for when to use which.

    \b
    Examples:
      openredress signin list
      openredress signin reset li.na --reason "Lost her telephone, came to my desk"
    """


@command.command("list")
def show() -> None:
    """Every account: posts, second factor, directory, whether it is closed.

    \b
    Example:
      openredress signin list

    Exits with 0; 1 when somebody with a post has no second factor yet; 3 when the database
    cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.offices.models import Staff
    from openredress.signin import factors

    waiting = 0
    for staff in Staff.objects.order_by("username").prefetch_related("posts__office"):
        has_one = factors.has_second_factor(staff)
        waiting += staff.is_active and bool(staff.posts.all()) and not has_one
        posts = ", ".join(f"{post.role} at {post.office.code}" for post in staff.posts.all())
        said = ["second factor" if has_one else "no second factor", posts or "no post"]
        said += ["directory"] if hasattr(staff, "directory_link") else []
        said += [] if staff.is_active else ["closed"]
        click.echo(f"{staff.username}: {'; '.join(said)}")
    raise SystemExit(1 if waiting else 0)


@command.command("reset")
@click.argument("username")
@click.option("--reason", required=True, help="Why; the person and their head of office read it.")
def reset(username: str, reason: str) -> None:
    """Take somebody's second factors away, who has lost them all.

    Make sure in person who asks. The password in use stops working as well, because
    without a second factor it would be enough; a new one is printed once, to hand over.
    The person sets up a second factor before anything else.

    \b
    Example:
      openredress signin reset li.na --reason "Lost her telephone, came to my desk"

    Exits with 0; 1 when there is no such account; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.db import transaction

    from openredress.signin import changes

    staff = _staff(username)
    password = new_password() if staff.has_usable_password() else None
    with transaction.atomic():
        changes.take_factors_away(staff, password, _by(reason))
    click.echo(f"{username} has no second factor now and is signed out everywhere.")
    if password:
        click.echo(f"First password, to be handed over: {password}")


@command.command("admit")
@click.argument("username")
def admit(username: str) -> None:
    """Print an address that lets one new browser try to sign in as somebody.

    For when a guesser has used up the tries that browsers unknown to an account share.
    The address works for half an hour and signs nobody in.

    \b
    Example:
      openredress signin admit li.na

    Exits with 0; 1 when there is no such account; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.conf import settings
    from django.urls import reverse

    from openredress.signin import browsers, changes

    staff = _staff(username)
    changes.noted_admission(staff, _by("openredress signin admit"))
    path = reverse("signin_admit", args=[browsers.pass_for(staff)])
    click.echo(f"{settings.URL.rstrip('/')}{path}")


@command.command("link")
@click.argument("username")
@click.argument("subject", required=False)
@click.option("--remove", is_flag=True, help="Untie the account instead.")
def link(username: str, subject: str | None, remove: bool) -> None:
    """Tie an account to a person in the institution's directory.

    SUBJECT is what the directory says in the claim that OPENREDRESS_OIDC_CLAIM names.

    \b
    Examples:
      openredress signin link li.na 6f1c02d4-9a0e
      openredress signin link li.na --remove

    Exits with 0; 1 when there is no such account, no directory is set up or somebody else
    is tied to that person; 3 when the database cannot be reached.
    """
    if remove == (subject is not None):
        raise click.UsageError("Give a SUBJECT, or --remove.")
    setup.start()
    setup.migrate()
    from django.conf import settings
    from django.db import IntegrityError, transaction

    from openredress.signin import changes

    staff = _staff(username)
    if subject is not None and not settings.DIRECTORY_ISSUER:
        raise click.ClickException("No directory is set up: OPENREDRESS_OIDC_ISSUER is not set.")
    try:
        with transaction.atomic():
            changes.tie(staff, settings.DIRECTORY_ISSUER, subject, _by("openredress signin link"))
    except IntegrityError:
        raise click.ClickException("Another account is tied to that person.") from None
    click.echo(f"{username} is {'tied to ' + subject if subject else 'tied to nobody'}.")


@command.command("end")
@click.argument("username")
def end(username: str) -> None:
    """Sign somebody out everywhere.

    \b
    Example:
      openredress signin end li.na

    Exits with 0; 1 when there is no such account; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.signin import changes

    ended = changes.sign_out(_staff(username), _by("openredress signin end"))
    click.echo(f"{ended} sessions of {username} ended.")


@command.command("close")
@click.argument("username")
@click.option("--reopen", is_flag=True, help="Let them sign in again.")
def close(username: str, reopen: bool) -> None:
    """Close the account of somebody who leaves. What they did stays on record.

    \b
    Examples:
      openredress signin close li.na
      openredress signin close li.na --reopen

    Exits with 0; 1 when there is no such account; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    staff = _staff(username)
    staff.is_active = reopen
    staff.save(update_fields=["is_active"])
    click.echo(f"{username} {'can sign in again' if reopen else 'can no longer sign in'}.")


def new_password() -> str:
    """Twenty signs, 99 bits: to be handed over and changed, or kept in a password manager."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(20))
    return "-".join(signs[at : at + 5] for at in range(0, 20, 5))


def _staff(username: str) -> "Staff":
    from openredress.offices.models import Staff

    found: Staff | None = Staff.objects.filter(username=username).first()
    if found is None:
        raise click.ClickException(f"There is no account called {username}.")
    return found


def _by(reason: str) -> str:
    """Who did it is the name of the system account, the one thing that a command knows."""
    return f"{reason} ({getpass.getuser()})"
