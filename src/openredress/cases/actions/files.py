"""Files: added, scanned later, opened as they were, and erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from openredress.attachments import blobs, kept
from openredress.attachments.models import Attachment
from openredress.attachments.receiving import Incoming
from openredress.attachments.scanning import Scan, scan
from openredress.attachments.taking import Received, take_in
from openredress.core import files
from openredress.core.access import SYSTEM, Actor, Denied, Permission, may
from openredress.core.facts import Facts, KeptFile, replay
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.parties.keys import CannotOpen, KeyMissing
from openredress.wall import as_owner

from .. import projection
from ..journal import entries_of
from ..models import Case
from .identities import OPENERS, needs_second_person
from .writing import append, capacity, locked

ADDERS = {False: (Role.PETITIONER, Role.CLERK), True: OPENERS}


def add_file(
    number: str,
    actor: Actor,
    incoming: Incoming,
    name: str,
    now: datetime,
    *,
    keep_original: bool = False,
    of_office: bool = False,
) -> Case | Refusal:
    """Takes a file in and adds it to the case: one of the petitioner, or one of the office."""
    refusal = _cannot_add(number, actor, of_office)
    if refusal is not None:
        return refusal
    received = take_in(incoming, name, keep_original=keep_original and not of_office)
    if isinstance(received, Refusal):
        return received
    try:
        done = _added(number, actor, received, now, of_office)
    except BaseException:
        blobs.remove(received.added.uid)
        raise
    if isinstance(done, Refusal):
        blobs.remove(received.added.uid)
    return done


def add_received(number: str, actor: Actor, received: Received, now: datetime) -> Case | Refusal:
    """Adds a file of the petitioner that was taken in already; it is the caller's to delete it
    where it is refused.
    """
    return _added(number, actor, received, now, of_office=False)


def _cannot_add(number: str, actor: Actor, of_office: bool) -> Refusal | None:
    """Said before a file is worked through, and once more when it is."""
    with as_owner():
        facts = _read(number)
    if isinstance(may(actor, _permission(of_office), facts), Denied):
        return Refusal(Code.NOT_YOURS)
    return files.room_for(facts, of_office, settings.FILES_MAX)


def _read(number: str) -> Facts:
    """Without a lock: cleaning and scanning take a while, and others go on meanwhile."""
    return replay(entries_of(Case.objects.get(number=number)))


def _permission(of_office: bool) -> Permission:
    return Permission.ADD_OFFICE_FILE if of_office else Permission.ADD_FILE


def _added(
    number: str, actor: Actor, received: Received, now: datetime, of_office: bool
) -> Case | Refusal:
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, _permission(of_office), facts), Denied):
            return Refusal(Code.NOT_YOURS)
        situation = projection.situation(facts, actor, now)
        decision = files.add(
            situation, received.added, of_office=of_office, most=settings.FILES_MAX
        )
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, capacity(actor, facts, ADDERS[of_office]), now)
        added = received.added
        kept.keep(case, len(facts.files) + 1, added.uid, added.scan, received.data_key)
        return case


@dataclass(frozen=True)
class OpenedOriginal:
    """An original that was opened, to be handed out once."""

    file: KeptFile
    content: Iterator[bytes]


def open_original(
    number: str, actor: Actor, file: int, purpose: str, now: datetime
) -> OpenedOriginal | Refusal:
    """Opens the untouched original and records it; the one does not happen without the other.

    The petitioner handed it in and needs no purpose.
    """
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        found = facts.file(file)
        if actor.kind is Role.PETITIONER:
            return _own_original(actor, case, facts, found)
        if isinstance(may(actor, Permission.OPEN_ORIGINAL, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        second = needs_second_person(actor, facts)
        situation = projection.situation(facts, actor, now)
        decision = files.open_original(situation, file, purpose, second_person=second)
        if isinstance(decision, Refusal):
            return decision
        assert found is not None
        opened = _opened(case, found)
        if not isinstance(opened, Refusal):
            append(case, facts, decision, capacity(actor, facts, OPENERS), now)
        return opened


def _own_original(
    actor: Actor, case: Case, facts: Facts, file: KeptFile | None
) -> OpenedOriginal | Refusal:
    is_theirs = not isinstance(may(actor, Permission.ADD_FILE, facts), Denied)
    if not is_theirs or file is None or file.of_office or not file.original or file.erased:
        return Refusal(Code.NO_SUCH_FILE)
    return _opened(case, file)


def _opened(case: Case, file: KeptFile) -> OpenedOriginal | Refusal:
    try:
        return OpenedOriginal(file, kept.content(case, file, blobs.ORIGINAL))
    except (CannotOpen, blobs.LostError) as closed:
        return unreadable_file(closed)


def unreadable_file(closed: Exception) -> Refusal:
    """Why a file cannot be handed out, as a refusal."""
    if isinstance(closed, KeyMissing):
        return Refusal(Code.FILE_KEY_MISSING, params={"key": closed.key_id})
    return Refusal(Code.FILE_ALTERED)


@dataclass(frozen=True)
class Scanned:
    """What came of scanning: how many files are clean, infected, and still wait."""

    clean: int = 0
    infected: int = 0
    waiting: int = 0


def scan_waiting(now: datetime, *, again: bool = False, batch: int = 200) -> Scanned:
    """Scans the files that wait for it; with `again`, also those in which something was found,
    once the scanner knows better. Stops at the first that the scanner does not answer for.
    """
    states = (Scan.WAITING, Scan.INFECTED) if again else (Scan.WAITING,)
    rows = Attachment.objects.filter(scan__in=states).select_related("case").order_by("pk")
    counts = dict.fromkeys(Scan, 0)
    found = list(rows[:batch])
    for row in found:
        result = _scan(row, now)
        counts[result] += 1
        if result in (Scan.WAITING, Scan.OFF):
            break
    waiting = Attachment.objects.filter(scan=Scan.WAITING).count()
    return Scanned(counts[Scan.CLEAN], counts[Scan.INFECTED], waiting)


def _scan(row: Attachment, now: datetime) -> Scan:
    case: Case = row.case
    file = _read(case.number).file(row.number)
    if file is None:
        return Scan.WAITING
    part = blobs.ORIGINAL if file.original else blobs.FILE
    try:
        result, finding = scan(kept.content(case, file, part))
    except (CannotOpen, blobs.LostError):
        return Scan.WAITING
    if result in (Scan.CLEAN, Scan.INFECTED):
        _record(case.number, row.number, finding, now)
    return result


def _record(number: str, file: int, finding: str, now: datetime) -> None:
    with transaction.atomic():
        case, facts = locked(number)
        decision = files.scanned(facts, file, finding)
        assert not isinstance(decision, Refusal)
        if decision:
            append(case, facts, decision, By(SYSTEM.kind), now)
            kept.mark(case, file, Scan.INFECTED if finding else Scan.CLEAN)


def erase_files(number: str, reason: str, now: datetime, by: By | None = None) -> Case:
    """Erases every file of one case for good: what it held, its thumbnail, its original, and the
    key. Digests, sizes and kinds stay in the journal, which says that and why it was erased.

    The names of files are words of the journal and are erased as such. A file that another level
    of the chain has too goes when the last of them is erased. Nothing happens where no file is
    left. Whether it may be done is for the caller to decide.
    """
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        decision = files.erase(facts, reason)
        assert not isinstance(decision, Refusal)
        if decision:
            append(case, facts, decision, by or By(SYSTEM.kind), now)
            kept.erase(case, decision[0].files)  # type: ignore[attr-defined]
        return case
