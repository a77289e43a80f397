"""Having a mail opened in the room, from outside it, and what may be kept of one."""

import hashlib
import hmac
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from openredress.core.receipt import read_code
from openredress.ops import home

from . import addresses

ROOM = "openredress.incoming.room"
#: A room that has not answered by then is closed; most answer within a fifth of a second.
SECONDS = 60
LONGEST_ADDRESS = 254
#: Lines that mail servers and mailers add and that say where somebody was, or with what: none of
#: them is ever kept, not even sealed. What is kept are these and those of the parts.
KEPT = frozenset({
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding", b"content-language",
    b"content-disposition", b"auto-submitted", b"precedence", b"list-id", b"return-path",
    b"delivered-to", b"x-original-to", b"envelope-to", b"x-auto-response-suppress",
})  # fmt: skip
CODES = re.compile(r"(?<!\d)\d(?:[ \-\u2013\u00a0]{0,2}\d){19}(?!\d)")
HIDDEN = "…"


@dataclass(frozen=True)
class Enclosed:
    """A file that came with something else, as with a mail, and can be read several times."""

    name: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self) -> Iterator[bytes]:
        yield self.content


@dataclass(frozen=True)
class Mail:
    """A mail that was opened. `text` is what was written and `quoted` what was quoted below it;
    `whole` is both. `trouble` is why it is set aside, whatever it is about. `notices` are what
    may be names of notices of ours; `program` says how one sees that a program sent it.
    """

    sender: str = ""
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    subject: str = ""
    whole: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    files: tuple[Enclosed, ...] = ()
    left_out: int = 0
    language: str = ""
    notices: tuple[str, ...] = ()
    program: str = ""
    bounce: str = ""
    wants_no_answer: bool = False
    trouble: str = ""


def read(raw: bytes) -> Mail:
    """The mail, without what must not lie in a case. Never fails for what a mail holds."""
    return _discreet(_opened(raw))


def _opened(raw: bytes) -> Mail:
    command = [sys.executable, "-I", "-m", ROOM]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"}, cwd="/",
    ) as room:  # fmt: skip
        closing = threading.Timer(SECONDS, room.kill)
        closing.start()
        try:
            said, _nothing = room.communicate(raw)
        finally:
            closing.cancel()
            room.kill()
    return _told(said)


def _told(said: bytes) -> Mail:
    line, _end, rest = said.partition(b"\n")
    try:
        told = json.loads(line)
        sizes, names = told.pop("sizes"), told.pop("names", [])
    except (ValueError, KeyError):
        return Mail(trouble="unreadable")  # It was closed for taking too long or needing too much.
    if sum(sizes) != len(rest):
        return Mail(trouble="unreadable")
    files, at = [], 0
    for name, size in zip(names, sizes, strict=True):
        files.append(Enclosed(name, rest[at : at + size]))
        at += size
    lists = {name: tuple(told.pop(name, ())) for name in ("recipients", "notices")}
    return Mail(**told, **lists, files=tuple(files))


def _discreet(mail: Mail) -> Mail:
    """Without the address of whoever wrote, which is sealed, without reply addresses, and without
    codes of receipts, which a mail that was answered may have held.
    """
    sender = mail.sender if _is_address(mail.sender) else ""
    texts = {n: _hidden(getattr(mail, n), sender) for n in ("subject", "whole", "text", "quoted")}
    return replace(mail, sender=sender, **texts)


def _is_address(found: str) -> bool:
    try:
        validate_email(found)
    except ValidationError:
        return False
    return len(found) <= LONGEST_ADDRESS


def _hidden(text: str, sender: str) -> str:
    text = CODES.sub(lambda found: HIDDEN if read_code(found[0]) else found[0], text)
    text = re.sub(
        r"[^\s@<>()\[\]\"',;:]{1,80}@[^\s@<>()\[\]\"',;:]{1,200}",
        lambda found: HIDDEN if addresses.is_one(found[0]) else found[0], text,
    )  # fmt: skip
    return re.sub(re.escape(sender), HIDDEN, text, flags=re.IGNORECASE) if sender else text


def stripped(raw: bytes) -> bytes:
    """The mail without the lines that say which way it came: what may be kept, sealed."""
    head, gap, body = _halves(raw)
    kept: list[bytes] = []
    keeps = False
    for line in head.splitlines(keepends=True):
        if line[:1] not in b" \t":
            keeps = line.partition(b":")[0].strip().lower() in KEPT
        if keeps:
            kept.append(line)
    return b"".join(kept) + gap + body


def fingerprint(raw: bytes) -> bytes:
    """A keyed hash by which the same mail is known again, whatever way it came: of what it says
    and of the lines by which whoever wrote it named it.
    """
    head, _gap, body = _halves(stripped(raw).replace(b"\r\n", b"\n"))
    named = sorted(
        line.strip()
        for line in head.split(b"\n")
        if line.partition(b":")[0].strip().lower() in (b"from", b"date", b"message-id", b"subject")
    )
    digest = hashlib.sha256(b"\n".join(named) + b"\n\n" + body.strip()).digest()
    return hmac.digest(home.receipt_key(), b"mail " + digest, hashlib.sha256)


def _halves(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Head, what divides it from the body, and the body."""
    found = re.search(rb"\r?\n\r?\n", raw)
    return (raw[: found.start()], found[0], raw[found.end() :]) if found else (raw, b"", b"")
