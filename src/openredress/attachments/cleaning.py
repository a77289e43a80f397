"""Having a file examined and cleaned in the room, from outside it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from openredress.core.refusals import Code, Refusal

from .sealing import PIECE

ROOM = "openredress.attachments.room"
#: A room that has not answered by then is closed; most answer within a second.
SECONDS = 60
#: How many rooms one process keeps open: each may need a gigabyte for a moment.
_rooms = threading.BoundedSemaphore(2)


@dataclass
class Cleaned:
    """What came out of the room. `content` can be read once, piece by piece."""

    kind: str
    size: int
    thumbnail: bytes
    content: Iterator[bytes]


class CutOff(RuntimeError):  # noqa: N818  what happened
    """The room ended before it had said everything."""


@contextmanager
def cleaned(content: Iterable[bytes], kinds: Iterable[str]) -> Iterator[Cleaned | Refusal]:
    """The file as the room gives it back. What cannot be had from the room is a refusal; where
    the room fails while it is read, `CutOff` is raised within the block and ends it.
    """
    with _rooms, _room(kinds) as room:
        with suppress(BrokenPipeError):
            for piece in content:
                room.stdin.write(piece)
            room.stdin.close()
        yield _answer(room.stdout)


@contextmanager
def _room(kinds: Iterable[str]) -> Iterator[Any]:
    command = [sys.executable, "-I", "-m", ROOM, *kinds]
    room = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"}, cwd="/",
    )  # fmt: skip
    closing = threading.Timer(SECONDS, room.kill)
    closing.start()
    try:
        yield room
    finally:
        closing.cancel()
        room.kill()
        for pipe in (room.stdin, room.stdout):
            with suppress(OSError, ValueError):
                pipe.close()  # type: ignore[union-attr]
        room.wait()


def _answer(out: IO[bytes]) -> Cleaned | Refusal:
    line = out.readline(4096)
    try:
        header = json.loads(line)
    except ValueError:
        # It was closed for taking too long or needing too much.
        return Refusal(Code.FILE_TOO_COMPLEX, "files")
    if "refused" in header:
        return Refusal(Code(header["refused"]), "files")
    thumbnail = out.read(header["thumb"])
    return Cleaned(header["kind"], header["size"], thumbnail, _content(out, header["size"]))


def _content(out: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = out.read(min(PIECE, left))
        if not piece:
            raise CutOff
        left -= len(piece)
        yield piece
