"""Taking down what somebody says or wrote: one screen, read back, receipt."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from openredress.attachments import resumable
from openredress.cases.actions import file_case
from openredress.cases.file_forms import take_each
from openredress.cases.wording import refusal_text
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.tree import actor_of
from openredress.parties import receipts
from openredress.reception.queries import AtTheDoor

from . import drafts, summary
from .attaching import landing, rows, small, taker
from .counter_forms import KEYS, Confirmed, TakeDown
from .drafts import Holder, OpenDraft
from .receipt import sheet

HOLDER = Holder("take-down")

View = Callable[..., HttpResponse]


def for_clerks_with(holder: Holder, *others: Role) -> Callable[[View], View]:
    """Views for intake clerks and these others, with the actor and what they are taking down."""

    def for_clerks(view: View) -> View:
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, **named: str) -> HttpResponse:
            actor = actor_of(request.user)
            if not actor.has_role(Role.CLERK, *others):
                return render(request, "intake/not_a_clerk.html", {"nav": "desk"}, status=403)
            if actor.has_role(Role.CLERK):
                # The head of every page of the desk shows who is on duty.
                request.at_the_door = AtTheDoor.of(actor, timezone.now())
                request.duty = request.at_the_door.line
            return view(request, actor, draft_of(request, holder), **named)

        return inner

    return for_clerks


#: A helper files together with somebody: they see what they are told, and nothing of it afterwards
#: unless they are chosen.
for_clerks = for_clerks_with(HOLDER, Role.HELPER)


def draft_of(request: HttpRequest, holder: Holder, *, lock: bool = False) -> OpenDraft | None:
    """What this clerk has begun; whoever signs in after them at the same computer begins anew."""
    draft = holder.find(request, timezone.now(), lock=lock)
    return draft if draft is not None and draft.staff == request.user.pk else None


@for_clerks
def take_down(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    if draft is not None and draft.is_filed:
        return redirect("intake:counter-receipt")
    if request.method != "POST":
        answers = draft.answers if draft is not None else {}
        return _screen(request, draft, _form(actor, initial=answers or TakeDown.FRESH))
    draft = draft or drafts.begin(timezone.now(), staff=request.user.pk)
    form = _form(actor, request.POST, request.FILES)
    entered = {name: request.POST.get(name, "") for name in form.fields if name != "files"}
    drafts.remember(draft, entered, timezone.now())
    for uid in request.POST.getlist("take_out"):
        draft.tray.take_out(uid)
    is_valid = form.is_valid()
    # What has come is kept, whatever else is still to be put right.
    take_each(form, "files", taker(draft), bool(request.POST.get("keep_original")))
    is_done = is_valid and not form.errors and "add" not in request.POST
    response = redirect("intake:read-back") if is_done else _screen(request, draft, form)
    return HOLDER.give(response, draft)


def _form(actor: Actor, *given: Any, **more: Any) -> TakeDown:
    return TakeDown(*given, of_clerk=actor.has_role(Role.CLERK), **more)


def _screen(request: HttpRequest, draft: OpenDraft | None, form: TakeDown) -> HttpResponse:
    keys = [
        (letter.upper(), form.fields[name].label)
        for name, letter in KEYS.items()
        if name in form.fields
    ]
    files = rows(draft) if draft is not None else []
    context = {"nav": "take-down", "form": form, "keys": keys, "files": files}
    return render(request, "intake/take_down.html", context)


@for_clerks
def read_back(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    if draft is None or draft.is_filed:
        return redirect("intake:counter")
    taken = _form(actor, draft.answers)
    if not taken.is_valid():
        return _screen(request, draft, taken)
    form = Confirmed(request.POST if request.method == "POST" else None, taken=taken)
    if form.is_valid():
        return _file(request, actor)
    filing = taken.filing(files=draft.tray.files())
    with translation.override(filing.language):
        rows = summary.rows_at_the_counter(filing)
    context = {"nav": "take-down", "form": form, "rows": rows, "language": filing.language}
    return render(request, "intake/read_back.html", context)


def _file(request: HttpRequest, actor: Actor) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        draft = draft_of(request, HOLDER, lock=True)
        if draft is None or draft.is_filed:
            return redirect("intake:counter")
        taken = _form(actor, draft.answers)
        taken.is_valid()
        filing = taken.filing(read_back=True, files=draft.tray.files())
        filed = file_case(filing, actor, now)
        if isinstance(filed, Refusal):
            return _refused(request, draft, taken, filed)
        draft.language = filing.language
        drafts.turn_into_receipt(draft, filed.case.number, filed.code, now)
    return HOLDER.give(redirect("intake:counter-receipt"), draft)


def _refused(
    request: HttpRequest, draft: OpenDraft, form: TakeDown, refusal: Refusal
) -> HttpResponse:
    field = {"on": "received_on"}.get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, refusal_text(refusal))
    return _screen(request, draft, form)


@for_clerks
def receipt(request: HttpRequest, actor: Actor, draft: OpenDraft | None) -> HttpResponse:
    """The receipt to print. Going on says that the petitioner has it, and deletes the code."""
    if draft is None or not draft.is_filed:
        return redirect("intake:counter")
    now = timezone.now()
    if request.method == "POST":
        receipts.confirm_saved(draft.number, now)
        drafts.discard(draft)
        return HOLDER.take_away(redirect("intake:counter"))
    with translation.override(draft.language):
        context: dict[str, Any] = {"sheet": sheet(request, draft, now)}
    context |= {"nav": "take-down", "language": draft.language}
    return render(request, "intake/counter_receipt.html", context)


@require_safe
@for_clerks
def thumbnail(
    request: HttpRequest, actor: Actor, draft: OpenDraft | None, uid: str
) -> HttpResponse:
    if draft is None:
        raise Http404
    return small(draft, uid)


@require_http_methods(resumable.METHODS)
@for_clerks
def uploads(
    request: HttpRequest, actor: Actor, draft: OpenDraft | None, uid: str = ""
) -> HttpResponse:
    """Files may come before anything is typed: the draft is begun with the first of them."""
    if draft is not None and draft.is_filed:
        raise Http404
    begun = draft or drafts.begin(timezone.now(), staff=request.user.pk)
    return HOLDER.give(resumable.answer(request, landing(begun), uid), begun)
