"""The remedies of one case: what shows that they were done, what the petitioner says, and what the
head or the office above decides about that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.promised import Promised, promises
from openredress.cases.wording import refusal_text
from openredress.core import engine
from openredress.core.access import Permission
from openredress.core.facts import State
from openredress.core.procedure import Act
from openredress.core.refusals import Refusal
from openredress.web.forms import DateInput, RadioSelect

from .door import Desk, at_the_desk
from .rows import subject_of


class SettleForm(forms.Form):
    found = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        widget=RadioSelect(),
        choices=(
            ("done", gettext_lazy("It was done, as it was promised")),
            ("again", gettext_lazy("It was not done: it is to be done by another day")),
        ),
        error_messages={"required": gettext_lazy("Say what you found.")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be done by"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Only where it was not done."),
    )  # fmt: skip
    reason = long_text(
        gettext_lazy("How you looked into it, and why"),
        rows=4,
        hint=gettext_lazy("The petitioner reads it."),
    )


class MoveForm(forms.Form):
    due_on = forms.DateField(
        label=gettext_lazy("To be done by"), widget=DateInput(),
        error_messages={"required": gettext_lazy("Say the day.")},
    )  # fmt: skip
    reason = long_text(
        gettext_lazy("Why it needs another day"),
        rows=3,
        hint=gettext_lazy(
            "The petitioner is told and reads it. The office is still judged by the day that was "
            "promised first."
        ),
    )


@dataclass(frozen=True)
class OneRemedy:
    promise: Promised
    settle: forms.Form | None
    move: forms.Form | None


@dataclass(frozen=True)
class RemediesPage:
    """`completes` is the step by which one is recorded as done, "" where the reader cannot."""

    number: str
    subject: str
    remedies: tuple[OneRemedy, ...]
    completes: str
    judges: bool
    forms: tuple[Any, ...]


Bound = tuple[str, forms.Form] | None


@require_safe
@at_the_desk
def remedies(desk: Desk, number: str) -> HttpResponse:
    return _show(desk, desk.open(number))


def _show(desk: Desk, file: File, bound: Bound = None, status: int = 200) -> HttpResponse:
    if not file.facts.remedies:
        raise Http404
    judges = file.may(Permission.JUDGE_REMEDY)
    page = RemediesPage(
        number=file.case.number,
        subject=subject_of(file.case),
        remedies=tuple(_one(p, judges, bound) for p in promises(file, names(), everything=True)),
        completes=_completes(file),
        judges=judges,
        forms=(bound[1],) if bound else (),
    )
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/case_remedies.html", page, status)


def _one(promise: Promised, judges: bool, bound: Bound) -> OneRemedy:
    settles, moves = f"settle-{promise.number}", f"move-{promise.number}"
    return OneRemedy(
        promise,
        _form(settles, SettleForm, bound) if judges and promise.is_contested else None,
        _form(moves, MoveForm, bound) if judges and promise.state == State.OWED else None,
    )


def _form(prefix: str, kind: type[forms.Form], bound: Bound) -> forms.Form:
    return bound[1] if bound and bound[0] == prefix else kind(prefix=prefix)


def _completes(file: File) -> str:
    steps = (s for s in engine.available(file.situation) if s.act is Act.COMPLETE_REMEDY)
    return next((s.id for s in steps), "")


@require_POST
@at_the_desk
def settlement(desk: Desk, number: str, remedy: int) -> HttpResponse:
    """Whether what the petitioner says was not done was done."""
    form = SettleForm(desk.request.POST, prefix=f"settle-{remedy}")
    return _take(
        desk, number, form,
        lambda given: actions.settle_remedy(
            number, desk.actor, remedy, desk.now, is_done=given["found"] == "done",
            due_on=given["due_on"], reason=given["reason"],
        ),
        _("Settled. The petitioner reads what you found."),
    )  # fmt: skip


@require_POST
@at_the_desk
def day(desk: Desk, number: str, remedy: int) -> HttpResponse:
    """Another day for a remedy."""
    form = MoveForm(desk.request.POST, prefix=f"move-{remedy}")
    return _take(
        desk, number, form,
        lambda given: actions.move_remedy(
            number, desk.actor, remedy, given["due_on"], given["reason"], desk.now
        ),
        _("There is another day. The petitioner is told, with your reason."),
    )  # fmt: skip


def _take(
    desk: Desk, number: str, form: forms.Form, act: Callable[[Any], Case | Refusal], said: str
) -> HttpResponse:
    file = desk.open(number, Permission.JUDGE_REMEDY)
    if form.is_valid():
        done = act(form.cleaned_data)
        if isinstance(done, Case):
            messages.success(desk.request, said)
            return redirect("desk:case-remedies", number)
        field = {"is_done": "found"}.get(done.field, done.field)
        form.add_error(field if field in form.fields else None, refusal_text(done))
    return _show(desk, file, (str(form.prefix), form), 422)
