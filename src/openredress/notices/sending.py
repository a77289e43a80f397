"""Sending what is due. The worker calls `send_due`; several may run at once.

A notice is claimed by an update that skips what others hold, so that it is sent once; what a
worker was sending when it died is claimed anew when its time is over. Between the word of the mail
server or the gateway and ours no transaction holds, so a death in just that moment sends it twice,
an e-mail under the same Message-ID. A failure is kept and tried again later; it never stops the
rest. Letters are printed at the desk.
"""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import translation

from openredress.parties import identities, members, sides
from openredress.parties.keys import CannotOpen

from . import gateway, kinds, mail, quiet
from .channels import EMAIL, LETTER, contact, offered
from .kinds import KINDS, Message
from .models import Notice
from .spreading import spread

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
    gateway.NoSuchGatewayError,
)
#: A gateway does not say whether the number is wrong or itself. After so many refusals in a row
#: the others are left for the next round.
REFUSALS = 5


@dataclass(frozen=True)
class Round:
    """What a round did: how many were sent, and how many tries failed."""

    sent: int
    failed: int


def send_due(now: datetime, batch: int = BATCH) -> Round:
    """Sends up to `batch` notices that are due. Never raises for one that cannot be sent."""
    _forget_ended(now)
    # What was put aside for a way that is gone waits until it is there again, or is given up.
    open_ways = {"", *offered()} - {LETTER}
    sent = failed = refused = 0
    post, began = get_connection(), time.monotonic()
    try:
        for _again in range(batch):
            # A slow round moves on in time, or its last claims would be over when they are made.
            at = now + timedelta(seconds=time.monotonic() - began)
            notice = _claim(at, open_ways)
            if notice is None:
                break
            try:
                sent += _do(notice, post, at)
                refused = 0
            except Exception as error:
                failed += 1
                _failed(notice, error, at)
                post.close()
                refused += isinstance(error, gateway.RefusedByGatewayError)
                if not _reached(error) or refused == REFUSALS:
                    open_ways -= {notice.channel}  # Nobody is there to take the others either.
    finally:
        post.close()
    return Round(sent, failed)


_CLAIM = """
UPDATE notices_notice SET claimed_until = %s, tries = tries + 1 WHERE id = (
  SELECT id FROM notices_notice
  WHERE state = 'waits' AND due_at <= %s AND (claimed_until IS NULL OR claimed_until <= %s)
    AND channel = ANY (%s)
  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def _claim(now: datetime, channels: set[str]) -> Notice | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + CLAIM, now, now, sorted(channels)])
        found = cursor.fetchone()
    rows = Notice.objects.select_related("case", "of_case", "staff")
    return rows.get(pk=found[0]) if found else None


def _do(notice: Notice, post: Any, now: datetime) -> bool:
    """True when it was handed over, False when there was nobody or nothing to send."""
    if not notice.channel:
        spread(notice, now)
        return False
    later = quiet.due(notice, notice.channel, now)
    if later > now:  # It was put off by a failure, into the quiet hours.
        rows = Notice.objects.filter(pk=notice.pk)
        rows.update(due_at=later, claimed_until=None, tries=notice.tries - 1)
        return False
    return _send(notice, post, now)


def _send(notice: Notice, post: Any, now: datetime) -> bool:
    address = _address(notice)
    with transaction.atomic(), translation.override(notice.language):
        message = KINDS[notice.kind](notice, now) if address else None
    if message is None:
        _end(notice, Notice.NOBODY, now)
        return False
    _hand_over(notice, message, address, post)
    _end(notice, Notice.SENT, now)
    return True


def _address(notice: Notice) -> str:
    if notice.case is None:
        return str(notice.staff.digest_email) if notice.staff else ""
    if notice.member_id or notice.side_id:
        return _address_beside(notice)
    if notice.channel == EMAIL:
        return identities.email_of(notice.case, notice.details)
    return contact(notice.channel, identities.reach(notice.case))


def _address_beside(notice: Notice) -> str:
    """Of a member, or of the other side: the contact that is sealed with them, and no other."""
    if notice.member_id:
        member = members.by_key(notice.member_id)
        return contact(notice.channel, member.kept.contacts) if member else ""
    assert notice.case is not None
    side = sides.of_case(notice.case.pk)
    return contact(notice.channel, side.kept.contacts) if side else ""


def _hand_over(notice: Notice, message: Message, address: str, post: Any) -> None:
    if notice.channel != EMAIL:
        gateway.send(notice.channel, address, message.text.strip())
        return
    post.open()  # Kept open for those that follow.
    post.send_messages([mail.letter(notice, message, address)])


def _end(notice: Notice, state: str, now: datetime) -> None:
    """It is over, and whoever has to know is told in the same transaction."""
    told = kinds.ENDED.get(notice.kind)
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state=state, ended_at=now, claimed_until=None)
        if told is not None and state in (Notice.SENT, Notice.FAILED):
            told(notice, kinds.SENT if state == Notice.SENT else kinds.FAILED, now)


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
