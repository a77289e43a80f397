"""Where offices go and when, for everybody: as a page and for calendar programs."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from openredress.core.hours import Opening
from openredress.offices.tree import ground_of
from openredress.reception.wording import offer_text
from openredress.wall.standby import may_be_old

from . import queries
from .models import Round, RoundChange


@dataclass(frozen=True)
class ChangeView:
    """A change as it is told: from when to what it was moved, or that it is not made."""

    change: RoundChange
    was_hours: str


@dataclass(frozen=True)
class RoundView:
    """A round as everybody reads it."""

    round: Round
    hours: str
    offers: tuple[str, ...]
    changes: tuple[ChangeView, ...]
    zone: ZoneInfo
    is_over: bool

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.round.on, self.round.begins, self.zone)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.round.on, self.round.ends, self.zone)


def round_view(found: Round, now: datetime) -> RoundView:
    zone = ZoneInfo(ground_of(found.office_id).time_zone)
    changes = (ChangeView(c, str(Opening(c.was_begins, c.was_ends))) for c in found.changes.all())
    return RoundView(
        round=found,
        hours=str(Opening(found.begins, found.ends)),
        offers=tuple(offer_text(need) for need in found.needs),
        changes=tuple(changes),
        zone=zone,
        is_over=datetime.combine(found.on, found.ends, zone) <= now,
    )


@require_safe
@may_be_old
def rounds(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = [round_view(row, now) for row in queries.rounds(now)]
    page = {
        "ahead": [view for view in found if not view.is_over],
        "over": [view for view in reversed(found) if view.is_over],
    }
    return render(request, "rounds/list.html", {**page, "nav": "reception"})


@require_safe
@may_be_old
def calendar(request: HttpRequest) -> HttpResponse:
    """RFC 5545. What is moved keeps its identity, and what is cancelled says so."""
    language = request.GET.get("language") or translation.get_language() or "en"
    now = timezone.now()
    with translation.override(language):
        whole = Calendar()
        whole.add("prodid", "-//OpenRedress//Rounds//EN")
        whole.add("version", "2.0")
        whole.add("calscale", "GREGORIAN")
        whole.add("method", "PUBLISH")
        whole.add("x-wr-calname", _("Rounds: where offices come to you"))
        for row in queries.rounds(now):
            whole.add_component(_event(request, round_view(row, now)))
    body = bytes(whole.to_ical())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="rounds.ics"'
    return response


def _event(request: HttpRequest, view: RoundView) -> Event:
    row, event = view.round, Event()
    site = (settings.URL or request.build_absolute_uri("/")).rstrip("/")
    event.add("uid", f"round-{row.pk}@{urlsplit(site).hostname}")
    event.add("dtstamp", row.changed_at)
    event.add("sequence", row.revision)
    event.add("dtstart", view.starts_at)
    event.add("dtend", view.ends_at)
    event.add("summary", _("%(office)s comes to you") % {"office": row.office.name})
    event.add("location", row.where_to)
    event.add("url", site + reverse("rounds"))
    event.add("status", "CANCELLED" if row.cancelled_at else "CONFIRMED")
    said = [change.change.reason for change in view.changes]
    if said:
        event.add("description", "\n".join(said))
    return event
