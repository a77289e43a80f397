"""How many cases of each office are overdue and what it missed, as published once a day."""

import csv
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openredress.cases import judged, public_issues, queries
from openredress.cases.projection import procedure_of
from openredress.cases.wording import citation_of, limit_text, local
from openredress.core.names import demand_in
from openredress.core.procedure import Citation
from openredress.offices.models import Office
from openredress.wall.standby import may_be_old


@dataclass(frozen=True)
class Line:
    code: str
    office: str
    count: int


@dataclass(frozen=True)
class BreachLine:
    """What an office missed this year under one article, and how often it has said why."""

    code: str
    office: str
    missed: str
    article: str
    citation: Citation | None
    count: int
    explained: int


@dataclass(frozen=True)
class KeptLine:
    """How an office kept what it promised; `share` is `None` where there were too few promises."""

    code: str
    office: str
    share: judged.Share | None


@dataclass(frozen=True)
class OverduePage:
    """`day` is that of the figures, `None` before the first were published."""

    day: date | None
    lines: tuple[Line, ...]
    breaches: tuple[BreachLine, ...] = ()
    kept: tuple[KeptLine, ...] = ()
    least: int = judged.LEAST


@require_safe
@may_be_old
def overdue(request: HttpRequest) -> HttpResponse:
    return render(request, "figures/overdue.html", {"page": _page()})


@require_safe
@may_be_old
def issues(request: HttpRequest) -> HttpResponse:
    """Systemic issues that their owners have published."""
    today = public_issues.today(timezone.now())
    context = {"issues": public_issues.shown(), "today": today, "least": public_issues.LEAST}
    return render(request, "figures/issues.html", context)


@require_safe
@may_be_old
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


@require_safe
@may_be_old
def breaches_table(request: HttpRequest) -> HttpResponse:
    """What offices missed this year, for a spreadsheet."""
    page = _page()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="breaches.csv"'
    table = csv.writer(answer)
    table.writerow(["day", "office", "name", "missed", "article", "times", "explained"])
    for line in page.breaches:
        table.writerow([page.day, line.code, line.office, line.missed, line.article, line.count,
                        line.explained])  # fmt: skip
    return answer


@require_safe
@may_be_old
def remedies_table(request: HttpRequest) -> HttpResponse:
    """How offices kept what they promised, for a spreadsheet."""
    page = _page()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="remedies.csv"'
    table = csv.writer(answer)
    counts = ("due", "in_time", "confirmed", "found", "silent", "by_office", "late", "open",
              "contested")  # fmt: skip
    table.writerow(["day", "office", "name", "percent_in_time", *counts])
    for line in page.kept:
        share = line.share
        cells = [share.percent, *(getattr(share, c) for c in counts)] if share else [""] * 10
        table.writerow([page.day, line.code, line.office, *cells])
    return answer


def _page() -> OverduePage:
    figures = queries.overdue_figures()
    if figures is None:
        return OverduePage(None, ())
    told = judged.published(figures.remedies)
    named = {*figures.counts, *(row[0] for row in figures.breaches), *(key for key, _s in told)}
    offices = {str(o.pk): o for o in Office.objects.filter(pk__in=named)}
    found = [(offices[key], count) for key, count in figures.counts.items() if key in offices]
    found.sort(key=lambda pair: (-pair[1], pair[0].name))
    lines = tuple(Line(o.code, o.name, count) for o, count in found)
    known = ((offices[str(key)], share) for key, share in told if str(key) in offices)
    kept = [KeptLine(o.code, o.name, share) for o, share in known]
    kept.sort(key=lambda line: (line.share is None, line.share.percent if line.share else 0))
    return OverduePage(figures.day, lines, _breaches(figures.breaches, offices), tuple(kept))


def _breaches(rows: list[list[Any]], offices: dict[str, Office]) -> tuple[BreachLine, ...]:
    """By office, the most often missed first; versions of one procedure count together."""
    found: dict[tuple[str, str, str], BreachLine] = {}
    for office, digest, limit, count, explained in rows:
        here, procedure = offices.get(str(office)), procedure_of(digest)
        if here is None:
            continue
        what = _("What a higher office asked") if demand_in(limit) else limit_text(procedure, limit)
        cited = citation_of(procedure, limit)
        article = local(cited.article) if cited else ""
        before = found.get((here.code, what, article))
        found[here.code, what, article] = BreachLine(
            here.code, here.name, what, article, cited,
            count + (before.count if before else 0),
            explained + (before.explained if before else 0),
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda line: (line.office, -line.count, line.missed)))
