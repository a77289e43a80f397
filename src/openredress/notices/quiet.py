"""Quiet hours: when no telephone is to ring. E-mail and letters wake nobody and are not held."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from .channels import CHAT, SMS

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


def until(channel: str, now: datetime) -> datetime:
    """When a message may go this way: now, or when the quiet hours around `now` are over."""
    quiet = _quiet()
    if quiet is None or channel not in RINGING:
        return now
    begins, ends = quiet
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    clock = local.time().replace(tzinfo=None)
    overnight = begins > ends
    is_quiet = (clock >= begins or clock < ends) if overnight else (begins <= clock < ends)
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1 if clock >= ends else 0)
    return datetime.combine(day, ends, ZoneInfo(settings.TIME_ZONE)).astimezone(now.tzinfo)
