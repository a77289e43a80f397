"""Quiet hours: when no telephone is to ring. E-mail and letters wake nobody and are not held.

They are told by the clock of the office that the case is with, where the petitioner most likely is.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from openredress.offices.institution import institution

from .channels import CHAT, SMS
from .models import Notice

RINGING = (SMS, CHAT)
USUAL = "21:00-08:00"


def hours(text: str) -> tuple[time, time] | None:
    """The two ends of "21:00-08:00"; `None` for "". Raises `ValueError` for anything else."""
    if not text.strip():
        return None
    begins, _, ends = text.partition("-")
    found = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    if found[0] == found[1]:
        raise ValueError("quiet hours that last all day would let nothing through")
    return found


def _quiet() -> tuple[time, time] | None:
    """What was set; the usual night where that cannot be read, which `openredress check` says."""
    try:
        return hours(settings.QUIET_HOURS)
    except ValueError:
        return hours(USUAL)


def until(now: datetime, zone: str) -> datetime:
    """When a telephone in the time zone `zone` may ring: now, or when the quiet hours around `now`
    are over there.
    """
    quiet = _quiet()
    if quiet is None:
        return now
    begins, ends = quiet
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    overnight = begins > ends
    is_quiet = (clock >= begins or clock < ends) if overnight else (begins <= clock < ends)
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1 if clock >= ends else 0)
    return datetime.combine(day, ends, ZoneInfo(zone)).astimezone(now.tzinfo)


def due(notice: Notice, channel: str, now: datetime) -> datetime:
    """When this notice may go this way."""
    if notice.case is None or channel not in RINGING:
        return now
    return until(now, institution().ground_of(notice.case.office_id).time_zone)
