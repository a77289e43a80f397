"""What files handed in and given out change."""

from dataclasses import replace
from typing import Any

from .. import events
from ..journal import Entry
from .known import Changes, Facts, KeptFile, Themed


def _file_added(facts: Facts, event: events.FileAdded, entry: Entry) -> Changes:
    new = KeptFile(
        number=event.file, uid=event.uid, name=event.name, kind=event.kind, size=event.size,
        sha256=event.sha256, received_size=event.received_size,
        received_sha256=event.received_sha256, original=event.original,
        thumbnail=event.thumbnail, scan=event.scan,
        of_office=isinstance(event, events.OfficeFileAdded), carried=event.carried, by=entry.by,
        at=entry.at, seq=entry.seq,
    )  # fmt: skip
    return {"files": (*facts.files, new)}


def _files_given(facts: Facts, event: events.FilesGiven, entry: Entry) -> Changes:
    return _of_files(facts, event.files, given_with=event.entry)


def _file_scanned(facts: Facts, event: events.FileScanned, entry: Entry) -> Changes:
    return _of_files(facts, (event.file,), scan=event.result)


def _files_erased(facts: Facts, event: events.FilesErased, entry: Entry) -> Changes:
    return _of_files(facts, event.files, erased=True)


def _of_files(facts: Facts, numbers: tuple[int, ...], **changes: Any) -> Changes:
    changed = (replace(f, **changes) if f.number in numbers else f for f in facts.files)
    return {"files": tuple(changed)}


CHANGES: Themed = {
    events.FileAdded: _file_added,
    events.OfficeFileAdded: _file_added,
    events.FilesGiven: _files_given,
    events.FileScanned: _file_scanned,
    events.FilesErased: _files_erased,
}
