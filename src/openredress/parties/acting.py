"""The short session of whoever acts for a petitioner.

As the session of a case: nothing is stored here, and it ends after thirty minutes without use. It
names a row that is gone when they act no more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .session import LONGEST, SECONDS

COOKIE, SALT = f"{settings.COOKIE_PREFIX}proxy", "openredress.proxy"


@dataclass(frozen=True)
class Acting:
    """`proxy` is the key of the row; `began_at` is when the code was entered."""

    proxy: int
    began_at: datetime


def open_acting(response: HttpResponse, acting: Acting) -> None:
    """Lets this browser open the case for its petitioner from now on, for as long as a case."""
    left = (acting.began_at + LONGEST - timezone.now()).total_seconds()
    response.set_signed_cookie(
        COOKIE, f"{acting.proxy}/{int(acting.began_at.timestamp())}", salt=SALT,
        max_age=max(0, min(SECONDS, int(left))), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def acting_of(request: HttpRequest) -> Acting | None:
    found: str | None = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=SECONDS)
    if not found:
        return None
    proxy, _, began = found.partition("/")
    acting = Acting(int(proxy), datetime.fromtimestamp(int(began), UTC))
    return acting if timezone.now() < acting.began_at + LONGEST else None


def close_acting(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
