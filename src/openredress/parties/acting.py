"""The short session of whoever acts for a petitioner.

As the session of a case: nothing is stored here, and it ends after thirty minutes without use. It
names a row that is gone when they act no more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .cookies import is_over, laid, lay, seconds_left

COOKIE, SALT = f"{settings.COOKIE_PREFIX}proxy", "openredress.proxy"


@dataclass(frozen=True)
class Acting:
    """`proxy` is the key of the row; `began_at` is when the code was entered."""

    proxy: int
    began_at: datetime


def open_acting(response: HttpResponse, acting: Acting) -> None:
    """Lets this browser open the case for its petitioner from now on, for as long as a case."""
    value = f"{acting.proxy}/{int(acting.began_at.timestamp())}"
    lay(response, COOKIE, SALT, value, seconds_left(acting.began_at))


def acting_of(request: HttpRequest) -> Acting | None:
    found = laid(request, COOKIE, SALT)
    if found is None:
        return None
    proxy, _, began = found.partition("/")
    acting = Acting(int(proxy), datetime.fromtimestamp(int(began), UTC))
    return None if is_over(acting.began_at) else acting


def close_acting(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
