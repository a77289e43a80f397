"""Taking one mail, once, whatever way it comes and whenever somebody pulls the plug.

That it was taken and what became of it are one transaction. Files are cleaned before it, because
that takes a while; what a process that dies leaves of them the worker deletes.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import DatabaseError, IntegrityError, transaction

from openredress.attachments import blobs
from openredress.attachments.models import Attachment
from openredress.attachments.taking import Received, take_in
from openredress.core.refusals import Code, Refusal
from openredress.incoming import reading
from openredress.incoming.mailboxes import Mailbox
from openredress.incoming.models import TakenMail
from openredress.incoming.reading import Mail

from . import aside, returning, writing
from .sorting import Way, sort, trouble_of

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a mail. `AGAIN` was taken before; `NOBODY` is not for us and was not taken."""

    FILED = "filed"
    WRITTEN = "written"
    RETURNED = "returned"
    ASIDE = "aside"
    AGAIN = "again"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Came:
    """A mail as it came. `recipients` are those of the envelope where one is known; of a mail that
    `is_cut` only the beginning is here, and it was `size` bytes large.
    """

    raw: bytes = field(repr=False)
    box: Mailbox | None = None
    recipients: tuple[str, ...] = ()
    received_on: date | None = None
    size: int = 0
    is_cut: bool = False


def take(came: Came, now: datetime) -> Outcome:
    """Takes the mail, or says that it was taken before. Raises `DatabaseError` and `aside.NoRoom`
    where it has to be tried again later; nothing was done then.
    """
    fingerprint = reading.fingerprint(came.raw)
    if TakenMail.objects.filter(fingerprint=fingerprint).exists():
        return Outcome.AGAIN
    mail = reading.read(came.raw)
    way = sort(mail, came.box, came.recipients)
    if way is None:
        return Outcome.NOBODY
    try:
        return _taken(came, mail, way, fingerprint, now)
    except (DatabaseError, aside.NoRoom):
        raise
    except Exception:
        log.exception("A mail could not be taken and is set aside.")
        return _set_aside(came, mail, way, "failed", fingerprint, now)


def _taken(came: Came, mail: Mail, way: Way, fingerprint: bytes, now: datetime) -> Outcome:
    if mail.bounce and returning.note(mail, fingerprint, now):
        return Outcome.RETURNED
    trouble = "too-large" if came.is_cut else trouble_of(mail, way, now)
    if trouble:
        return _set_aside(came, mail, way, trouble, fingerprint, now)
    with cleaned(writing.whole_as_file(mail)) as (files, refused), once(fingerprint, now) as first:
        if not first:
            return Outcome.AGAIN
        done = writing.act(mail, way, files, refused, now, came.received_on)
        if isinstance(done, Refusal):
            transaction.set_rollback(True)
        else:
            first.case_id = done
            first.is_answered = not mail.wants_no_answer
            first.save(update_fields=["case", "is_answered"])
    if isinstance(done, Refusal):
        return _set_aside(came, mail, way, _reason(done), fingerprint, now)
    return Outcome.WRITTEN if way.cases else Outcome.FILED


def _reason(refusal: Refusal) -> str:
    return "empty" if refusal.code is Code.MISSING else "closed"


def _set_aside(
    came: Came, mail: Mail, way: Way, reason: str, fingerprint: bytes, now: datetime
) -> Outcome:
    with once(fingerprint, now) as first:
        if not first:
            return Outcome.AGAIN
        aside.put(came.raw, mail, way, reason, came.size or len(came.raw), now)
    return Outcome.ASIDE


@contextmanager
def once(fingerprint: bytes, now: datetime) -> Iterator[TakenMail | None]:
    """The transaction in which this mail is taken; `None` in it where somebody else was first."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = TakenMail.objects.create(fingerprint=fingerprint, taken_at=now)
        except IntegrityError:
            yield None
            return
        yield row


@contextmanager
def cleaned(mail: Mail) -> Iterator[tuple[list[Received], int]]:
    """The files of a mail, cleaned and kept, and how many could not be taken. Those that belong to
    no case at the end are deleted.
    """
    files: list[Received] = []
    refused = mail.left_out
    try:
        for enclosed in mail.files:
            found = take_in(enclosed, enclosed.name, keep_original=False)
            if isinstance(found, Refusal):
                refused += 1
            else:
                files.append(found)
        yield files, refused
    finally:
        _remove(files)


def _remove(files: Collection[Received]) -> None:
    uids = {file.added.uid for file in files}
    kept = (
        set(Attachment.objects.filter(uid__in=uids).values_list("uid", flat=True)) if uids else ()
    )
    for uid in uids.difference(kept):
        blobs.remove(uid)
