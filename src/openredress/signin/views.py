"""Signing in, and the page on which somebody looks after their own sign-in."""

import json
from typing import Any

from allauth.account import views as account
from allauth.account.internal.decorators import login_stage_required
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openredress.core.procedure import Role

from . import browsers, factors, gate, records, sessions
from .forms import LabelForm
from .models import Record, Session

TOO_MANY_REQUESTS = 429


def _slowed(form: Any, answer: HttpResponse) -> HttpResponse:
    """The same page; programs that guess are told by its status."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    if codes & {"early", "shut"}:
        answer.status_code = TOO_MANY_REQUESTS
    return answer


class SignIn(account.LoginView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        return _slowed(form, super().form_invalid(form))

    def get_authenticated_redirect_url(self) -> str:
        """Somebody signed in who has to set a second step up is told so, and not sent round."""
        if gate.is_stopped(self.request, self.request.user):
            return _with_next(self.request, "second_factor_needed")
        return str(super().get_authenticated_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "directory": settings.DIRECTORY_NAME if settings.DIRECTORY_ISSUER else "",
            "was_signed_out": settings.SESSION_COOKIE_NAME in self.request.COOKIES
            and not self.request.session.keys(),
        }


sign_in = SignIn.as_view()


@method_decorator(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"),
    name="dispatch",
)
class SecondStep(mfa.AuthenticateView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        return _slowed(form, super().form_invalid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staff = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=staff).values_list("type", flat=True))
        context = super().get_context_data(**kwargs)
        failed = context.get("webauthn_form")
        return {
            **context,
            "passkey_options": json.dumps(context["js_data"]["request_options"]),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
            "passkey_errors": failed.errors.get("credential", []) if failed else [],
            "demonstration_code": factors.demonstration_code(staff),
        }


second_step = SecondStep.as_view()


class ChangePassword(account.PasswordChangeView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        records.note(self.request.user, Record.Kind.PASSWORD_CHANGED)
        return response


change_password = login_required(ChangePassword.as_view())


def _with_next(request: HttpRequest, name: str) -> str:
    go_on = get_next_redirect_url(request)
    return reverse(name) + (f"?{urlencode({'next': go_on})}" if go_on else "")


@never_cache
@login_required
def needed(request: HttpRequest) -> HttpResponse:
    """Why nothing else can be reached yet, and what to do."""
    if not gate.is_stopped(request, request.user):
        # As an address and not as the name of one: what nobody can reverse would be an accident.
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("desk:queue"))
    return render(request, "signin/needed.html", {"nav": "security"})


@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Everything about one's own sign-in, on one page."""
    staff, now = request.user, timezone.now()
    kinds: dict[str, list[Authenticator]] = {}
    for row in Authenticator.objects.filter(user=staff).order_by("pk"):
        kinds.setdefault(row.type, []).append(row)
    here = sessions.hashed(request.session.session_key or "")
    context = {
        "nav": "security",
        "app": kinds.get(Authenticator.Type.TOTP),
        "passkeys": kinds.get(Authenticator.Type.WEBAUTHN, []),
        "codes": [row.wrap() for row in kinds.get(Authenticator.Type.RECOVERY_CODES, [])],
        "is_needed": factors.is_needed(staff),
        "sessions": [(row, row.session_key == here) for row in sessions.of(staff, now)],
        "records": records.latest(staff),
        "oversees": _resets_of(request) is not None,
    }
    return render(request, "mfa/index.html", context)


# Where somebody is signed in ------------------------------------------------------------------


@require_POST
@login_required
def label_session(request: HttpRequest, session: str) -> HttpResponse:
    form, row = LabelForm(request.POST), _session(request, session)
    if form.is_valid():
        Session.objects.filter(pk=row.pk).update(label=form.cleaned_data["label"].strip())
        messages.success(request, gettext("The name was kept."))
    else:
        messages.error(request, gettext("A name can have sixty characters. It was not changed."))
    return redirect("mfa_index")


@require_POST
@login_required
def end_session(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    if row.session_key == sessions.hashed(request.session.session_key or ""):
        logout(request)
        return redirect("account_login")
    row.delete()
    records.note(request.user, Record.Kind.ENDED)
    messages.success(request, gettext("That browser is signed out."))
    return redirect("mfa_index")


@require_POST
@login_required
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    """Everywhere, this browser too: who presses it may not trust this one either."""
    sessions.end_all(request.user)
    records.note(request.user, Record.Kind.ENDED)
    logout(request)
    messages.success(request, gettext("You are signed out everywhere."))
    return redirect("account_login")


def _session(request: HttpRequest, key: str) -> Session:
    """One of one's own. Raises `Http404` for anybody else's."""
    found = sessions.of(request.user, timezone.now()).filter(session_key=key).first()
    if found is None:
        raise Http404
    return found


# What operators did -----------------------------------------------------------------------------


@never_cache
@login_required
def resets(request: HttpRequest) -> HttpResponse:
    """Second steps that were taken away from people of one's offices, so that an operator does
    not do it alone and unseen.
    """
    found = _resets_of(request)
    if found is None:
        raise Http404
    return render(request, "signin/resets.html", {"nav": "security", "resets": found})


def _resets_of(request: HttpRequest) -> Any:
    """`None` for who does not head or oversee an office."""
    from openredress.offices.tree import actor_of

    posts = actor_of(request.user).posts  # type: ignore[arg-type]
    headed = {post.office for post in posts if post.role in (Role.HEAD, Role.SUPERVISOR)}
    below = {office for post in posts for office in post.covers}
    return records.resets_at(headed | below) if headed else None


@never_cache
def admit(request: HttpRequest, given: str) -> HttpResponse:
    """Makes this browser one that is known to an account. It signs nobody in."""
    if request.method != "POST":
        return render(request, "signin/admit.html", {"given": given})
    staff = browsers.admitted(given)
    if staff is None:
        return render(
            request, "signin/admit.html", {"is_over": True, "has_errors": True}, status=403
        )
    messages.success(request, gettext("This browser can try to sign in now."))
    response = redirect("account_login")
    browsers.remember(response, staff.username)
    return response
