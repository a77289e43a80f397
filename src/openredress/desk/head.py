"""The five minutes of a head of office: what waits, by office, and the list behind each figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import kept_lists, open_work
from openredress.cases.open_work import Counted, Figure
from openredress.core.procedure import Role
from openredress.duty import digest, queries
from openredress.duty.overview import (
    ALERTS,
    COLUMNS,
    OfficeFigures,
    OfficerWork,
    Overview,
    overview,
)
from openredress.duty.wording import need_text
from openredress.offices.models import Office, Staff
from openredress.offices.tree import time_zones

from .door import Desk, at_the_desk
from .head_forms import DigestForm
from .kept import FEW_OFFICES, KeptRow, definition, rows_of_shares
from .pages import Tab, tabs
from .rows import Row, extension_rows, remedy_rows, rows_of

#: How many of the longest overdue cases stand on the page itself.
LONGEST = 5
#: Offices that stand on the page, those with most that is late; the others when asked for.
MOST_OFFICES = 20


@dataclass(frozen=True)
class Cell:
    """One figure of one office, or of all together (`office` is ""). `what` names its list."""

    what: str
    label: str
    count: int
    since: date | None
    today: date | None
    office: str
    is_bad: bool


@dataclass(frozen=True)
class OfficeRow:
    office: Office
    is_own: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HeadPage:
    here: str
    tabs: tuple[Tab, ...]
    at: datetime
    totals: tuple[Cell, ...]
    columns: tuple[str, ...]
    offices: tuple[OfficeRow, ...]
    all_offices: int
    kept: tuple[KeptRow, ...]
    kept_means: str
    longest: tuple[Row, ...]
    work: tuple[OfficerWork, ...]
    is_head: bool
    digest: DigestForm | None
    digest_to: str
    sends_mail: bool
    hour: int


COLUMN_TEXTS = {
    Figure.LATE.value: gettext_lazy("Late"),
    Figure.WEEK.value: gettext_lazy("Due within seven days"),
    Figure.EXTENSIONS.value: gettext_lazy("Extensions to answer"),
    Figure.UNSERVED.value: gettext_lazy("Answers not served"),
    ALERTS: gettext_lazy("Alerts in nobody's hand"),
    Figure.REMEDIES.value: gettext_lazy("Promises not kept"),
    Figure.WORK.value: gettext_lazy("Open work"),
}


def column_text(column: str) -> str:
    return str(COLUMN_TEXTS[column])


#: What is wrong as soon as there is one of it.
BAD = (Figure.LATE, ALERTS, Figure.REMEDIES)


def _may_look(desk: Desk) -> None:
    """Only for heads of office, and for supervisors. Raises `Http404`."""
    if not desk.actor.has_role(Role.HEAD, Role.SUPERVISOR):
        raise Http404


@require_safe
@at_the_desk
def head(desk: Desk) -> HttpResponse:
    _may_look(desk)
    return _show(desk)


def _show(desk: Desk, form: DigestForm | None = None, status: int = 200) -> HttpResponse:
    most = None if desk.request.GET.get("offices") == "all" else MOST_OFFICES
    found, staff = overview(desk.actor, desk.now, most), _myself(desk)
    late = open_work.listed(
        desk.actor, Figure.LATE, open_work.overseen(desk.actor), desk.now, size=LONGEST
    )
    is_head = desk.actor.has_role(Role.HEAD)
    page = HeadPage(
        here="head",
        tabs=tabs(desk, "head"),
        at=desk.now,
        totals=_totals(found),
        columns=tuple(column_text(column) for column in COLUMNS),
        offices=tuple(map(_row, found.offices)),
        all_offices=found.all_offices,
        kept=rows_of_shares(kept_lists.shares(desk.actor, desk.now), FEW_OFFICES),
        kept_means=definition(),
        longest=rows_of(late.cases, desk.now, desk.actor),
        work=found.work,
        is_head=is_head,
        digest=form or (DigestForm(initial={"email": staff.digest_email}) if is_head else None),
        digest_to=staff.digest_email,
        sends_mail=digest.is_on(),
        hour=digest.hour(),
    )
    return desk.show("desk/head.html", page, status)


def _myself(desk: Desk) -> Staff:
    staff = desk.request.user
    assert isinstance(staff, Staff)
    return staff


def _row(row: OfficeFigures) -> OfficeRow:
    cells = tuple(_cell(c, row.figures[c], row.office.code, row.today) for c in COLUMNS)
    return OfficeRow(row.office, row.is_own, cells)


def _totals(found: Overview) -> tuple[Cell, ...]:
    return tuple(_cell(c, found.totals[c], "", None) for c in COLUMNS)


def _cell(column: str, counted: Counted, office: str, today: date | None) -> Cell:
    is_bad = column in BAD and counted.count > 0
    return Cell(column, column_text(column), counted.count, counted.since, today, office, is_bad)


# The list behind a figure ---------------------------------------------------------------------


@dataclass(frozen=True)
class AlertRow:
    number: str
    subject: str
    need: str
    office: str
    zone: ZoneInfo
    raised_at: datetime


@dataclass(frozen=True)
class FigurePage:
    """`what` is the figure. `query` is what continues the list, without where."""

    here: str
    tabs: tuple[Tab, ...]
    what: str
    title: str
    of: str
    rows: tuple[Any, ...]
    next: str
    after: str
    query: Mapping[str, str]


@require_safe
@at_the_desk
def figure(desk: Desk, what: str) -> HttpResponse:
    """The cases, remedies or alerts behind one figure, of one office or of all."""
    _may_look(desk)
    if what not in (*COLUMNS, Figure.WORK):
        raise Http404
    offices, name, query = _asked_for(desk)
    after = desk.request.GET.get("after", "")
    whose = _officer(desk) if what == Figure.WORK else None
    if whose is not None:
        query, name = {**query, "officer": whose[0]}, ", ".join(filter(None, (whose[1], name)))
    rows, following = _rows(desk, what, offices, after, whose)
    page = FigurePage(
        here="head", tabs=tabs(desk, "head"), what=what, title=column_text(what), of=name,
        rows=rows, next=following, after=after, query=query,
    )  # fmt: skip
    return desk.show("desk/head_list.html", page)


def _asked_for(desk: Desk) -> tuple[frozenset[int], str, dict[str, str]]:
    """The offices of the list, their name, and how they stand in the address. An office that the
    reader neither heads nor supervises is not there.
    """
    theirs, code = open_work.overseen(desk.actor), desk.request.GET.get("office", "")
    if not code:
        return theirs, "", {}
    office = Office.objects.filter(code=code, pk__in=theirs).first()
    if office is None:
        raise Http404
    return frozenset({office.pk}), office.name, {"office": code}


def _officer(desk: Desk) -> "Officer":
    asked = desk.request.GET.get("officer", "")
    if not asked.isdigit() or len(asked) > 18:
        return "", _("Nobody yet"), None
    staff = Staff.objects.filter(pk=int(asked), posts__office__in=open_work.own(desk.actor)).first()
    return asked, str(staff or ""), int(asked)


#: Whose open work is asked for: as in the address, by name, and by key.
Officer = tuple[str, str, int | None]


def _rows(
    desk: Desk, what: str, offices: frozenset[int], after: str, whose: Officer | None
) -> tuple[tuple[Any, ...], str]:
    if what == ALERTS:
        alerts = queries.unacknowledged_alerts(desk.actor, offices, after)
        return _alert_rows(alerts.alerts), alerts.next
    if what == Figure.REMEDIES:
        owed = open_work.remedies_not_kept(desk.actor, offices, desk.now, time_zones(), after)
        return remedy_rows(owed.remedies, desk.now), owed.next
    if whose is not None:
        found = open_work.work_of(desk.actor, offices, whose[2], after)
    else:
        found = open_work.listed(desk.actor, Figure(what), offices, desk.now, after)
    shown = extension_rows if what == Figure.EXTENSIONS else rows_of
    return shown(found.cases, desk.now, desk.actor), found.next


def _alert_rows(alerts: Any) -> tuple[AlertRow, ...]:
    zones = time_zones()
    return tuple(
        AlertRow(a.case.number, a.case.subject, need_text(a.need), a.office.name,
                 ZoneInfo(zones[a.office_id]), a.raised_at)
        for a in alerts
    )  # fmt: skip


# The digest -------------------------------------------------------------------------------------


@require_POST
@at_the_desk
def digest_address(desk: Desk) -> HttpResponse:
    """Where the daily digest goes, or that none is wanted."""
    if not desk.actor.has_role(Role.HEAD):
        raise Http404
    form = DigestForm(desk.request.POST)
    if not form.is_valid():
        return _show(desk, form, 422)
    staff = _myself(desk)
    staff.digest_email = form.cleaned_data["email"]
    staff.digest_language = translation.get_language() or ""
    staff.save(update_fields=["digest_email", "digest_language"])
    said = (
        _("The digest comes to this address each day on which something waits.")
        if staff.digest_email
        else _("No digest is sent to you any more.")
    )
    messages.success(desk.request, said)
    return redirect("desk:head")
