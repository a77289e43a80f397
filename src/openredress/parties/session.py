"""The short session of a receipt: which case a browser has open, in a signed cookie.

Nothing about it is stored here. It ends after thirty minutes without use, because the telephone
or computer may be borrowed, and twelve hours after the code was entered, however much it is used.
It also ends when the receipt is replaced: it names the receipt that opened it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = f"{settings.COOKIE_PREFIX}receipt"
SALT = "openredress.receipt"
#: Without use.
SECONDS = 30 * 60
#: From the moment at which the code was entered.
LONGEST = timedelta(hours=12)


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
    left = (began_at + LONGEST - timezone.now()).total_seconds()
    response.set_signed_cookie(
        COOKIE,
        f"{root_number}/{receipt}/{int(began_at.timestamp())}",
        salt=SALT,
        max_age=max(0, min(SECONDS, int(left))),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def session_of(request: HttpRequest) -> Session | None:
    """What is open in this browser; `None` if nothing is, or it was open for too long."""
    found: str | None = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=SECONDS)
    session = _read(found) if found else None
    if session is None or timezone.now() >= session.began_at + LONGEST:
        return None
    return session


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
