"""What the two sides see and do. They have the same page, each with what is theirs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.mediated import for_petitioner
from openredress.cases.mediation_forms import BeginForm
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core import mediating
from openredress.core.beside import SIDE
from openredress.core.facts import PETITIONER
from openredress.core.refusals import Code, Refusal
from openredress.notices.sent import to_side
from openredress.offices.mediators import beginnings
from openredress.parties import sides
from openredress.parties.attendance import (
    begin_letter,
    end_letter,
    letter_of,
)
from openredress.parties.keys import CannotOpen
from openredress.web.limits import TooMany

from .. import beside
from ..entrance import Visit, with_case
from ..told import LATEST
from .entrance import Seat, let_in, with_seat
from .forms import AgreementForm, AloneForm, CalledForm, ConsentForm, sent_text

LOOKING = ["GET", "HEAD", "POST"]
Given = dict[str, Any]


# The petitioner ----------------------------------------------------------------------------


@require_http_methods(LOOKING)
@with_case
def of_petitioner(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The mediation of the case, or the form that begins one."""
    page = for_petitioner(visit.file)
    if page is not None:
        if request.method == "POST":
            return redirect("petitioner:mediation", visit.file.case.number)
        return _show(request, Seat(PETITIONER, page.number, visit.file.now, page, visit))
    return _begin(request, visit)


