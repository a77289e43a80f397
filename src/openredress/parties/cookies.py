"""The signed cookies in which short sessions lie. Nothing about them is stored here."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

#: Without use.
SECONDS = 30 * 60
#: From the moment at which the code was entered.
LONGEST = timedelta(hours=12)


def lay(response: HttpResponse, name: str, salt: str, value: str, seconds: int = SECONDS) -> None:
    response.set_signed_cookie(
        name, value, salt=salt, max_age=max(0, min(SECONDS, seconds)), httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def laid(request: HttpRequest, name: str, salt: str) -> str | None:
    """What was laid there; `None` where nothing was, somebody else did, or it was too long ago."""
    found: str | None = request.get_signed_cookie(name, default=None, salt=salt, max_age=SECONDS)
    return found or None


def seconds_left(began_at: datetime) -> int:
    """Of the longest time that a code stays entered; none, or fewer, where that is over."""
    return int((began_at + LONGEST - timezone.now()).total_seconds())


def is_over(began_at: datetime) -> bool:
    return timezone.now() >= began_at + LONGEST
