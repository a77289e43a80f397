"""Asking ClamAV whether a file is harmful, piece by piece (its INSTREAM command).

https://docs.clamav.net/manual/Usage/Scanning.html#clamd says how it is spoken to: "zINSTREAM" and
a zero, then each piece behind its length in four bytes, then a length of zero.
"""

import logging
import socket
import struct
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)

SECONDS = 30


class Scan(StrEnum):
    """`OFF` is where the installation has no scanner, `WAITING` where it did not answer."""

    OFF = "off"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


def scan(content: Iterable[bytes]) -> tuple[Scan, str]:
    """What the scanner says, and what it calls what it found."""
    if not settings.CLAMD:
        return Scan.OFF, ""
    try:
        return _read(_asked(content))
    except OSError as error:
        log.warning("The virus scanner did not answer: %s.", type(error).__name__)
        return Scan.WAITING, ""


def _asked(content: Iterable[bytes]) -> str:
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for piece in content:
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # It says why it hung up: the file is larger than it was set to take.
        answer = b""
        while more := line.recv(4096):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected() -> socket.socket:
    parts = urlsplit(settings.CLAMD)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname, parts.port or 3310), SECONDS)


def _read(answer: str) -> tuple[Scan, str]:
    """ "stream: OK", "stream: Eicar-Test-Signature FOUND", or why it could not look."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Scan.CLEAN, ""
    if said.endswith(" FOUND"):
        return Scan.INFECTED, said.removesuffix(" FOUND")[:100]
    log.warning("The virus scanner could not look at a file: %s", said[:100] or "no answer")
    return Scan.WAITING, ""
