"""How staff sign in: an operator makes the account, nobody signs up, nothing goes by e-mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openredress.offices.models import Staff

from . import browsers, factors, records, throttle
from .models import Record

#: Ways to confirm that one is still there.
WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use your passkey"),
}
STAGES = ["openredress.signin.accounts.SecondStep"]


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The user name or the password is not correct."),
        "incorrect_password": _("This password is not correct."),
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Sends nothing: an office's mailbox is not a way into the office's cases."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Sends nothing; the person finds it on their own page."""

    def get_login_stages(self) -> list[str]:
        return STAGES

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library would count by network address, and shut out everybody behind a proxy."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """The account whose password this is. Raises `ValidationError` when it is too early to
        try. What is counted, and for whom, stands in `throttle`.
        """
        from .forms import too_early

        name = browsers.counter(request, credentials["username"], "password")
        tried = throttle.begin(name, throttle.MOST_PASSWORDS, timezone.now())
        if tried.is_early:
            raise too_early(tried.wait)
        found: Staff | None = super().authenticate(request, **credentials)
        if found is not None:
            tried.forgive()
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        staff = Staff.objects.filter(username__iexact=credentials["username"]).first()
        if staff is not None:
            known = browsers.known(request, staff.username)
            how = Record.How.KNOWN if known else Record.How.UNKNOWN
            records.note(staff, Record.Kind.WRONG_PASSWORD, how)

    def post_login(self, request: HttpRequest, user: Staff, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        _tell(request, records.alarming_since_last_time(user).values_list("kind", "note"))
        records.note(user, Record.Kind.SIGNED_IN, _how(request, user))
        _counts_as_asked(request, user)
        if factors.has_proved(request, user):
            name = browsers.known(request, user.username)
            browsers.remember(response, user.username, name)
        return response

    def get_reauthentication_methods(self, user: Staff) -> list[dict[str, str]]:
        """The library's, in our words."""
        return [
            {**way, "description": WAYS[way["id"]]}
            for way in super().get_reauthentication_methods(user)
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        from django.urls import reverse

        return reverse("mfa_index")


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """Asked for unless the directory proved two factors and the operator takes its word."""

    def _should_handle(self, request: HttpRequest) -> bool:
        told = get_authentication_records(request, self.login.user)
        if any(record.get("second_factor") is True for record in told):
            return False
        return bool(super()._should_handle(request))


def _tell(request: HttpRequest, happened: Any) -> None:
    """Says what was done to the account since the last time, as it may not have been the person."""
    kinds = [kind for kind, _note in happened]
    if wrong := sum(kind == Record.Kind.WRONG_PASSWORD for kind in kinds):
        text = gettext(
            "Since you last signed in, a wrong password was typed for your account. Times: "
            "%(times)d. If that was not you, nothing needs to be done."
        )
        messages.info(request, text % {"times": wrong})
    if Record.Kind.WRONG_FACTOR in kinds:
        messages.warning(
            request,
            gettext(
                "Somebody knew your password and failed at the second step. If that was not you, "
                "change your password now, under “My sign-in”."
            ),
        )
    for kind, note in happened:
        if kind not in (Record.Kind.WRONG_PASSWORD, Record.Kind.WRONG_FACTOR):
            said = {"what": Record.Kind(kind).label, "note": note}
            messages.warning(request, gettext("%(what)s: %(note)s") % said)


def _how(request: HttpRequest, staff: Staff) -> str:
    told = get_authentication_records(request, staff)
    by_factor = [record["type"] for record in told if record["method"] == "mfa"]
    if by_factor:
        return str(by_factor[-1])
    directory = any(record["method"] == "socialaccount" for record in told)
    return Record.How.DIRECTORY if directory else Record.How.PASSWORD


def _counts_as_asked(request: HttpRequest, staff: Staff) -> None:
    """Who signed in a moment ago is not asked for the same password again."""
    told = get_authentication_records(request, staff)
    if told:
        last = {**told[-1], "reauthenticated": True}
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*told[:-1], last]
