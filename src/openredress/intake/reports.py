"""Reporting reprisal without an account: what happened, who must not read it, a check, a receipt.

Nothing of it is told on the page of the case, and little is left on the device: whoever threatens
the petitioner may make them show both. See docs/decisions/0013-reports-of-reprisal.md.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openredress.cases import actions
from openredress.cases.access import acts_now, first_of_chain
from openredress.cases.actions import Report
from openredress.cases.wording import amount_text, local, refusal_text
from openredress.core.access import Actor
from openredress.core.procedure import LimitKind
from openredress.core.refusals import Refusal
from openredress.core.reprisal import REPORTS
from openredress.ops import home
from openredress.parties import members, proxies, receipts
from openredress.parties.acting import acting_of
from openredress.parties.keys import CannotOpen
from openredress.parties.membership import membership_of
from openredress.parties.session import session_of
from openredress.procedures import library
from openredress.proof.views import proof_file
from openredress.web.limits import Limit, paced

from . import drafts, report_summary
from .drafts import Holder, OpenDraft
from .forms import Check, Saved
from .questions import key_of
from .receipt import proof_of_filing, sheet
from .report_forms import CONTACT, Tell, WhoReads

HOLDER = Holder("protection", brief=True)
SOMEBODY = Actor.petitioner("")
#: For one caller, in a minute.
FILING = Limit(60, 60)

View = Callable[..., HttpResponse]


def with_draft(view: View) -> View:
    """The view with the report that was begun in this browser, as long as it is not sent."""

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        draft = HOLDER.find(request, timezone.now())
        if draft is None:
            return redirect("intake:report")
        if draft.is_filed:
            return redirect("intake:report-receipt")
        return view(request, draft)

    return inner


@never_cache
@paced(FILING)
def start(request: HttpRequest) -> HttpResponse:
    """Who reads it, who does not, what happens; and beginning, with or without the open case."""
    draft = HOLDER.find(request, timezone.now())
    about, which = case_open_here(request)
    if request.method != "POST":
        context = {"nav": "file", "draft": draft, "about": about, "limits": _limits()}
        return render(request, "intake/report/start.html", context)
    if draft is not None and draft.is_filed:
        return redirect("intake:report-receipt")
    if draft is not None:
        drafts.discard(draft)
    fresh = drafts.begin(timezone.now())
    wanted = {} if "apart" in request.POST else {"about": about, "about_receipt": which}
    drafts.remember(fresh, wanted, timezone.now())
    return HOLDER.give(redirect("intake:report-tell"), fresh)


def _limits() -> list[tuple[str, str]]:
    """What the office that reads a report has to do, and how long it has, as the pack says."""
    procedure, _text = library(home.own_procedures())[REPORTS]
    duties = (i for i in procedure.limits_of(1) if i.kind is LimitKind.DUTY)
    return [(local(i.name), amount_text(i.amount, i.unit)) for i in duties]


def case_open_here(request: HttpRequest) -> tuple[str, int]:
    """The first case of the chain that this browser has open, and by which receipt; for a report
    what that is about. Whoever takes part in the case of another, or acts for them, is at risk as
    they are: their report is about that case, and no way leads from it into the petitioner's page.
    """
    session = session_of(request)
    if session is None:
        return _without_its_receipt(request), 0
    facts = first_of_chain(session.root_number, session.receipt, timezone.now())
    if facts is None:
        return "", 0
    own = (facts.number, facts.receipts)
    return (facts.about, facts.about_receipt) if facts.is_reprisal else own


def _without_its_receipt(request: HttpRequest) -> str:
    """The first case that is open here to a member of its group, or to a proxy who acts in it."""
    membership, proxy = membership_of(request), acting_of(request)
    try:
        member = members.by_stamp(membership.member, membership.stamp) if membership else None
        row = proxies.by_key(proxy.proxy) if proxy and member is None else None
    except CannotOpen:
        return ""
    if member is not None:
        return member.number
    acts = row is not None and acts_now(row.number, row.proxy, timezone.now())
    return row.number if row is not None and acts else ""


@with_draft
def tell(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    about = draft.answers.get("about", "")
    if request.method != "POST":
        entered = draft.answers if "wrong" in request.GET else None
        form = Tell(entered, answers=draft.answers, about=about)
        return _page(request, "tell", draft, form)
    form = Tell(request.POST, answers=draft.answers, about=about)
    entered = {name: request.POST.get(name, "") for name in form.fields}
    drafts.remember(draft, entered, timezone.now())
    if not form.is_valid():
        return HOLDER.give(_page(request, "tell", draft, form), draft)
    target = "intake:report-check" if "change" in request.GET else "intake:report-readers"
    return HOLDER.give(redirect(target), draft)


@with_draft
def readers(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    report = _report(draft)
    if report is None:
        return redirect("intake:report-tell")
    possible = actions.readers(report)
    if request.method != "POST":
        chosen = [str(office) for office in report.refused]
        form = WhoReads(possible, initial={"refused": chosen, "keep_out": report.keep_out})
        return _page(request, "readers", draft, form)
    form = WhoReads(possible, request.POST)
    entered = {
        "refused": ",".join(o for o in request.POST.getlist("refused") if o.isdecimal()),
        "keep_out": request.POST.get("keep_out", ""),
    }
    drafts.remember(draft, entered, timezone.now())
    if not form.is_valid():
        return HOLDER.give(_page(request, "readers", draft, form), draft)
    return HOLDER.give(redirect("intake:report-check"), draft)


def _page(request: HttpRequest, name: str, draft: OpenDraft, form: Any) -> HttpResponse:
    context: dict[str, Any] = {"nav": "file", "form": form, "about": draft.answers.get("about")}
    report = _report(draft) if name == "readers" else None
    if report is not None:
        context["readers"] = report_summary.readers_of(report)
    return render(request, f"intake/report/{name}.html", context)


@paced(FILING)
@with_draft
def check(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    report = _report(draft)
    if report is None:
        return redirect("intake:report-tell")
    form = Check(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _file(request)
    context = {"nav": "file", "form": form, "rows": report_summary.rows(report)}
    context["readers"] = report_summary.readers_of(report)
    return render(request, "intake/report/check.html", context)


def _report(draft: OpenDraft) -> Report | None:
    """What was entered so far; `None` while the first page does not pass."""
    about = draft.answers.get("about", "")
    form = Tell(draft.answers, answers=draft.answers, about=about)
    if not form.is_valid():
        return None
    given = form.cleaned_data
    return Report(
        text=given["text"],
        wish=given["wish"],
        about=about,
        about_receipt=int(draft.answers.get("about_receipt", 0)),
        office=key_of(given.get("office")),
        refused=tuple(int(o) for o in draft.answers.get("refused", "").split(",") if o),
        keep_out=draft.answers.get("keep_out", ""),
        language=get_language() or "en",
        identity={name: given[name] for name in CONTACT},
    )


def _file(request: HttpRequest) -> HttpResponse:
    """Sends once: a second press waits for the first and is shown the same receipt."""
    now = timezone.now()
    with transaction.atomic():
        draft = HOLDER.find(request, now, lock=True)
        if draft is None or draft.is_filed:
            return redirect("intake:report-receipt")
        report = _report(draft)
        if report is None:
            return redirect("intake:report-tell")
        filed = actions.file_report(report, SOMEBODY, now)
        if isinstance(filed, Refusal):
            return _refused(request, draft, filed)
        drafts.turn_into_receipt(draft, filed.case.number, filed.code, now)
    return HOLDER.give(redirect("intake:report-receipt"), draft)


def _refused(request: HttpRequest, draft: OpenDraft, refusal: Refusal) -> HttpResponse:
    form = Tell(draft.answers, answers=draft.answers, about=draft.answers.get("about", ""))
    form.is_valid()
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
    return _page(request, "tell", draft, form)


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt until it is confirmed. Then nothing of the report is left in this browser."""
    now = timezone.now()
    draft = HOLDER.find(request, now)
    if draft is None:
        return redirect("intake:report")
    if not draft.is_filed:
        return redirect("intake:report-check")
    form = Saved(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"nav": "file", "form": form, "sheet": sheet(request, draft, now)}
        return render(request, "intake/report/receipt.html", context)
    receipts.confirm_saved(draft.number, now)
    drafts.discard(draft)
    return HOLDER.take_away(redirect("home"))


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """The signed proof, as long as the receipt is shown here."""
    now = timezone.now()
    draft = HOLDER.find(request, now)
    if draft is None or not draft.is_filed:
        return redirect("intake:report")
    return proof_file(proof_of_filing(draft, now))


@with_draft
def discard(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Deletes what was entered, at once."""
    if request.method != "POST":
        return render(request, "intake/report/discard.html", {"nav": "file"})
    drafts.discard(draft)
    return HOLDER.take_away(redirect("home"))
