import sys

import click

from openredress.ops import setup

#: As in sysexits.h, which Postfix, Exim and others understand.
NO_MAIL, NO_USER, TRY_AGAIN, CONFIGURATION = 65, 67, 75, 78


@click.command("receive")
@click.argument("recipient", nargs=-1)
def command(recipient: tuple[str, ...]) -> None:
    """Take one e-mail from standard input, as a mail server hands it over.

    RECIPIENT is whom it was sent to, as the envelope says; without one the lines of the mail
    that say so are believed. Mail that was taken before is not taken twice, so that a server
    may hand it over again whenever it is not sure. What is too large is set aside by its
    beginning.

    \b
    Examples:
      openredress receive redress+4q7…@example.org < mail.eml
      in Postfix' master.cf, behind flags=Rq user=openredress argv=:
        /usr/local/bin/openredress receive ${original_recipient}

    Exits with 0 when it was taken, set aside or taken before; 65 when there is no mail; 67 when
    nobody here takes mail at that address; 75 when it has to be handed over again later, as when
    the database is away; 78 when the file of mailboxes cannot be used.
    """
    try:
        code = _received(recipient)
    except SystemExit as ended:
        sys.exit(TRY_AGAIN if ended.code else 0)
    except Exception as error:
        # Whatever failed, the mail is still with the server, which keeps it for days.
        click.echo(f"openredress: try again later ({type(error).__name__})", err=True)
        code = TRY_AGAIN
    sys.exit(code)


def _received(recipients: tuple[str, ...]) -> int:
    setup.start()
    from django.conf import settings
    from django.utils import timezone

    from openredress.incoming.mailboxes import BadMailboxes
    from openredress.mailroom import polling
    from openredress.mailroom.taking import Came, Outcome, take

    raw = sys.stdin.buffer.read(settings.MAIL_MAX_BYTES + 1)
    size, is_cut = len(raw), len(raw) > settings.MAIL_MAX_BYTES
    while is_cut and (more := sys.stdin.buffer.read(1024**2)):
        size += len(more)
    if is_cut:
        raw = raw[: polling.BEGINNING]
    if not raw.strip():
        click.echo("openredress: there is no e-mail on standard input", err=True)
        return NO_MAIL
    came = Came(raw, recipients=recipients, size=size, is_cut=is_cut)
    try:
        outcome = take(came, timezone.now())
    except BadMailboxes as error:
        click.echo(f"openredress: {error}", err=True)
        return CONFIGURATION
    return NO_USER if outcome is Outcome.NOBODY else 0
