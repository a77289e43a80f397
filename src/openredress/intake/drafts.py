"""Keeping a filing between pages: sealed under a token that only the browser holds.

The token has 256 random bits. Its SHA-256 finds the row; a key derived from it with HKDF
(RFC 5869) opens the payload. Neither the server nor a copy of its database can read a draft
without the browser that wrote it. Nothing about the browser is kept.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openredress.attachments.tray import Tray
from openredress.wall.prepared import prepared

from .models import Draft

TOKEN_BYTES = 32
LIFE = timedelta(hours=24)
#: How many expired drafts a new one takes with it; deleting stays cheap and keeps up.
SWEPT_AT_ONCE = 20
_FIND = "SELECT sealed FROM intake_draft WHERE token_hash = %s AND expires_at > %s"
_FIND_AND_LOCK = f"{_FIND} FOR UPDATE"


@dataclass
class OpenDraft:
    """A draft that was opened with its token.

    `answers` are the fields as they were typed, valid or not, so that nothing is lost. After
    filing there are no answers left, only the `number` and `code` of the receipt. `staff` is the
    clerk who takes it down and `language` that of the petitioner, at the counter only.
    """

    token: str
    answers: dict[str, str] = field(default_factory=dict)
    number: str = ""
    code: str = ""
    staff: int | None = None
    language: str = ""

    @property
    def is_filed(self) -> bool:
        return bool(self.number)

    @property
    def tray(self) -> Tray:
        """The files that wait beside it."""
        return Tray(self.token)


def begin(now: datetime, staff: int | None = None) -> OpenDraft:
    """A new draft, stored. A few that have expired are deleted with it."""
    expired = Draft.objects.filter(expires_at__lte=now).order_by("expires_at")
    Draft.objects.filter(pk__in=expired.values("pk")[:SWEPT_AT_ONCE]).delete()
    draft = OpenDraft(secrets.token_urlsafe(TOKEN_BYTES), staff=staff)
    save(draft, now)
    return draft


def find(token: str, now: datetime, *, lock: bool = False) -> OpenDraft | None:
    """The draft of this token; `None` when there is none or 24 hours have passed since its last
    change. With `lock`, inside a transaction, it waits for whoever files it at this moment.
    """
    if not token:
        return None
    with prepared() as cursor:
        cursor.execute(_FIND_AND_LOCK if lock else _FIND, [_name(token), now])
        row = cursor.fetchone()
    if row is None:
        return None
    return OpenDraft(token, **json.loads(_cipher(token).decrypt(row[0])))


def save(draft: OpenDraft, now: datetime) -> None:
    payload = {k: v for k, v in vars(draft).items() if k != "token"}
    sealed = _cipher(draft.token).encrypt(json.dumps(payload).encode())
    Draft.objects.bulk_create(
        [Draft(token_hash=_name(draft.token), sealed=sealed, expires_at=now + LIFE)],
        update_conflicts=True, unique_fields=["token_hash"], update_fields=["sealed", "expires_at"],
    )  # fmt: skip
    draft.tray.keep_until(now + LIFE)


def remember(draft: OpenDraft, entered: Mapping[str, Any], now: datetime) -> None:
    """Keeps what was typed, whether or not it is right."""
    draft.answers.update({name: str(value) for name, value in entered.items()})
    save(draft, now)


def turn_into_receipt(draft: OpenDraft, number: str, code: str, now: datetime) -> None:
    """The case is filed: what was entered is in it and goes from here."""
    draft.tray.hand_over()
    draft.answers, draft.number, draft.code = {}, number, code
    save(draft, now)


def discard(draft: OpenDraft) -> None:
    Draft.objects.filter(token_hash=_name(draft.token)).delete()
    draft.tray.discard()


@dataclass(frozen=True)
class Holder:
    """The cookie that carries the token of one kind of draft. One that is `brief` goes when the
    browser is closed, so that less is left on a device that somebody else may look at.
    """

    name: str
    brief: bool = False

    @property
    def cookie(self) -> str:
        return f"{settings.COOKIE_PREFIX}{self.name}"

    def find(self, request: HttpRequest, now: datetime, *, lock: bool = False) -> OpenDraft | None:
        return find(request.COOKIES.get(self.cookie, ""), now, lock=lock)

    def give(self, response: HttpResponse, draft: OpenDraft) -> HttpResponse:
        response.set_cookie(
            self.cookie,
            draft.token,
            max_age=None if self.brief else LIFE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        return response

    def take_away(self, response: HttpResponse) -> HttpResponse:
        response.delete_cookie(self.cookie, samesite="Lax")
        return response


def _name(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _cipher(token: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"openredress draft").derive(token.encode())
    return Fernet(base64.urlsafe_b64encode(key))
