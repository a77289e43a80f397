"""The opening hours of an office: what is open when, from a day to come on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openredress.cases import actions
from openredress.offices.day_preview import Local
from openredress.offices.models import CalendarChange, Office
from openredress.offices.opening import HoursLine, hours_lines, shown_on
from openredress.offices.standing import opening_of

from .days import offices_of, place_of
from .door import Desk, at_the_desk
from .opening_forms import OpeningForm
from .pages import ListPage, around


@dataclass(frozen=True)
class Coming:
    """Hours that hold from a day to come on."""

    since: date
    lines: tuple[HoursLine, ...]


@dataclass(frozen=True, kw_only=True)
class OpeningPage(ListPage):
    office: Office
    offices: tuple[Office, ...]
    lines: tuple[HoursLine, ...]
    is_own: bool
    coming: tuple[Coming, ...]
    waiting: bool
    form: OpeningForm


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def opening(desk: Desk, code: str) -> HttpResponse:
    """GET shows when an office is open, and POST changes it from a day to come on."""
    office, place = place_of(desk, code)
    if desk.request.method != "POST":
        return _show(desk, office, place, OpeningForm(place, initial=_initial(office, place)))
    form = OpeningForm(place, desk.request.POST)
    if not form.is_valid():
        return _show(desk, office, place, form, 422)
    given = form.cleaned_data
    actions.set_opening_hours(office.pk, form.hours, given["since"], given["reason"], desk.now)
    said = _("Kept. What is counted by opening hours is moved within minutes, and each petitioner "
             "concerned is told why.")  # fmt: skip
    messages.success(desk.request, said)
    return redirect("desk:opening", code)


def _initial(office: Office, place: Local) -> dict[str, Any]:
    tomorrow = place.today + timedelta(days=1)
    is_own = bool(opening_of((office.pk,)))
    inherits = office.parent_id is not None and not is_own
    return {"since": tomorrow, "inherits": inherits}


def _show(
    desk: Desk, office: Office, place: Local, form: OpeningForm, status: int = 200
) -> HttpResponse:
    calendar = place.calendar
    page = OpeningPage(
        **around(desk, "calendar"),
        rows=(),
        office=office,
        offices=offices_of(desk),
        lines=hours_lines(shown_on(calendar, place.today)),
        is_own=bool(opening_of((office.pk,))),
        coming=tuple(
            Coming(since, hours_lines(shown_on(calendar, since)))
            for since, _hours in calendar.opening
            if since > place.today
        ),
        waiting=CalendarChange.objects.filter(done_at=None).exists(),
        form=form,
    )
    return desk.show("desk/opening.html", page, status)
