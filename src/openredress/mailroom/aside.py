"""Mail that a clerk has to look at: sealed, opened for whoever decides, and gone after that."""

import logging
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from openredress.cases.access import visible_to
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.incoming import mailboxes, reading
from openredress.incoming.models import SetAsideMail
from openredress.incoming.reading import Mail
from openredress.notices import outbox
from openredress.notices.models import Notice
from openredress.offices.tree import ground_of
from openredress.parties.identities import hold
from openredress.parties.keys import NONCE_BYTES, Altered, Wrapped, keeper
from openredress.wall import as_owner

from . import writing
from .sorting import A_DAY, Way

log = logging.getLogger(__name__)

#: Bytes that may wait in all mail that was set aside. Beyond that mail stays where it is.
MOST_BYTES = 2 * 1024**3
#: How long it is told who decided what.
TOLD_FOR = timedelta(days=30)
#: Reasons of which nobody is told: a program would answer, or a stranger would get our mail.
SILENT = ("automatic", "own", "spam", "no-sender", "too-many")
#: What may not be added to its case by a clerk: the petitioner ended the address it came to.
CLOSED_TO_CLERKS = ("ended",)
PAGE = 50


class NoRoom(RuntimeError):  # noqa: N818  what the reader is told
    """So much mail waits for a decision that no more is taken before some was decided."""


def put(raw: bytes, mail: Mail, way: Way, reason: str, size: int, now: datetime) -> SetAsideMail:
    """Keeps it, sealed, and sees to it that whoever wrote is told where that is safe."""
    kept = reading.stripped(raw)
    waiting = SetAsideMail.objects.aggregate(sum=Sum("size"))["sum"] or 0
    if waiting + len(kept) > MOST_BYTES:
        raise NoRoom("Too much mail waits for a decision; see /desk/mail/.")
    case = way.cases[0] if way.cases else None
    office = case.registrar if case else writing.office_of(way.box)  # type: ignore[arg-type]
    row = SetAsideMail(
        uid=secrets.token_hex(16), office=office, case=case, reason=reason, arrived_at=now,
        size=size, box=way.box.address if way.box else "",
    )  # fmt: skip
    _seal(row, kept)
    is_quiet = reason in SILENT or mail.wants_no_answer or bool(mail.program)
    row.tell = bool(mail.sender) and not case and not is_quiet
    row.save(force_insert=True)
    if case is not None and not is_quiet:
        _tell_petitioner(row, now)
    return row


def _tell_petitioner(row: SetAsideMail, now: datetime) -> None:
    """Once a day, to the address on file."""
    assert row.case is not None
    lately = Notice.objects.filter(case=row.case, kind="mail-waits", queued_at__gt=now - A_DAY)
    if not lately.exists():
        outbox.queue("mail-waits", row.case, row.case.language, now, about=row.pk)


def _seal(row: SetAsideMail, plain: bytes) -> None:
    hold()
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(NONCE_BYTES)
    row.key_id, row.data_key = keeper().wrap(key, row.key_context)
    row.sealed = nonce + AESGCM(key).encrypt(nonce, plain, _bound(row))


def unsealed(row: SetAsideMail) -> bytes:
    """The mail as it is kept. Raises `CannotOpen`."""
    key = keeper().unwrap(Wrapped(row.key_id, bytes(row.data_key)), row.key_context)
    sealed = bytes(row.sealed)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(row))
    except (InvalidTag, ValueError) as error:
        raise Altered("A mail that was set aside was altered.") from error


def _bound(row: SetAsideMail) -> bytes:
    return f"openredress mail {row.uid}".encode()


# For the desk ----------------------------------------------------------------------------


def seen_by(actor: Actor) -> QuerySet[SetAsideMail]:
    """What the actor may look at: as an intake clerk of the office, and of a case only one that
    they see. Mail for a report of reprisal is for whoever reads the report.
    """
    clerks = {post.office for post in actor.posts if post.role is Role.CLERK}
    seen = visible_to(actor)
    theirs = Q(case=None) | Q(case__in=seen.filter(is_reprisal=False).values("root"))
    reports = Q(case__in=seen.filter(is_reprisal=True).values("root"))
    rows = SetAsideMail.objects.filter(Q(office__in=clerks) & theirs | reports)
    return rows.select_related("office", "case", "decided_by")


