"""Fetching mail from the mailboxes of offices, by IMAP (RFC 3501) over TLS.

A mail is taken first and deleted from its mailbox after that; cut off between the two, it is known
again the next time and only deleted. A mailbox that does not answer holds up no other.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from openredress.incoming.mailboxes import BadMailboxes, Mailbox, mailboxes
from openredress.offices.tree import ground_of

from . import writing
from .taking import Came, take

log = logging.getLogger(__name__)

SECONDS = 30
#: Mails that one round takes from one mailbox; the next minute goes on.
BATCH = 100
#: Of a mail that is too large, so much is fetched: what it is, and the beginning of what it says.
BEGINNING = 256 * 1024
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


class PollingFailed(RuntimeError):  # noqa: N818  what the reader is told
    """Some mailboxes could not be read; the others were."""


def poll(now: datetime) -> int:
    """Takes what lies in the mailboxes. How many mails; raises `PollingFailed` at the end."""
    count, failed = 0, []
    for box in mailboxes():
        if not box.host:
            continue
        try:
            count += _polled(box, now)
        except (OSError, imaplib.IMAP4.error, BadMailboxes) as error:
            log.error("The mailbox %s could not be read: %s", box.address, _discreet(error))
            failed.append(box.address)
    if failed:
        raise PollingFailed(f"{len(failed)} mailboxes could not be read")
    return count


def _discreet(error: Exception) -> str:
    """What a server says may repeat what it was told; ours says enough."""
    return str(error) if isinstance(error, BadMailboxes) else type(error).__name__


def _polled(box: Mailbox, now: datetime) -> int:
    zone = ZoneInfo(ground_of(writing.office_of(box).pk).time_zone)
    with _opened(box) as server:
        found = _said(server.uid("SEARCH", "UNDELETED"))[0] or b""
        uids = found.split()[:BATCH]
        for uid in uids:
            came = _fetched(server, box, uid.decode(), zone, now)
            if came is not None:
                take(came, now)
                _put_away(server, box, uid.decode())
    return len(uids)


@contextmanager
def _opened(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    server = _connected(box)
    try:
        server.login(box.user, box.password())
        _said(server.select(_quoted(box.folder)))
        yield server
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


def _connected(box: Mailbox) -> imaplib.IMAP4:
    safe = ssl.create_default_context()
    if box.tls == "tls":
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=safe, timeout=SECONDS)
    server = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
    if box.tls == "starttls":
        server.starttls(safe)
    return server


def _fetched(
    server: imaplib.IMAP4, box: Mailbox, uid: str, zone: ZoneInfo, now: datetime
) -> Came | None:
    """The mail, or its beginning where it is too large; `None` if it is gone by now."""
    told = b" ".join(_parts(server.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)")))
    size = SIZE.search(told)
    if size is None:
        return None
    is_cut = int(size[1]) > settings.MAIL_MAX_BYTES
    wanted = f"(BODY.PEEK[]<0.{BEGINNING}>)" if is_cut else "(BODY.PEEK[])"
    _status, answer = server.uid("FETCH", uid, wanted)
    raw = next((part[1] for part in answer or () if isinstance(part, tuple)), None)
    if raw is None:
        return None
    if is_cut:
        raw = raw[:BEGINNING]  # Some servers send the whole all the same.
    came_at = DATE.search(told)
    moment = _moment(came_at[1].decode("ascii", "replace")) if came_at else None
    on = moment.astimezone(zone).date() if moment else None
    is_earlier = on is not None and on < now.astimezone(zone).date()
    return Came(raw, box, received_on=on if is_earlier else None, size=int(size[1]), is_cut=is_cut)


def _moment(said: str) -> datetime | None:
    """When the server of the mailbox was given the mail, as it says itself."""
    try:
        return datetime.strptime(said.strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None


def _put_away(server: imaplib.IMAP4, box: Mailbox, uid: str) -> None:
    if box.keep_in:
        _said(server.uid("COPY", uid, _quoted(box.keep_in)))
    _said(server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
    if "UIDPLUS" in server.capabilities:
        _said(server.uid("EXPUNGE", uid))
    else:
        _said(server.expunge())


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data


def _parts(answer: tuple[str, list[Any]]) -> Iterator[bytes]:
    for part in _said(answer):
        yield from (p for p in (part if isinstance(part, tuple) else (part,)) if p)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
