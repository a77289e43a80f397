"""Reception at the desk: who is expected, which number is next, and which groups are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.core.procedure import Role
from openredress.offices.institution import institution
from openredress.offices.models import Office
from openredress.reception import actions, queries, times
from openredress.reception.actions.hours import capacity_at
from openredress.reception.models import Arrival, Booking, HeadDay, Room
from openredress.reception.queries import Expected, Waiting
from openredress.reception.views import HeadView, room_view
from openredress.reception.wording import need_text

from .door import Desk, at_the_desk
from .pages import Tab, tabs
from .reception_forms import CounterForm, HeadDayForm, HoursForm, WhyForm

#: Who is shown as expected: today, and so many days ahead.
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class ExpectedRow:
    booking: Booking
    number: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class OfficeCard:
    """One office of the reader. `room` is `None` where it has not said how it receives people."""

    office: Office
    room: Room | None
    zone: ZoneInfo
    keeps: bool
    expected: tuple[ExpectedRow, ...]
    waiting: Waiting | None
    heads: tuple[HeadView, ...]


@dataclass(frozen=True)
class ReceptionPage:
    here: str
    tabs: tuple[Tab, ...]
    cards: tuple[OfficeCard, ...]
    arrivals: tuple[tuple[Arrival, ZoneInfo], ...]
    counter: CounterForm


def own_offices(desk: Desk) -> list[int]:
    return sorted({p.office for p in desk.actor.posts if p.role is not Role.OPERATOR})


@require_safe
@at_the_desk
def reception(desk: Desk) -> HttpResponse:
    own = own_offices(desk)
    rooms = {room.office_id: room for room in queries.rooms(desk.now).filter(office__in=own)}
    offices = [institution().rows[office] for office in own]
    counter = {"counter": desk.request.GET.get("counter", "")[:20]}
    page = ReceptionPage(
        here="reception", tabs=tabs(desk, "reception"),
        cards=tuple(_card(desk, office, rooms.get(office.pk)) for office in offices),
        arrivals=tuple((a, times.zone_at(a.office_id)) for a in queries.arrivals_of(own)),
        counter=CounterForm(initial=counter),
    )  # fmt: skip
    return desk.show("desk/reception.html", page)


def _card(desk: Desk, office: Office, room: Room | None) -> OfficeCard:
    keeps = actions.keeps(desk.actor, office.pk)
    if room is None:
        return OfficeCard(office, None, ZoneInfo("UTC"), keeps, (), None, ())
    view = room_view(room, desk.now)
    first = datetime.combine(view.today, datetime.min.time(), view.zone)
    found = queries.expected(desk.actor, room, first, first + AHEAD)
    waiting = queries.waiting(room, view.today)
    return OfficeCard(office, room, view.zone, keeps, _rows(found), waiting, view.heads)


def _rows(found: Sequence[Expected]) -> tuple[ExpectedRow, ...]:
    def needs(booking: Booking) -> tuple[str, ...]:
        language = (booking.language,) if booking.language else ()
        return (*(need_text(need) for need in booking.needs), *language)

    return tuple(ExpectedRow(e.booking, e.number, needs(e.booking)) for e in found)


def _room(desk: Desk, code: str) -> Room:
    """The reception of an office at which the reader works. Raises `Http404`."""
    room = queries.room_of(code, desk.now)
    if room is None or room.office_id not in own_offices(desk):
        raise Http404
    return room


# Numbers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SlipPage:
    office: str
    number: int
    ahead: int
    at: datetime


@require_POST
@at_the_desk
def numbers(desk: Desk, code: str) -> HttpResponse:
    """Hands out the next number, on a slip to be printed or read out."""
    room = _room(desk, code)
    zone = times.zone_of(room)
    today = desk.now.astimezone(zone).date()
    ticket = actions.hand_out(room, today)
    ahead = queries.waiting(room, today).count - 1
    with timezone.override(zone):
        page = SlipPage(room.office.name, ticket.number, ahead, desk.now)
        return desk.show("desk/number_slip.html", page)


@require_POST
@at_the_desk
def call(desk: Desk, code: str) -> HttpResponse:
    """Calls the next number to this counter."""
    room = _room(desk, code)
    form = CounterForm(desk.request.POST)
    counter = form.cleaned_data["counter"] if form.is_valid() else ""
    today = desk.now.astimezone(times.zone_of(room)).date()
    ticket = actions.call_next(room, today, counter, desk.now)
    if ticket is None:
        messages.info(desk.request, _("Nobody with a number waits."))
    else:
        said = _("Number %(number)s is called.") % {"number": ticket.number}
        messages.success(desk.request, said)
    return redirect(f"{reverse('desk:reception')}?{urlencode({'counter': counter})}")


# Hours and days -----------------------------------------------------------------------------


@dataclass(frozen=True)
class FormPage:
    title: str
    lead: str
    button: str
    form: Any


def _office_kept(desk: Desk, code: str) -> Office:
    """An office whose hours the reader keeps. Raises `Http404`."""
    office = Office.objects.filter(code=code).first()
    if office is None or not actions.keeps(desk.actor, office.pk):
        raise Http404
    return office


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def hours(desk: Desk, code: str) -> HttpResponse:
    office = _office_kept(desk, code)
    room = queries.room_of(code, desk.now)
    form = HoursForm(room, desk.request.POST if desk.request.method == "POST" else None)
    if not form.is_valid():
        return _show(desk, form, _("Reception hours"), office.name, _("Keep these hours"))
    given = form.cleaned_data
    kept = actions.keep_room(
        desk.actor, office.pk, given["where"], given["minutes"], given["seats"], given["offers"]
    )
    assert kept is not None
    actions.keep_hours(desk.actor, kept, form.parts)
    messages.success(desk.request, _("The hours are public now. Times that are booked stay."))
    return redirect("desk:reception")


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def days(desk: Desk, code: str) -> HttpResponse:
    """Announces a reception day of a head."""
    office = _office_kept(desk, code)
    room = queries.room_of(code, desk.now)
    if room is None:
        messages.info(desk.request, _("Say first where and how this office receives people."))
        return redirect("desk:reception-hours", code)
    form = HeadDayForm(desk.request.POST if desk.request.method == "POST" else None)
    today = desk.now.astimezone(times.zone_of(room)).date()
    if form.is_valid() and form.cleaned_data["on"] < today:
        form.add_error("on", _("Choose a day that is still to come."))
    if not form.is_valid():
        title = _("Announce a reception day")
        return _show(desk, form, title, office.name, _("Announce it"))
    given = form.cleaned_data
    actions.announce(
        desk.actor, room, given["who"], given["on"], given["begins"], given["ends"],
        given["minutes"],
    )  # fmt: skip
    messages.success(desk.request, _("The day is public now, and times on it can be booked."))
    return redirect("desk:reception")


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def day_off(desk: Desk, day: int) -> HttpResponse:
    """A reception day is not kept."""
    rows = HeadDay.objects.select_related("room__office").filter(pk=day, cancelled_at=None)
    found = rows.first()
    if found is None or not actions.keeps(desk.actor, found.room.office_id):
        raise Http404
    form = WhyForm(desk.request.POST if desk.request.method == "POST" else None)
    if not form.is_valid():
        title, button = _("A reception day that is not kept"), _("Call it off and tell them")
        return _show(desk, form, title, str(found), button)
    actions.call_off(desk.actor, found, form.cleaned_data["reason"], desk.now)
    messages.success(desk.request, _("Called off. Whoever booked on it is told why."))
    return redirect("desk:reception")


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def booking_off(desk: Desk, booking: int) -> HttpResponse:
    """A booked time cannot be kept."""
    rows = Booking.objects.select_related("room__office").filter(pk=booking, cancelled_at=None)
    found = rows.filter(starts_at__gt=desk.now).first()
    if found is None or found.room.office_id not in own_offices(desk):
        raise Http404
    form = WhyForm(desk.request.POST if desk.request.method == "POST" else None)
    if not form.is_valid():
        title, button = _("A time that cannot be kept"), _("Take it back and tell them")
        return _show(desk, form, title, found.room.office.name, button)
    by = capacity_at(desk.actor, found.room.office_id)
    actions.cancel(found, by, form.cleaned_data["reason"], desk.now)
    messages.success(desk.request, _("Taken back. Whoever booked it is told why."))
    return redirect("desk:reception")


def _show(desk: Desk, form: Any, title: str, lead: str, button: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return desk.show("desk/reception_form.html", FormPage(title, lead, button, form), status)
