"""Procedures, the public deadline calculator, and what can be named when filing."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router

from openredress.core.calendar import WorkingCalendar
from openredress.core.clock import calculate
from openredress.core.procedure import Limit, Procedure, Unit
from openredress.offices.calendars import YEARS, UnknownCalendar, calendar_for
from openredress.ops import home
from openredress.procedures import library
from openredress.procedures.describe import describe_calculation, describe_procedure

from . import finding, schemas
from .errors import Problem

router = Router(tags=["law"], by_alias=True)

SAID = {404: schemas.Error, 422: schemas.Error}


@router.get("/procedures", response=list[schemas.ProcedureNamed], summary="All procedures")
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest version of each procedure here."""
    names = ("id", "version", "name", "law", "calendar")
    found = [pack for pack, _text in library(home.own_procedures()).values()]
    described = [(pack, describe_procedure(pack, _language())) for pack in found]
    return [
        {**{name: words[name] for name in names}, "limits": list(pack.limits)}
        for pack, words in described
    ]


@router.get(
    "/procedures/{pack}", response={200: schemas.ProcedureTold, **SAID}, summary="One procedure"
)
def procedure(request: HttpRequest, pack: str) -> dict[str, Any]:
    """Its stages, steps, limits and other doors, each with what it rests on."""
    return describe_procedure(_procedure(pack, 404, ""), _language())


@router.get("/due", response={200: schemas.Calculation, **SAID}, summary="Count a time limit")
def due(
    request: HttpRequest,
    procedure: str,
    limit: str,
    start: str = Query(alias="from", description="2026-01-28; with a time for a limit in hours."),  # type: ignore[type-arg]
    calendar: str = Query("", description="CN, GB-ENG, none …; that of the procedure if left out."),  # type: ignore[type-arg]
    time_zone: str = Query("UTC", description="Where the day ends, such as Asia/Shanghai."),  # type: ignore[type-arg]
    extend: int = Query(0, description="Extended by so much, in the unit of the limit."),  # type: ignore[type-arg]
) -> dict[str, Any]:
    """When the limit ends if it began on `from`, with every day counted or not and why.

    The day on which it began is not counted.
    """
    pack = _procedure(procedure, 422, "procedure")
    chosen = _limit(pack, limit)
    days = _calendar(calendar or pack.calendar, time_zone)
    clock = calculate(chosen, _start(start, chosen, days), days)
    extended = replace(clock, extra=_extra(chosen, extend))
    return describe_calculation(pack, extended, _language())


def _language() -> str:
    return get_language() or "en"


def _procedure(name: str, status: int, field: str) -> Procedure:
    packs = library(home.own_procedures())
    if name not in packs:
        message = _("There is no procedure “%(given)s”. There are: %(known)s.")
        known = ", ".join(sorted(packs))
        said = message % {"given": name, "known": known}
        raise Problem(status, "unknown-procedure", said, field)
    return packs[name][0]


def _limit(pack: Procedure, name: str) -> Limit:
    if name not in pack.limits:
        message = _("There is no time limit “%(given)s” in this procedure. There are: %(known)s.")
        known = ", ".join(pack.limits)
        said = message % {"given": name, "known": known}
        raise Problem(422, "unknown-limit", said, "limit")
    return pack.limits[name]


def _calendar(code: str, time_zone: str) -> WorkingCalendar:
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        message = _("There is no time zone “%(given)s”. Write one such as Asia/Shanghai.")
        said = message % {"given": time_zone}
        raise Problem(422, "unknown-time-zone", said, "time_zone") from None
    try:
        return calendar_for(code, time_zone)
    except UnknownCalendar:
        message = _("There is no calendar “%(given)s”. Write a country such as CN, or none.")
        said = message % {"given": code}
        raise Problem(422, "unknown-calendar", said, "calendar") from None


def _start(typed: str, limit: Limit, calendar: WorkingCalendar) -> date | datetime:
    # In an address a plus is a space: 2026-01-28T09:00+08:00 arrives with one.
    written = typed.strip().replace(" ", "+") if "T" in typed else typed.strip()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        message = _("“%(given)s” is not a day. Write it as 2026-01-28.") % {"given": typed}
        raise Problem(422, "invalid", message, "from") from None
    if moment.year not in YEARS:
        message = _("Days are known for the years %(first)s to %(last)s.")
        said = message % {"first": YEARS[0], "last": YEARS[-1]}
        raise Problem(422, "invalid", said, "from")
    if "T" not in written and limit.unit is not Unit.HOURS:
        return moment.date()
    zone = ZoneInfo(calendar.time_zone)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _extra(limit: Limit, wanted: int) -> int:
    most = limit.extension.max_amount * limit.extension.times if limit.extension else 0
    if not 0 <= wanted <= most:
        message = _("This limit can be extended by at most %(most)s.") % {"most": most}
        raise Problem(422, "extension-too-long", message, "extend")
    return wanted


@router.get("/matters", response=list[schemas.Named], summary="All matters")
def matters(request: HttpRequest) -> list[dict[str, Any]]:
    return finding.listed("matter")


@router.get("/places", response=list[schemas.Named], summary="All places")
def places(request: HttpRequest) -> list[dict[str, Any]]:
    return finding.listed("place")


@router.get("/offices", response=list[schemas.Named], summary="All offices")
def offices(request: HttpRequest) -> list[dict[str, Any]]:
    return finding.listed("office")
