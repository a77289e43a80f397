"""Taking a file in: looked at by the scanner, cleaned in the room, sealed and kept."""

import logging
import secrets
from dataclasses import dataclass, field

from django.conf import settings

from openredress.core.files import Added
from openredress.core.refusals import Code, Refusal

from . import blobs, kinds, names
from .cleaning import Cleaned, CutOff, cleaned
from .receiving import Digest, Incoming
from .scanning import Scan, scan
from .sealing import new_key

log = logging.getLogger(__name__)

UID_BYTES = 16


@dataclass(frozen=True)
class Received:
    """A file that is kept, and the key that it is sealed with; no case needs to know of it yet."""

    added: Added
    data_key: bytes = field(repr=False)


def take_in(incoming: Incoming, name: str, *, keep_original: bool) -> Received | Refusal:
    """Takes a file in, or says why not. After a refusal nothing of it is left here."""
    refusal = _by_size(incoming.size)
    if refusal is not None:
        return refusal
    found, finding = scan(incoming.chunks())
    if found is Scan.INFECTED:
        # On record for the operator; who sent it is not, and nothing of it is kept.
        log.warning("A file was refused: the virus scanner found %s.", finding)
        return Refusal(Code.FILE_INFECTED, "files", {"finding": finding})
    uid, key = secrets.token_hex(UID_BYTES), new_key()
    try:
        done = _kept(uid, key, incoming, name, found, keep_original)
    except BaseException:
        blobs.remove(uid)
        raise
    if isinstance(done, Refusal):
        blobs.remove(uid)
    return done


def _by_size(size: int) -> Refusal | None:
    if size == 0:
        return Refusal(Code.FILE_EMPTY, "files")
    if size > settings.FILE_MAX_BYTES:
        return Refusal(Code.FILE_TOO_BIG, "files", {"max": settings.FILE_MAX_BYTES // 1024**2})
    return None


def _kept(
    uid: str, key: bytes, incoming: Incoming, name: str, found: Scan, keep_original: bool
) -> Received | Refusal:
    given = Digest(incoming.chunks())
    with cleaned(given, [kind.id for kind in kinds.allowed()]) as clean:
        if isinstance(clean, Refusal):
            return clean
        try:
            content = Digest(clean.content)
            blobs.put(uid, blobs.FILE, key, content)
        except CutOff:
            return Refusal(Code.FILE_DAMAGED, "files")
        if clean.thumbnail:
            blobs.put(uid, blobs.THUMBNAIL, key, [clean.thumbnail])
    if keep_original:
        blobs.put(uid, blobs.ORIGINAL, key, incoming.chunks())
    return Received(_added(uid, name, clean, content, given, found, keep_original), key)


def _added(
    uid: str, name: str, clean: Cleaned, content: Digest, given: Digest, found: Scan, original: bool
) -> Added:
    return Added(
        uid=uid, name=names.safe(name, clean.kind), kind=clean.kind, size=content.size,
        sha256=content.sha256, received_size=given.size, received_sha256=given.sha256,
        original=original, thumbnail=bool(clean.thumbnail), scan=str(found),
    )  # fmt: skip
