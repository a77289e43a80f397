"""Taking down on a laptop. Nothing that was typed is kept but sealed; a receipt is shown only after
its filing is on the disk.
"""

import base64
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openredress.core.field import BIGGEST_FILE, Kind
from openredress.core.receipt import CODE_SPACE, code_from, grouped, verifier
from openredress.core.text import in_language
from openredress.field.taking import AddOnRound, Confirmed, TakeDownOnRound, answers_of
from openredress.intake import choices
from openredress.offices.models import Matter, Office, Place
from openredress.web.templatetags.openredress import plain_moment

from .store import Given, Store

View = Callable[..., HttpResponse]


def with_kit(view: View) -> View:
    """The view with the folder of the kit; its trees are those of the kit."""

    @wraps(view)
    def inner(request: HttpRequest, **given: Any) -> HttpResponse:
        store = Store(Path(settings.FIELD_FOLDER))
        zone = ZoneInfo(store.kit["zone"])
        with choices.taken_along(_trees(store.kit)), timezone.override(zone):
            return view(request, store, **given)

    return inner


def _trees(kit: dict[str, Any]) -> choices.Along:
    def rows(model: Any, name: str) -> list[Any]:
        return [
            model(pk=key, parent_id=above, name_en=english, name_zh=chinese, code=code)
            for key, above, english, chinese, code in kit[name]
        ]

    return {
        Place: rows(Place, "places"), Matter: rows(Matter, "matters"),
        Office: rows(Office, "offices"),
    }  # fmt: skip


@dataclass(frozen=True)
class KitView:
    """What a page says of the kit, in its language."""

    kit: dict[str, Any]

    @property
    def where(self) -> str:
        return self._text("where")

    @property
    def office(self) -> str:
        return self._text("office")

    def _text(self, name: str) -> str:
        texts = self.kit["round"][name]
        language = translation.get_language() or "en"
        return texts.get(language) or in_language(texts, language)

    @property
    def law(self) -> str:
        return str(self.kit["law"].get(translation.get_language() or "en", ""))

    @property
    def on(self) -> date:
        return date.fromisoformat(self.kit["round"]["on"])

    @property
    def hours(self) -> str:
        begins, ends = (time.fromisoformat(self.kit["round"][n]) for n in ("begins", "ends"))
        return f"{begins:%H:%M}–{ends:%H:%M}"

    @property
    def page(self) -> str:
        return f"{self.kit['site']}/case/"


