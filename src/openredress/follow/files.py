"""The petitioner's files: what is in the case, to be had back, and more to be added."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from openredress.attachments import resumable, serving
from openredress.attachments.tray import tray_of
from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.file_forms import FilesForm
from openredress.cases.files import found, hand_out, show_small, visible
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.facts import KeptFile
from openredress.core.refusals import Code, Refusal

from .entrance import Visit, for_proxies, with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def files(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Adds files to the case. Each is taken or refused by itself."""
    file = visit.file
    # An ended session is opened again by POST at this address, with nothing of this form in it.
    is_sent = request.method == "POST" and "send" in request.POST
    form = FilesForm(request.POST, request.FILES) if is_sent else FilesForm()
    if is_sent and form.is_valid():
        is_empty = not form.cleaned_data["files"] and "sent" not in request.POST
        taken = form.take_each(
            lambda arrived, original: actions.add_file(
                file.case.number, file.actor, arrived, arrived.name, timezone.now(),
                keep_original=original,
            )
        )  # fmt: skip
        if is_empty:
            form.add_error("files", refusal_text(Refusal(Code.NOTHING_CHOSEN)))
        if taken:
            messages.success(request, taken_text(taken))
        if not form.errors:
            return redirect("petitioner:files", file.case.number)
    return _shown(request, visit, form)


def taken_text(count: int) -> str:
    text = ngettext(
        "%(count)d file is in your case. The office sees it there.",
        "%(count)d files are in your case. The office sees them there.",
        count,
    )
    return text % {"count": count}


def _shown(request: HttpRequest, visit: Visit, form: FilesForm) -> HttpResponse:
    file = visit.file
    file.look_again()
    context = {
        "form": form, "number": file.case.number, "files": visible(file), "nav": "follow",
        "is_forgotten": file.facts.is_forgotten, "can_add": file.may(Permission.ADD_FILE),
    }  # fmt: skip
    return render(request, "follow/files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def file(request: HttpRequest, visit: Visit, uid: str) -> HttpResponseBase:
    return _had(request, visit, hand_out(visit.file, _known(visit.file, uid)))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def thumbnail(request: HttpRequest, visit: Visit, uid: str) -> HttpResponseBase:
    return _had(request, visit, show_small(visit.file, _known(visit.file, uid)))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def original(request: HttpRequest, visit: Visit, uid: str) -> HttpResponseBase:
    """What they handed in, untouched, back to who handed it in."""
    here = visit.file
    known = _known(here, uid)
    opened = actions.open_original(here.case.number, here.actor, known.number, "", here.now)
    if isinstance(opened, Refusal):
        return _had(request, visit, opened)
    return serving.original(opened.content, known.name, known.received_size)


def _known(file: File, uid: str) -> KeptFile:
    known = found(file, uid)
    if known is None:
        raise Http404
    return known


def _had(
    request: HttpRequest, visit: Visit, handed: HttpResponseBase | Refusal
) -> HttpResponseBase:
    if not isinstance(handed, Refusal):
        return handed
    if handed.code is Code.NO_SUCH_FILE:
        raise Http404
    messages.error(request, refusal_text(handed))
    return redirect("petitioner:files", visit.file.case.number)


@require_http_methods(resumable.METHODS)
@with_case
@for_proxies
def uploads(request: HttpRequest, visit: Visit, uid: str = "") -> HttpResponse:
    file, now = visit.file, timezone.now()

    def finish(incoming: resumable.Parts, name: str, keep_original: bool) -> object:
        return actions.add_file(
            file.case.number, file.actor, incoming, name, now, keep_original=keep_original
        )

    tray = tray_of(f"{file.actor.kind} of {file.case.number}")
    return resumable.answer(request, resumable.Landing(tray, finish, refusal_text, now), uid)
