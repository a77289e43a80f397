"""Telling whoever wrote to an office that their mail waits. Once, and never to a program.

It goes out with no sender in its envelope (RFC 3834, 3.3), so that it comes back to nobody.
"""

import logging
import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils import translation
from django.utils.translation import gettext as _

from openredress.incoming import mailboxes, reading
from openredress.incoming.models import SetAsideMail
from openredress.notices.outbox import is_on
from openredress.parties.keys import CannotOpen
from openredress.web.limits import Limit

from . import aside, writing
from .letters import message, why_it_waits

log = logging.getLogger(__name__)

#: What one sender is told in a day, however much they write.
TOLD = Limit(1, 24 * 3600)
BATCH = 50


def tell_due(now: datetime) -> int:
    """How many were told. One that cannot be told is not tried again: somebody looks at it."""
    if not is_on():
        return 0
    rows = SetAsideMail.objects.filter(tell=True, decided_at=None).order_by("pk")[:BATCH]
    return sum(_told(row, now) for row in rows)


def _told(row: SetAsideMail, now: datetime) -> bool:
    claimed = SetAsideMail.objects.filter(pk=row.pk, tell=True).update(tell=False)
    if not claimed:
        return False
    try:
        mail = reading.read(aside.unsealed(row))
        if not mail.sender or TOLD.take(mail.sender.lower()).is_over:
            return False
        _send(row, mail)
    except (OSError, smtplib.SMTPException, CannotOpen) as error:
        log.warning("Nobody could be told of a mail set aside: %s", type(error).__name__)
        return False
    SetAsideMail.objects.filter(pk=row.pk).update(told_at=now)
    return True


def _send(row: SetAsideMail, mail: reading.Mail) -> None:
    connection: Any = get_connection()
    connection.open()
    try:
        connection.connection.sendmail("", [mail.sender], _letter(row, mail).as_bytes())
    finally:
        connection.close()


def _letter(row: SetAsideMail, mail: reading.Mail) -> EmailMessage:
    box = mailboxes.named(row.box, mailboxes.mailboxes())
    letter = EmailMessage(policy=SMTP)
    with translation.override(writing.spoken(mail, box)):
        said = message(_("Your e-mail waits"), *why_it_waits(row.reason))
        language = translation.get_language()
    letter["From"], letter["To"] = settings.DEFAULT_FROM_EMAIL, mail.sender
    letter["Subject"] = said.subject
    letter["Auto-Submitted"] = "auto-replied"
    if mail.message_id.isascii() and mail.message_id.startswith("<") and " " not in mail.message_id:
        letter["In-Reply-To"] = letter["References"] = mail.message_id
    letter.set_content(said.text)
    letter["Content-Language"] = language
    return letter
