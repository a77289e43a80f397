"""A lost receipt, replaced at the counter. The page takes the number of a case and nothing else:
nobody is looked up by who they are.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from openredress.cases import actions
from openredress.cases.access import File, NotHere, case_for
from openredress.cases.actions import NewReceipt
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core import replacement as rules
from openredress.core.access import Actor, Permission
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.tree import actor_of
from openredress.parties import receipts
from openredress.wall import seen_by

from . import drafts
from .drafts import Holder, OpenDraft
from .lost import keep
from .lost_forms import Checked
from .receipt import sheet

HOLDER = Holder("replaced-receipt")

View = Callable[..., HttpResponse]


def for_clerks(view: View) -> View:
    """The view for intake clerks, behind the wall, with what this clerk has begun."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request.user)  # type: ignore[arg-type]
        if not actor.has_role(Role.CLERK):
            return render(request, "intake/not_a_clerk.html", {"nav": "desk"}, status=403)
        with seen_by(actor):
            return view(request, actor, _draft(request))

    return inner


def _draft(request: HttpRequest, *, lock: bool = False) -> OpenDraft | None:
    draft = HOLDER.find(request, timezone.now(), lock=lock)
    return draft if draft is not None and draft.staff == request.user.pk else None


def _show(request: HttpRequest, template: str, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, f"intake/{template}.html", {"nav": "desk", **more}, status=status)


def _open(number: str, actor: Actor) -> File | None:
    """The case, for a clerk who may replace its receipt. Otherwise it is not there."""
    try:
        return case_for(actor, number, timezone.now(), Permission.REPLACE_RECEIPT)
    except NotHere:
        return None


@for_clerks
def ask(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    """Which case, and what was checked."""
    if draft is not None and draft.is_filed:
        return redirect("intake:replaced")
    if request.method != "POST":
        begun = draft.answers if draft else _asked_before(request.GET.get("number", ""), actor)
        return _show(request, "replace", form=Checked(initial=begun))
    form = Checked(request.POST)
    if not form.is_valid():
        return _show(request, "replace", 422, form=form)
    if _open(form.cleaned_data["number"], actor) is None:
        form.add_error("number", _("No case with this number is open to you. Check each digit."))
        return _show(request, "replace", 422, form=form)
    draft = draft or drafts.begin(timezone.now(), staff=request.user.pk)
    drafts.remember(draft, form.cleaned_data, timezone.now())
    return HOLDER.give(redirect("intake:replace-confirm"), draft)


def _asked_before(number: str, actor: Actor) -> dict[str, str]:
    """Whoever comes back once a second person agreed need not write it again."""
    file = _open(number, actor) if number else None
    asked = file.facts.replacement if file is not None and _is_own(file) else None
    return {"number": number, "checked": asked.checked if asked else ""}


@for_clerks
def confirm(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    """The case as it is found, before anything is done."""
    if draft is None or draft.is_filed:
        return redirect("intake:replace")
    file = _open(draft.answers["number"], actor)
    if file is None:
        return redirect("intake:replace")
    if request.method == "POST":
        return _replace(request, file)
    return _confirm(request, file, draft)


def _confirm(
    request: HttpRequest, file: File, draft: OpenDraft, refusal: Refusal | None = None
) -> HttpResponse:
    second = actions.needs_second_person(file.actor, file.facts) and not _is_agreed(file)
    more = {"case": file.case, "checked": draft.answers["checked"], "needs_second": second}
    told = refusal_text(refusal) if refusal else ""
    with timezone.override(file.facts.time_zone):
        return _show(
            request, "replace_confirm", 422 if refusal else 200, refusal=told, filed=file.facts,
            has_errors=bool(refusal), **more,
        )  # fmt: skip


def _is_agreed(file: File) -> bool:
    asked = rules.waiting(file.situation)
    return asked is not None and asked.granted_at is not None and _is_own(file)


def _is_own(file: File) -> bool:
    asked = rules.waiting(file.situation)
    return asked is not None and asked.how == rules.COUNTER and asked.by.staff == file.actor.staff


def _replace(request: HttpRequest, file: File) -> HttpResponse:
    """Once: a second press waits for the first and is shown the same receipt."""
    with transaction.atomic():
        draft = _draft(request, lock=True)
        if draft is None or draft.is_filed:
            return redirect("intake:replaced")
        done = _done(file, draft.answers["checked"])
        if isinstance(done, NewReceipt):
            keep(draft, done)
            return HOLDER.give(redirect("intake:replaced"), draft)
        if isinstance(done, Refusal):
            return _confirm(request, file, draft, done)
        drafts.discard(draft)
    said = _("Asked. A head of the office or a supervisor has to agree; then come back here.")
    messages.success(request, said)
    return HOLDER.take_away(redirect("desk:case", done.number))


def _done(file: File, checked: str) -> NewReceipt | Case | Refusal:
    """The new receipt; or the case, where somebody else has to agree first."""
    number, actor, now = file.case.number, file.actor, timezone.now()
    if not _is_own(file):
        asked = actions.ask_replacement(number, actor, checked, now)
        if isinstance(asked, Refusal) or actions.needs_second_person(actor, file.facts):
            return asked
    return actions.give_out_receipt(number, actor, now)


@for_clerks
def receipt(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    """The new receipt to print. Going on says that the petitioner has it, and deletes the code."""
    if draft is None or not draft.is_filed:
        return redirect("intake:replace")
    now = timezone.now()
    if request.method == "POST":
        receipts.confirm_saved(draft.number, now)
        drafts.discard(draft)
        return HOLDER.take_away(redirect("desk:queue"))
    with translation.override(draft.language):
        shown = sheet(request, draft, now)
    return _show(request, "replaced", sheet=shown, language=draft.language)
