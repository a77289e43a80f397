"""The proof of filing: of each level of the case, to download, to print, and to check elsewhere."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from openredress.cases.models import JournalEntry
from openredress.cases.wording import local
from openredress.core import deposit
from openredress.proof import deposits
from openredress.proof.views import proof_file

from .entrance import Visit, with_case

# An ended session is opened again by POST at the address that was asked for.
_opened = require_http_methods(["GET", "HEAD", "POST"])


@_opened
@with_case
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    levels = [
        (local(file.procedure.levels[file.facts.level].name), file.case.number, file.facts.filed_at)
        for file in visit.chain
    ]
    return render(request, "follow/proof.html", {"levels": levels, "nav": "follow"})


@_opened
@with_case
def download(request: HttpRequest, visit: Visit, with_content: bool = False) -> HttpResponse:
    return proof_file(deposits.proof_of(visit.file, with_content=with_content))


@_opened
@with_case
def sheet(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To print. The QR code holds all of it, behind the `#` that browsers send to no server."""
    proof = deposits.proof_of(visit.file)
    site = (settings.URL or request.build_absolute_uri("/")).rstrip("/")
    address = f"{site}{reverse('proof')}"
    context = {
        "what": proof.deposit.as_json(),
        "signature": deposit.encoded(proof.signature),
        "address": address,
        "qr": f"{address}#{deposit.as_word(proof)}",
    }
    return render(request, "follow/proof_sheet.html", {**context, "nav": "follow"})


@_opened
@with_case
def inclusion(request: HttpRequest, visit: Visit) -> HttpResponse:
    """That the newest checkpoint covers the filing; 404 until the next one is made."""
    found = deposits.inclusion_of(JournalEntry.objects.get(case=visit.file.case, seq=1))
    if found is None:
        raise Http404
    return JsonResponse(deposits.as_json(found, visit.file.case.number))
