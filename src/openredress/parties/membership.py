"""The short session of a member's receipt, and of somebody who is about to join.

As the session of a case: nothing is stored here, and it ends after thirty minutes without use. It
names a row that is gone when the member leaves.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .session import LONGEST, SECONDS

COOKIE, SALT = f"{settings.COOKIE_PREFIX}member", "openredress.member"
JOINING, JOINING_SALT = f"{settings.COOKIE_PREFIX}joining", "openredress.joining"


@dataclass(frozen=True)
class Membership:
    """`member` is the key of the row; `began_at` is when the code was entered."""

    member: int
    began_at: datetime


@dataclass(frozen=True)
class Invited:
    """Somebody with an invitation; `form` is what they are about to send, by a name of its own."""

    code: str
    form: str


def open_membership(
    response: HttpResponse, member: int, began_at: datetime | None = None
) -> None:  # fmt: skip
    """Lets this browser open the page of the member from now on, for as long as a case."""
    began_at = began_at or timezone.now()
    left = (began_at + LONGEST - timezone.now()).total_seconds()
    _set(response, COOKIE, SALT, f"{member}/{int(began_at.timestamp())}", int(left))


def membership_of(request: HttpRequest) -> Membership | None:
    found: str | None = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=SECONDS)
    if not found:
        return None
    member, _, began = found.partition("/")
    membership = Membership(int(member), datetime.fromtimestamp(int(began), UTC))
    return membership if timezone.now() < membership.began_at + LONGEST else None


def close_membership(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def begin_joining(response: HttpResponse, invited: Invited) -> None:
    _set(response, JOINING, JOINING_SALT, f"{invited.code}/{invited.form}", SECONDS)


def joining_of(request: HttpRequest) -> Invited | None:
    found: str | None = request.get_signed_cookie(
        JOINING, default=None, salt=JOINING_SALT, max_age=SECONDS
    )
    if not found:
        return None
    code, _, form = found.partition("/")
    return Invited(code, form)


def end_joining(response: HttpResponse) -> None:
    response.delete_cookie(JOINING, samesite="Lax")


def _set(response: HttpResponse, name: str, salt: str, value: str, seconds: int) -> None:
    response.set_signed_cookie(
        name, value, salt=salt, max_age=max(0, min(SECONDS, seconds)), httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
