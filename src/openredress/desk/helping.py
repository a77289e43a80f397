"""What a helper does at the desk: sees who asked, agrees or declines, and opens the cases of those
they help. Nothing of a case is here that they do not see there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import asked_to_help
from openredress.cases.forms import long_text
from openredress.cases.models import Case, Helping
from openredress.cases.wording import proxy_scopes, refusal_text
from openredress.core.access import Scope
from openredress.core.refusals import Code, Refusal
from openredress.notices import outbox
from openredress.offices.models import Helper, Staff

from .door import Desk, at_the_helpers_desk
from .head_forms import DigestForm
from .pages import Tab, tabs


class DeclineForm(forms.Form):
    reason = long_text(
        gettext_lazy("Why can you not help?"),
        rows=3,
        hint=gettext_lazy("Whoever asked you reads this, and nobody else."),
    )


class StepDownForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you stop helping?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whom you helped reads this, and nobody else."),
    )


@dataclass(frozen=True)
class HelpLine:
    """A case with which the reader helps, or was asked to. `asks` says whether the office waits for
    an answer of the petitioner.
    """

    number: str
    office: str
    matter: str
    scope: tuple[str, ...]
    until: date | None
    asked_at: datetime
    accepted_at: datetime | None
    asks: bool
    writes: bool
    form: forms.Form


@dataclass(frozen=True)
class HelpingPage:
    here: str
    tabs: tuple[Tab, ...]
    listed: tuple[Helper, ...]
    asked: tuple[HelpLine, ...]
    helped: tuple[HelpLine, ...]
    address: forms.Form | None = None
    bound: forms.Form | None = None


@require_http_methods(["GET", "HEAD"])
@at_the_helpers_desk
def helping(desk: Desk) -> HttpResponse:
    return _show(desk)


def _show(
    desk: Desk, number: str = "", form: forms.Form | None = None, address: forms.Form | None = None
) -> HttpResponse:
    lines = [_line(row, form if row.number == number else None)
             for row in asked_to_help(desk.actor, desk.now)]  # fmt: skip
    mine = Helper.objects.filter(post__staff=desk.actor.staff).select_related("post__office")
    page = HelpingPage(
        "helping", tabs(desk, "helping"), tuple(mine.order_by("pk")),
        tuple(line for line in lines if line.accepted_at is None),
        tuple(line for line in lines if line.accepted_at is not None),
        _address(desk, address), form or address,
    )  # fmt: skip
    return desk.show("desk/helping.html", page, 422 if page.bound is not None else 200)


def _address(desk: Desk, sent: forms.Form | None) -> forms.Form | None:
    if sent is not None or not outbox.is_on():
        return sent
    email = Staff.objects.values_list("digest_email", flat=True).get(pk=desk.actor.staff)
    return DigestForm(initial={"email": email})


def _line(row: Helping, sent: forms.Form | None) -> HelpLine:
    kind = DeclineForm if row.accepted_at is None else StepDownForm
    return HelpLine(
        number=row.number, office=row.office.name, matter=row.matter.name if row.matter else "",
        scope=proxy_scopes(row.scope), until=row.until, asked_at=row.asked_at,
        accepted_at=row.accepted_at, asks=row.asks, writes=Scope.WRITE.value in row.scope,
        form=sent or kind(auto_id=f"{row.number}_%s"),
    )  # fmt: skip


@require_POST
@at_the_helpers_desk
def address(desk: Desk) -> HttpResponse:
    """Where the reader is told that something changed, and nothing of which case."""
    form = DigestForm(desk.request.POST)
    if not form.is_valid():
        return _show(desk, address=form)
    staff = Staff.objects.get(pk=desk.actor.staff)
    staff.digest_email = form.cleaned_data["email"]
    staff.digest_language = translation.get_language() or ""
    staff.save(update_fields=["digest_email", "digest_language"])
    said = (
        _("You are written to there when somebody asks for your help.")
        if staff.digest_email
        else _("Nothing is sent to you any more.")
    )
    messages.success(desk.request, said)
    return redirect("desk:helping")


@require_POST
@at_the_helpers_desk
def accept(desk: Desk, number: str) -> HttpResponse:
    _of_mine(desk, number)
    done = actions.accept_help(number, desk.actor, desk.now)
    said = _("You help with this case now. Whoever asked you sees that you agreed.")
    return _done(desk, done, said)


@require_POST
@at_the_helpers_desk
def decline(desk: Desk, number: str) -> HttpResponse:
    said = _("You declined. Whoever asked you reads why.")
    return _with_reason(desk, number, DeclineForm, actions.decline_help, said)


@require_POST
@at_the_helpers_desk
def end(desk: Desk, number: str) -> HttpResponse:
    said = _("You help with this case no longer, and see nothing of it any more.")
    return _with_reason(desk, number, StepDownForm, actions.step_down, said)


def _with_reason(
    desk: Desk, number: str, kind: type[forms.Form], act: Callable[..., Any], said: str
) -> HttpResponse:
    row = _of_mine(desk, number)
    form = kind(desk.request.POST, auto_id=f"{row.number}_%s")
    if not form.is_valid():
        return _show(desk, row.number, form)
    done = act(number, desk.actor, form.cleaned_data["reason"], desk.now)
    if isinstance(done, Refusal) and done.field == "reason":
        form.add_error("reason", refusal_text(done))
        return _show(desk, row.number, form)
    return _done(desk, done, said)


def _of_mine(desk: Desk, number: str) -> Helping:
    """The same for what is not theirs and what is nowhere. Raises `Http404`."""
    rows = asked_to_help(desk.actor, desk.now)
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise Http404
    return found


def _done(desk: Desk, done: Case | Refusal, said: str) -> HttpResponse:
    if isinstance(done, Refusal) and done.code is Code.NOT_YOURS:
        raise Http404
    if isinstance(done, Refusal):
        messages.error(desk.request, refusal_text(done))
    else:
        messages.success(desk.request, said)
    return redirect("desk:helping")
