"""Files with a filing: a page of the form, with and without JavaScript."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from openredress.attachments import blobs, resumable, serving
from openredress.attachments.receiving import Arrived
from openredress.cases.file_forms import FilesForm
from openredress.cases.wording import kind_text, refusal_text

from . import drafts, questions
from .drafts import OpenDraft
from .views import HOLDER, go_on, with_draft

PAGE = questions.BY_SLUG["files"]


@with_draft
def files(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """What is in the tray, and what comes next. Every button takes the chosen files along."""
    if request.method != "POST":
        return _shown(request, draft, FilesForm())
    now = timezone.now()
    drafts.save(draft, now)
    if "remove" in request.POST:
        draft.tray.take_out(request.POST["remove"])
    form = FilesForm(request.POST, request.FILES)
    form.is_valid()
    form.take_each(taker(draft))
    if form.errors or "add" in request.POST or "remove" in request.POST:
        return HOLDER.give(_shown(request, draft, form if form.errors else FilesForm()), draft)
    way = questions.before if "back" in request.POST else questions.after
    return HOLDER.give(go_on(request, way, PAGE, draft), draft)


def taker(draft: OpenDraft) -> Callable[[Arrived, bool], object]:
    def take(arrived: Arrived, keep_original: bool) -> object:
        now = timezone.now()
        return draft.tray.take(arrived, arrived.name, now, keep_original=keep_original)

    return take


def _shown(request: HttpRequest, draft: OpenDraft, form: FilesForm) -> HttpResponse:
    asked = questions.asked(draft.answers)
    context = {
        "nav": "file",
        "page": PAGE,
        "form": form,
        "files": rows(draft),
        "position": asked.index(PAGE) + 1,
        "total": len(asked),
    }
    return render(request, "intake/files.html", context)


def rows(draft: OpenDraft) -> list[dict[str, object]]:
    """The files of the tray as a template lists them."""
    return [
        {"uid": f.uid, "name": f.name, "kind": kind_text(f.kind), "size": f.size,
         "has_thumbnail": f.thumbnail, "has_original": f.original,
         "waits": f.scan == "waiting"}
        for f in (received.added for received in draft.tray.files())
    ]  # fmt: skip


@require_safe
@with_draft
def thumbnail(request: HttpRequest, draft: OpenDraft, uid: str) -> HttpResponse:
    return small(draft, uid)


def small(draft: OpenDraft, uid: str) -> HttpResponse:
    received = draft.tray.contains(uid)
    if received is None or not received.added.thumbnail:
        raise Http404
    return serving.thumbnail(blobs.content(uid, blobs.THUMBNAIL, received.data_key))


@require_http_methods(resumable.METHODS)
@with_draft
def uploads(request: HttpRequest, draft: OpenDraft, uid: str = "") -> HttpResponse:
    return resumable.answer(request, landing(draft), uid)


def landing(draft: OpenDraft) -> resumable.Landing:
    now = timezone.now()
    return resumable.Landing(
        tray=draft.tray,
        finish=lambda incoming, name, keep_original: draft.tray.take(
            incoming, name, now, keep_original=keep_original
        ),
        say=refusal_text,
        now=now,
        room=lambda: draft.tray.room(now),
    )
