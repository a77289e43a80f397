"""Files on their way in from a form, sealed while they arrive: nothing readable touches a disk."""

import hashlib
import tempfile
from collections.abc import Iterator
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from . import sealing

BOUND = "openredress file on its way"


class Incoming(Protocol):
    """Something that arrived whole and can be read several times, piece by piece."""

    @property
    def size(self) -> int: ...

    def chunks(self) -> Iterator[bytes]: ...


class Arrived(UploadedFile):
    """A file as it came with a form. Of one that is too big only the beginning was kept; `size`
    counts all that came.
    """

    def __init__(self, name: str) -> None:
        super().__init__(None, name, size=0)
        self._reading: Iterator[bytes] | None = None
        self._left = bytearray()
        self._key = sealing.new_key()
        self._waiting = bytearray()
        self._sealed: IO[bytes] = tempfile.TemporaryFile(prefix="openredress-")  # noqa: SIM115

    def take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > settings.FILE_MAX_BYTES:
            return
        self._waiting += chunk
        while len(self._waiting) >= sealing.PIECE:
            self._keep(bytes(self._waiting[: sealing.PIECE]))
            del self._waiting[: sealing.PIECE]

    def _keep(self, piece: bytes) -> None:
        """Each piece by itself: when it comes nobody knows yet whether it is the last."""
        at = self._sealed.tell()
        for sealed in sealing.seal(self._key, f"{BOUND} at {at}", [piece]):
            self._sealed.write(sealed)

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as of any file; the whole rest when no size is given."""
        if self._reading is None:
            self._reading = self.chunks()
        while (size < 0 or len(self._left) < size) and (more := next(self._reading, b"")):
            self._left += more
        found = bytes(self._left if size < 0 else self._left[:size])
        del self._left[: len(found)]
        return found

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        end = self._sealed.seek(0, 2)
        for at in range(0, end, sealing.SEALED_PIECE):
            self._sealed.seek(at)
            piece = self._sealed.read(sealing.SEALED_PIECE)
            yield from sealing.unseal(self._key, f"{BOUND} at {at}", _once(piece))
        self._sealed.seek(end)
        if self._waiting:
            yield bytes(self._waiting)

    def close(self) -> None:
        self._sealed.close()


def _once(piece: bytes) -> Any:
    left = [piece]
    return lambda size: left.pop() if left else b""


class SealedUploads(FileUploadHandler):
    """Takes every file of every form. It never refuses, so that no other field is lost: what is
    too big is told later, in words.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arrived = Arrived(self.file_name or "file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.arrived.take(raw_data)

    def file_complete(self, file_size: int) -> Any:
        return self.arrived

    def upload_interrupted(self) -> None:
        if hasattr(self, "arrived"):
            self.arrived.close()


class Digest:
    """The SHA-256 and the length of what is read through it."""

    def __init__(self, content: Iterator[bytes]) -> None:
        self._content, self._digest, self.size = content, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._content:
            self._digest.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
