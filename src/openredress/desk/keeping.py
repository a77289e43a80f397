"""Keeping and erasing: what was asked for, what is on hold, and what will be erased next."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import actions, queries
from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text, scope_text
from openredress.core.access import Permission
from openredress.core.refusals import Refusal
from openredress.web.forms import DateInput, RadioSelect

from . import pages, rows
from .door import Desk, at_the_desk
from .keeping_view import KeepingView, keeping_view


class HoldForm(forms.Form):
    """Why the case must not be erased, and when somebody looks at that again."""

    reason = long_text(
        gettext_lazy("Why it must not be erased"),
        rows=3,
        hint=gettext_lazy("The petitioner reads this."),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again by"),
        widget=DateInput(),
        help_text=gettext_lazy("At most a year from today. The hold stays until it is lifted."),
        error_messages={
            "required": gettext_lazy("Enter the day on which somebody looks at it again."),
            "invalid": gettext_lazy("Enter a day, such as 2026-05-01."),
        },
    )


class LiftForm(forms.Form):
    reason = long_text(
        gettext_lazy("Why it may be erased again"),
        rows=2,
        hint=gettext_lazy("The petitioner reads this."),
    )


class GrantForm(forms.Form):
    """What is erased. Only what the procedure lets be erased now can be chosen."""

    scope = forms.ChoiceField(
        label=gettext_lazy("What is erased"),
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose what is erased.")},
    )
    reason = long_text(gettext_lazy("A word to the petitioner"), required=False, rows=2)

    def __init__(self, scopes: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = [(s, scope_text(s)) for s in scopes]  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    reason = long_text(
        gettext_lazy("Why it is not erased, for the petitioner"),
        rows=3,
        hint=gettext_lazy(
            "What the procedure says must be kept, and where one can turn with a refusal, is "
            "added by itself."
        ),
    )


@dataclass(frozen=True)
class KeepingPage:
    number: str
    view: KeepingView
    hold: HoldForm | None
    lift: LiftForm | None
    grant: GrantForm | None
    refuse: RefuseForm | None
    forms: tuple[Any, ...]


@dataclass(frozen=True)
class Overview(pages.ListPage):
    """`rows` are what will be erased next."""

    asked: tuple[tuple[rows.Row, Any], ...] = ()
    held: tuple[tuple[rows.Row, Any], ...] = ()


@require_safe
@at_the_desk
def overview(desk: Desk) -> HttpResponse:
    """Requests to erase, holds, and what will be erased next."""
    after = desk.request.GET.get("after", "")
    found = queries.forgotten_next(desk.actor, desk.now, after)
    asked = () if after else queries.erasure_asked(desk.actor)
    held = () if after else queries.on_hold(desk.actor)
    shown = rows.rows_of((*found.cases, *asked, *held), desk.now, desk.actor)
    cases = (*found.cases, *asked, *held)
    first, second = len(found.cases), len(found.cases) + len(asked)
    paired = list(zip(shown, cases, strict=True))
    return desk.show("desk/keeping_list.html", Overview(
        **pages.around(desk, "keeping"), rows=tuple(paired[:first]), next=found.next,
        asked=tuple(paired[first:second]), held=tuple(paired[second:]),
    ))  # fmt: skip


@require_safe
@at_the_desk
def page(desk: Desk, number: str) -> HttpResponse:
    return _show(desk, desk.open(number))


@require_POST
@at_the_desk
def hold(desk: Desk, number: str) -> HttpResponse:
    file, form = desk.open(number, Permission.HOLD), HoldForm(desk.request.POST, prefix="hold")
    if form.is_valid():
        given = form.cleaned_data
        done = actions.hold(number, desk.actor, given["review_on"], given["reason"], desk.now)
        if isinstance(done, Case):
            return _onwards(desk, number, _("It is not erased until the hold is lifted."))
        _refuse(form, done)
    return _show(desk, file, 422, hold=form)


@require_POST
@at_the_desk
def lift(desk: Desk, number: str) -> HttpResponse:
    file, form = desk.open(number, Permission.HOLD), LiftForm(desk.request.POST, prefix="lift")
    if form.is_valid():
        done = actions.lift_hold(number, desk.actor, form.cleaned_data["reason"], desk.now)
        if isinstance(done, Case):
            return _onwards(desk, number, _("The hold is lifted. The petitioner is told."))
        _refuse(form, done)
    return _show(desk, file, 422, lift=form)


@require_POST
@at_the_desk
def grant(desk: Desk, number: str) -> HttpResponse:
    file = desk.open(number, Permission.ANSWER_ERASURE)
    asked = keeping_view(file).asked
    form = GrantForm(asked.can_grant if asked else (), desk.request.POST, prefix="grant")
    if form.is_valid():
        given = form.cleaned_data
        done = actions.grant_erasure(number, desk.actor, given["scope"], given["reason"], desk.now)
        if isinstance(done, Case):
            return _onwards(desk, number, _("The petitioner reads your answer on their page."))
        _refuse(form, done)
    return _show(desk, file, 422, grant=form)


@require_POST
@at_the_desk
def refuse(desk: Desk, number: str) -> HttpResponse:
    file = desk.open(number, Permission.ANSWER_ERASURE)
    form = RefuseForm(desk.request.POST, prefix="refuse")
    if form.is_valid():
        done = actions.refuse_erasure(number, desk.actor, form.cleaned_data["reason"], desk.now)
        if isinstance(done, Case):
            return _onwards(desk, number, _("The petitioner reads your answer on their page."))
        _refuse(form, done)
    return _show(desk, file, 422, refuse=form)


def _refuse(form: Any, refusal: Refusal) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))


def _onwards(desk: Desk, number: str, said: str) -> HttpResponse:
    messages.success(desk.request, said)
    return redirect("desk:keeping", number)


def _show(desk: Desk, file: File, status: int = 200, **bound: Any) -> HttpResponse:
    view = keeping_view(file)
    if view.is_forgotten and not bound:
        raise Http404
    asked, offered = view.asked, bool(view.asked and view.asked.can_grant)
    soon = {"review_on": desk.now.date() + timedelta(days=180)}
    found = KeepingPage(
        number=file.case.number,
        view=view,
        hold=bound.get("hold")
        or (HoldForm(prefix="hold", initial=soon) if view.may_hold else None),
        lift=bound.get("lift")
        or (LiftForm(prefix="lift") if view.may_hold and view.hold else None),
        grant=bound.get("grant")
        or (GrantForm(asked.can_grant, prefix="grant")
            if asked and offered and view.may_answer else None),
        refuse=bound.get("refuse")
        or (RefuseForm(prefix="refuse") if asked and view.may_answer else None),
        forms=tuple(bound.values()),
    )  # fmt: skip
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/keeping.html", found, status)
