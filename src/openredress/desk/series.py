"""Series of coordination meetings at the desk: beginning one, and ending it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases.actions import keeper
from openredress.coordination import series as actions
from openredress.coordination.actions import NotCalled, NotHere
from openredress.coordination.models import Series
from openredress.core.series import LAST, Every, Rhythm

from .calling import callers, same_institution, trouble_text
from .door import Desk, at_the_desk
from .meetings_forms import SeriesForm
from .meetings_pages import FormPage


@dataclass(frozen=True)
class SeriesRow:
    """A series as the list tells it; `ends` whether the reader can end it."""

    pk: int
    office: str
    when: str
    place: str
    ends: bool


def rows(desk: Desk) -> tuple[SeriesRow, ...]:
    return tuple(
        SeriesRow(found.pk, found.office.name, _when(found), found.place,
                  keeper(desk.actor, found.office_id) is not None)
        for found in actions.series_of(desk.actor)
    )  # fmt: skip


def _when(found: Series) -> str:
    said = {"rhythm": rhythm_text(found.rhythm), "hour": f"{found.begins:%H:%M}"}
    return _("%(rhythm)s, %(hour)s") % said


def rhythm_text(rhythm: Rhythm) -> str:
    """`Every 2 weeks on Tuesday`; by the month with which Tuesday it is."""
    day = {"count": rhythm.count, "weekday": WEEKDAYS[rhythm.first_on.weekday()]}
    if rhythm.every is Every.WEEKS:
        return (
            ngettext(
                "Every week on %(weekday)s", "Every %(count)d weeks on %(weekday)s", rhythm.count
            )
            % day
        )
    if rhythm.which == LAST:
        return ngettext(
            "Every month on its last %(weekday)s",
            "Every %(count)d months on the last %(weekday)s", rhythm.count,
        ) % day  # fmt: skip
    which = {1: _("1st"), 2: _("2nd"), 3: _("3rd"), 4: _("4th")}[rhythm.which]
    return ngettext(
        "Every month on its %(which)s %(weekday)s",
        "Every %(count)d months on the %(which)s %(weekday)s", rhythm.count,
    ) % {**day, "which": which}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def begin(desk: Desk) -> HttpResponse:
    """GET offers the form, POST begins a series and calls its first meeting."""
    mine = callers(desk)
    if not mine:
        raise Http404
    sent = desk.request.POST if desk.request.method == "POST" else None
    form = SeriesForm(mine, same_institution(mine), sent, prefix="series")
    if form.is_valid():
        done = actions.begin(desk.actor, form.plan(), desk.now)
        if not isinstance(done, NotCalled):
            said = _("The series has begun. Cases can be put on the agenda of its first meeting.")
            messages.success(desk.request, said)
            return redirect("desk:meetings")
        form.add_error(done.field, trouble_text(done.trouble))
    page = FormPage(
        title=_("Begin a series of meetings"),
        lead=_("The next meeting is always called by itself, with an open agenda, until the series "
               "is ended. One that would be on a day of rest is on the next working day."),
        button=_("Begin the series"), back="", form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, 422 if sent is not None else 200)


@require_POST
@at_the_desk
def end(desk: Desk, series: int) -> HttpResponse:
    """Ends a series. What is called already stays."""
    try:
        actions.end(desk.actor, series, desk.now)
    except NotHere:
        raise Http404 from None
    messages.success(
        desk.request,
        _("The series is ended. A meeting that is called already stays, and can be cancelled."),
    )
    return redirect("desk:meetings")
