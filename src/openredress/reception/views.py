"""What everybody can read and do without a receipt: hours, heads' days, numbers, and booking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from openredress.core.hours import Opening, lines_of
from openredress.core.procedure import Citation
from openredress.core.reception import OFFERED
from openredress.core.refusals import Refusal
from openredress.offices.opening import HoursLine, hours_lines
from openredress.parties.codes import TwentyDigits
from openredress.wall import as_owner
from openredress.web.limits import Limit, paced

from . import actions, queries, times
from .actions.groups import standard_of
from .forms import BookingForm
from .models import Booking, HeadDay, Room
from .wording import meets_text, offer_text

#: A flood of bookings from one connection; families and offices share one.
BOOKINGS = Limit(20, 3600)
#: The screen on the wall asks for the numbers again after so many seconds.
SECONDS = 15


@dataclass(frozen=True)
class HeadView:
    day: HeadDay
    hours: str


@dataclass(frozen=True)
class RoomView:
    """An office that receives people, as it is shown to them."""

    room: Room
    hours: tuple[HoursLine, ...]
    heads: tuple[HeadView, ...]
    offers: tuple[str, ...]
    zone: ZoneInfo
    today: date

    @property
    def name(self) -> str:
        return self.room.office.name


@dataclass(frozen=True)
class OfficePage:
    view: RoomView
    waiting: queries.Waiting
    standard: tuple[str, ...]
    citation: Citation | None


@dataclass(frozen=True)
class BookPage:
    """Days are shown first; with `form` one of them is chosen."""

    view: RoomView
    days: tuple[times.Day, ...]
    form: BookingForm | None
    number: str = ""

    @property
    def on(self) -> date | None:
        return self.form.day.on if self.form else None


def room_view(room: Room, now: datetime) -> RoomView:
    zone = times.zone_of(room)
    today = now.astimezone(zone).date()
    heads = (d for d in room.days.all() if d.on >= today)
    return RoomView(
        room=room,
        hours=tuple(_hours(room)),
        heads=tuple(HeadView(d, str(Opening(d.begins, d.ends))) for d in heads),
        offers=tuple(offer_text(need) for need in room.needs if need in OFFERED),
        zone=zone,
        today=today,
    )


def _hours(room: Room) -> Iterator[HoursLine]:
    """The days on which people are received; the others are not told one by one."""
    hours = times.hours_of(room)
    for line, (_first, _last, openings) in zip(hours_lines(hours), lines_of(hours), strict=True):
        if openings:
            yield line


def room_or_404(code: str, now: datetime) -> Room:
    room = queries.room_of(code, now)
    if room is None:
        raise Http404
    return room


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rooms = tuple(room_view(room, now) for room in queries.rooms(now))
    return render(request, "reception/list.html", {"rooms": rooms, "nav": "reception"})


@require_safe
def office(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    view = room_view(room_or_404(code, now), now)
    standard = standard_of(view.room.office_id)
    page = OfficePage(
        view=view,
        waiting=queries.waiting(view.room, view.today),
        standard=tuple(meets_text(m) for m in sorted(standard.meets, key=lambda m: m.people)),
        citation=standard.citation,
    )
    return render(request, "reception/office.html", {"page": page, "nav": "reception"})


@never_cache
@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """For the wall of a waiting room. The browser asks again by itself, without a script."""
    now = timezone.now()
    view = room_view(room_or_404(code, now), now)
    page = {"view": view, "waiting": queries.waiting(view.room, view.today)}
    response = render(request, "reception/screen.html", {"page": page})
    response["Refresh"] = str(SECONDS)
    return response


# Booking without a receipt ----------------------------------------------------------------


def book_page(
    room: Room, request: HttpRequest, now: datetime, *, has_receipt: bool, number: str = ""
) -> BookPage:
    """The days, and the form of the one that is in the address or was sent."""
    view, days = room_view(room, now), times.days(room, now, has_receipt=has_receipt)
    wanted = request.POST.get("on") or request.GET.get("on", "")
    day = next((d for d in days if d.on.isoformat() == wanted), None)
    sent = request.POST if request.method == "POST" and "on" in request.POST else None
    form = BookingForm(room, day, sent) if day else None
    return BookPage(view, days, form, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@paced(BOOKINGS)
def book(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    room = room_or_404(code, now)
    page = book_page(room, request, now, has_receipt=False)
    if request.method == "POST":
        if page.form is None:
            messages.error(request, _("There is no place left on this day. Choose another."))
        elif page.form.is_valid():
            done = actions.book(room, page.form.wish(), now)
            if not isinstance(done, Refusal):
                with timezone.override(page.view.zone):
                    context = {"page": page, "booked": done, "nav": "reception"}
                    return render(request, "reception/booked.html", context)
            page.form.add_error("time", page.form.fields["time"].error_messages["invalid_choice"])
    has_errors = page.form is not None and bool(page.form.errors)
    context = {"page": page, "form": page.form, "nav": "reception", "has_errors": has_errors}
    return render(request, "reception/book.html", context, status=422 if has_errors else 200)


class BookingCode(TwentyDigits):
    """Opens a booking that was made without a receipt."""

    booking: Booking | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].label = gettext_lazy("Booking code")
        self.fields["code"].widget.attrs.pop("data-receipt-code", None)

    def take(self, typed: str) -> None:
        with as_owner():
            self.booking = actions.find(typed, timezone.now())
        if self.booking is None:
            self.is_unknown = True
            raise forms.ValidationError(
                _("No booking opens with this code. Bookings are erased a week after their day.")
            )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_booking(request: HttpRequest) -> HttpResponse:
    form = BookingCode(request.POST if request.method == "POST" else None)
    booking = form.booking if form.is_valid() else None
    if booking is None:
        status = 429 if form.wait else 200
        context = {"form": form, "nav": "reception"}
        return form.paused(render(request, "reception/code.html", context, status=status))
    if "give_up" in request.POST:
        if actions.give_up(booking, timezone.now()):
            messages.success(request, _("You gave this time up. Somebody else can have it now."))
        return redirect("reception")
    with timezone.override(times.zone_of(booking.room)):
        context = {
            "booking": booking, "typed": form.cleaned_data["code"], "nav": "reception",
            "is_ahead": booking.cancelled_at is None and booking.starts_at > timezone.now(),
        }  # fmt: skip
        return render(request, "reception/booking.html", context)
