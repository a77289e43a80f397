"""Making the proof of filing that a petitioner may hold."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from openredress.cases.access import File
from openredress.cases.journal import stored
from openredress.cases.models import JournalEntry
from openredress.core import deposit, journal, merkle
from openredress.core.deposit import Content, Deposit, Inclusion, Proof
from openredress.core.note import written

from . import keys, tree
from .models import Checkpoint, Leaf


class UnsoundEntryError(RuntimeError):
    """The journal does not hold what was sealed, so nothing is signed over it."""


def proof_of(file: File, *, with_content: bool = False) -> Proof:
    """The proof that this case was filed, in the reader's language, signed now.

    Raises `UnsoundEntryError`.
    """
    row = JournalEntry.objects.get(case=file.case, seq=1)
    filed = _sound(stored(row, file.case.number), is_erased=file.facts.is_forgotten)
    key = keys.current()
    what = Deposit(
        statement=_statement(filed.number, filed.recorded_at),
        institution=settings.INSTITUTION,
        number=filed.number,
        at=filed.recorded_at.replace(microsecond=0),
        document=filed.words_digest,
        seal=filed.seal,
        key=key.id,
    )
    signature = keys.sign_with(key, what.message)
    return Proof(what, signature, inclusion_of(row), _content(filed) if with_content else None)


def inclusion_of(row: JournalEntry) -> Inclusion | None:
    """That the newest checkpoint covers this entry; `None` as long as none does."""
    index = Leaf.objects.filter(entry=row.pk).values_list("index", flat=True).first()
    newest = Checkpoint.objects.order_by("-number").first()
    if index is None or newest is None or index >= newest.size:
        return None
    hashes = merkle.inclusion(tree.read, index, newest.size)
    return Inclusion(index, tuple(hashes), newest.note)


def as_json(inclusion: Inclusion, number: str) -> dict[str, Any]:
    found = {"index": inclusion.index, "hashes": [deposit.encoded(h) for h in inclusion.hashes]}
    return {"number": number, **found, "checkpoint": inclusion.checkpoint}


def _sound(filed: journal.Sealed, *, is_erased: bool) -> journal.Sealed:
    """What was written may have been erased by law; its digest and its seal are there for ever."""
    faults = {broken.fault for broken in journal.faults([filed], filed.seal)}
    if faults - ({journal.Fault.ERASED} if is_erased else set()):
        raise UnsoundEntryError(filed.number)
    return filed


def _content(filed: journal.Sealed) -> Content | None:
    """`None` when the words were erased."""
    if filed.words is None or filed.salt is None:
        return None
    return Content(filed.words, filed.salt, journal.statement(filed))


def _statement(number: str, at: datetime) -> str:
    """Says no more than that a document was handed in: others may read it over a shoulder."""
    return _("A document was deposited under the number %(number)s at %(time)s (UTC).") % {
        "number": number,
        "time": written(at).replace("T", " ").removesuffix("Z"),
    }
