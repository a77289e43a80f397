"""The short session of a receipt: which case a browser has open, in a signed cookie.

Nothing about it is stored here. It ends after thirty minutes without use, because the telephone
or computer may be borrowed.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.COOKIE_PREFIX}receipt"
SALT = "openredress.receipt"
SECONDS = 30 * 60


def open_session(response: HttpResponse, root_number: str) -> None:
    """Lets this browser see the chain of cases that begins with `root_number`, from now on.

    Called again on every page, it moves the end of the session along.
    """
    response.set_signed_cookie(
        COOKIE,
        root_number,
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def session_case(request: HttpRequest) -> str | None:
    """The number of the first case of the chain that is open here; `None` if none is."""
    found: str | None = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=SECONDS)
    return found


def close_session(response: HttpResponse) -> None:
    """Ends the session on this device."""
    response.delete_cookie(COOKIE, samesite="Lax")
