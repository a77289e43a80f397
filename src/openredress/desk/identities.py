"""Who filed: asked for, agreed to, looked at once, and kept up to date."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.actions import Opened
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.refusals import Refusal

from .asking import identity_page
from .door import Desk, at_the_desk
from .forms import AnswerForm, DetailsAtTheCounterForm, PurposeForm
from .replacing import AnswerReplacementForm
from .views import show_case


@require_POST
@at_the_desk
def look(desk: Desk, number: str) -> HttpResponse:
    """Name and contact, shown once: in the answer to the request that says what for."""
    file = desk.open(number, Permission.OPEN_IDENTITY)
    form = PurposeForm(desk.request.POST, prefix="identity")
    if not form.is_valid() and not actions.needs_second_person(desk.actor, file.facts):
        return show_case(desk, file, 422, purpose=form)
    purpose = form.cleaned_data.get("purpose", "")
    done = actions.open_identity(number, desk.actor, purpose, desk.now)
    if isinstance(done, Opened):
        return desk.show("desk/identity.html", identity_page(done))
    if not form.is_valid():  # What was agreed to needs no purpose again.
        messages.error(desk.request, refusal_text(done))
        return redirect("desk:case", number)
    _refuse(form, "purpose", done)
    return show_case(desk, file, 422, purpose=form)


@require_POST
@at_the_desk
def ask(desk: Desk, number: str) -> HttpResponse:
    file = desk.open(number, Permission.OPEN_IDENTITY)
    form = PurposeForm(desk.request.POST, prefix="identity")
    if form.is_valid():
        done = actions.ask_identity(number, desk.actor, form.cleaned_data["purpose"], desk.now)
        if isinstance(done, Case):
            messages.success(desk.request, _(
                "Asked. A head of the office or a supervisor answers; the petitioner sees that "
                "you asked, and what for."
            ))  # fmt: skip
            return redirect("desk:case", number)
        _refuse(form, "purpose", done)
    return show_case(desk, file, 422, purpose=form)


@require_POST
@at_the_desk
def answer(desk: Desk, number: str, asked: int) -> HttpResponse:
    file = desk.open(number, Permission.ANSWER_IDENTITY_REQUEST)
    form = AnswerForm(desk.request.POST, prefix=f"answer-{asked}")
    if form.is_valid():
        agrees, reason = form.cleaned_data["answer"] == form.AGREE, form.cleaned_data["reason"]
        done = actions.answer_identity_request(number, desk.actor, asked, agrees, reason, desk.now)
        if isinstance(done, Case):
            messages.success(desk.request, _("Answered. The petitioner sees it on their page."))
            return redirect("desk:case", number)
        _refuse(form, "reason", done)
    return show_case(desk, file, 422, answer=(asked, form))


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def details(desk: Desk, number: str) -> HttpResponse:
    """New contact details that a petitioner brings to the counter. What is on file is not shown."""
    file = desk.open(number, Permission.CHANGE_DETAILS)
    entered = desk.request.POST if desk.request.method == "POST" else None
    form = DetailsAtTheCounterForm(entered, on_behalf=file.facts.on_behalf)
    if form.is_valid():
        (given, remove), tells = form.changes(), not form.cleaned_data["untold"]
        done = actions.change_details(
            number, desk.actor, given, remove, desk.now, tells_before=tells
        )
        if isinstance(done, Case):
            messages.success(desk.request, _("Kept. The petitioner sees that it was changed."))
            return redirect("desk:case", number)
        _refuse(form, done.field, done)
    page: dict[str, Any] = {"number": number, "form": form}
    return desk.show("desk/details.html", page, 422 if form.is_bound else 200)


@require_POST
@at_the_desk
def answer_replacement(desk: Desk, number: str) -> HttpResponse:
    """A second person on a receipt that a clerk wants to replace at the counter."""
    file = desk.open(number, Permission.ANSWER_REPLACEMENT)
    form = AnswerReplacementForm(desk.request.POST)
    if form.is_valid():
        asked, agrees = form.cleaned_data["asked"], form.cleaned_data["answer"] == form.AGREE
        done = actions.answer_replacement(
            number, desk.actor, asked, agrees, form.cleaned_data["reason"], desk.now
        )
        if isinstance(done, Case):
            messages.success(desk.request, _("Answered. The petitioner sees it on their page."))
            return redirect("desk:case", number)
        _refuse(form, "reason", done)
    return show_case(desk, file, 422, lost=form)


def _refuse(form: forms.Form, field: str, refusal: Refusal) -> None:
    form.add_error(field if field in form.fields else None, refusal_text(refusal))
