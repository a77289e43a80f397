"""The sealed files by their names. A name says nothing: it is made of random signs."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from . import sealing

FILE, THUMBNAIL, ORIGINAL = "file", "thumbnail", "original"
PARTS = (FILE, THUMBNAIL, ORIGINAL)


class LostError(RuntimeError):
    """What should be kept is not where it was put."""


def store() -> Storage:
    return storages["attachments"]


def put(uid: str, part: str, key: bytes, content: Iterable[bytes]) -> None:
    """Seals and keeps one part of a file, piece by piece."""
    name = name_of(uid, part)
    saved = store().save(name, Sealing(sealing.seal(key, bound(uid, part), content)))
    if saved != name:  # Random names meet only where the store was tampered with.
        store().delete(saved)
        raise LostError(f"Something lies already where {part} of a new file belongs.")


def content(uid: str, part: str, key: bytes) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises `LostError` at once, `Altered` where it shows."""
    opened = _opened(name_of(uid, part))

    def read() -> Iterator[bytes]:
        with opened:
            yield from sealing.unseal(key, bound(uid, part), opened.read)

    return read()


def remove(uid: str, *parts: str) -> None:
    """Deletes these parts, all of them if none is named; what is not there is no fault."""
    for part in parts or PARTS:
        with suppress(FileNotFoundError):
            store().delete(name_of(uid, part))


def name_of(uid: str, part: str) -> str:
    return f"{uid[:2]}/{uid}.{part}"


def bound(uid: str, part: str) -> str:
    return f"openredress {part} {uid}"


def _opened(name: str) -> IO[bytes]:
    try:
        found: Any = store().open(name, "rb")
        found.seek(0)  # A store far away is asked only now.
    except Exception as error:
        if _is_missing(error):
            raise LostError("A file is not where it was put.") from error
        raise
    return found  # type: ignore[no-any-return]


def _is_missing(error: Exception) -> bool:
    """Storage of another machine says it in words of its own."""
    code = str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))
    return isinstance(error, FileNotFoundError) or code in ("404", "NoSuchKey")


class Sealing(File):
    """A file to be stored that is made while it is read, and is never whole in memory."""

    def __init__(self, made: Iterator[bytes]) -> None:
        self.made, self.left = made, bytearray()
        super().__init__(None, name="sealed")

    def __bool__(self) -> bool:
        return True

    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from self.made

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self.left) < size) and (more := next(self.made, b"")):
            self.left += more
        size = len(self.left) if size < 0 else size
        found = bytes(self.left[:size])
        del self.left[:size]
        return found
