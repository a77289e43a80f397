"""Coordination meetings at the desk: the list of them, and the agenda of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openredress.cases.actions import keeper
from openredress.cases.wording import refusal_text
from openredress.coordination import actions, queries
from openredress.coordination.models import Meeting
from openredress.core.access import Permission
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.tree import time_zones

from . import series
from .calling import callers
from .door import Desk, at_the_desk
from .meetings_forms import ItemForm, ReasonForm
from .meetings_pages import FormPage, ItemView, item_views, names_of
from .pages import Tab, tabs
from .rows import today_in


@dataclass(frozen=True)
class MeetingRow:
    meeting: Meeting
    zone: ZoneInfo
    office: str
    is_ahead: bool
    is_agenda_open: bool


@dataclass(frozen=True)
class ListPage:
    here: str
    tabs: tuple[Tab, ...]
    rows: tuple[MeetingRow, ...]
    next: str
    after: str
    can_call: bool
    case: str
    series: tuple[series.SeriesRow, ...]


def _row(meeting: Meeting, desk: Desk, zones: Mapping[int, str]) -> MeetingRow:
    zone = zones[meeting.office_id]
    today, is_on = today_in(desk.now, zone), meeting.cancelled_at is None
    return MeetingRow(
        meeting, ZoneInfo(zone), meeting.office.name, is_on and meeting.meets_on >= today,
        is_on and today <= meeting.closes_on,
    )  # fmt: skip


@require_safe
@at_the_desk
def meetings(desk: Desk) -> HttpResponse:
    after, zones = desk.request.GET.get("after", ""), time_zones()
    found = queries.listed(desk.actor, after)
    page = ListPage(
        here="meetings", tabs=tabs(desk, "meetings"),
        rows=tuple(_row(meeting, desk, zones) for meeting in found.meetings),
        next=found.next, after=after, can_call=bool(callers(desk)),
        case=desk.request.GET.get("case", "")[:20], series=series.rows(desk),
    )  # fmt: skip
    return desk.show("desk/meetings.html", page)


# One meeting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeetingPage:
    row: MeetingRow
    attending: tuple[str, ...]
    items: tuple[ItemView, ...]
    keeps: bool
    can_cancel: bool
    can_put: bool
    has_met: bool


@require_safe
@at_the_desk
def meeting(desk: Desk, meeting: int) -> HttpResponse:
    """The agenda and, from the day of the meeting on, the minutes; made to be printed."""
    found = _meeting(desk, meeting)
    zones = time_zones()
    row = _row(found, desk, zones)
    shown = queries.agenda(desk.actor, found)
    names = names_of(found, shown)
    keeps = keeper(desk.actor, found.office_id) is not None
    page = MeetingPage(
        row=row,
        attending=tuple(names[o] for o in found.attending if o in names),
        items=item_views(shown, names),
        keeps=keeps,
        can_cancel=keeps and _can_be_cancelled(found),
        can_put=row.is_agenda_open
        and desk.actor.has_role(Role.OFFICER, Role.HEAD, Role.SUPERVISOR),
        has_met=found.meets_on <= today_in(desk.now, zones[found.office_id]),
    )
    with timezone.override(row.zone):
        return desk.show("desk/meeting.html", page)


def _can_be_cancelled(found: Meeting) -> bool:
    return not found.cancelled_at and not queries.was_held(found)


def _brings(desk: Desk) -> bool:
    return desk.actor.has_role(Role.OFFICER, Role.HEAD, Role.SUPERVISOR)


def _meeting(desk: Desk, key: int) -> Meeting:
    found = queries.meetings_of(desk.actor).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def items(desk: Desk, meeting: int) -> HttpResponse:
    """Puts cases on the agenda."""
    found = _meeting(desk, meeting)
    if not _brings(desk) or found.cancelled_at:
        raise Http404
    if desk.request.method != "POST":
        initial = {"cases": desk.request.GET.get("case", "")[:20]}
        return _show_item(desk, found, ItemForm(found, prefix="item", initial=initial))
    form = ItemForm(found, desk.request.POST, prefix="item")
    if form.is_valid() and _are_mine(desk, form):
        entered = form.cleaned_data
        offices = [office.pk for office in entered["offices"]]
        done = actions.put_on(
            desk.actor, found.pk, entered["cases"], offices, entered["question"], desk.now
        )
        if not isinstance(done, Refusal):
            messages.success(desk.request, _("It is on the agenda. The petitioner reads it too."))
            return redirect("desk:meeting", found.pk)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show_item(desk, found, form, 422)


def _are_mine(desk: Desk, form: ItemForm) -> bool:
    """Whether the reader may bring every one of the cases; one that they do not see is not told
    from one that does not exist.
    """
    for number in form.cleaned_data["cases"]:
        try:
            desk.open(number, Permission.PUT_ON_AGENDA)
        except Http404:
            text = _("There is no case %(number)s that you can bring before a meeting.")
            form.add_error("cases", text % {"number": number})
            return False
    return True


def _show_item(desk: Desk, found: Meeting, form: ItemForm, status: int = 200) -> HttpResponse:
    page = FormPage(
        title=_("Put on the agenda"),
        lead=_("The office that answers for a case has to attend. Time limits run on until the "
               "meeting has agreed."),
        button=_("Put on the agenda"), back=str(found.pk), form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def cancellation(desk: Desk, meeting: int) -> HttpResponse:
    found = _meeting(desk, meeting)
    if not _can_be_cancelled(found) or keeper(desk.actor, found.office_id) is None:
        raise Http404
    form = ReasonForm(desk.request.POST or None, prefix="cancel")
    if desk.request.method == "POST" and form.is_valid():
        done = actions.cancel(desk.actor, found.pk, form.cleaned_data["reason"], desk.now)
        if not isinstance(done, Refusal):
            messages.success(desk.request, _("The meeting is cancelled; its cases were told."))
            return redirect("desk:meetings")
        form.add_error(None, refusal_text(done))
    page = FormPage(
        title=_("Cancel the meeting"),
        lead=_("Every case that is not settled yet is taken off its agenda."),
        button=_("Cancel the meeting"), back=str(found.pk), form=form,
    )  # fmt: skip
    status = 422 if desk.request.method == "POST" else 200
    return desk.show("desk/meeting_form.html", page, status)
