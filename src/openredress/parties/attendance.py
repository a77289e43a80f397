"""The short session of the other side of a dispute, and of whoever opens a letter to them.

As the session of a case: nothing is stored here, and it ends after thirty minutes without use. It
names the receipt by which it was opened, and ends when that is replaced.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .session import LONGEST, SECONDS

COOKIE, SALT = f"{settings.COOKIE_PREFIX}side", "openredress.side"
LETTER, LETTER_SALT = f"{settings.COOKIE_PREFIX}letter", "openredress.letter"


@dataclass(frozen=True)
class Attendance:
    """`side` is the key of the row, `stamp` of the receipt; `began_at` is when it was entered."""

    side: int
    stamp: str
    began_at: datetime


@dataclass(frozen=True)
class Letter:
    """A letter that is being opened; `form` is the exchange, by a name of its own."""

    code: str
    form: str


def open_attendance(response: HttpResponse, found: Attendance) -> None:
    """Lets this browser open the page of the other side from now on, for as long as a case."""
    left = (found.began_at + LONGEST - timezone.now()).total_seconds()
    value = f"{found.side}/{found.stamp}/{int(found.began_at.timestamp())}"
    _set(response, COOKIE, SALT, value, int(left))


def attendance_of(request: HttpRequest) -> Attendance | None:
    found: str | None = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=SECONDS)
    if not found:
        return None
    side, stamp, began = found.split("/")
    attendance = Attendance(int(side), stamp, datetime.fromtimestamp(int(began), UTC))
    return attendance if timezone.now() < attendance.began_at + LONGEST else None


def close_attendance(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def begin_letter(response: HttpResponse, letter: Letter) -> None:
    _set(response, LETTER, LETTER_SALT, f"{letter.code}/{letter.form}", SECONDS)


def letter_of(request: HttpRequest) -> Letter | None:
    found: str | None = request.get_signed_cookie(
        LETTER, default=None, salt=LETTER_SALT, max_age=SECONDS
    )
    if not found:
        return None
    code, _, form = found.partition("/")
    return Letter(code, form)


def end_letter(response: HttpResponse) -> None:
    response.delete_cookie(LETTER, samesite="Lax")


def _set(response: HttpResponse, name: str, salt: str, value: str, seconds: int) -> None:
    response.set_signed_cookie(
        name, value, salt=salt, max_age=max(0, min(SECONDS, seconds)), httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
