"""The petitioner takes everything with them: to read, and for other programs.

Nobody at the office is told. Name and contact are in it only for whoever has the receipt at hand:
an open session may be on a borrowed device.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openredress.attachments import blobs, kept
from openredress.cases import actions
from openredress.cases.files import visible
from openredress.cases.wording import refusal_text
from openredress.core.refusals import Refusal
from openredress.parties import receipts
from openredress.parties.details import Details
from openredress.parties.keys import CannotOpen
from openredress.web.forms import RadioSelect, ReceiptCodeInput

from . import paper
from .entrance import Visit, with_case
from .record import Plain, file_path, record

PDF, JSON, BOTH = "pdf", "json", "both"


class DownloadForm(forms.Form):
    """`receipt` is asked for where name and contact are to be in it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("In which form?"),
        choices=[
            (PDF, gettext_lazy("To read and to print (PDF)")),
            (JSON, gettext_lazy("For other programs (JSON)")),
            (BOTH, gettext_lazy("Both, with all files in one archive")),
        ],
        initial=PDF,
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose in which form you want it.")},
    )
    with_name = forms.BooleanField(
        label=gettext_lazy("Put my name and contact in it"), required=False
    )
    receipt = forms.CharField(
        label=gettext_lazy("Receipt code"),
        help_text=gettext_lazy("Only if your name is to be in it: 20 digits."),
        required=False,
        max_length=100,
        widget=ReceiptCodeInput(),
    )

    def __init__(self, root: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root = root

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("with_name"):
            found = receipts.find(given.get("receipt", ""))
            if found is None or found.case.number != self.root:
                self.add_error("receipt", _(
                    "Enter the code of the receipt of this case, or leave your name out."
                ))  # fmt: skip
        return given


# An ended session is opened again by POST at the address that was asked for.
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def page(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    root = visit.chain[0].case.number
    entered = request.POST if "kind" in request.POST else None
    form = DownloadForm(root, entered)
    if form.is_valid():
        details = own_details(visit) if form.cleaned_data["with_name"] else None
        if not isinstance(details, Refusal):
            return download(visit, form.cleaned_data["kind"], details)
        form.add_error(None, refusal_text(details))
    return render(request, "follow/download.html", {"form": form, "number": root, "nav": "follow"})


def own_details(visit: Visit) -> Details | Refusal:
    """Who the case is from, for themselves. The caller has seen the code of the receipt."""
    first = visit.chain[0]
    return actions.own_details(first.case.number, first.actor)


def download(visit: Visit, kind: str, details: Details | None) -> HttpResponseBase:
    found = record(visit, details, timezone.now())
    name = f"case-{found['number']}"
    if kind == PDF:
        return _attached(paper.pdf(found), f"{name}.pdf", "application/pdf")
    if kind == JSON:
        return _attached(as_json(found), f"{name}.json", "application/json; charset=utf-8")
    answer = StreamingHttpResponse(_zipped(visit, found, name), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


def as_json(found: Plain) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _zipped(visit: Visit, found: Plain, name: str) -> Iterator[bytes]:
    """The archive piece by piece. What people handed in is opened on the way out and never lies
    open on a disk. Keys are looked up now, so that nothing is asked of the database later.
    """
    whole = [(f"{name}.json", iter([as_json(found)])), (f"{name}.pdf", iter([paper.pdf(found)]))]
    return _archived([*whole, *_files(visit)])


def _files(visit: Visit) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Files of the case that the petitioner can have; what is lost is told in the JSON alone."""
    for file in visit.chain:
        kept_files = {each.number: each for each in file.facts.files}
        for each in visible(file):
            path = file_path(file, each)
            if path:
                with suppress(CannotOpen, blobs.LostError):
                    yield path, kept.content(file.case, kept_files[each.number])


def _archived(contents: Iterable[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, pieces in contents:
            with archive.open(path, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Where an archive is written to, to be sent on at once: it cannot be wound back."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(self.pieces[-1])

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
