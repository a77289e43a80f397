"""Filing without an account: one question a page, a check, a receipt."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from openredress.cases.actions import Filing, destination, file_case
from openredress.cases.wording import refusal_text
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.offices.institution import held
from openredress.parties import receipts
from openredress.parties.session import open_session
from openredress.proof.views import proof_file
from openredress.suggestions.suggesting import suggest
from openredress.web.limits import Limit, paced

from . import choices, drafts, forms, questions, summary
from .before import before_of
from .drafts import Holder, OpenDraft
from .questions import Page
from .receipt import proof_of_filing, sheet

HOLDER = Holder("draft")
#: Whoever files has no name here; what they give is kept apart from the case.
SOMEBODY = Actor.petitioner("")

#: For one caller, in a minute. A village hall full of people is slower than that.
FILING = Limit(60, 60)

View = Callable[..., HttpResponse]


def no_draft(request: HttpRequest) -> HttpResponse:
    return render(request, "intake/no_draft.html", {"nav": "file"}, status=410)


def with_draft(view: View) -> View:
    """The view with the draft of this browser, as long as it is not filed."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = HOLDER.find(request, timezone.now())
        if draft is None:
            return no_draft(request)
        if draft.is_filed:
            return redirect("intake:receipt")
        with held():
            return view(request, draft, *args, **kwargs)

    return inner


@paced(FILING)
def start(request: HttpRequest) -> HttpResponse:
    """What will happen. Beginning makes the draft, so that a browser without cookies is found
    out before anything is typed."""
    draft = HOLDER.find(request, timezone.now())
    if request.method != "POST":
        return render(request, "intake/start.html", {"nav": "file", "draft": draft})
    if draft is not None and draft.is_filed:
        return redirect("intake:receipt")
    if draft is not None:
        drafts.discard(draft)
    first = redirect("intake:question", questions.PAGES[0].slug)
    return HOLDER.give(first, drafts.begin(timezone.now()))


@with_draft
def question(request: HttpRequest, draft: OpenDraft, slug: str) -> HttpResponse:
    page = questions.BY_SLUG.get(slug)
    if page is None:
        raise Http404
    if not page.applies(draft.answers):
        return redirect("intake:question", page.follows)
    if request.method != "POST":
        entered = draft.answers if "wrong" in request.GET else None
        return _ask(request, draft, page, page.form(entered, answers=draft.answers))
    if page.form is forms.AboutWhat and "take" in request.POST:
        drafts.remember(draft, choices.answers_for(request.POST["take"]), timezone.now())
        return HOLDER.give(go_on(request, questions.after, page, draft), draft)
    form = page.form(request.POST, answers=draft.answers)
    entered = {name: request.POST.get(name, "") for name in form.fields}
    drafts.remember(draft, entered, timezone.now())
    if "back" in request.POST:
        return HOLDER.give(go_on(request, questions.before, page, draft), draft)
    if not form.is_valid():
        return HOLDER.give(_ask(request, draft, page, form), draft)
    return HOLDER.give(go_on(request, questions.after, page, draft), draft)


def go_on(request: HttpRequest, way: Any, page: Page, draft: OpenDraft) -> HttpResponse:
    """On to the next page or back to the one before; past the ends lie the check and the start."""
    is_change = "change" in request.GET
    target = way(page, draft.answers, is_change)
    if target is None:
        is_start = way is questions.before and not is_change
        return redirect("intake:start" if is_start else "intake:check")
    address = reverse("intake:question", args=[target.slug])
    return redirect(f"{address}?change" if is_change else address)


def _ask(request: HttpRequest, draft: OpenDraft, page: Page, form: forms.Question) -> HttpResponse:
    asked = questions.asked(draft.answers)
    context = {
        "nav": "file",
        "page": page,
        "form": form,
        "position": asked.index(page) + 1,
        "total": len(asked),
        "is_on_behalf": questions.is_on_behalf(draft.answers),
    }
    if page.form is forms.WhichWay:
        unchosen = questions.filing({**draft.answers, "way": forms.WhichWay.SUGGESTED})
        context["suggestion"] = summary.suggestion(destination(unchosen))
    if page.form is forms.AboutWhat:
        about = questions.filing(draft.answers)
        context["suggested"] = suggest(about.text, about.place)[:1]
    if page.form is forms.KeepOut:
        context["registrar"] = summary.registrar(destination(questions.filing(draft.answers)))
    return render(request, page.template, context)


@paced(FILING)
@with_draft
def check(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    wrong = questions.first_wrong(draft.answers)
    if wrong is not None:
        return redirect(f"{reverse('intake:question', args=[wrong.slug])}?change&wrong")
    form = forms.Check(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _file(request)
    filing = _filing(draft)
    context = {"nav": "file", "form": form, "rows": summary.rows(filing)}
    return render(request, "intake/check.html", {**context, "before": before_of(request, filing)})


def _filing(draft: OpenDraft) -> Filing:
    return replace(questions.filing(draft.answers), files=draft.tray.files())


def _file(request: HttpRequest) -> HttpResponse:
    """Files once: a second press waits for the first and is shown the same receipt."""
    now = timezone.now()
    with transaction.atomic():
        draft = HOLDER.find(request, now, lock=True)
        if draft is None or draft.is_filed:
            return redirect("intake:receipt")
        filed = file_case(_filing(draft), SOMEBODY, now)
        if isinstance(filed, Refusal):
            return _refused(request, draft, filed)
        drafts.turn_into_receipt(draft, filed.case.number, filed.code, now)
    return HOLDER.give(redirect("intake:receipt"), draft)


def _refused(request: HttpRequest, draft: OpenDraft, refusal: Refusal) -> HttpResponse:
    page = questions.page_of(refusal.field)
    form = page.form(draft.answers, answers=draft.answers)
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
    return _ask(request, draft, page, form)


def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, again and again until it is confirmed; then the code is gone from here."""
    now = timezone.now()
    draft = HOLDER.find(request, now)
    if draft is None:
        return no_draft(request)
    if not draft.is_filed:
        return redirect("intake:check")
    form = forms.Saved(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"nav": "file", "form": form, "sheet": sheet(request, draft, now)}
        return render(request, "intake/receipt.html", context)
    receipts.confirm_saved(draft.number, now)
    drafts.discard(draft)
    response = redirect("petitioner:case")
    open_session(response, draft.number)
    return HOLDER.take_away(response)


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """The signed proof, as long as the receipt is shown here."""
    now = timezone.now()
    draft = HOLDER.find(request, now)
    if draft is None:
        return no_draft(request)
    if not draft.is_filed:
        return redirect("intake:check")
    return proof_file(proof_of_filing(draft, now))


@with_draft
def discard(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Deletes what was entered, for whoever thinks better of it or uses a borrowed computer."""
    if request.method != "POST":
        return render(request, "intake/discard.html", {"nav": "file"})
    drafts.discard(draft)
    return HOLDER.take_away(redirect("home"))
