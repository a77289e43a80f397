"""Opening hours in words, for the public and for staff, and what was typed as hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from openredress.core.calendar import WorkingCalendar
from openredress.core.hours import (
    MOST_IN_A_DAY,
    USUAL_HOURS,
    Amiss,
    Opening,
    OpeningHours,
    lines_of,
)

from .models import Office
from .standing import latest, opening_of, path_up


@dataclass(frozen=True)
class HoursLine:
    """Some days of the week with the same hours: "Monday to Friday", "09:00–12:00, 14:00–17:30"."""

    days: str
    times: str


def hours_lines(hours: OpeningHours) -> tuple[HoursLine, ...]:
    """Every day of the week; days that follow one another with the same hours in one line."""
    return tuple(
        HoursLine(_days(first, last), times_text(openings) or _("not open"))
        for first, last, openings in lines_of(hours)
    )


def times_text(openings: Iterable[Opening]) -> str:
    return ", ".join(str(opening) for opening in openings)


def _days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def shown_on(calendar: WorkingCalendar, day: date) -> OpeningHours:
    """The hours that hold on this day; the usual ones are none on a weekend."""
    hours = calendar.hours_on(day)
    if hours != USUAL_HOURS:
        return hours
    return OpeningHours(
        tuple(() if n in calendar.weekend else day for n, day in enumerate(hours.weekly))
    )


@dataclass(frozen=True)
class Opens:
    """What the public reads of when an office is open: lines, or else what was once typed."""

    lines: tuple[HoursLine, ...]
    words: str

    @property
    def text(self) -> str:
        """The same in one line."""
        said = (_("%(days)s: %(times)s") % {"days": x.days, "times": x.times} for x in self.lines)
        return "; ".join(said) or self.words


def opens(office: Office, today: date, upto: int | None = None) -> Opens:
    """When the office is open, as it or one above it has set; `upto` as in `standing.latest`."""
    known = _opening(office.pk, latest() if upto is None else upto)
    hours = next((hours for since, hours in reversed(known) if since <= today), None)
    return Opens(hours_lines(hours), "") if hours else Opens((), office.hours)


@lru_cache(maxsize=512)
def _opening(office: int, upto: int) -> tuple[tuple[date, OpeningHours], ...]:
    return opening_of(path_up(office), upto) if upto else ()


def amiss_text(amiss: Amiss) -> str:
    """What is wrong with hours that were typed, and how to put it right."""
    return {
        Amiss.UNREADABLE: _("Write the hours as 09:00–12:00, 14:00–17:30; leave it empty where "
                            "the office is closed."),
        Amiss.TOO_MANY: _("At most %(most)d stretches in a day can be kept.")
        % {"most": MOST_IN_A_DAY},
        Amiss.OVERLAP: _("Two stretches of this day, or of this day and the next, overlap."),
        Amiss.NEVER: _("The office would never be open: give hours for at least one working day."),
    }[amiss]  # fmt: skip
