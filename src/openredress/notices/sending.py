"""Sending what is due. The worker calls `send_due`; several may run at once.

A notice is claimed by an update that skips what others hold, so that it is sent once; what a
worker was sending when it died is claimed anew when its time is over. Between the mail server's
word and ours no transaction holds, so a death in just that moment sends it twice, under the same
Message-ID. A failure is kept and tried again later; it never stops the rest.
"""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from openredress.incoming.addresses import reply_to
from openredress.parties import identities
from openredress.parties.keys import CannotOpen

from . import names
from .kinds import KINDS, Message
from .models import Notice
from .outbox import is_on

log = logging.getLogger(__name__)

#: For how long a claim holds; longer than any mail server takes to answer.
CLAIM = timedelta(minutes=10)
#: How long to wait after each failure; after the last one it is given up.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
#: Ended notices are kept this long, for whoever looks after the installation.
KEPT = timedelta(days=30)
BATCH = 200
NOBODY_THERE = (
    smtplib.SMTPConnectError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPAuthenticationError,
)


@dataclass(frozen=True)
class Round:
    """What a round did: how many were sent, and how many tries failed."""

    sent: int
    failed: int


def send_due(now: datetime, batch: int = BATCH) -> Round:
    """Sends up to `batch` notices that are due. Never raises for one that cannot be sent."""
    _forget_ended(now)
    if not is_on():
        return Round(0, 0)
    sent = failed = 0
    mail, began = get_connection(), time.monotonic()
    try:
        for _again in range(batch):
            # A slow round moves on in time, or its last claims would be over when they are made.
            at = now + timedelta(seconds=time.monotonic() - began)
            notice = _claim(at)
            if notice is None:
                break
            try:
                sent += _send(notice, mail, at)
            except Exception as error:
                failed += 1
                _failed(notice, error, at)
                mail.close()
                if not _reached(error):
                    break  # Nobody is there to take the others either.
    finally:
        mail.close()
    return Round(sent, failed)


_CLAIM = """
UPDATE notices_notice SET claimed_until = %s, tries = tries + 1 WHERE id = (
  SELECT id FROM notices_notice
  WHERE state = 'waits' AND due_at <= %s AND (claimed_until IS NULL OR claimed_until <= %s)
  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def _claim(now: datetime) -> Notice | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + CLAIM, now, now])
        found = cursor.fetchone()
    return Notice.objects.select_related("case", "staff").get(pk=found[0]) if found else None


def _send(notice: Notice, mail: Any, now: datetime) -> bool:
    """True when it was handed over, False when there was nobody or nothing to send."""
    address = _address_of(notice)
    with transaction.atomic(), translation.override(notice.language):
        message = KINDS[notice.kind](notice, now) if address else None
    if message is None:
        _end(notice, Notice.NOBODY, now)
        return False
    mail.open()  # Kept open for those that follow.
    mail.send_messages([_letter(notice, message, address)])
    _end(notice, Notice.SENT, now)
    return True


def _address_of(notice: Notice) -> str:
    if notice.case is None:
        return str(notice.staff.digest_email) if notice.staff else ""
    return identities.email_of(notice.case, notice.details)


def _letter(notice: Notice, message: Message, address: str) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {
        # The same at every try, so that one that arrives twice is recognised.
        "Message-ID": f"<{names.name_of(notice.pk)}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": notice.language,
    }
    answer_to = reply_to(notice.case) if notice.case else ""  # Staff answer on their pages.
    with translation.override(notice.language):
        text = f"{message.text}\n{_foot(answer_to)}\n"
    return EmailMessage(
        message.subject, text, to=[address], headers=headers,
        reply_to=[answer_to] if answer_to else None,
    )  # fmt: skip


def _foot(answer_to: str) -> str:
    if answer_to:
        return _(
            "This message was sent by a program. You can answer it: what you write comes into "
            "your case, where the office reads it."
        )
    return _("This message was sent by a program. Answers to it are not read.")


def _end(notice: Notice, state: str, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(state=state, ended_at=now, claimed_until=None)


def _failed(notice: Notice, error: Exception, now: datetime) -> None:
    """Later again, or given up: after the last try, or when the address is refused for good."""
    named = f"{type(error).__name__} {_code(error) or ''}".strip()[:80]
    log.error("Notice %s (%s) could not be sent: %s", notice.pk, notice.kind, named)
    Notice.objects.filter(pk=notice.pk).update(failure=named)
    if notice.tries > len(WAITS) or _is_for_good(error):
        _end(notice, Notice.FAILED, now)
        return
    later = now + WAITS[notice.tries - 1]
    Notice.objects.filter(pk=notice.pk).update(due_at=later, claimed_until=None)


def _reached(error: Exception) -> bool:
    """Whether a mail server spoke with us, or it was not its fault."""
    if isinstance(error, NOBODY_THERE):
        return False
    return isinstance(error, smtplib.SMTPException | CannotOpen) or not isinstance(error, OSError)


def _is_for_good(error: Exception) -> bool:
    refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return refused and 500 <= (_code(error) or 0) < 600


def _code(error: Exception) -> int | None:
    """The number that the server gave, without its words, which often repeat the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _said in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def _forget_ended(now: datetime) -> None:
    Notice.objects.filter(ended_at__lt=now - KEPT).delete()