def _begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    file, rules = visit.file, visit.file.procedure.mediation
    if rules is None or mediating.may_begin(file.situation) is not None:
        raise Http404
    offices = beginnings(rules.rungs, file.facts.office, file.facts.blocked_offices)
    sent = request.POST if request.method == "POST" and "send" in request.POST else None
    form = BeginForm(offices, sent)
    if form.is_valid():
        given = form.cleaned_data
        wanted = actions.Wanted(
            given["office"].pk, given["about"], given["name"].strip(), given["reach"].strip(),
            given["called"].strip(),
        )  # fmt: skip
        done = actions.begin_mediation(file.case.number, file.actor, wanted, file.now)
        if isinstance(done, Case):
            messages.success(request, _("Mediation begins. The mediator invites the other side."))
            return redirect("petitioner:mediation", file.case.number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    context = {
        "form": form, "number": file.case.number, "rules": rules, "offices": offices,
        "nav": "follow",
    }  # fmt: skip
    return render(request, "follow/mediation_begin.html", context)


@require_http_methods(LOOKING)
@with_case
def act_of_petitioner(request: HttpRequest, visit: Visit, act: str) -> HttpResponse:
    page = for_petitioner(visit.file)
    if page is None:
        raise Http404
    return _act(request, Seat(PETITIONER, page.number, visit.file.now, page, visit), act)


# The other side ----------------------------------------------------------------------------


@require_http_methods(LOOKING)
@with_seat
def of_other(request: HttpRequest, at: Seat) -> HttpResponse:
    return redirect(at.url) if request.method == "POST" else _show(request, at)


@require_http_methods(LOOKING)
@with_seat
def act_of_other(request: HttpRequest, at: Seat, act: str) -> HttpResponse:
    return _act(request, at, act)


@require_http_methods(LOOKING)
@with_seat
def notices(request: HttpRequest, at: Seat) -> HttpResponse:
    """How the other side is told."""
    side = at.opened
    if side is None:
        raise Http404
    one = beside.Beside(
        SIDE, at.number, side.kept, reverse("other:page"), to_side(side.pk, LATEST)
    )  # fmt: skip
    return beside.page(request, one, lambda wanted: actions.tell_side(side, wanted))


@require_POST
@with_seat
def refuse_replacement(request: HttpRequest, at: Seat) -> HttpResponse:
    """Whoever holds the receipt of the other side says that it is not lost."""
    if at.opened is None:
        raise Http404
    return beside.refused(request, at.opened, "other:page")


@never_cache
@require_http_methods(LOOKING)
def letter(request: HttpRequest) -> HttpResponse:
    """The letter is exchanged for a receipt, which no office has seen."""
    found = letter_of(request)
    if found is None:
        messages.error(request, _("Enter the code of the letter first."))
        return redirect("petitioner:open")
    if request.method == "POST":
        done = _exchanged(found.code, found.form)
        if isinstance(done, Refusal):
            messages.error(request, refusal_text(done))
            return redirect("petitioner:open")
        return redirect("other:receipt")
    response = render(request, "follow/mediation_letter.html", {"nav": "follow"})
    begin_letter(response, found)
    return response


def _exchanged(code: str, form: str) -> Any:
    try:
        return actions.open_letter(code, form, timezone.now())
    except TooMany:
        return Refusal(Code.INVITATION_OVER)


@never_cache
@require_http_methods(LOOKING)
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of the other side, until they say that they have kept it."""
    found = letter_of(request)
    code = sides.code_for(found.form) if found else ""
    side = _by(code)
    if found is None or side is None:
        return redirect("other:page")
    if request.method == "POST":
        response = redirect("other:page")
        end_letter(response)
    else:
        context = {"code": code, "number": side.number, "nav": "follow"}
        response = render(request, "follow/mediation_receipt.html", context)
    let_in(response, side, code)
    return response


def _by(code: str) -> sides.Opened | None:
    try:
        return sides.by_code(code) if code else None
    except (CannotOpen, TooMany):
        return None


# Both --------------------------------------------------------------------------------------


def _show(request: HttpRequest, at: Seat, status: int = 200, **bound: Any) -> HttpResponse:
    page = at.page
    agrees = page.mine == "yes"
    context = {
        "page": page, "at": at, "nav": "follow", "is_petitioner": at.side == PETITIONER,
        "consent": None if agrees else bound.get("consent") or _form("consent"),
        "answer": bound.get("answer") or _form("answer"),
        "alone": (bound.get("words") or _form("words")) if agrees else None,
        "called": bound.get("name") or _form("name", initial={"called": page.called}),
        "urls": {act.replace("-", "_"): at.act_url(act) for act in ACTS},
        "bound": tuple(bound.values()),
        "has_errors": status >= 400,
        "replacing": actions.replacement_ready(at.opened, at.now),
    }  # fmt: skip
    return render(request, "follow/mediation.html", context, status=status)


Act = Callable[[Seat, Given], Case | Refusal]


def _consent(at: Seat, given: Given) -> Case | Refusal:
    agrees = given["agrees"] == "yes"
    return actions.answer_mediation(at.number, at.side, at.now, agrees=agrees)


def _alone(at: Seat, given: Given) -> Case | Refusal:
    return actions.write_to_mediator(
        at.number, at.side, given["text"], at.now, goes_on=given["goes_on"]
    )


def _answer(at: Seat, given: Given) -> Case | Refusal:
    number = at.page.draft.number if at.page.draft else 0
    agrees = given["agrees"] == "yes"
    return actions.answer_agreement(at.number, at.side, number, at.now, agrees=agrees)


def _take_back(at: Seat, given: Given) -> Case | Refusal:
    number = at.page.draft.number if at.page.draft else 0
    return actions.take_agreement_back(at.number, at.side, number, at.now)


def _leave(at: Seat, given: Given) -> Case | Refusal:
    return actions.leave_mediation(at.number, at.side, at.now)


def _call(at: Seat, given: Given) -> Case | Refusal:
    return actions.change_called(at.number, given["called"].strip(), at.now)


#: What a side can do, by the noun in its address, with the form of it.
ACTS: dict[str, tuple[type[forms.Form], Act]] = {
    "consent": (ConsentForm, _consent),
    "leaving": (forms.Form, _leave),
    "words": (AloneForm, _alone),
    "answer": (AgreementForm, _answer),
    "taking-back": (forms.Form, _take_back),
    "name": (CalledForm, _call),
}


def _form(act: str, *given: Any, **more: Any) -> forms.Form:
    """Several forms stand on one page, so each has ids of its own."""
    return ACTS[act][0](*given, auto_id=f"{act}_%s", **more)


def _act(request: HttpRequest, at: Seat, act: str) -> HttpResponse:
    known = ACTS.get(act)
    if known is None or (act == "name" and at.side != PETITIONER):
        raise Http404
    if request.method != "POST":
        return redirect(at.url)
    form = _form(act, request.POST)
    if form.is_valid():
        done = known[1](at, form.cleaned_data)
        if not isinstance(done, Refusal):
            messages.success(request, sent_text(act))
            return redirect(at.url)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show(request, at, 422, **{act: form})
