"""A browser that has signed in to an account before, and can show it.

The cookie says that and nothing else, and lies in that browser alone: the server keeps no list of
browsers. It gives no access; it only has its own failed tries counted by themselves.
"""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from openredress.offices.models import Staff

from .throttle import key_of

DAYS = 180
PATH = "/staff/"
SALT = "openredress.signin.browser"
#: How long what the operator gave out for a new browser can be used.
ADMITS_FOR = 30 * 60


def cookie_of(username: str) -> str:
    """The name of the cookie. It does not tell whose it is to who looks into a shared browser."""
    return f"known_{key_of('cookie ' + username.casefold()).hex()[:12]}"


def counter(request: HttpRequest, username: str, what: str) -> str:
    """The counter that this browser's tries of `what` for the account belong to."""
    return f"{what} {username.casefold()} {known(request, username)}"


def known(request: HttpRequest, username: str) -> str:
    """What this browser is called among those known to the account, "" if it is not."""
    cookie = request.COOKIES.get(cookie_of(username), "")
    try:
        owner, name = signing.loads(cookie, salt=SALT, max_age=DAYS * 86400)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return name if hmac.compare_digest(owner, _owner(username)) else ""


def remember(response: HttpResponse, username: str, name: str = "") -> None:
    value = signing.dumps([_owner(username), name or secrets.token_urlsafe(12)], salt=SALT)
    response.set_cookie(
        cookie_of(username), value, max_age=DAYS * 86400, path=PATH, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def pass_for(staff: Staff) -> str:
    """What lets one new browser be known to the account: for the operator to hand over."""
    return signing.dumps([staff.pk, secrets.token_urlsafe(6)], salt=SALT + ".pass")


def admitted(text: str) -> Staff | None:
    """Whose pass this is; `None` when it is not one, or too old."""
    try:
        key, _ = signing.loads(text, salt=SALT + ".pass", max_age=ADMITS_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Staff.objects.filter(pk=key, is_active=True).first()


def _owner(username: str) -> str:
    return hashlib.sha256(username.casefold().encode()).hexdigest()[:16]
