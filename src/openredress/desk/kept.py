"""The share of promises kept in time, by office, and the list behind each of its figures."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from openredress.cases import kept_lists, open_work
from openredress.cases.judged import Judged, Share
from openredress.core.procedure import Role
from openredress.offices.institution import institution
from openredress.offices.models import Office

from .cells import plain_cell
from .door import Desk, at_the_desk
from .pages import Tab, tabs
from .rows import RemedyRow, remedy_rows

COLUMNS = tuple(Judged)
#: As many offices stand on a page; all of them where that is asked for.
FEW_OFFICES = 20


COLUMN_TEXTS = {
    Judged.DUE: pgettext_lazy("remedies", "Promised for this time"),
    Judged.IN_TIME: pgettext_lazy("remedies", "Kept in time"),
    Judged.CONFIRMED: pgettext_lazy("remedies", "In time, the petitioner confirms it"),
    Judged.FOUND: pgettext_lazy("remedies", "In time, found so after an objection"),
    Judged.SILENT: pgettext_lazy("remedies", "In time, the petitioner was silent"),
    Judged.OFFICE: pgettext_lazy("remedies", "In time, by the word of the office alone"),
    Judged.LATE: pgettext_lazy("remedies", "Done late"),
    Judged.OPEN: pgettext_lazy("remedies", "Not done"),
    Judged.CONTESTED: pgettext_lazy("remedies", "The petitioner says it is not done"),
}


@dataclass(frozen=True)
class Figure:
    what: str
    label: str
    count: int


@dataclass(frozen=True)
class KeptRow:
    """One office. `percent` is the share that it is judged by."""

    code: str
    name: str
    percent: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class KeptPage:
    here: str
    tabs: tuple[Tab, ...]
    means: str
    rows: tuple[KeptRow, ...]
    all_offices: int


@dataclass(frozen=True)
class KeptList:
    here: str
    tabs: tuple[Tab, ...]
    title: str
    of: str
    code: str
    rows: tuple[RemedyRow, ...]
    next: str
    after: str


def rows_of_shares(found: tuple[Share, ...], most: int | None = None) -> tuple[KeptRow, ...]:
    """The offices that kept least come first; the first `most` of them."""
    least = sorted(found, key=lambda share: (share.percent, -share.due))[:most]
    offices = institution().rows
    ordered = sorted(least, key=lambda s: (s.percent, -s.due, offices[s.office].name))
    said = {what: str(COLUMN_TEXTS[what]) for what in COLUMNS}
    return tuple(_row(share, offices[share.office], said) for share in ordered)


def _row(share: Share, office: Office, said: Mapping[Judged, str]) -> KeptRow:
    figures = tuple(Figure(what.value, said[what], share.count(what)) for what in COLUMNS)
    return KeptRow(office.code, office.name, share.percent, figures)


@require_safe
@at_the_desk
def kept(desk: Desk) -> HttpResponse:
    """How many promises each office kept in time, of those that the reader oversees."""
    _may_look(desk)
    shares = kept_lists.shares(desk.actor, desk.now)
    most = None if desk.request.GET.get("offices") == "all" else FEW_OFFICES
    page = KeptPage(
        here="remedies", tabs=tabs(desk, "remedies"),
        means=definition(),
        rows=rows_of_shares(shares, most),
        all_offices=len(shares),
    )  # fmt: skip
    return desk.show("desk/kept.html", page)


@require_safe
@at_the_desk
def kept_list(desk: Desk, what: str) -> HttpResponse:
    """The promises behind one figure, of one office or of all."""
    _may_look(desk)
    if what not in set(Judged):
        raise Http404
    code, after = desk.request.GET.get("office", ""), desk.request.GET.get("after", "")
    theirs = open_work.overseen(desk.actor)
    office = Office.objects.filter(code=code, pk__in=theirs).first() if code else None
    if code and office is None:
        raise Http404
    wanted = {office.pk} if office else theirs
    found = kept_lists.behind(desk.actor, desk.now, Judged(what), wanted, after)
    page = KeptList(
        here="remedies", tabs=tabs(desk, "remedies"), title=str(COLUMN_TEXTS[Judged(what)]),
        of=office.name if office else "", code=code, rows=remedy_rows(found.remedies, desk.now),
        next=found.next, after=after,
    )  # fmt: skip
    return desk.show("desk/kept_list.html", page)


@require_safe
@at_the_desk
def kept_table(desk: Desk) -> HttpResponse:
    """The same for a spreadsheet."""
    _may_look(desk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="remedies.csv"'
    table = csv.writer(answer)
    table.writerow(["office", "name", "percent", *(what.value for what in COLUMNS)])
    for row in rows_of_shares(kept_lists.shares(desk.actor, desk.now)):
        cells = [row.code, row.name, row.percent, *(f.count for f in row.figures)]
        table.writerow([plain_cell(cell) for cell in cells])
    return answer


def _may_look(desk: Desk) -> None:
    """Only for heads of office, and for supervisors. Raises `Http404`."""
    if not desk.actor.has_role(Role.HEAD, Role.SUPERVISOR):
        raise Http404


def definition() -> str:
    """What the share means, next to every place that shows it."""
    return _(
        "Of what was promised for a day of the last twelve months: how much was recorded as done "
        "by the day that was promised first, and is not said by the petitioner to be undone. "
        "Another day that was set later changes nothing. Silence of the petitioner is counted "
        "apart."
    )
