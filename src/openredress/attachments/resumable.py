"""Files that come in parts, and go on after a broken connection: tus 1.0.0, https://tus.io/protocols.

Of its extensions: creation, termination and expiration. Every part is sealed on its own as soon as
it has come; what came before a connection broke is kept.
"""

import base64
import binascii
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.http import http_date

from openredress.core.refusals import Code, Refusal

from . import blobs, tray
from .models import Upload
from .receiving import Incoming
from .sealing import PIECE, new_key
from .tray import LIFE, Tray

log = logging.getLogger(__name__)

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
METHODS = ["OPTIONS", "POST", "HEAD", "PATCH", "DELETE"]
#: Unfinished ones that one holder may have beside each other.
UNFINISHED = 60
CONTENT = "application/offset+octet-stream"


@dataclass(frozen=True)
class Landing:
    """Where files land: with whom, what is done when one is whole, and what a refusal says.

    `finish(incoming, name, keep_original)` answers a refusal, or anything else when it is taken.
    """

    tray: Tray
    finish: Callable[[Incoming, str, bool], object]
    say: Callable[[Refusal], str]
    now: datetime
    room: Callable[[], Refusal | None] = lambda: None


@dataclass(frozen=True)
class Parts:
    """A file that came in parts and is whole now."""

    uid: str
    names: tuple[str, ...]
    key: bytes
    size: int

    def chunks(self) -> Iterator[bytes]:
        for name in self.names:
            yield from blobs.content(self.uid, name, self.key)


def answer(request: HttpRequest, landing: Landing, uid: str = "") -> HttpResponse:
    """What the protocol answers; `uid` is "" at the address where uploads are begun."""
    if request.method == "OPTIONS":
        return _answer(204, **{"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS,
                               "Tus-Max-Size": str(settings.FILE_MAX_BYTES)})  # fmt: skip
    if request.headers.get("Tus-Resumable") != VERSION:
        return _answer(412, **{"Tus-Version": VERSION})
    if not uid:
        return _begin(request, landing) if request.method == "POST" else _answer(405)
    row = Upload.objects.filter(uid=uid, holder=landing.tray.holder).first()
    if row is None or row.expires_at <= landing.now or row.is_ready:
        return _answer(404)
    acts = {"HEAD": _head, "PATCH": _go_on, "DELETE": _end}
    act = acts.get(request.method or "")
    return act(request, landing, row) if act else _answer(405)


def _begin(request: HttpRequest, landing: Landing) -> HttpResponse:
    length = _number(request.headers.get("Upload-Length"))
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    if length is None or told is None:
        return _answer(400)
    refusal = _cannot_begin(length, landing)
    if refusal is not None:
        return _refused(refusal, landing)
    uid, key = secrets.token_hex(16), base64.b64encode(new_key()).decode()
    plain = {"name": told.get("filename", ""), "original": told.get("original") == "yes",
             "data_key": key}  # fmt: skip
    row = Upload.objects.create(
        uid=uid, holder=landing.tray.holder, sealed=landing.tray.seal(plain), length=length,
        expires_at=landing.now + LIFE,
    )  # fmt: skip
    return _answer(201, **_state(row), Location=f"{request.path}{uid}/")


def _cannot_begin(length: int, landing: Landing) -> Refusal | None:
    if length > settings.FILE_MAX_BYTES:
        most = settings.FILE_MAX_BYTES // 1024**2
        return Refusal(Code.FILE_TOO_BIG, "files", {"max": most})
    if length == 0:
        return Refusal(Code.FILE_EMPTY, "files")
    unfinished = Upload.objects.filter(holder=landing.tray.holder, is_ready=False).count()
    if unfinished >= UNFINISHED:
        return Refusal(Code.FILES_NO_ROOM, "files")
    return landing.room() or tray.space()


def _head(request: HttpRequest, landing: Landing, row: Upload) -> HttpResponse:
    return _answer(200, **_state(row))


def _go_on(request: HttpRequest, landing: Landing, row: Upload) -> HttpResponse:
    wrong = _wrong(request, row)
    if wrong:
        return _answer(wrong)
    plain = landing.tray.unseal(row.sealed)
    key, part = base64.b64decode(str(plain["data_key"])), secrets.token_hex(4)
    came = _Counted(request, row.length - row.offset)
    blobs.put(row.uid, part, key, came)
    if came.size == 0:
        blobs.remove(row.uid, part)
        return _answer(204, **_state(row))
    with transaction.atomic():
        fresh = Upload.objects.select_for_update().filter(pk=row.pk, offset=row.offset).first()
        if fresh is None:  # The same part came twice at once; the other one was quicker.
            blobs.remove(row.uid, part)
            return _answer(409)
        fresh.offset, fresh.parts = fresh.offset + came.size, f"{fresh.parts} {part}".strip()
        fresh.expires_at = landing.now + LIFE
        fresh.save(update_fields=["offset", "parts", "expires_at"])
    if fresh.offset < fresh.length:
        return _answer(204, **_state(fresh))
    return _whole(landing, fresh, key, str(plain["name"]), bool(plain["original"]))


def _wrong(request: HttpRequest, row: Upload) -> int:
    """The status for a part that does not fit; 0 for one that does."""
    if request.content_type != CONTENT:
        return 415
    if _number(request.headers.get("Upload-Offset")) != row.offset:
        return 409
    coming = _number(request.META.get("CONTENT_LENGTH")) or 0
    return 413 if coming > row.length - row.offset else 0


def _whole(
    landing: Landing, row: Upload, key: bytes, name: str, keep_original: bool
) -> HttpResponse:
    """Everything has come. The row stays for a while, so that whoever did not hear the answer can
    still ask whether all was there.
    """
    names = tuple(row.parts.split())
    done = landing.finish(Parts(row.uid, names, key, row.length), name, keep_original)
    transaction.on_commit(lambda: blobs.remove(row.uid, *names))
    if isinstance(done, Refusal):
        row.delete()
        return _refused(done, landing)
    row.parts = ""
    row.save(update_fields=["parts"])
    return _answer(204, **_state(row))


def _end(request: HttpRequest, landing: Landing, row: Upload) -> HttpResponse:
    landing.tray.take_out(row.uid)
    return _answer(204)


class _Counted:
    """What comes over a line that may break: up to there it is kept."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        self._request, self._most, self.size = request, most, 0

    def __iter__(self) -> Iterator[bytes]:
        with suppress(UnreadablePostError, OSError):
            while self.size < self._most:
                piece = self._request.read(min(PIECE, self._most - self.size))
                if not piece:
                    return
                self.size += len(piece)
                yield piece


def _number(given: str | None) -> int | None:
    return (
        int(given) if given and given.isascii() and given.isdecimal() and len(given) < 16 else None
    )


def _metadata(header: str) -> dict[str, str] | None:
    """Pairs of a name and base64, with commas between them; `None` if it cannot be read."""
    found = {}
    for pair in filter(None, (each.strip() for each in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    return found


def _state(row: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(row.offset), "Upload-Length": str(row.length),
            "Upload-Expires": http_date(row.expires_at.timestamp())}  # fmt: skip


def _refused(refusal: Refusal, landing: Landing) -> HttpResponse:
    status = 413 if refusal.code is Code.FILE_TOO_BIG else 422
    response = _answer(status)
    response.content = landing.say(refusal).encode()
    response["Content-Type"] = "text/plain; charset=utf-8"
    return response


def _answer(status: int, **headers: str) -> HttpResponse:
    told = {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **headers}
    return HttpResponse(status=status, headers=told)