def show(request: HttpRequest, template: str, store: Store, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    context = {"about": KitView(store.kit), "has_errors": status == 422, **more}
    return render(request, f"field/laptop/{template}.html", context, status=status)


@require_safe
@with_kit
def overview(request: HttpRequest, store: Store) -> HttpResponse:
    drafts = store.drafts()
    filings = [d for d in drafts if d.record.kind is Kind.FILING]
    added = sum(d.record.kind is Kind.ADDITION for d in drafts)
    return show(
        request, "overview", store,
        filed=len(filings), added=added, left=store.numbers_left, begun=store.begun(),
        open=[d for d in filings if not d.is_handed], folder=store.folder,
        parts=range(1, len(store.parts()) + 1),
    )  # fmt: skip


@with_kit
def take_down(request: HttpRequest, store: Store) -> HttpResponse:
    """The form, then the same read back. Nothing is filed before it is confirmed; what was typed
    is kept sealed, in case the machine goes off.
    """
    if request.method != "POST":
        form = TakeDownOnRound(initial={"language": translation.get_language()})
        return show(request, "form", store, form=form, draft=str(uuid.uuid4()))
    form, draft = TakeDownOnRound(request.POST), _draft_in(request)
    store.hold(draft, {"answers": _answers(request, form)}, timezone.now())
    if "correct" in request.POST or not form.is_valid():
        return show(request, "form", store, form=form, draft=draft,
                    status=200 if form.is_valid() else 422)  # fmt: skip
    return _read_back(request, store, form, Confirmed())


@require_POST
@with_kit
def begun(request: HttpRequest, store: Store) -> HttpResponse:
    """What has been typed so far, as the script of the form sends it."""
    content = {"answers": _answers(request, TakeDownOnRound())}
    if content["answers"].get("text", "").strip():
        store.hold(_draft_in(request), content, timezone.now())
    return HttpResponse(status=204)


@require_POST
@with_kit
def drop(request: HttpRequest, store: Store) -> HttpResponse:
    store.drop(_draft_in(request))
    return redirect("overview")


def _answers(request: HttpRequest, form: TakeDownOnRound) -> dict[str, str]:
    return {name: request.POST[name] for name in form.fields if name in request.POST}


def _draft_in(request: HttpRequest) -> str:
    try:
        return str(uuid.UUID(request.POST.get("draft", "")))
    except ValueError:
        return str(uuid.uuid4())


def _read_back(
    request: HttpRequest, store: Store, form: TakeDownOnRound, confirmed: Confirmed, amiss: str = ""
) -> HttpResponse:
    language = form.cleaned_data["language"]
    with translation.override(language):
        rows = answers_of(TakeDownOnRound(form.data))
    status, draft = 422 if confirmed.is_bound else 200, _draft_in(request)
    return show(request, "read_back", store, taken=form, form=confirmed, rows=rows, amiss=amiss,
                language=language, draft=draft, files=store.enclosed(draft),
                status=status)  # fmt: skip


@require_POST
@with_kit
def receipt(request: HttpRequest, store: Store) -> HttpResponse:
    """Keeps the filing, then shows its receipt. Sent again, as after the process was killed, it
    is the same filing with another code, until somebody holds one.
    """
    form, confirmed = TakeDownOnRound(request.POST), Confirmed(request.POST)
    if not form.is_valid():
        return show(request, "form", store, form=form, draft=_draft_in(request), status=422)
    code, now = code_from(secrets.randbelow(CODE_SPACE)), timezone.now()
    amiss = _enclose(request, store, now)
    if amiss or not confirmed.is_valid():
        return _read_back(request, store, form, confirmed, amiss)
    content = {"answers": _answers(request, form), "verifier": verifier(code)}
    given = store.file(_draft_in(request), content, now)
    return _show_receipt(request, store, given, code, form.cleaned_data["language"], now)


def _enclose(request: HttpRequest, store: Store, now: datetime) -> str:
    """Keeps the files that came with a form; what is amiss with one, "" otherwise. They are counted
    from how many there were when the form was shown, so that the same form sent again after the
    machine went off adds none.
    """
    before = request.POST.get("files_before", "")
    first = int(before) + 1 if before.isdecimal() and len(before) < 4 else 1
    for number, file in enumerate(request.FILES.getlist("files"), first):
        if file.size > BIGGEST_FILE:
            return _("%(name)s is too big for a round: ask the person to add it on their page.") % {
                "name": file.name
            }
        content = {"name": file.name, "data": base64.b64encode(file.read()).decode()}
        store.enclose(_draft_in(request), number, content, now)
    return ""


@require_POST
@with_kit
def again(request: HttpRequest, store: Store) -> HttpResponse:
    """Another code for a filing whose receipt was not confirmed as handed over."""
    code, now = code_from(secrets.randbelow(CODE_SPACE)), timezone.now()
    given = store.give_again(_draft_in(request), {"verifier": verifier(code)}, now)
    language = translation.get_language() or "en"
    return _show_receipt(request, store, given, code, language, now)


def _show_receipt(
    request: HttpRequest, store: Store, given: Given | None, code: str, language: str,
    now: datetime,
) -> HttpResponse:  # fmt: skip
    if given is None:
        return redirect("overview")
    with translation.override(language):
        about = KitView(store.kit)
        sheet = {
            "number": given.number, "code": grouped(code), "at": plain_moment(now),
            "where": about.where, "office": about.office, "page": about.page, "law": about.law,
            "address": f"{about.page}#{code}",
        }  # fmt: skip
    return show(request, "receipt", store, given=given, sheet=sheet, language=language)


@require_POST
@with_kit
def handed(request: HttpRequest, store: Store) -> HttpResponse:
    """The petitioner holds the receipt; from here on its code is nowhere on this machine."""
    revision = request.POST.get("revision", "")
    if revision.isdecimal():
        store.hand_over(_draft_in(request), int(revision), timezone.now())
    return redirect("take-down" if "next" in request.POST else "overview")


@with_kit
def add(request: HttpRequest, store: Store) -> HttpResponse:
    """Somebody comes again and adds to what they filed, by their receipt."""
    if request.method != "POST":
        return show(request, "add", store, form=AddOnRound(), draft=str(uuid.uuid4()))
    form, draft = AddOnRound(request.POST), _draft_in(request)
    if not form.is_valid():
        return show(request, "add", store, form=form, draft=draft, status=422)
    content = {"code": form.code, "text": form.cleaned_data["text"]}
    store.add(draft, content, timezone.now())
    return show(request, "added", store)


@require_safe
@with_kit
def export(request: HttpRequest, store: Store, part: int) -> HttpResponse:
    """The file to bring back, sealed as it lies on the disk, or one part of it."""
    parts = store.parts()
    if not 1 <= part <= len(parts):
        raise Http404
    response = HttpResponse(parts[part - 1], content_type="application/x-ndjson")
    name = f"round-{store.kit['round']['on']}-{store.kit['kit']}-{part}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
