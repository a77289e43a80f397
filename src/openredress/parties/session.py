"""The short session of a receipt: which case a browser has open, in a signed cookie.

Nothing about it is stored here. It ends after thirty minutes without use, because the telephone
or computer may be borrowed, and twelve hours after the code was entered, however much it is used.
It also ends when the receipt is replaced: it names the receipt that opened it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .cookies import is_over, laid, lay, seconds_left

COOKIE = f"{settings.COOKIE_PREFIX}receipt"
SALT = "openredress.receipt"


@dataclass(frozen=True)
class Session:
    """`receipt` counts the receipts of the case from 1; `began_at` is when the code was entered."""

    root_number: str
    receipt: int
    began_at: datetime


def open_session(
    response: HttpResponse, root_number: str, receipt: int = 1, began_at: datetime | None = None
) -> None:
    """Lets this browser see the chain of cases that begins with `root_number`, from now on.

    Called again on every page, it moves the end of the session along, but never past `LONGEST`
    after `began_at`.
    """
    began_at = began_at or timezone.now()
    value = f"{root_number}/{receipt}/{int(began_at.timestamp())}"
    lay(response, COOKIE, SALT, value, seconds_left(began_at))


def session_of(request: HttpRequest) -> Session | None:
    """What is open in this browser; `None` if nothing is, or it was open for too long."""
    found = laid(request, COOKIE, SALT)
    session = _read(found) if found else None
    return None if session is None or is_over(session.began_at) else session


def session_case(request: HttpRequest) -> str | None:
    """The number of the first case of the chain that is open here; `None` if none is."""
    session = session_of(request)
    return session.root_number if session else None


def close_session(response: HttpResponse) -> None:
    """Ends the session on this device."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _read(found: str) -> Session | None:
    """We signed it, so it is in our form, or in that of a version that named the case alone."""
    number, receipt, began = [*found.split("/"), "", ""][:3]
    if not began:
        return Session(number, 1, timezone.now())
    return Session(number, int(receipt), datetime.fromtimestamp(int(began), UTC))
