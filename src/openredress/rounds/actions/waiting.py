"""What could not be taken in by itself, until somebody has: kept sealed, closed in the end."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from openredress.core.access import Actor
from openredress.core.field import Draft, Kind, Record, read_all, written
from openredress.wall import as_owner

from ..models import Held, Kit
from .kits import NotHere
from .planning import reads_what_waits


class Why(StrEnum):
    """Why a record waits."""

    UNREADABLE = "unreadable"  # it was not sealed to its kit, or was altered
    FORM = "form"  # something that was chosen is not there any more, or it is not whole
    REFUSED = "refused"  # the procedure does not allow it now
    LATE = "late"  # it says that it was taken down after the kit was revoked
    CODE = "code"  # no case is opened by the receipt that was shown
    BEGUN = "begun"  # it was not read back, and so is no filing
    ENCLOSED = "enclosed"  # a file, and what it belongs to is no case yet
    FILE = "file"  # a file that cannot be kept


def uid_of(record: Record) -> str:
    several = f":{record.revision}" if record.kind is Kind.FILE else ""
    return f"{record.kind.value}:{record.draft}{several}"


def wait(kit: Kit, draft: Draft, why: Why, now: datetime) -> None:
    """Keeps all that is needed to take it in later: what was sealed, and the code that counts."""
    lines = [written(draft.record)]
    if draft.receipt is not draft.record:
        lines.append(written(draft.receipt))
    Held.objects.get_or_create(
        uid=uid_of(draft.record),
        defaults={"kit": kit, "line": "\n".join(lines), "why": why.value, "held_at": now},
    )


def keep_the_later(waiting: Held, record: Record) -> None:
    """What was begun grows until it is read back; a device may be brought back in between."""
    records, _strange = read_all(waiting.line)
    if record.kind is Kind.BEGUN and records and records[0].revision < record.revision:
        waiting.line = written(record)
        waiting.save(update_fields=["line"])


def close(actor: Actor, record: Record, number: str, now: datetime) -> None:
    """A file that waited for its filing, and what had been begun of a filing that is here now."""
    over = {Kind.FILE: uid_of(record), Kind.FILING: f"{Kind.BEGUN.value}:{record.draft}"}
    rows = Held.objects.filter(uid=over.get(record.kind, ""), settled_at=None)
    rows.update(settled_at=now, settled_by=actor.staff, settled=number, line="")


def enclosed(uid: str) -> QuerySet[Held]:
    """The files that wait for a filing that waits."""
    draft = uid.partition(":")[2]
    rows = Held.objects.filter(uid__startswith=f"{Kind.FILE.value}:{draft}:", settled_at=None)
    return rows.filter(why=Why.ENCLOSED)


def settle(actor: Actor, uid: str, what: str, now: datetime) -> bool:
    """Writes down what became of a record that waited, and erases the record and the files that
    came with it. Who it was and what they wrote stays. Raises `NotHere`.
    """
    with as_owner(), transaction.atomic():
        rows = Held.objects.select_for_update(of=("self",)).select_related("kit__round")
        row = rows.filter(uid=uid, settled_at=None).first()
        if row is None:
            return False
        if not reads_what_waits(actor, row.kit.holder_id, row.kit.round.office_id):
            raise NotHere(uid)
        row.settled_at, row.settled_by_id, row.settled = now, actor.staff, what.strip()
        row.line = ""
        row.save(update_fields=["settled_at", "settled_by", "settled", "line"])
        enclosed(uid).update(settled_at=now, settled_by=actor.staff, settled=row.settled, line="")
        return True
