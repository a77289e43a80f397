"""A lost receipt, replaced by somebody who reads the e-mail address on file.

No page here says whether a case or a contact exists: the first answer is the same for everybody,
and only a message can bring the code that the next page asks for.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from openredress.cases.actions import NewReceipt, collect_receipt
from openredress.notices import outbox
from openredress.parties import lost, members, receipts, sides
from openredress.parties.keys import CannotOpen
from openredress.parties.session import open_session
from openredress.web.languages import language_of
from openredress.web.limits import Limit, TooMany, paced

from . import drafts
from .drafts import Holder, OpenDraft
from .forms import Saved
from .lost_forms import Lost, SentCode
from .receipt import sheet

HOLDER = Holder("new-receipt")
#: For one caller, in a minute.
ASKING = Limit(10, 60)


def _show(request: HttpRequest, template: str, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, f"intake/{template}.html", {"nav": "follow", **more}, status=status)


@paced(ASKING)
def ask(request: HttpRequest) -> HttpResponse:
    """The number and the address go into the queue of the worker; every answer is the same."""
    if not outbox.is_on():
        return _show(request, "lost", form=None)
    form = Lost(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, "lost", form=form)
    lost.ask(form.cleaned_data["number"], form.cleaned_data["email"], timezone.now())
    return _show(request, "lost_asked")


def code(request: HttpRequest) -> HttpResponse:
    """The code from the message: it asks for a new receipt, and later it collects it."""
    form = SentCode(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        response = _show(request, "lost_code", 429 if form.wait else 200, form=form)
        return form.paused(response)
    if not form.entered.is_ready:
        with timezone.override(form.entered.time_zone):
            return _show(request, "lost_waits", ready_at=form.entered.ready_at)
    draft = drafts.begin(timezone.now())
    drafts.remember(draft, {"code": form.cleaned_data["code"]}, timezone.now())
    return HOLDER.give(redirect("intake:lost-collect"), draft)


def collect(request: HttpRequest) -> HttpResponse:
    """The last question: from then on the earlier receipt opens nothing."""
    draft = HOLDER.find(request, timezone.now())
    if draft is None:
        return redirect("intake:lost-code")
    if draft.is_filed:
        return redirect("intake:new-receipt")
    if request.method != "POST":
        return _show(request, "lost_collect")
    return _collect(request)


def _collect(request: HttpRequest) -> HttpResponse:
    """Once: a second press waits for the first and is shown the same receipt."""
    now = timezone.now()
    with transaction.atomic():
        draft = HOLDER.find(request, now, lock=True)
        if draft is None or draft.is_filed:
            return redirect("intake:new-receipt")
        given = collect_receipt(draft.answers["code"], now)
        if given is None:
            drafts.discard(draft)
            form = SentCode({"code": draft.answers["code"]})
            form.is_valid()
            return HOLDER.take_away(_show(request, "lost_code", form=form))
        keep(draft, given)
    return HOLDER.give(redirect("intake:new-receipt"), draft)


def keep(draft: OpenDraft, given: NewReceipt) -> None:
    """The new receipt lies in the draft until it is confirmed, as after filing."""
    draft.language = language_of(given.language)
    drafts.turn_into_receipt(draft, given.root, given.code, timezone.now())


def receipt(request: HttpRequest) -> HttpResponse:
    """The new receipt, again and again until it is confirmed; then the code is gone from here."""
    now = timezone.now()
    draft = HOLDER.find(request, now)
    if draft is None or not draft.is_filed:
        return redirect("intake:lost-code")
    form = Saved(request.POST if request.method == "POST" else None)
    is_beside = _is_beside(draft.code)
    if not form.is_valid():
        if is_beside:
            return _show(request, "new_receipt_beside", form=form, number=draft.number,
                         code=draft.code)  # fmt: skip
        return _show(request, "new_receipt", form=form, sheet=sheet(request, draft, now))
    if is_beside:
        drafts.discard(draft)
        return HOLDER.take_away(redirect("petitioner:open"))
    receipts.confirm_saved(draft.number, now)
    drafts.discard(draft)
    found = receipts.find(draft.code)
    if found is None:  # Replaced once more meanwhile.
        return HOLDER.take_away(redirect("petitioner:open"))
    response = redirect("petitioner:case")
    open_session(response, draft.number, found.number)
    return HOLDER.take_away(response)


def _is_beside(code: str) -> bool:
    """Whether it is the receipt of a member, or of the other side of a mediation."""
    try:
        return members.by_code(code) is not None or sides.by_code(code) is not None
    except (CannotOpen, TooMany):
        return False
