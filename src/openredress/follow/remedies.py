"""The petitioner says whether what was promised was done."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.forms import long_text
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.promised import promises
from openredress.cases.wording import refusal_text
from openredress.core.promising import rules_of

from .entrance import Visit, for_proxies, with_case


class ObjectionForm(forms.Form):
    reason = long_text(
        gettext_lazy("What was not done, or not as it was promised?"),
        rows=5,
        hint=gettext_lazy("In your own words. You can add photographs to your files first."),
    )


def confirmed_text() -> str:
    return _("You said that it was done. Until the last day you can still say that it is not.")


def objected_text() -> str:
    return _("It counts as not kept until it is settled. You read the answer here.")


@require_POST
@with_case
@for_proxies
def confirm(request: HttpRequest, visit: Visit, remedy: int) -> HttpResponse:
    file = visit.file
    done = actions.confirm_remedy(file.case.number, file.actor, remedy, timezone.now())
    if isinstance(done, Case):
        messages.success(request, confirmed_text())
    else:
        messages.error(request, refusal_text(done))
    return redirect("petitioner:case", file.case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def object_to(request: HttpRequest, visit: Visit, remedy: int) -> HttpResponse:
    file = visit.file
    found = next((p for p in promises(file, names()) if p.number == remedy), None)
    if found is None:
        raise Http404
    form = ObjectionForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = actions.object_to_remedy(
            file.case.number, file.actor, remedy, reason, timezone.now()
        )  # fmt: skip
        if isinstance(done, Case):
            messages.success(request, objected_text())
            return redirect("petitioner:case", file.case.number)
        form.add_error("reason", refusal_text(done))
    context = {
        "number": file.case.number, "promise": found, "form": form, "nav": "follow",
        "days": rules_of(file.procedure).settle_days, "has_errors": bool(form.errors),
    }  # fmt: skip
    return render(request, "follow/objection.html", context, status=422 if form.errors else 200)
