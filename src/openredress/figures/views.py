"""How many cases of each office are overdue, as published once a day."""

import csv
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openredress.cases import queries
from openredress.offices.models import Office


@dataclass(frozen=True)
class Line:
    code: str
    office: str
    count: int


@dataclass(frozen=True)
class OverduePage:
    """`day` is that of the figures, `None` before the first were published."""

    day: date | None
    lines: tuple[Line, ...]


@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    return render(request, "figures/overdue.html", {"page": _page()})


@require_safe
def overdue_table(request: HttpRequest) -> HttpResponse:
    """The same, for a spreadsheet."""
    page = _page()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="overdue.csv"'
    table = csv.writer(answer)
    table.writerow(["day", "office", "name", "overdue"])
    for line in page.lines:
        table.writerow([page.day, line.code, line.office, line.count])
    return answer


def _page() -> OverduePage:
    figures = queries.overdue_figures()
    if figures is None:
        return OverduePage(None, ())
    offices = {str(o.pk): o for o in Office.objects.filter(pk__in=figures.counts)}
    found = [(offices[key], count) for key, count in figures.counts.items() if key in offices]
    found.sort(key=lambda pair: (-pair[1], pair[0].name))
    return OverduePage(figures.day, tuple(Line(o.code, o.name, count) for o, count in found))
