"""Public hearings and what was found in them, without saying of whom."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openredress.cases import announced
from openredress.cases.history import names
from openredress.offices.tree import time_zones


@dataclass(frozen=True)
class HearingLine:
    title: str
    office: str
    venue: str
    starts_at: datetime


@dataclass(frozen=True)
class FindingLine:
    key: int
    headline: str
    office: str
    text: str
    published_at: datetime


@dataclass(frozen=True)
class HearingsPage:
    ahead: tuple[HearingLine, ...]
    findings: tuple[FindingLine, ...]


@require_safe
def hearings(request: HttpRequest) -> HttpResponse:
    name, zones = names(), time_zones()
    ahead = (
        HearingLine(h.title, name(h.office), h.venue, _local(h.starts_at, h.office, zones))
        for h in announced.ahead(timezone.now())
    )
    lines = tuple(_line(f, zones) for f in announced.findings())
    page = HearingsPage(tuple(ahead), lines)
    return render(request, "figures/hearings.html", {"page": page})


@require_safe
def finding(request: HttpRequest, key: int) -> HttpResponse:
    found = announced.finding(key)
    if found is None:
        raise Http404
    return render(request, "figures/finding.html", {"found": _line(found, time_zones())})


def _line(found: announced.PublicFinding, zones: dict[int, str]) -> FindingLine:
    at = _local(found.published_at, found.office, zones)
    return FindingLine(found.key, found.headline, names()(found.office), found.text, at)


def _local(at: datetime, office: int, zones: dict[int, str]) -> datetime:
    """By the clock of the office."""
    return at.astimezone(ZoneInfo(zones[office])) if office in zones else at
