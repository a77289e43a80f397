"""Public hearings and what was found in them, without saying of whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openredress.cases import announced
from openredress.cases.history import names
from openredress.offices.tree import time_zones
from openredress.wall.standby import may_be_old


@dataclass(frozen=True)
class HearingLine:
    title: str
    office: str
    venue: str
    starts_at: datetime
    zone: str


@dataclass(frozen=True)
class FindingLine:
    key: int
    headline: str
    office: str
    text: str
    published_at: datetime
    zone: str


@dataclass(frozen=True)
class HearingsPage:
    ahead: tuple[HearingLine, ...]
    findings: tuple[FindingLine, ...]


@require_safe
@may_be_old
def hearings(request: HttpRequest) -> HttpResponse:
    name, zones = names(), time_zones()
    ahead = (
        HearingLine(h.title, name(h.office), h.venue, h.starts_at, _zone(h.office, zones))
        for h in announced.ahead(timezone.now())
    )
    lines = tuple(_line(f, zones) for f in announced.findings())
    page = HearingsPage(tuple(ahead), lines)
    return render(request, "figures/hearings.html", {"page": page})


@require_safe
@may_be_old
def finding(request: HttpRequest, key: int) -> HttpResponse:
    found = announced.finding(key)
    if found is None:
        raise Http404
    return render(request, "figures/finding.html", {"found": _line(found, time_zones())})


def _line(found: announced.PublicFinding, zones: Mapping[int, str]) -> FindingLine:
    office, zone = names()(found.office), _zone(found.office, zones)
    return FindingLine(found.key, found.headline, office, found.text, found.published_at, zone)


def _zone(office: int, zones: Mapping[int, str]) -> str:
    return zones.get(office, settings.TIME_ZONE)
