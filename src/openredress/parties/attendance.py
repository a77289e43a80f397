"""The short session of the other side of a dispute, and of whoever opens a letter to them.

As the session of a case: nothing is stored here, and it ends after thirty minutes without use. It
names the receipt by which it was opened, and ends when that is replaced.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .cookies import is_over, laid, lay, seconds_left

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
    value = f"{found.side}/{found.stamp}/{int(found.began_at.timestamp())}"
    lay(response, COOKIE, SALT, value, seconds_left(found.began_at))


def attendance_of(request: HttpRequest) -> Attendance | None:
    found = laid(request, COOKIE, SALT)
    if found is None:
        return None
    side, stamp, began = found.split("/")
    attendance = Attendance(int(side), stamp, datetime.fromtimestamp(int(began), UTC))
    return None if is_over(attendance.began_at) else attendance


def close_attendance(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def begin_letter(response: HttpResponse, letter: Letter) -> None:
    lay(response, LETTER, LETTER_SALT, f"{letter.code}/{letter.form}")


def letter_of(request: HttpRequest) -> Letter | None:
    found = laid(request, LETTER, LETTER_SALT)
    if found is None:
        return None
    code, _, form = found.partition("/")
    return Letter(code, form)


def end_letter(response: HttpResponse) -> None:
    response.delete_cookie(LETTER, samesite="Lax")
