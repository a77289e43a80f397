"""Stepping aside, and deciding who else must not see a case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.wording import ground_text, refusal_text
from openredress.core.access import Permission
from openredress.core.refusals import Refusal
from openredress.procedures.wording import role_text

from . import facts, pages
from .door import Desk, at_the_desk
from .recusal_forms import (
    AsideForm,
    ExclusionForm,
    ReadmissionForm,
    RefusalForm,
    choice_of,
    named,
)


@dataclass(frozen=True)
class Shut:
    """Somebody who is excluded, as those who may exclude read it."""

    name: str
    ground: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ExclusionPage:
    """`asked` is what the petitioner wrote and nobody has answered yet."""

    number: str
    asked: str
    shut: tuple[Shut, ...]
    exclude: ExclusionForm
    refuse: RefusalForm | None
    readmit: ReadmissionForm | None
    forms: tuple[Any, ...]


@require_POST
@at_the_desk
def step_aside(desk: Desk, number: str) -> HttpResponse:
    file = desk.open(number, Permission.STEP_ASIDE)
    form = AsideForm(desk.request.POST, prefix="aside")
    if form.is_valid():
        done = actions.step_aside(number, desk.actor, form.cleaned_data["reason"], desk.now)
        if isinstance(done, Case):
            said = _("You stepped aside. The case is no longer there for you.")
            messages.success(desk.request, said)
            return redirect("desk:queue")
        form.add_error("reason", refusal_text(done))
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/case.html", pages.case(desk, file, aside=form), 422)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def exclusion(desk: Desk, number: str) -> HttpResponse:
    """GET shows who is excluded; POST excludes a person or an office."""
    file = desk.open(number, Permission.EXCLUDE)
    if desk.request.method != "POST":
        return _show(desk, file)
    form = ExclusionForm(file, desk.request.POST, prefix="exclude")
    if form.is_valid():
        done = _exclude(desk, number, form)
        if isinstance(done, Case):
            return _onwards(
                desk, number, _("They no longer see this case, nor those linked to it.")
            )
        _refuse(form, done)
    return _show(desk, file, 422, exclude=form)


def _exclude(desk: Desk, number: str, form: ExclusionForm) -> Case | Refusal:
    ground, reason = form.cleaned_data["ground"], form.cleaned_data["reason"]
    if form.office is not None:
        return actions.exclude_office(number, desk.actor, form.office, ground, reason, desk.now)
    assert form.person is not None
    return actions.exclude_person(number, desk.actor, form.person, ground, reason, desk.now)


@require_POST
@at_the_desk
def refuse(desk: Desk, number: str) -> HttpResponse:
    """Answers the petitioner that nobody (more) is excluded, and why."""
    file = desk.open(number, Permission.ANSWER_EXCLUSION)
    form = RefusalForm(desk.request.POST, prefix="refuse")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = actions.refuse_exclusion(number, desk.actor, reason, desk.now)
        if isinstance(done, Case):
            return _onwards(desk, number, _("The petitioner reads your answer on their page."))
        _refuse(form, done)
    return _show(desk, file, 422, refuse=form)


@require_POST
@at_the_desk
def readmit(desk: Desk, number: str) -> HttpResponse:
    file = desk.open(number, Permission.ANSWER_EXCLUSION)
    form = ReadmissionForm(file, desk.request.POST, prefix="readmit")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = actions.readmit(number, desk.actor, form.person, form.office, reason, desk.now)
        if isinstance(done, Case):
            return _onwards(
                desk, number, _("They can see this case again. The petitioner is told.")
            )
        _refuse(form, done)
    return _show(desk, file, 422, readmit=form)


def _refuse(form: Any, refusal: Refusal) -> None:
    field = {"person": "who", "office": "who"}.get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, refusal_text(refusal))


def _onwards(desk: Desk, number: str, said: str) -> HttpResponse:
    """Back to the page, or to the queue when one has excluded oneself."""
    messages.success(desk.request, said)
    try:
        desk.open(number, Permission.EXCLUDE)
    except Http404:
        return redirect("desk:queue")
    return redirect("desk:exclusion", number)


def _show(desk: Desk, file: File, status: int = 200, **bound: Any) -> HttpResponse:
    answers = file.may(Permission.ANSWER_EXCLUSION)
    asked, shut = facts.exclusion_asked(file), _shut(file)
    page = ExclusionPage(
        number=file.case.number,
        asked=asked,
        shut=shut,
        exclude=bound.get("exclude") or ExclusionForm(file, prefix="exclude"),
        refuse=bound.get("refuse") or (RefusalForm(prefix="refuse") if asked else None),
        readmit=bound.get("readmit")
        or (ReadmissionForm(file, prefix="readmit") if answers and shut else None),
        forms=tuple(bound.values()),
    )
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/exclusion.html", page, status)


def _shut(file: File) -> tuple[Shut, ...]:
    name, who = names(), named(file.facts.recusals)
    return tuple(
        Shut(
            name=who[choice_of(shut)],
            ground=ground_text(shut.ground),
            reason=shut.reason,
            by=", ".join(filter(None, (role_text(shut.by.role), name(shut.by.office)))),
            at=shut.at,
        )
        for shut in file.facts.recusals
    )
