"""Files of a case at the desk: lists, downloads, originals, and files of the office."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.attachments import resumable, serving
from openredress.attachments.receiving import Arrived
from openredress.attachments.tray import tray_of
from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.file_forms import FilesForm, OfficeFilesForm, take_each
from openredress.cases.files import FileView, found, hand_out, show_small, visible
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.facts import KeptFile
from openredress.core.refusals import Code, Refusal

from .asking import Way, way_to_name
from .door import Desk, at_the_desk
from .forms import PurposeForm


@dataclass(frozen=True)
class FilesPage:
    """`of_office` and `of_petitioner` are the forms to add to either; `None` for whoever may not.

    `purpose` is the form that opens an original of `asked`, and `way` how this reader comes to it.
    """

    number: str
    files: tuple[FileView, ...]
    of_office: OfficeFilesForm | None
    of_petitioner: FilesForm | None
    purpose: PurposeForm | None
    asked: str
    way: Way
    forms: tuple[Any, ...]


def page_of(
    file: File,
    *,
    office: OfficeFilesForm | None = None,
    petitioner: FilesForm | None = None,
    purpose: tuple[str, PurposeForm] | None = None,
) -> FilesPage:
    asked, entered = purpose or ("", None)
    may_office = file.may(Permission.ADD_OFFICE_FILE)
    may_petitioner = file.may(Permission.ADD_FILE)
    return FilesPage(
        number=file.case.number,
        files=visible(file),
        of_office=office or (OfficeFilesForm(prefix="office") if may_office else None),
        of_petitioner=petitioner or (FilesForm(prefix="theirs") if may_petitioner else None),
        purpose=entered or PurposeForm(prefix="original", auto_id=False),
        asked=asked,
        way=way_to_name(file),
        forms=tuple(form for form in (office, petitioner, entered) if form is not None),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def files(desk: Desk, number: str) -> HttpResponse:
    """What is in the case, and more for it: from the office, or brought by the petitioner."""
    file, request = desk.open(number), desk.request
    if request.method != "POST":
        return desk.show("desk/files.html", page_of(file))
    is_theirs = "theirs" in request.POST
    if not file.may(Permission.ADD_FILE if is_theirs else Permission.ADD_OFFICE_FILE):
        raise Http404
    kind, prefix = (FilesForm, "theirs") if is_theirs else (OfficeFilesForm, "office")
    form = kind(request.POST, request.FILES, prefix=prefix)
    form.is_valid()
    if not form.cleaned_data["files"] and "sent" not in request.POST:
        form.add_error("files", refusal_text(Refusal(Code.NOTHING_CHOSEN)))
    original = bool(form.cleaned_data.get("keep_original"))
    taken = take_each(form, "files", taker(desk, number, not is_theirs), original)
    if taken:
        messages.success(request, _taken_text(taken))
    if not form.errors:
        return redirect("desk:files", number)
    shown = {"petitioner": form} if is_theirs else {"office": form}
    return desk.show("desk/files.html", page_of(desk.open(number), **shown), 422)


def taker(desk: Desk, number: str, of_office: bool) -> Any:
    def take(arrived: Arrived, keep_original: bool) -> Case | Refusal:
        return actions.add_file(
            number, desk.actor, arrived, arrived.name, desk.now,
            keep_original=keep_original, of_office=of_office,
        )  # fmt: skip

    return take


def _taken_text(count: int) -> str:
    text = ngettext(
        "%(count)d file was added to the case.", "%(count)d files were added to the case.", count
    )
    return text % {"count": count}


@require_safe
@at_the_desk
def file(desk: Desk, number: str, uid: str) -> HttpResponseBase:
    here = desk.open(number)
    return _handed(desk, here, hand_out(here, _known(here, uid)))


@require_safe
@at_the_desk
def thumbnail(desk: Desk, number: str, uid: str) -> HttpResponseBase:
    here = desk.open(number)
    return _handed(desk, here, show_small(here, _known(here, uid)))


@require_POST
@at_the_desk
def original(desk: Desk, number: str, uid: str) -> HttpResponseBase:
    """The untouched original, once it is on record what for."""
    here = desk.open(number, Permission.OPEN_ORIGINAL)
    known = _known(here, uid)
    needs_words = way_to_name(here) is Way.OPEN
    form = PurposeForm(desk.request.POST, prefix="original", auto_id=False)
    if needs_words and not form.is_valid():
        return desk.show("desk/files.html", page_of(here, purpose=(uid, form)), 422)
    purpose = form.cleaned_data["purpose"] if needs_words else ""
    opened = actions.open_original(number, desk.actor, known.number, purpose, desk.now)
    if not isinstance(opened, Refusal):
        return serving.original(opened.content, known.name, known.received_size)
    form.is_valid()
    form.add_error(None, refusal_text(opened))
    return desk.show("desk/files.html", page_of(here, purpose=(uid, form)), 422)


def _known(file: File, uid: str) -> KeptFile:
    known = found(file, uid)
    if known is None:
        raise Http404
    return known


def _handed(desk: Desk, file: File, handed: HttpResponseBase | Refusal) -> HttpResponseBase:
    if not isinstance(handed, Refusal):
        return handed
    if handed.code is Code.NO_SUCH_FILE:
        raise Http404
    messages.error(desk.request, refusal_text(handed))
    return redirect("desk:files", file.case.number)


@require_http_methods(resumable.METHODS)
@at_the_desk
def uploads(desk: Desk, number: str, uid: str = "") -> HttpResponse:
    """Files of the office, in parts."""
    desk.open(number, Permission.ADD_OFFICE_FILE)

    def finish(incoming: resumable.Parts, name: str, keep_original: bool) -> object:
        return actions.add_file(number, desk.actor, incoming, name, desk.now, of_office=True)

    tray = tray_of(f"staff {desk.actor.staff} in {number}")
    return resumable.answer(
        desk.request, resumable.Landing(tray, finish, refusal_text, desk.now), uid
    )
