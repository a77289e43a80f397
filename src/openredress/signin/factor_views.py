"""Setting a second step up, replacing it, taking it away: the library's views, with our rules."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic.edit import FormView

from . import factors, records, sessions
from .models import Record


def _or_at_the_directory(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who has neither password nor second step here cannot be asked for either again. The library
    would let them pass; we send them to the directory once more.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not get_reauthentication_flows(request.user):
            told = get_authentication_records(request, request.user)
            if not told or time.time() - told[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT:
                again = urlencode({"again": 1, "next": request.path})
                return redirect(f"{reverse('directory_login')}?{again}")
        return view(request, *args, **kwargs)

    return wrapped


def asked_again(view: type) -> type:
    """Before it is shown, the person shows once more that they are still there."""
    for asks in (reauthentication_required(app="allauth.mfa"), _or_at_the_directory):
        view = method_decorator(asks, name="dispatch")(view)
    return view


def _added(request: HttpRequest, authenticator: Authenticator) -> None:
    """From now on a password alone opens nothing, so sessions that one opened end."""
    factors.prove(request, authenticator)
    sessions.end_all(request.user, but=request.session.session_key or "")
    records.note(request.user, Record.Kind.FACTOR_ADDED, authenticator.type)


# The app ----------------------------------------------------------------------------------------


@asked_again
class SetUpApp(totp.ActivateTOTPView):  # type: ignore[misc]
    """Sets an app up, or another one in its place: on a new telephone, say."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Past the library's own, which sends away whoever has an app already.
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "replaces": self._before().exists()}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            self._before().delete()
            response: HttpResponse = super().form_valid(form)
            row = self._before().get()
            row.data["last_step"] = form.step  # The code that was just shown is used up.
            row.save(update_fields=["data"])
            _added(self.request, row)
        return response

    def _before(self) -> Any:
        mine = Authenticator.objects.filter(user=self.request.user)
        return mine.filter(type=Authenticator.Type.TOTP)


class TakeAppAway(totp.DeactivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        records.note(self.request.user, Record.Kind.FACTOR_REMOVED, Authenticator.Type.TOTP)
        return response


class NewCodes(recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        records.note(self.request.user, Record.Kind.CODES_MADE)
        return response


# Passkeys ---------------------------------------------------------------------------------------


@asked_again
class AddPasskey(webauthn.AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.update(kwargs)  # The library forgets the form that was sent.
        return {**context, "passkey_options": json.dumps(context["js_data"]["creation_options"])}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            mine = Authenticator.objects.filter(user=self.request.user)
            _added(self.request, mine.filter(type=Authenticator.Type.WEBAUTHN).latest("pk"))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        _shown_to_the_person(form)
        return super().form_invalid(form)  # type: ignore[no-any-return]


def _shown_to_the_person(form: forms.Form) -> None:
    """The field that failed is filled by the browser and cannot be seen, so its error is said of
    the form.
    """
    for error in form.errors.pop("credential", []):
        form.add_error(None, error)


@asked_again
class RenamePasskey(webauthn.EditWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("mfa_index")


class RemoveForm(forms.Form):
    def __init__(self, *args: Any, authenticator: Authenticator, **kwargs: Any) -> None:
        self.authenticator = authenticator
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        if not get_adapter().can_delete_authenticator(self.authenticator):
            raise get_adapter().validation_error("cannot_delete_authenticator")


@asked_again
class RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    form_class = RemoveForm
    success_url = reverse_lazy("mfa_index")

    def get_form_kwargs(self) -> dict[str, Any]:
        # Bound at once: who may not remove it is told so before they press the button.
        return {"data": {}, "authenticator": self.object}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        records.note(self.request.user, Record.Kind.FACTOR_REMOVED, Authenticator.Type.WEBAUTHN)
        return response


class SignInWithPasskey(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """A passkey that checked the person itself: two factors in one, and nothing to guess."""

    def form_valid(self, form: Any) -> HttpResponse:
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = flows.perform_passwordless_login(self.request, passkey, login)
        return response


class PasskeyAgain(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.update(kwargs)
        return {**context, "passkey_options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        """The library would send whoever failed to the sign-in page, and lose where they went."""
        _shown_to_the_person(form)
        return self.render_to_response(self.get_context_data(form=form))


set_up_app = SetUpApp.as_view()
take_app_away = TakeAppAway.as_view()
new_codes = NewCodes.as_view()
add_passkey = AddPasskey.as_view()
rename_passkey = RenamePasskey.as_view()
remove_passkey = RemovePasskey.as_view()
sign_in_with_passkey = SignInWithPasskey.as_view()
passkey_again = PasskeyAgain.as_view()
