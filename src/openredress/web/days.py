"""The proof of a deadline as a reader sees it: every day with its number or its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from openredress.core.clock import DayReason

_WHY = {
    DayReason.EVENT: _("The day it started is not counted."),
    DayReason.COUNTED: "",
    DayReason.WEEKEND: _("Not counted: weekend."),
    DayReason.HOLIDAY: _("Not counted: public holiday."),
    DayReason.PAUSED: _("Not counted: the clock was paused."),
    DayReason.OPEN: "",
    DayReason.CLOSED: _("Not counted: the office is closed."),
    DayReason.ROLLED: _("A day of rest: the last day moves on."),
    DayReason.LANDED: _("The last day moved to here."),
}


@dataclass(frozen=True)
class Line:
    """One day as shown. `number` is 0 when it is not counted; `why` may be empty when it is."""

    on: date
    number: int
    why: str
    is_last: bool


def lines(days: Iterable[Any], localtext) -> list[Line]:
    """`days` as `core.clock.Clock.counted_days()` gives them: the last one is the due date."""
    days = list(days)
    return [
        Line(day.date, day.number, why(day, localtext), index == len(days))
        for index, day in enumerate(days, start=1)
    ]


def why(day, localtext) -> str:
    """Why a day counts or does not, "" where there is nothing to say."""
    reason = _WHY[DayReason(day.reason)]
    said = [gettext(reason) if reason else ""]
    if day.counted:
        said.append(gettext("These hours count: %(hours)s.") % {"hours": _hours(day)})
    if isinstance(day.name, Mapping) and day.name:
        said.append(gettext("(%(holiday)s)") % {"holiday": localtext(day.name)})
    if day.swapped:
        said.append(gettext("A weekend day that is worked instead of a holiday."))
    if day.provisional:
        said.append(gettext("The holidays of this year are not announced yet."))
    return " ".join(part for part in said if part)


def _hours(day) -> str:
    return ", ".join(f"{span.starts_at:%H:%M}–{span.ends_at:%H:%M}" for span in day.counted)


def months(shown: list[Line]) -> list[tuple[date, list[list[Line | None]]]]:
    """Per month its first shown day and its weeks from Monday, `None` where no day is shown."""
    return [
        (found[0].on, _weeks(found))
        for _month, group in groupby(shown, key=lambda line: (line.on.year, line.on.month))
        if (found := list(group))
    ]


def _weeks(shown: list[Line]) -> list[list[Line | None]]:
    weeks = []
    for _week, group in groupby(shown, key=lambda line: line.on.isocalendar()[:2]):
        row: list[Line | None] = [None] * 7
        for line in group:
            row[line.on.weekday()] = line
        weeks.append(row)
    return weeks
