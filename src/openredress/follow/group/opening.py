"""The petitioner lets others join the case."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core import group as rules
from openredress.parties import members
from openredress.parties.membership import close_membership

from ..entrance import Visit, with_case
from .forms import AboutForm


# An ended session is opened again by POST at the address that was asked for.
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def group(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What it means, and the text that others read; or the page of the group that there is."""
    file = visit.chain[-1]
    if file.facts.group is not None and members.first_of(file.facts.root) is not None:
        response = redirect("group:page")
        close_membership(response)
        return response
    # Whoever left the group comes back as anybody does: by an invitation.
    form: forms.Form | None = None
    if file.facts.group is None and file.stage.kind == "open" and not file.facts.is_reprisal:
        form = AboutForm(request.POST if "about" in request.POST else None)
    if form is not None and form.is_valid():
        about = form.cleaned_data["about"]
        done = actions.open_group(file.case.number, file.actor, about, file.now)
        if isinstance(done, Case):
            messages.success(request, _("Others can join now. Hand on the invitation."))
            response = redirect("group:page")
            close_membership(response)
            return response
        form.add_error("about", refusal_text(done))
    law = rules.spokesmen(file.procedure)
    context = {
        "form": form, "number": visit.file.case.number, "most": law.most,
        "citation": law.citation, "has_left": file.facts.group is not None, "nav": "follow",
    }  # fmt: skip
    return render(request, "follow/group_open.html", context)
