"""The people whom offices offer to help: a page for everybody, with nothing of any case."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openredress.offices.help_list import all_listed
from openredress.offices.models import Helper, Office


@require_safe
def helpers(request: HttpRequest, code: str = "") -> HttpResponse:
    """All of them by office, or those of one office."""
    office = Office.objects.filter(code=code).first() if code else None
    if code and office is None:
        raise Http404
    rows = all_listed().filter(post__office=office) if office else all_listed()
    by_office: dict[Office, list[Helper]] = {}
    for row in rows:
        by_office.setdefault(row.post.office, []).append(row)
    context = {"offices": list(by_office.items()), "office": office, "nav": "file"}
    return render(request, "intake/helpers.html", context)