def waiting(actor: Actor) -> list[SetAsideMail]:
    return list(to_decide(actor).defer("sealed", "data_key").order_by("pk")[:PAGE])


def to_decide(actor: Actor) -> QuerySet[SetAsideMail]:
    return seen_by(actor).filter(decided_at=None)


def decided(actor: Actor, now: datetime) -> list[SetAsideMail]:
    rows = seen_by(actor).filter(decided_at__gt=now - TOLD_FOR).defer("sealed", "data_key")
    return list(rows.order_by("-decided_at")[:PAGE])


def can_be_taken(row: SetAsideMail, mail: Mail) -> bool:
    """Whether there is something that could become a case, or be added to one."""
    says = bool(mail.whole.strip() or mail.files or mail.subject)
    return says and mail.trouble != "unreadable" and row.reason not in CLOSED_TO_CLERKS


def take_it(actor: Actor, uid: str, now: datetime) -> SetAsideMail | Refusal:
    """The clerk lets it become what it would have become by itself."""

    def act(row: SetAsideMail) -> str | Refusal:
        mail = writing.whole_as_file(reading.read(unsealed(row)))
        if not can_be_taken(row, mail):
            return Refusal(Code.MISSING)
        with taking.cleaned(mail) as (files, not_taken):
            refused = not_taken + (row.reason == "too-large")  # Only its beginning was kept.
            way = Way((row.case,)) if row.case else Way(box=_box(row))
            done = writing.act(mail, way, files, refused, now, _came_on(row, now), actor)
        return done if isinstance(done, Refusal) else "written" if row.case else "filed"

    from . import taking

    return _decide(actor, uid, now, act)


def _came_on(row: SetAsideMail, now: datetime) -> date | None:
    """Time limits count from the day on which it came, however long it waited here."""
    zone = ZoneInfo(ground_of(row.office_id).time_zone)
    on = row.arrived_at.astimezone(zone).date()
    return on if on < now.astimezone(zone).date() else None


def discard(actor: Actor, uid: str, because: str, now: datetime) -> SetAsideMail | Refusal:
    """The clerk says why nothing comes of it; what it said is gone then."""

    def act(row: SetAsideMail) -> str | Refusal:
        row.because = because.strip()[:300]
        return "discarded" if row.because else Refusal(Code.MISSING, "because")

    return _decide(actor, uid, now, act)


def _decide(
    actor: Actor, uid: str, now: datetime, act: Callable[[SetAsideMail], str | Refusal]
) -> SetAsideMail | Refusal:
    with as_owner(), transaction.atomic():
        rows = SetAsideMail.objects.select_for_update(of=("self",))
        row = rows.filter(uid=uid, pk__in=seen_by(actor).values("pk")).first()
        if row is None:
            return Refusal(Code.NOT_YOURS)
        if row.decided_at is not None:
            return Refusal(Code.CHANGED_MEANWHILE)
        done = act(row)
        if isinstance(done, Refusal):
            transaction.set_rollback(True)
            return done
        row.decision, row.decided_at, row.decided_by_id = done, now, actor.staff
        row.sealed, row.tell = b"", False
        row.save(update_fields=["decision", "decided_at", "decided_by", "sealed", "tell",
                                "because"])  # fmt: skip
        return row


def _box(row: SetAsideMail) -> mailboxes.Mailbox:
    """The mailbox it came to, or what stands for it where the file names it no longer."""
    known = mailboxes.named(row.box, mailboxes.mailboxes())
    return known or mailboxes.Mailbox(address=row.box, office=row.office.code)


def forget(now: datetime) -> int:
    """Takes out who decided what about mail, and that mail was taken, when a year has passed."""
    from openredress.incoming.models import TakenMail

    old = now - timedelta(days=365)
    count, _kinds = SetAsideMail.objects.filter(decided_at__lt=old).delete()
    more, _kinds = TakenMail.objects.filter(taken_at__lt=old).delete()
    return count + more
