"""Alerts that have reached the reader, and saying that one has them in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openredress.core.duty import Refused
from openredress.duty import actions, queries
from openredress.duty.actions.alerting import NotHere
from openredress.duty.models import Alert
from openredress.duty.wording import need_text, rung_text, trouble_text
from openredress.offices.tree import time_zones

from .door import Desk, at_the_desk


@dataclass(frozen=True)
class RungView:
    text: str
    at: datetime
    nobody_there: bool


@dataclass(frozen=True)
class AlertView:
    """One alert. `climbs_at` is when it goes on to the next if nobody has it in hand."""

    key: int
    number: str
    subject: str
    need: str
    office: str
    zone: ZoneInfo
    raised_at: datetime
    climbs_at: datetime | None
    acknowledged_at: datetime | None
    taken_by: str
    has_climbed: bool
    rungs: tuple[RungView, ...]


@dataclass(frozen=True)
class AlertsPage:
    here: str
    tabs: tuple[Any, ...]
    waiting: tuple[AlertView, ...]
    taken: tuple[AlertView, ...]


@require_safe
@at_the_desk
def alerts(desk: Desk) -> HttpResponse:
    from .pages import tabs

    zones = time_zones()
    shown = tuple(_view(alert, zones) for alert in queries.alerts_for(desk.line))
    page = AlertsPage(
        here="alerts",
        tabs=tabs(desk, "alerts"),
        waiting=tuple(alert for alert in shown if alert.acknowledged_at is None),
        taken=tuple(alert for alert in shown if alert.acknowledged_at is not None),
    )
    return desk.show("desk/alerts.html", page)


def _view(alert: Alert, zones: Mapping[int, str]) -> AlertView:
    rungs = tuple(
        RungView(rung_text(r.rung, r.office), r.reached_at, r.nobody_there)
        for r in alert.rungs.all()
    )
    return AlertView(
        key=alert.pk,
        number=alert.case.number,
        subject=alert.case.subject,
        need=need_text(alert.need),
        office=alert.office.name,
        zone=ZoneInfo(zones[alert.office_id]),
        raised_at=alert.raised_at,
        climbs_at=alert.climbs_at,
        acknowledged_at=alert.acknowledged_at,
        taken_by=str(alert.taken_by or ""),
        has_climbed=len([rung for rung in rungs if not rung.nobody_there]) > 1,
        rungs=rungs,
    )


@require_POST
@at_the_desk
def acknowledgement(desk: Desk, alert: int) -> HttpResponse:
    """The reader has it in hand."""
    try:
        done = actions.acknowledge(desk.actor, alert, desk.now)
    except NotHere:
        raise Http404 from None
    if isinstance(done, Refused):
        messages.error(desk.request, trouble_text(done))
    else:
        messages.success(desk.request, _("You have it in hand. It climbs no further."))
    return redirect("desk:alerts")
