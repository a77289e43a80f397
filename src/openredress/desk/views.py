"""A case, its steps, and what else staff do with it. A step is made by POST to its own address."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.procedure import Act, Step
from openredress.core.refusals import Code, Refusal
from openredress.web.languages import language_of

from . import answers, pages, said
from .door import Desk, at_the_desk
from .enclosing import given_with, with_files
from .forms import NoteForm, Trees, renewed, step_form


@require_safe
@at_the_desk
def case(desk: Desk, number: str) -> HttpResponse:
    return show_case(desk, desk.open(number))


def show_case(desk: Desk, file: File, status: int = 200, **state: Any) -> HttpResponse:
    """The page of the case, with its moments in the time zone it was filed in."""
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/case.html", pages.case(desk, file, **state), status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def step(desk: Desk, number: str, step: str) -> HttpResponse:
    """GET opens the case at this step; POST takes it."""
    file = desk.open(number)
    known = file.procedure.steps.get(step)
    if known is None or known.act is Act.FILE:  # A case that is here was filed.
        raise Http404
    if desk.request.method != "POST":
        taken = {"matter": matter} if (matter := desk.request.GET.get("matter")) else None
        return show_case(desk, file, open_step=step, taken=taken)
    data, not_taken = with_files(desk, file, known)
    form = step_form(known, file, Trees(), data)
    if not form.is_valid() or not_taken:
        for text in not_taken:
            form.add_error("files", text)
        return show_case(desk, file, 422, bound=(known, form))
    seen, give = form.cleaned_data["seen_version"], given_with(form)
    done = actions.take(number, desk.actor, step, form.params(), desk.now, seen, give)
    if isinstance(done, Refusal):
        return _refused(desk, number, known, done, seen, data)
    messages.success(desk.request, said.after(known, number, file.facts.version_seq, desk.now))
    return _onwards(desk, number)


def _refused(
    desk: Desk, number: str, step: Step, refusal: Refusal, seen: int | None, data: Any
) -> HttpResponse:
    """The case as it is now, with everything that was typed and why it was not done."""
    file = desk.open(number)
    data = renewed(data, step, file.case.version)
    form = step_form(step, file, Trees(), data)
    form.is_valid()
    form.refuse(refusal)
    statuses = {Code.NOT_YOURS: 403, Code.CHANGED_MEANWHILE: 409, Code.NOT_IN_THIS_STAGE: 409}
    status = statuses.get(refusal.code, 422)
    return show_case(desk, file, status, bound=(step, form), seen=seen)


def _onwards(desk: Desk, number: str) -> HttpResponse:
    """To the case, or to the queue when the step has taken it to another desk."""
    try:
        desk.open(number)
    except Http404:
        return redirect("desk:queue")
    return redirect("desk:case", number)


@require_POST
@at_the_desk
def note(desk: Desk, number: str) -> HttpResponse:
    file = desk.open(number, Permission.WRITE_NOTE)
    form = NoteForm(desk.request.POST, prefix="note")
    if form.is_valid():
        done = actions.write_note(number, desk.actor, form.cleaned_data["text"], desk.now)
        if isinstance(done, Case):
            messages.success(desk.request, said.noted())
            return redirect("desk:case", number)
        form.add_error("text", refusal_text(done))
    return show_case(desk, file, 422, note=form)


@require_safe
@at_the_desk
def decision(desk: Desk, number: str) -> HttpResponse:
    """The answer as it is handed or sent to the petitioner, in the language they wrote in."""
    file = desk.open(number)
    language, zone = language_of(file.facts.language), file.facts.time_zone
    with translation.override(language), timezone.override(zone):
        letter = answers.letter(file)
        if letter is None:
            raise Http404
        return desk.show("desk/decision.html", letter)
