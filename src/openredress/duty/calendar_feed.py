"""The calendar of one person, as RFC 5545 has it: when they are on duty and where.

It goes to calendar programs anywhere, so it tells nothing of any case, no name and no
telephone number: an office, the hours, and whether one leads.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from openredress.core import duty
from openredress.core.hours import Span
from openredress.offices.models import Staff

from . import queries
from .actions import holder_of
from .models import Absence, Shift
from .posted import Posted, core_shifts, posted

#: From a month ago to half a year ahead.
PAST, AHEAD = timedelta(days=31), timedelta(days=183)


@require_safe
@never_cache
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """Raises `Http404` for a wrong key and for one that was ended, which are not told apart."""
    staff = holder_of(key)
    if staff is None:
        raise Http404
    language = request.GET.get("language") or translation.get_language() or "en"
    with translation.override(language):
        body = written(staff, timezone.now(), _host(request))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="duty.ics"'
    return response


def _host(request: HttpRequest) -> str:
    return urlsplit(settings.URL).hostname or request.get_host().split(":")[0]


def written(staff: Staff, now: datetime, host: str) -> bytes:
    """The calendar of this person, from the roster as it is at `now`."""
    whole = Calendar()
    whole.add("prodid", "-//OpenRedress//Duty//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", _("Duty and substitutes"))
    for turn in turns(staff, now):
        whole.add_component(_event(turn, now, host))
    return bytes(whole.to_ical())


class Turn:
    """A stretch of duty of one person, from one shift."""

    def __init__(self, shift: Shift, here: Posted, span: Span, *, leads: bool, stands: bool):
        self.shift, self.office, self.span = shift, here.office, span
        self.room, self.leads, self.stands = here.room, leads, stands


def turns(staff: Staff, now: datetime) -> Iterator[Turn]:
    """Shifts the person stands on and is there for, and those of others they stand in for."""
    first, last = now - PAST, now + AHEAD
    offices = posted(set(staff.posts.values_list("office_id", flat=True)), now)
    for office, here in offices.items():
        away = _absences(queries.absences_of(office, first, last))
        for row in queries.shifts_of(office, first, last):
            yield from _turns_on(row, here, away, staff.pk)


def _absences(rows: Iterable[Absence]) -> tuple[duty.Absence, ...]:
    return tuple(
        duty.Absence(a.staff_id, Span(a.starts_at, a.ends_at), a.substitute_id) for a in rows
    )


def _turns_on(
    row: Shift, here: Posted, away: tuple[duty.Absence, ...], person: int
) -> Iterator[Turn]:
    """The stretches of one shift in which the person is the one who is there."""
    (shift,) = core_shifts([row])
    edges = {e for a in away for e in (a.span.starts_at, a.span.ends_at) if shift.span.covers(e)}
    cuts = sorted({shift.span.starts_at, *edges, shift.span.ends_at})
    for starts, ends in pairwise(cuts):
        found = duty.on_duty(starts, [shift], away, here.able)
        mine = next((standing for standing in found if standing.person == person), None)
        if mine is not None and person in here.roles:
            span, stands = Span(starts, ends), mine.instead_of is not None
            yield Turn(row, here, span, leads=mine.is_lead, stands=stands)


def _event(turn: Turn, now: datetime, host: str) -> Event:
    event = Event()
    number = int(turn.span.starts_at.timestamp())
    event.add("uid", f"duty-{turn.shift.pk}-{number}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", turn.span.starts_at)
    event.add("dtend", turn.span.ends_at)
    event.add("summary", _summary(turn))
    if turn.room:
        event.add("location", turn.room)
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _summary(turn: Turn) -> str:
    office = {"office": turn.office.name}
    if turn.leads and turn.stands:
        return _("On duty as lead, standing in: %(office)s") % office
    if turn.leads:
        return _("On duty as lead: %(office)s") % office
    if turn.stands:
        return _("On duty, standing in: %(office)s") % office
    return _("On duty: %(office)s") % office
