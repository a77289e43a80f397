"""The petitioner lets somebody act for them; and the page of the case as those see it."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.models import Case
from openredress.cases.wording import PROXY_HINTS, PROXY_SCOPES, proxy_scopes, refusal_text
from openredress.core import proxying
from openredress.core.access import Permission
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.parties import proxies
from openredress.parties.acting import close_acting
from openredress.web.forms import CheckboxSelectMultiple, DateInput

from .entrance import Visit, for_proxies, with_case


@dataclass(frozen=True)
class ProxyShown:
    """Who acts for the petitioner, without who that is. `is_reader` is true where they are the one
    who reads; `writes` whether they may write, hand in files and book.
    """

    scope: tuple[str, ...]
    scope_texts: tuple[str, ...]
    until: date | None
    named_at: datetime
    is_shown: bool
    is_reader: bool
    writes: bool


def proxy_shown(top: File) -> ProxyShown | None:
    """Ask with the highest level of the case."""
    known = proxying.acting(top.situation)
    if known is None:
        return None
    return ProxyShown(
        scope=known.scope, scope_texts=proxy_scopes(known.scope), until=known.until,
        named_at=known.named_at, is_shown=known.is_shown,
        is_reader=top.actor.kind is Role.PROXY, writes=top.may(Permission.ADD_FILE),
    )  # fmt: skip


def as_proxy_sees(page: Any, file: File) -> Any:
    """The page of a case without what is the petitioner's alone, and what they were not let do."""
    answers = file.may(Permission.ANSWER_REMEDY)
    promised = {
        name: tuple(
            replace(p, can_confirm=p.can_confirm and answers, can_object=p.can_object and answers)
            for p in getattr(page, name)
        )
        for name in ("promises", "owed")
    }
    helper = page.helper
    if helper is not None:
        helper = replace(helper, reason="") if helper.is_reader else None
    proxy = page.proxy if page.proxy is not None and page.proxy.is_reader else None
    return replace(
        page,
        proxy=proxy, helper=helper,
        looks=(), kept=None, asks_exclusion=False, exclusion_by=None, replacing=None, about="",
        joining=None, told=replace(page.told, ways=None),
        group=replace(page.group, tally=0, can_open=False),
        mediation=replace(page.mediation, can_begin=False, state=""),
        keeping=replace(page.keeping, asked="", refused=None),
        opens=page.opens if file.may(Permission.RECEIVE_ANSWER) else None,
        can_ask_hearing=page.can_ask_hearing and file.may(Permission.ASK_HEARING),
        rating=None,
        **promised,
    )  # fmt: skip


# What the petitioner does ------------------------------------------------------------------


def scope_field() -> forms.MultipleChoiceField:
    """What somebody may do for the petitioner, whether a proxy or a helper."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("What may they do for you, beside reading the case?"),
        required=False,
        choices=PROXY_SCOPES,
        widget=CheckboxSelectMultiple(hints=PROXY_HINTS),
        help_text=gettext_lazy("Tick nothing, and they read and follow it only."),
    )


class ProxyForm(forms.Form):
    """`form` names this form, so that what is sent twice is taken once."""

    name = forms.CharField(
        label=gettext_lazy("What you call them"),
        max_length=proxies.LONGEST_NAME,
        help_text=gettext_lazy("For you alone, such as “my daughter”. It is kept locked."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say what you call them.")},
    )
    scope = scope_field()
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy(
            "Leave it empty, and they act for you until the case has ended or you take it back."
        ),
    )
    is_shown = forms.BooleanField(
        label=gettext_lazy("The office may know what I call them"), required=False
    )
    form = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=60)

    def authority(self) -> actions.Authority:
        given = self.cleaned_data
        return actions.Authority(
            given["name"].strip(), tuple(given["scope"]), given["until"], given["is_shown"]
        )


def _form(request: HttpRequest, acting: ProxyShown | None) -> ProxyForm:
    # An ended session is opened again by POST at this address, with nothing of this form in it.
    sent = request.POST if "keep" in request.POST else None
    if acting is None:
        return ProxyForm(sent, initial={"form": secrets.token_urlsafe(18)})
    initial = {"scope": acting.scope, "until": acting.until, "is_shown": acting.is_shown}
    form = ProxyForm(sent, initial=initial)
    form.fields["name"].required = False
    form.fields["name"].help_text = _("Kept locked. Leave it empty, and it stays as it is.")
    return form


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def proxy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Names somebody to act for the petitioner, or changes what they may do."""
    number, top = visit.file.case.number, visit.chain[-1]
    acting = proxy_shown(top)
    again = _sent_again(request, visit) if acting is not None else None
    form = _form(request, acting) if again is None else ProxyForm(request.POST)
    if form.is_valid():
        if acting is None or again is not None:
            done = actions.name_proxy(
                number, top.actor, form.authority(), form.cleaned_data["form"], top.now
            )
            if isinstance(done, actions.Named):
                return _code(request, number, done.code)
        else:
            done = actions.change_proxy(number, top.actor, form.authority(), top.now)
            if isinstance(done, Case):
                messages.success(request, _("Kept. It holds from now on."))
                return redirect("petitioner:proxy", number)
        assert isinstance(done, Refusal)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    context = {"form": form, "number": number, "acting": acting, "nav": "follow",
               "has_errors": bool(form.errors), "may_name": _may_name(top)}  # fmt: skip
    return render(request, "follow/proxy.html", context, status=422 if form.errors else 200)


def _may_name(top: File) -> bool:
    return not isinstance(proxying.name(top.situation, (), None, is_shown=False), Refusal)


def _sent_again(request: HttpRequest, visit: Visit) -> proxies.Opened | None:
    """Who acts, where this very form named them: the page of the code was loaded again."""
    form = request.POST.get("form", "")
    code = proxies.code_for(f"{visit.chain[0].case.number} {form}") if form else ""
    return proxies.by_code(code) if code else None


def _code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    context = {"number": number, "code": code, "nav": "follow"}
    return render(request, "follow/proxy_code.html", context)


@require_POST
@with_case
@for_proxies
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The petitioner takes it back, or whoever acts lays it down."""
    file = visit.chain[-1]
    is_own, number = file.actor.kind is Role.PROXY, visit.file.case.number
    done = actions.end_proxy(number, file.actor, file.now)
    if isinstance(done, Refusal):
        messages.error(request, refusal_text(done))
        return redirect("petitioner:case", number)
    if not is_own:
        messages.success(request, _("Taken back. Their code opens nothing any more."))
        return redirect("petitioner:proxy", number)
    messages.success(request, _("You act for the petitioner no longer. They see it on their page."))
    response = redirect("petitioner:open")
    response.ends_acting = True  # type: ignore[attr-defined]
    close_acting(response)
    return response
