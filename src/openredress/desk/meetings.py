"""Coordination meetings at the desk: calling one, its agenda, its minutes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openredress.cases.actions import keeper
from openredress.cases.models import Case, JournalEntry
from openredress.cases.wording import refusal_text
from openredress.coordination import actions, queries
from openredress.coordination.actions import NotCalled, NotHere, Trouble, zone_of
from openredress.coordination.models import Item, Meeting
from openredress.core.access import Permission
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.models import Office
from openredress.offices.tree import office_map, time_zones

from .door import Desk, at_the_desk
from .meetings_forms import CallForm, CorrectionForm, ItemForm, MinutesForm, ReasonForm
from .pages import Tab, tabs
from .rows import subject_of, today_in


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


def _row(meeting: Meeting, desk: Desk, zones: dict[int, str]) -> MeetingRow:
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
        next=found.next, after=after, can_call=bool(_callers(desk)),
        case=desk.request.GET.get("case", "")[:20],
    )  # fmt: skip
    return desk.show("desk/meetings.html", page)


def _callers(desk: Desk) -> set[int]:
    return {p.office for p in desk.actor.posts if p.role in (Role.HEAD, Role.SUPERVISOR)}


# Calling ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormPage:
    """A page with one form. `back` is where one goes without doing anything."""

    title: str
    lead: str
    button: str
    back: str
    form: forms.Form


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def call(desk: Desk) -> HttpResponse:
    callers = _callers(desk)
    if not callers:
        raise Http404
    others = _same_institution(callers)
    if desk.request.method != "POST":
        return _show_call(desk, CallForm(callers, others, prefix="call"))
    form = CallForm(callers, others, desk.request.POST, prefix="call")
    if not form.is_valid():
        return _show_call(desk, form, 422)
    entered = form.cleaned_data
    office = entered["office"].pk
    done = actions.call(
        desk.actor, office, [o.pk for o in entered["attending"]],
        form.meets_at(zone_of(office)), entered["closes_on"], entered["place"], desk.now,
    )  # fmt: skip
    if isinstance(done, NotCalled):
        form.add_error(done.field, _trouble_text(done.trouble))
        return _show_call(desk, form, 422)
    messages.success(desk.request, _("The meeting is called. Cases can be put on its agenda now."))
    return redirect("desk:meeting", done.pk)


def _same_institution(callers: set[int]) -> set[int]:
    """Every office under the same roots: only those can attend."""
    offices = office_map()
    roots = {offices.upwards(office)[-1] for office in callers}
    return {office for office in offices.offices if offices.upwards(office)[-1] in roots}


def _trouble_text(trouble: Trouble) -> str:
    return {
        Trouble.NOT_YOURS: _("Choose an office that you head or supervise for."),
        Trouble.PAST: _("Choose a day that is still to come."),
        Trouble.CLOSES_LATE: _(
            "The agenda has to close before the meeting, today at the earliest."
        ),
        Trouble.NOBODY: _("Choose at least one office beside yours."),
    }[trouble]


def _show_call(desk: Desk, form: CallForm, status: int = 200) -> HttpResponse:
    page = FormPage(
        title=_("Call a coordination meeting"),
        lead=_("For cases that no single office can settle. What it agrees becomes what offices "
               "owe, each by a day."),
        button=_("Call the meeting"), back="", form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, status)


# One meeting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseRow:
    number: str
    subject: str
    office: str


@dataclass(frozen=True)
class ItemView:
    """One item as the reader sees it. `agreed` is what the journal has, once it is confirmed."""

    item: Item
    cases: tuple[CaseRow, ...]
    question: str
    offices: tuple[str, ...]
    decision: str
    lead: str
    co_handlers: tuple[str, ...]
    due_on: date | None
    corrections: tuple[str, ...]
    is_confirmed: bool
    has_draft: bool


@dataclass(frozen=True)
class MeetingPage:
    row: MeetingRow
    attending: tuple[str, ...]
    items: tuple[ItemView, ...]
    keeps: bool
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
    names = _names(found, shown)
    page = MeetingPage(
        row=row,
        attending=tuple(names[o] for o in found.attending if o in names),
        items=_items(shown, names),
        keeps=keeper(desk.actor, found.office_id) is not None,
        can_put=row.is_agenda_open
        and desk.actor.has_role(Role.OFFICER, Role.HEAD, Role.SUPERVISOR),
        has_met=found.meets_on <= today_in(desk.now, zones[found.office_id]),
    )
    with timezone.override(row.zone):
        return desk.show("desk/meeting.html", page)


def _brings(desk: Desk) -> bool:
    return desk.actor.has_role(Role.OFFICER, Role.HEAD, Role.SUPERVISOR)


def _meeting(desk: Desk, key: int) -> Meeting:
    found = queries.meetings_of(desk.actor).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _names(meeting: Meeting, items: tuple[Item, ...]) -> dict[int, str]:
    told = queries.told(items)
    wanted = {meeting.office_id, *meeting.attending}
    for entries in told.values():
        for entry in entries:
            wanted |= {*entry.data.get("offices", ()), *entry.data.get("co_handlers", ())}
            wanted.add(entry.data.get("lead"))
    return {o.pk: o.name for o in Office.objects.filter(pk__in=wanted - {None})}


def _items(items: tuple[Item, ...], names: dict[int, str]) -> tuple[ItemView, ...]:
    told, cases = queries.told(items), queries.cases_of(items)
    return tuple(_item(item, told.get(item.pk, []), cases, names) for item in items)


def _item(
    item: Item, told: list[JournalEntry], cases: dict[int, Case], names: dict[int, str]
) -> ItemView:
    by_tag = {entry.tag: entry for entry in told}
    asked, agreed = by_tag["put-on-agenda"], by_tag.get("jointly-decided")
    data: dict[str, Any] = agreed.data if agreed else {}
    due = data.get("due_on")
    return ItemView(
        item=item,
        cases=tuple(
            CaseRow(cases[key].number, subject_of(cases[key]), cases[key].office.name)
            for key in item.cases
        ),
        question=_written(asked, "question"),
        offices=tuple(names.get(o, "") for o in asked.data["offices"]),
        decision=_written(agreed, "decision") if agreed else item.decision,
        lead=names.get(data["lead"], "") if agreed else str(item.lead.name if item.lead else ""),
        co_handlers=tuple(names.get(o, "") for o in data.get("co_handlers", item.co_handlers)),
        due_on=date.fromisoformat(due) if due else item.due_on,
        corrections=tuple(_written(e, "text") for e in told if e.tag == "minutes-corrected"),
        is_confirmed=item.confirmed_at is not None,
        has_draft=item.confirmed_at is None and bool(item.decision),
    )


def _written(entry: JournalEntry, field: str) -> str:
    """What somebody wrote; "" once it was erased by law."""
    return str((entry.words or {}).get(field, ""))


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
    if found.cancelled_at or keeper(desk.actor, found.office_id) is None:
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


# The minutes of one item ------------------------------------------------------------------------


def _kept(desk: Desk, key: int) -> Item:
    """The item, for who keeps the minutes of its meeting and sees every case of it."""
    rows = Item.objects.select_related("meeting", "lead").filter(pk=key, off_at=None)
    found = next(iter(queries.visible_items(desk.actor, rows)), None)
    if found is None or keeper(desk.actor, found.meeting.office_id) is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def minutes(desk: Desk, item: int) -> HttpResponse:
    """Writes the minutes of an item, as a draft, or confirms them."""
    found = _kept(desk, item)
    if found.confirmed_at is not None:
        raise Http404
    if desk.request.method != "POST":
        return _show_minutes(desk, found, MinutesForm(found, prefix="minutes"))
    form = MinutesForm(found, desk.request.POST, prefix="minutes")
    if not form.is_valid():
        return _show_minutes(desk, found, form, 422)
    done = _keep(desk, found, form)
    if isinstance(done, Refusal):
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
        return _show_minutes(desk, found, form, 422)
    messages.success(
        desk.request,
        _("Confirmed. It is what these offices owe now, and does not change any more.")
        if done.confirmed_at
        else _("The draft is kept. It binds nobody until it is confirmed."),
    )
    return redirect("desk:meeting", found.meeting_id)


def _keep(desk: Desk, item: Item, form: MinutesForm) -> Item | Refusal:
    try:
        done = actions.draft(desk.actor, item.pk, form.minutes(), desk.now)
        if isinstance(done, Refusal) or "confirm" not in desk.request.POST:
            return done
        return actions.confirm(desk.actor, item.pk, desk.now)
    except NotHere:
        raise Http404 from None


@dataclass(frozen=True)
class MinutesPage:
    view: ItemView
    meeting: Meeting
    form: MinutesForm


def _show_minutes(desk: Desk, item: Item, form: MinutesForm, status: int = 200) -> HttpResponse:
    (view,) = _items((item,), _names(item.meeting, (item,)))
    page = MinutesPage(view=view, meeting=item.meeting, form=form)
    return desk.show("desk/minutes.html", page, status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def removal(desk: Desk, item: int) -> HttpResponse:
    """Takes an item off the agenda."""
    found = _kept(desk, item)
    if found.confirmed_at is not None:
        raise Http404
    form = ReasonForm(desk.request.POST or None, prefix="off")
    if desk.request.method == "POST" and form.is_valid():
        done = actions.take_off(desk.actor, found.pk, form.cleaned_data["reason"], desk.now)
        if not isinstance(done, Refusal):
            messages.success(desk.request, _("It is taken off the agenda."))
            return redirect("desk:meeting", found.meeting_id)
        form.add_error(None, refusal_text(done))
    page = FormPage(
        title=_("Take it off the agenda"),
        lead=_("The petitioner reads why. The case goes on where it is."),
        button=_("Take it off the agenda"), back=str(found.meeting_id), form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, 422 if desk.request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def correction(desk: Desk, item: int) -> HttpResponse:
    """Adds a correction to confirmed minutes."""
    found = _kept(desk, item)
    if found.confirmed_at is None:
        raise Http404
    form = CorrectionForm(desk.request.POST or None, prefix="correct")
    if desk.request.method == "POST" and form.is_valid():
        done = actions.correct(desk.actor, found.pk, form.cleaned_data["text"], desk.now)
        if not isinstance(done, Refusal):
            messages.success(desk.request, _("The correction is added."))
            return redirect("desk:meeting", found.meeting_id)
        form.add_error(None, refusal_text(done))
    page = FormPage(
        title=_("Add a correction to the minutes"),
        lead=_("What was confirmed stays as it is."),
        button=_("Add the correction"), back=str(found.meeting_id), form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, 422 if desk.request.method == "POST" else 200)
