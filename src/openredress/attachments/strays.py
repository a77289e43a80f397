"""Sealed files that nothing leads to: what a crash left between the store and the database."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from .blobs import store
from .models import Attachment, Upload

#: Younger ones may be on their way into the database at this moment.
AGE = timedelta(hours=48)


def delete(now: datetime) -> int:
    """Deletes every stray. Answers how many there were."""
    found = list(strays(now))
    for name in found:
        store().delete(name)
    return len(found)


def strays(now: datetime) -> Iterator[str]:
    """The names of sealed files that are older than two days and belong to nothing."""
    for folder in _listed("")[0]:
        names = _listed(folder)[1]
        known = _known({name.partition(".")[0] for name in names})
        for name in names:
            path = f"{folder}/{name}"
            if name.partition(".")[0] not in known and now - _made(path) > AGE:
                yield path


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        found: tuple[list[str], list[str]] = store().listdir(folder)
    except FileNotFoundError:  # Nothing was ever kept here.
        return [], []
    return found


def _made(path: str) -> datetime:
    made: datetime = store().get_modified_time(path)
    return made


def _known(uids: Iterable[str]) -> set[str]:
    known: set[str] = set()
    for model in (Attachment, Upload):
        known.update(model.objects.filter(uid__in=uids).values_list("uid", flat=True))
    return known
