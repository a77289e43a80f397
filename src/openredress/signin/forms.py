"""The forms of signing in, over those of the library: what is counted, and what counts as right."""

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from openredress.offices.models import Staff

from . import browsers, factors, records, throttle
from .models import Record

SHOWN = {"data-show": _("Show the password"), "data-hide": _("Hide the password")}


def too_early(wait: timedelta) -> ValidationError:
    """What is said to whoever tries again too soon. Of accounts that do not exist too."""
    if wait > throttle.LONGEST:
        text = gettext(
            "Too many tries have failed, so nothing more is tried here. Sign in in a browser that "
            "you have used before, or with a passkey, or ask your operator for a way in."
        )
        return ValidationError(text, code="shut")
    minutes = math.ceil(wait.total_seconds() / 60)
    text = ngettext(
        "Several tries have failed, so this one was not looked at. Wait %(minutes)d minute and "
        "try again. With a passkey you can sign in at once.",
        "Several tries have failed, so this one was not looked at. Wait %(minutes)d minutes and "
        "try again. With a passkey you can sign in at once.",
        minutes,
    )
    return ValidationError(text % {"minutes": minutes}, code="early")


def _showable(form: forms.Form) -> None:
    """No placeholder stands in for a label, and what was typed can be looked at."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field.widget, forms.PasswordInput):
            field.widget.attrs.update(SHOWN)
            field.help_text = ""


class SignInForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})
        _showable(self)


class PasswordAgainForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _showable(self)


class ChangePasswordForm(account.ChangePasswordForm):
    """The password in use is asked for with the same counter as at the sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _showable(self)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password, once more")
        self.fields["password1"].help_text = _(
            "Any characters, spaces too; several words that do not belong together are good. You "
            "may paste it from a password manager. Eight characters at least; fifteen as long as "
            "you have no second step."
        )

    def clean_oldpassword(self) -> str:
        from allauth.account.adapter import get_adapter as accounts

        password = str(self.cleaned_data["oldpassword"])
        if not accounts().reauthenticate(self.user, password):
            raise accounts().validation_error("enter_current_password")
        return password


# Codes ----------------------------------------------------------------------------------------


class _Code:
    """A code from an app or a recovery code: counted first, then compared, and used once."""

    user: Staff
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        name = browsers.counter(context.request, self.user.username, "code")
        tried = throttle.begin(name, throttle.MOST_CODES, timezone.now())
        if tried.is_early:
            raise too_early(tried.wait)
        code = str(self.cleaned_data["code"])
        found = next(self._right(code), None)
        if found is None:
            how = browsers.known(context.request, self.user.username)
            records.note(self.user, Record.Kind.WRONG_FACTOR, _how_known(how))
            raise get_adapter().validation_error("incorrect_code")
        tried.forgive()
        found.user = self.user
        self.authenticator = found
        return code

    def _right(self, code: str) -> Iterator[Authenticator]:
        for row in Authenticator.objects.filter(user=self.user).order_by("-type"):
            if row.type == Authenticator.Type.TOTP and factors.use_code(row, code):
                yield row
            if row.type == Authenticator.Type.RECOVERY_CODES and row.wrap().validate_code(code):
                yield row


def _how_known(name: str) -> str:
    return Record.How.KNOWN if name else Record.How.UNKNOWN


def _one_time(form: forms.Form) -> None:
    form.fields["code"].label = _("Code")
    form.fields["code"].widget = forms.TextInput(
        {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    )


class CodeForm(_Code, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _one_time(self)


class CodeAgainForm(_Code, mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _one_time(self)


class SetUpAppForm(totp.ActivateTOTPForm):
    """The code that sets an app up is used with that. Its key is on the page, so nothing is
    counted: there is nothing to guess.
    """

    step = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _one_time(self)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        self.step = max(factors.steps_matching(self.secret, code), default=0)
        if not self.step:
            raise get_adapter().validation_error("incorrect_code")
        return code


# Passkeys -------------------------------------------------------------------------------------


class _FromHere:
    """A passkey answers for the exact address that asked. The library would also take an answer
    given to a name below ours.
    """

    cleaned_data: dict[str, Any]

    def came_from_here(self, kind: Any) -> None:
        """Raises `ValidationError` for what was said elsewhere, and for what cannot be read."""
        request = context.request
        try:
            origin = kind.from_dict(self.cleaned_data["credential"]).response.client_data.origin
        except (ValueError, TypeError, KeyError, AttributeError):
            origin = ""
        if origin != f"{request.scheme}://{request.get_host()}":
            raise get_adapter().validation_error("incorrect_code")


class AddPasskeyForm(_FromHere, webauthn.AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name for this passkey"),
        help_text=_("So that you can tell it apart later, such as “office telephone”."),
        max_length=60,
        required=False,
    )
    passwordless = forms.BooleanField(
        label=_("Let it sign me in by itself"),
        help_text=_("It then asks for your finger, face or PIN, and no password is needed."),
        required=False,
        initial=True,
    )

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip() or gettext("Passkey")

    def clean_credential(self) -> dict[str, Any]:
        self.came_from_here(RegistrationResponse)
        credential: dict[str, Any] = self.cleaned_data["credential"]
        return credential


class _Answer(_FromHere):
    def clean_credential(self) -> Authenticator:
        self.came_from_here(AuthenticationResponse)
        return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(_Answer, webauthn.AuthenticateWebAuthnForm):
    pass


class SignInWithPasskeyForm(_Answer, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAgainForm(_Answer, webauthn.ReauthenticateWebAuthnForm):
    pass


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label=_("Name for this passkey"), max_length=60)


class LabelForm(forms.Form):
    label = forms.CharField(label=_("Name for this sign-in"), max_length=60, required=False)
