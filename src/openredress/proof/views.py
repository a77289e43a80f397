"""What anybody can check: a proof of filing, the public keys, checkpoints and how they follow."""

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from openredress.core import deposit, merkle
from openredress.core.deposit import fingerprint

from . import keys, tree
from .forms import ProofForm
from .models import Checkpoint

PAGE = 60
#: What never changes may be kept by whoever reads it for a year; what does, for five minutes.
FOR_EVER, FOR_NOW = "public, max-age=31536000, immutable", "public, max-age=300"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The proof stays in memory: Django would write a large file to the disk otherwise."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _check(request)


@csrf_protect
def _check(request: HttpRequest) -> HttpResponse:
    form = ProofForm(request.POST, request.FILES) if request.method == "POST" else ProofForm()
    context = {"form": form, "nav": "proof"}
    if form.is_bound and form.is_valid():
        checked = deposit.check(form.proof, keys.known(), keys.verify)
        context |= {"checked": checked, "form": ProofForm()}
    current = keys.current()
    context |= {"key": current, "fingerprint": fingerprint(current.public)}
    return render(request, "proof/check.html", context)


@require_safe
def public_keys(request: HttpRequest) -> HttpResponse:
    return _for(JsonResponse(keys.published(), json_dumps_params={"indent": 1}), FOR_NOW)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    return _for(_text(Checkpoint.objects.order_by("-number").first()), FOR_NOW)


@require_safe
def checkpoint(request: HttpRequest, number: int) -> HttpResponse:
    return _for(_text(Checkpoint.objects.filter(number=min(number, 2**62)).first()), FOR_EVER)


@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The newest first; `?before=` goes on where a page ended."""
    rows = Checkpoint.objects.order_by("-number")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        rows = rows.filter(number__lt=min(int(before[:18]), 2**62))
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].number if len(found) > PAGE else None
    context = {"rows": found[:PAGE], "more": more, "nav": "proof"}
    return render(request, "proof/checkpoints.html", context)


@require_safe
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """That the tree of `new` leaves begins with the tree of `old` leaves."""
    newest = Checkpoint.objects.order_by("-number").first()
    if newest is None or not 0 < old <= new <= newest.size:
        raise Http404
    path = [deposit.encoded(found) for found in merkle.consistency(tree.read, old, new)]
    return _for(JsonResponse({"from": old, "to": new, "hashes": path}), FOR_EVER)


def proof_file(proof: deposit.Proof) -> HttpResponse:
    """A proof to be saved under a name that tells as little as its text."""
    name = f"document-{proof.deposit.number}{'-with-text' if proof.content else ''}.json"
    response = HttpResponse(deposit.as_file(proof), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _text(row: Checkpoint | None) -> HttpResponse:
    if row is None:
        raise Http404
    return HttpResponse(row.note, content_type="text/plain; charset=utf-8")


def _for(response: HttpResponse, how_long: str) -> HttpResponse:
    response["Cache-Control"] = how_long
    return response
