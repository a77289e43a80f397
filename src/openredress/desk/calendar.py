"""Days of rest of an office: looked at one by one before they count, then told to all concerned."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases import actions
from openredress.core.text import Text
from openredress.offices import dayfile
from openredress.offices.day_preview import Local, PreviewLine, preview
from openredress.offices.models import CalendarChange, Office
from openredress.procedures.wording import calendar_text
from openredress.procedures.wording import local as in_words

from .calendar_forms import ChangeForm, DaysForm, RemovalForm
from .days import offices_of, place_of
from .door import Desk, at_the_desk
from .pages import ListPage, around


@dataclass(frozen=True)
class DayLine:
    day: date
    name: str
    is_own: bool


@dataclass(frozen=True)
class CalendarPage(ListPage):
    """`lines` are set once days were sent to be looked at."""

    office: Office | None = None
    offices: tuple[Office, ...] = ()
    calendar: str = ""
    published_through: date | None = None
    days: tuple[DayLine, ...] = ()
    waiting: bool = False
    add: DaysForm | None = None
    remove: RemovalForm | None = None
    change: ChangeForm | None = None
    lines: tuple[PreviewLine, ...] = ()
    problems: tuple[dayfile.DayProblem, ...] = ()
    forms: tuple[Any, ...] = ()

    @property
    def counting(self) -> int:
        return sum(line.counts for line in self.lines)


@require_safe
@at_the_desk
def calendars(desk: Desk) -> HttpResponse:
    """To the days of the first office whose days the reader sets."""
    offices = offices_of(desk)
    if not offices:
        page = ListPage(**around(desk, ""), rows=())
        return desk.show("desk/no_calendar.html", page, status=403)
    return redirect("desk:calendar", offices[0].code)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def calendar(desk: Desk, code: str) -> HttpResponse:
    """GET shows the days of rest to come; POST looks at those that are sent, and keeps none."""
    office, place = place_of(desk, code)
    if desk.request.method != "POST":
        return _show(desk, office, place)
    form = DaysForm(desk.request.POST, desk.request.FILES)
    if not form.is_valid():
        return _show(desk, office, place, 422, add=form)
    lines = preview(place, form.found.days)
    days = {line.day: line.names for line in lines if line.counts}
    change = ChangeForm(initial={"days": dayfile.write(days)}) if days else None
    return _show(desk, office, place, add=form, change=change, lines=lines,
                 problems=form.found.problems)  # fmt: skip


@require_POST
@at_the_desk
def change(desk: Desk, code: str) -> HttpResponse:
    """Makes the days that were looked at days of rest."""
    office, place = place_of(desk, code)
    form = ChangeForm(desk.request.POST)
    is_valid = form.is_valid()
    lines = preview(place, form.found()) if "days" in form.cleaned_data else ()
    days = {line.day: line.names for line in lines if line.counts}
    if not is_valid or not days:
        return _show(desk, office, place, 422, change=form, lines=lines)
    actions.change_calendar(office.pk, days, (), form.cleaned_data["reason"], desk.now)
    messages.success(desk.request, _said())
    return redirect("desk:calendar", code)


@require_POST
@at_the_desk
def removal(desk: Desk, code: str) -> HttpResponse:
    """Makes a day that the office had added a working day again."""
    office, place = place_of(desk, code)
    form = RemovalForm(_removable(place), desk.request.POST)
    if not form.is_valid():
        return _show(desk, office, place, 422, remove=form)
    day = date.fromisoformat(form.cleaned_data["day"])
    actions.change_calendar(office.pk, {}, [day], form.cleaned_data["reason"], desk.now)
    messages.success(desk.request, _said())
    return redirect("desk:calendar", code)


def _said() -> str:
    return _("Kept. Open deadlines are moved within minutes, and each petitioner is told why.")


def _show(desk: Desk, office: Office, place: Local, status: int = 200, **more: Any) -> HttpResponse:
    removable = _removable(place)
    page = CalendarPage(
        **around(desk, "calendar"),
        rows=(),
        office=office,
        offices=offices_of(desk),
        calendar=calendar_text(place.calendar.name),
        published_through=place.calendar.published_through,
        days=_days(place),
        waiting=CalendarChange.objects.filter(done_at=None).exists(),
        forms=tuple(form for form in more.values() if hasattr(form, "errors") and form.is_bound),
        **{
            "add": DaysForm(),
            "remove": RemovalForm(removable) if removable else None,
            **more,
        },
    )
    return desk.show("desk/calendar.html", page, status)


def _days(place: Local) -> tuple[DayLine, ...]:
    found = {**place.above, **place.own}
    return tuple(
        DayLine(day, _name(names), day in place.own)
        for day, names in sorted(found.items())
        if day >= place.today
    )


def _removable(place: Local) -> list[tuple[str, str]]:
    return [
        (day.isoformat(), f"{date_format(day)} {_name(names)}")
        for day, names in sorted(place.own.items())
        if day - place.today > actions.NOTICE
    ]


def _name(names: Text) -> str:
    return in_words(names)
