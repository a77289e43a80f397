"""The files of a case: rows beside its journal, which says what they are."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Protocol

from django.db import transaction

from openredress.core.facts import KeptFile
from openredress.parties.identities import hold
from openredress.parties.keys import CannotOpen, Wrapped, keeper

from . import blobs
from .models import Attachment, file_key_context


class Numbered(Protocol):
    """A case: its key and its number."""

    pk: int
    number: str


def keep(case: Numbered, file: int, uid: str, scan: str, data_key: bytes) -> None:
    """Binds a file that was taken in to its case: from here on its key opens nothing elsewhere."""
    hold()
    key_id, wrapped = keeper().wrap(data_key, file_key_context(uid, case.number))
    Attachment.objects.create(
        case_id=case.pk, number=file, uid=uid, scan=scan, key_id=key_id, data_key=wrapped
    )


def keys_of(case: Numbered, files: Iterable[KeptFile]) -> dict[int, bytes]:
    """The keys of these files by their number; those that cannot be opened here are left out."""
    found, rows = {}, {row.number: row for row in Attachment.objects.filter(case_id=case.pk)}
    for file in files:
        with suppress(CannotOpen, KeyError):
            found[file.number] = _key(rows[file.number], case.number)
    return found


def content(case: Numbered, file: KeptFile, part: str = blobs.FILE) -> Iterator[bytes]:
    """What is kept, piece by piece. Raises `CannotOpen` or `LostError` before the first piece."""
    row = Attachment.objects.filter(case_id=case.pk, number=file.number, uid=file.uid).first()
    if row is None:
        raise blobs.LostError(f"File {file.number} of case {case.number} is gone.")
    return blobs.content(row.uid, part, _key(row, case.number))


def mark(case: Numbered, file: int, scan: str) -> None:
    Attachment.objects.filter(case_id=case.pk, number=file).update(scan=scan)


def erase(case: Numbered, files: Iterable[int]) -> None:
    """Deletes keys and files for good; the keys go with this transaction, the files after it."""
    rows = Attachment.objects.filter(case_id=case.pk, number__in=list(files))
    uids = set(rows.values_list("uid", flat=True))
    rows.delete()
    shared = set(Attachment.objects.filter(uid__in=uids).values_list("uid", flat=True))
    for uid in uids - shared:
        transaction.on_commit(partial(blobs.remove, uid))


def _key(row: Attachment, number: str) -> bytes:
    wrapped = Wrapped(row.key_id, bytes(row.data_key))
    return keeper().unwrap(wrapped, file_key_context(row.uid, number))
