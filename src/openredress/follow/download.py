"""The petitioner takes everything with them: to read, and for other programs.

Nobody at the office is told. Name and contact are in it only for whoever has the receipt at hand:
an open session may be on a borrowed device.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django import forms
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openredress.attachments.kinds import BY_ID
from openredress.cases import actions
from openredress.cases.files import found as file_of
from openredress.cases.files import hand_out, visible
from openredress.cases.wording import refusal_text
from openredress.core.refusals import Refusal
from openredress.parties import receipts
from openredress.parties.details import Details
from openredress.web.forms import RadioSelect, ReceiptCodeInput

from . import paper
from .entrance import Visit, with_case
from .record import Plain, record

#: Bytes of an archive that stay in memory; what is larger lies in an unnamed file meanwhile.
KEPT_IN_MEMORY = 4_000_000

PDF, JSON, BOTH = "pdf", "json", "both"


class DownloadForm(forms.Form):
    """`receipt` is asked for where name and contact are to be in it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("In which form?"),
        choices=[
            (PDF, gettext_lazy("To read and to print (PDF)")),
            (JSON, gettext_lazy("For other programs (JSON)")),
            (BOTH, gettext_lazy("Both, packed into one file")),
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
    return _attached(_zipped(visit, found, name), f"{name}.zip", "application/zip")


def as_json(found: Plain) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _zipped(visit: Visit, found: Plain, name: str) -> IO[bytes]:
    """On disk rather than in memory where it is large; it is gone when it was sent."""
    stream: IO[bytes] = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  closed when sent
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.json", as_json(found))
        archive.writestr(f"{name}.pdf", paper.pdf(found))
        for path, content in _files(visit):
            with archive.open(f"files/{path}", "w") as file:
                for piece in content:
                    file.write(piece)
    stream.seek(0)
    return stream


def _files(visit: Visit) -> Iterator[tuple[str, Iterable[bytes]]]:
    """What the petitioner may have of the files, by level and number, under their names. One that
    cannot be opened now is left out; the list of files in the record still tells of it.
    """
    for file in visit.chain:
        for each in visible(file):
            known = file_of(file, each.uid)
            handed = hand_out(file, known) if known else None
            if known and isinstance(handed, StreamingHttpResponse):
                name = slugify(known.name.rpartition(".")[0], allow_unicode=True)[:60] or "file"
                path = f"{file.case.number}/{known.number}-{name}{BY_ID[known.kind].extension}"
                yield path, handed.streaming_content


def _attached(content: bytes | IO[bytes], name: str, kind: str) -> HttpResponseBase:
    if isinstance(content, bytes):
        response: HttpResponseBase = HttpResponse(content, content_type=kind)
    else:
        response = FileResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
