"""The gate before everything that staff do: who has not shown a second factor is nobody here.

Pages need not know of it. To all of them but those for setting a second step up, such a person is
not signed in at all. So a page that is added later is behind the gate without being told, and no
setting opens it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from openredress.offices.models import Staff

from . import factors

#: Open to somebody whose account has no second step yet, and to nobody who has one and did not
#: use it. By the names of their addresses.
SETTING_UP = frozenset(
    {
        "second_factor_needed",
        "account_login",
        "account_reauthenticate",
        "account_change_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
#: Leaving is always possible.
LEAVING = "account_logout"


class Gate:
    """The middleware. It stands after the one that says who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key:
            # Read before the wall, or the database had to be told of nobody first and then again
            # of whoever comes.
            request.user.is_authenticated  # noqa: B018
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name == LEAVING:
            return
        known, setting_up = request.user, name in SETTING_UP
        request.user = SimpleLazyObject(lambda: admitted(request, known, setting_up))

        async def auser() -> Any:
            return request.user

        request.auser: Callable[[], Awaitable[Any]] = auser


def admitted(request: HttpRequest, staff: Any, setting_up: bool = False) -> Any:
    """The staff if they come through the gate, else nobody."""
    if not staff.is_authenticated or factors.has_proved(request, staff):
        return staff
    if factors.has_second_factor(staff):
        return AnonymousUser()
    return staff if setting_up or not factors.is_needed(staff) else AnonymousUser()


def is_stopped(request: HttpRequest, staff: Staff) -> bool:
    """Whether somebody signed in has to set a second step up before they can do anything."""
    return not admitted(request, staff).is_authenticated
