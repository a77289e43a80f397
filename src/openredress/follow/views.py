"""The petitioner's pages: open with the receipt, follow, and take the steps that are theirs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import first_of_chain
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.promised import promises
from openredress.cases.wording import refusal_text
from openredress.core.procedure import Step
from openredress.core.refusals import Code
from openredress.parties.acting import Acting, close_acting, open_acting
from openredress.parties.attendance import close_attendance
from openredress.parties.membership import close_membership, open_membership
from openredress.parties.session import close_session, open_session, session_of

from .answers import answer
from .clocks import days_page
from .entrance import Visit, for_proxies, with_case
from .forms import CodeForm, ExclusionForm
from .mediation.entrance import attended
from .pages import case_page, question
from .steps import StepPage, attempt, done_text, news_since, step_form, step_of, step_page


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _opened(form)
    status = 429 if form.wait else 200
    response = render(request, "follow/open.html", {"form": form, "nav": "follow"}, status=status)
    return form.paused(response)


def _opened(form: CodeForm) -> HttpResponse:
    """One receipt is open in a browser at a time: of a case, of somebody who joined one, or of the
    other side of a dispute.
    """
    if form.proxy is not None:
        response = redirect("petitioner:case")
        close_session(response)
        close_membership(response)
        close_attendance(response)
        open_acting(response, Acting(form.proxy.pk, timezone.now()))
        return response
    if form.side is not None:
        return attended(form.side, form.cleaned_data["code"])
    if form.member is not None:
        response = redirect("group:page")
        close_session(response)
        close_attendance(response)
        close_acting(response)
        open_membership(response, form.member.pk, form.member.stamp)
        return response
    response, session = redirect("petitioner:case"), form.session()
    close_membership(response)
    close_attendance(response)
    close_acting(response)
    open_session(response, session.root_number, session.receipt, session.began_at)
    return response


@require_POST
def close_case(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your case is closed on this device. Nothing in it has changed."))
    response = redirect("petitioner:open")
    close_session(response)
    close_membership(response)
    close_attendance(response)
    close_acting(response)
    return response


# An ended session is opened again by POST at the address that was asked for.
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def case(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return redirect("petitioner:case", visit.file.case.number)
    return render(request, "follow/case.html", {"page": case_page(visit), "nav": "follow"})


@require_POST
def about(request: HttpRequest) -> HttpResponse:
    """From a report of reprisal to the case that it is about; from there no way leads back."""
    session, response = session_of(request), redirect("petitioner:case")
    if session is None:
        return response
    facts = first_of_chain(session.root_number, session.receipt, timezone.now())
    if facts is not None and facts.about and facts.about_receipt:
        # A receipt of the case that was replaced since opens it this way no longer either.
        open_session(response, facts.about, facts.about_receipt, session.began_at)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def days(request: HttpRequest, visit: Visit, limit: str) -> HttpResponse:
    page = days_page(visit.file, limit)
    if page is None:
        raise Http404
    return render(request, "follow/days.html", {"page": page, "nav": "follow"})


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def decision(request: HttpRequest, visit: Visit) -> HttpResponse:
    file = visit.file
    name = names()
    given = answer(file, name)
    if given is None:
        raise Http404
    context = {"number": file.case.number, "answer": given, "promises": promises(file, name)}
    return render(request, "follow/decision.html", {**context, "nav": "follow"})


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def exclusion(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The petitioner says who must not see the case."""
    file = visit.file
    form = ExclusionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        done = actions.ask_exclusion(file.case.number, file.actor, text, file.now)
        if isinstance(done, Case):
            messages.success(request, _("An intake clerk or a supervisor will answer this here."))
            return redirect("petitioner:case", done.number)
        form.add_error("text", refusal_text(done))
    registrar = names()(file.facts.registrar)
    context = {"form": form, "number": file.case.number, "registrar": registrar, "nav": "follow"}
    return render(request, "follow/exclusion.html", {**context, "office": file.case.office.name})


@require_POST
@with_case
def refuse_replacement(request: HttpRequest, visit: Visit) -> HttpResponse:
    """With the receipt in hand: it is not lost."""
    done = actions.refuse_replacement(visit.file.actor, visit.file.now)
    if isinstance(done, Case):
        messages.success(request, _("Refused. Your receipt goes on opening your case."))
    else:
        messages.error(request, refusal_text(done))
    return redirect("petitioner:case", visit.file.case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def step(request: HttpRequest, visit: Visit, step: str) -> HttpResponse:
    known = step_of(visit.file, step)
    if known is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, visit, known)
    return _take(request, visit, known)


def _ask(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    asked = question(visit.file)
    page = step_page(visit.file, step, asked.text if asked else "")
    return _shown(request, page, None if page.refusal else step_form(visit.file, step))


def _take(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    file, asked = visit.file, question(visit.file)
    data = request.POST.copy()
    form = step_form(file, step, data)
    more: dict[str, Any] = {}
    if form.is_valid():
        taken = attempt(file, step, form)
        if isinstance(taken, Case):
            messages.success(request, done_text(step.act))
            return redirect("petitioner:case", taken.number)
        form.refuse(taken)
        if taken.code is Code.CHANGED_MEANWHILE:
            lines, stage = news_since(file, form.cleaned_data["seen_version"] or 1)
            more = {"news": lines, "stage": stage}
            data[form.add_prefix("seen_version")] = str(file.case.version)
    page = step_page(file, step, asked.text if asked else "", **more)
    return _shown(request, page, form)


def _shown(request: HttpRequest, page: StepPage, form: Any) -> HttpResponse:
    return render(request, "follow/step.html", {"page": page, "form": form, "nav": "follow"})
