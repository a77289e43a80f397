"""The petitioner asks for less to be kept, or for longer; and takes everything with them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.cases.models import Case
from openredress.cases.wording import amount_text, refusal_text
from openredress.core.keeping import retention_of
from openredress.procedures.wording import local, period_text
from openredress.web.forms import RadioSelect

from .entrance import Visit, with_case
from .keeping import keeping, scopes


class ErasureForm(forms.Form):
    """What is to be erased. Why, nobody has to say."""

    scope = forms.ChoiceField(
        label=gettext_lazy("What is to be erased?"),
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose what is to be erased.")},
    )
    reason = long_text(
        gettext_lazy("Why"),
        required=False,
        rows=3,
        hint=gettext_lazy("You do not have to give a reason. It is erased with the rest."),
    )

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope, label) for scope, (label, _hint) in scopes(file).items()]
        if file.facts.memory.identity_erased:
            choices = choices[1:]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]
        hints = {scope: hint for scope, (_label, hint) in scopes(file).items()}
        self.fields["scope"].widget.hints = hints  # type: ignore[attr-defined]


class LongerForm(forms.Form):
    reason = long_text(
        gettext_lazy("What you still need it for"),
        required=False,
        rows=3,
        hint=gettext_lazy("The office reads it. You do not have to give a reason."),
    )


# An ended session is opened again by POST at the address that was asked for.
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def erasure(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The petitioner asks that something be erased."""
    file = visit.chain[-1]
    view = keeping(file)
    entered = request.POST if request.method == "POST" else None
    form = ErasureForm(file, entered) if view.can_ask else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        done = actions.ask_erasure(
            file.case.number, file.actor, given["scope"], given["reason"], file.now
        )
        if isinstance(done, Case):
            messages.success(request, _("You asked for it. The answer will stand on this page."))
            return redirect("petitioner:case", done.number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    rules = retention_of(file.procedure)
    context = {
        "number": visit.file.case.number,
        "form": form,
        "page": view,
        "must_keep": local(rules.must_keep),
        "within": amount_text(rules.answer.amount, rules.answer.unit),
        "citation": rules.answer.citation,
        "office": file.case.office.name,
        "nav": "follow",
    }
    return render(request, "follow/erasure.html", context)


@require_POST
@with_case
def take_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Nothing is to be erased after all."""
    file = visit.chain[-1]
    done = actions.take_back_erasure(file.case.number, file.actor, file.now)
    if isinstance(done, Case):
        messages.success(request, _("Nothing is erased on your request. Your case stays."))
    else:
        messages.error(request, refusal_text(done))
    return redirect("petitioner:case", visit.file.case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def longer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The petitioner has the case kept beyond its day, without asking anybody."""
    file = visit.chain[-1]
    view, rule = keeping(file), retention_of(file.procedure).longer
    entered = request.POST if request.method == "POST" else None
    form = LongerForm(entered) if view.can_keep_longer else None
    if form is not None and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = actions.keep_longer(file.case.number, file.actor, reason, file.now)
        if isinstance(done, Case):
            messages.success(request, _("It is kept longer. The new day is on this page."))
            return redirect("petitioner:case", done.number)
        form.add_error(None, refusal_text(done))
    context = {
        "number": visit.file.case.number,
        "form": form,
        "page": view,
        "length": period_text(rule.period) if rule else "",
        "citation": rule.citation if rule else None,
        "nav": "follow",
    }
    return render(request, "follow/longer.html", context)
