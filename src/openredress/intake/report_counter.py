"""Taking down a report of reprisal, at an office that it does not go past."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from openredress.cases import actions
from openredress.cases.wording import channel_text, refusal_text
from openredress.core.access import Actor
from openredress.core.refusals import Code, Refusal
from openredress.parties import receipts

from . import drafts, report_summary
from .counter import draft_of, for_clerks_with
from .counter_forms import Confirmed
from .drafts import Holder, OpenDraft
from .receipt import sheet
from .report_forms import ReportTakeDown

HOLDER = Holder("take-down-report", brief=True)
for_clerks = for_clerks_with(HOLDER)


@never_cache
@for_clerks
def take_down(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    if draft is not None and draft.is_filed:
        return redirect("intake:counter-report-receipt")
    if request.method != "POST":
        answers = _initial(draft) if draft is not None else ReportTakeDown.FRESH
        return _screen(request, ReportTakeDown(initial=answers))
    form = ReportTakeDown(request.POST)
    if form.is_valid():
        goal = actions.supervision(form.report())
        if any(post.office in goal.passed for post in actor.posts):
            return _not_here(request, form, draft)
    draft = draft or drafts.begin(timezone.now(), staff=request.user.pk)
    drafts.remember(draft, _entered(request, form), timezone.now())
    response = redirect("intake:report-read-back") if form.is_valid() else _screen(request, form)
    return HOLDER.give(response, draft)


def _entered(request: HttpRequest, form: ReportTakeDown) -> dict[str, str]:
    entered = {name: request.POST.get(name, "") for name in form.fields}
    entered["refused"] = ",".join(o for o in request.POST.getlist("refused") if o.isdecimal())
    return {**entered, "code": "", "about": form.about, "about_receipt": str(form.about_receipt)}


def _initial(draft: OpenDraft) -> dict[str, Any]:
    return {
        **draft.answers,
        "refused": [o for o in draft.answers.get("refused", "").split(",") if o],
    }


def _not_here(
    request: HttpRequest, form: ReportTakeDown, draft: OpenDraft | None
) -> HttpResponse:  # fmt: skip
    """Nothing is kept at an office that the report goes past."""
    if draft is not None:
        drafts.discard(draft)
    form.add_error(None, refusal_text(Refusal(Code.TAKEN_DOWN_HERE)))
    return HOLDER.take_away(_screen(request, form))


def _screen(request: HttpRequest, form: ReportTakeDown) -> HttpResponse:
    return render(request, "intake/report/take_down.html", {"nav": "take-down", "form": form})


def _again(draft: OpenDraft) -> ReportTakeDown:
    """What was taken down, with the case it is about; the code of that is gone by now."""
    taken = ReportTakeDown(_initial(draft))
    taken.about = draft.answers.get("about", "")
    taken.about_receipt = int(draft.answers.get("about_receipt", 0))
    return taken


@never_cache
@for_clerks
def read_back(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    if draft is None or draft.is_filed:
        return redirect("intake:counter-report")
    taken = _again(draft)
    if not taken.is_valid():
        return _screen(request, taken)
    form = Confirmed(request.POST if request.method == "POST" else None, taken=taken)
    if form.is_valid():
        return _file(request, actor)
    report = taken.report()
    with translation.override(report.language):
        rows = [row for row in report_summary.rows(report) if not row.is_missing]
        context: dict[str, Any] = {
            "rows": rows, "readers": report_summary.readers_of(report),
            "channel": channel_text(report.channel),
        }  # fmt: skip
    context |= {"nav": "take-down", "form": form, "language": report.language}
    return render(request, "intake/report/read_back.html", context)


def _file(request: HttpRequest, actor: Actor) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        draft = draft_of(request, HOLDER, lock=True)
        if draft is None or draft.is_filed:
            return redirect("intake:counter-report")
        taken = _again(draft)
        taken.is_valid()
        report = taken.report(read_back=True)
        filed = actions.file_report(report, actor, now)
        if isinstance(filed, Refusal):
            if filed.code is Code.TAKEN_DOWN_HERE:
                return _not_here(request, taken, draft)
            field = filed.field if filed.field in taken.fields else None
            taken.add_error(field, refusal_text(filed))
            return _screen(request, taken)
        draft.language = report.language
        drafts.turn_into_receipt(draft, filed.case.number, filed.code, now)
    return HOLDER.give(redirect("intake:counter-report-receipt"), draft)


@never_cache
@for_clerks
def receipt(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    """The receipt to print. Going on says that the person has it, and deletes the code."""
    if draft is None or not draft.is_filed:
        return redirect("intake:counter-report")
    now = timezone.now()
    if request.method == "POST":
        receipts.confirm_saved(draft.number, now)
        drafts.discard(draft)
        return HOLDER.take_away(redirect("intake:counter"))
    with translation.override(draft.language):
        context: dict[str, Any] = {"sheet": sheet(request, draft, now)}
    context |= {"nav": "take-down", "language": draft.language}
    return render(request, "intake/counter_receipt.html", context)
