"""The tray of somebody who is filing: files that were taken in and wait to be handed in.

It is found and opened with the token of the draft alone, as the draft itself; what is in it is
gone when the draft is.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from openredress.core.files import Added
from openredress.core.refusals import Code, Refusal

from . import blobs
from .models import Upload
from .receiving import Incoming
from .taking import Received, take_in

LIFE = timedelta(hours=24)


def tray_of(whose: str) -> "Tray":
    """A tray for somebody who is known, such as the holder of a receipt: they need no token."""
    return Tray(salted_hmac("openredress.attachments.tray", whose, algorithm="sha256").hexdigest())


@dataclass(frozen=True)
class Tray:
    """Files of one holder; whoever has the `token` has them."""

    token: str

    @property
    def holder(self) -> bytes:
        return hashlib.sha256(f"tray {self.token}".encode()).digest()

    def seal(self, plain: dict[str, object]) -> bytes:
        return _cipher(self.token).encrypt(json.dumps(plain).encode())

    def unseal(self, sealed: bytes) -> dict[str, object]:
        found: dict[str, object] = json.loads(_cipher(self.token).decrypt(bytes(sealed)))
        return found

    def rows(self, *, ready: bool) -> list[Upload]:
        return list(Upload.objects.filter(holder=self.holder, is_ready=ready).order_by("pk"))

    def files(self) -> tuple[Received, ...]:
        """What waits in the tray, in the order in which it came."""
        return tuple(self.received(row) for row in self.rows(ready=True))

    def received(self, row: Upload) -> Received:
        plain = self.unseal(row.sealed)
        key = base64.b64decode(str(plain.pop("data_key")))
        return Received(Added(**plain), key)  # type: ignore[arg-type]

    def take(
        self, incoming: Incoming, name: str, now: datetime, *, keep_original: bool
    ) -> Received | Refusal:
        """Puts a file into the tray, or says why not."""
        refusal = self.room(now)
        if refusal is not None:
            return refusal
        found = take_in(incoming, name, keep_original=keep_original)
        if isinstance(found, Refusal):
            return found
        same = (f.added.received_sha256 == found.added.received_sha256 for f in self.files())
        if any(same):
            blobs.remove(found.added.uid)
            return Refusal(Code.FILE_TWICE, "files", {"name": found.added.name})
        self._put(found, now)
        return found

    def _put(self, found: Received, now: datetime) -> None:
        key = base64.b64encode(found.data_key).decode()
        size = found.added.size + (found.added.received_size if found.added.original else 0)
        Upload.objects.create(
            uid=found.added.uid, holder=self.holder, length=size, offset=size, is_ready=True,
            sealed=self.seal({**asdict(found.added), "data_key": key}), expires_at=now + LIFE,
        )  # fmt: skip

    def room(self, now: datetime) -> Refusal | None:
        """Whether one more file may be put in."""
        if Upload.objects.filter(holder=self.holder, is_ready=True).count() >= settings.FILES_MAX:
            return Refusal(Code.FILES_TOO_MANY, "files", {"max": settings.FILES_MAX})
        return space()

    def keep_until(self, moment: datetime) -> None:
        """As long as the draft is kept, so is what lies beside it."""
        Upload.objects.filter(holder=self.holder, expires_at__lt=moment).update(expires_at=moment)

    def contains(self, uid: str) -> Received | None:
        row = Upload.objects.filter(holder=self.holder, uid=uid, is_ready=True).first()
        return self.received(row) if row else None

    def take_out(self, uid: str) -> bool:
        """Removes one file, for good."""
        return _delete(Upload.objects.filter(holder=self.holder, uid=uid)) > 0

    def discard(self) -> None:
        """Removes everything, for good."""
        _delete(Upload.objects.filter(holder=self.holder))

    def hand_over(self) -> None:
        """The files belong to a case now; the tray forgets them and leaves them where they are."""
        Upload.objects.filter(holder=self.holder, is_ready=True).delete()


def space() -> Refusal | None:
    """What waits in all trays together has a bound, so that nobody fills the disk."""
    waiting = Upload.objects.exclude(parts="", is_ready=False).aggregate(sum=Sum("offset"))["sum"]
    if (waiting or 0) >= settings.FILES_WAITING_MAX_BYTES:
        return Refusal(Code.FILES_NO_ROOM, "files")
    return None


def sweep(now: datetime, batch: int = 200) -> int:
    """Deletes what waited longer than its time. Returns how many files that were."""
    expired = Upload.objects.filter(expires_at__lte=now).order_by("expires_at")
    return _delete(Upload.objects.filter(pk__in=expired.values("pk")[:batch]))


def _delete(found: Iterable[Upload]) -> int:
    """Rows first: a file that is left over is swept up later, a row without its file is a loss."""
    rows = list(found)
    Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        parts = blobs.PARTS if row.is_ready else tuple(row.parts.split())
        if parts:
            transaction.on_commit(partial(blobs.remove, row.uid, *parts))
    return len(rows)


def _cipher(token: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"openredress tray").derive(token.encode())
    return Fernet(base64.urlsafe_b64encode(key))
