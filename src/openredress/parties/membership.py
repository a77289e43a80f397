"""The short session of a member's receipt, and of somebody who is about to join.

As the session of a case: nothing is stored here, and it ends after thirty minutes without use. It
names a row that is gone when the member leaves, and the receipt by which it was opened.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .cookies import is_over, laid, lay, seconds_left

COOKIE, SALT = f"{settings.COOKIE_PREFIX}member", "openredress.member"
JOINING, JOINING_SALT = f"{settings.COOKIE_PREFIX}joining", "openredress.joining"


@dataclass(frozen=True)
class Membership:
    """`member` is the key of the row, `stamp` of the receipt; `began_at` is when it was entered."""

    member: int
    stamp: str
    began_at: datetime


@dataclass(frozen=True)
class Invited:
    """Somebody with an invitation; `form` is what they are about to send, by a name of its own."""

    code: str
    form: str


def open_membership(
    response: HttpResponse, member: int, stamp: str, began_at: datetime | None = None
) -> None:
    """Lets this browser open the page of the member from now on, for as long as a case."""
    began_at = began_at or timezone.now()
    value = f"{member}/{stamp}/{int(began_at.timestamp())}"
    lay(response, COOKIE, SALT, value, seconds_left(began_at))


def membership_of(request: HttpRequest) -> Membership | None:
    found = laid(request, COOKIE, SALT)
    if found is None:
        return None
    member, stamp, began = ["", "", *found.split("/")][-3:]
    if not member:  # Of a version whose sessions did not end with the receipt.
        return None
    membership = Membership(int(member), stamp, datetime.fromtimestamp(int(began), UTC))
    return None if is_over(membership.began_at) else membership


def close_membership(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def begin_joining(response: HttpResponse, invited: Invited) -> None:
    lay(response, JOINING, JOINING_SALT, f"{invited.code}/{invited.form}")


def joining_of(request: HttpRequest) -> Invited | None:
    found = laid(request, JOINING, JOINING_SALT)
    if found is None:
        return None
    code, _, form = found.partition("/")
    return Invited(code, form)


def end_joining(response: HttpResponse) -> None:
    response.delete_cookie(JOINING, samesite="Lax")
