"""Days of rest from a file: iCalendar, or a table with a day and a name in each line.

Nothing is taken silently: what cannot be read is told with its place.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar

from openredress.core.calendar import ONE_DAY
from openredress.core.text import Text

LARGEST = 1_000_000  # bytes
LONGEST = timedelta(days=60)  # one entry
MOST_DAYS = 1000
#: What calendars of China call a day of a weekend that is worked instead.
WORKED = ("补班", "上班", "(班)", "（班）", "调班")


@dataclass(frozen=True)
class DayProblem:
    """`place` is a line of the table or an entry of the calendar."""

    place: str
    reason: str


@dataclass(frozen=True)
class DayFile:
    days: dict[date, Text]
    problems: tuple[DayProblem, ...]


def read(content: bytes) -> DayFile:
    """What a file holds. Which kind it is, is told by how it begins."""
    if len(content) > LARGEST:
        return DayFile({}, (DayProblem("", _("The file is too large to be a list of days.")),))
    text = _decoded(content)
    entries = _from_ical(text) if text.lstrip().startswith("BEGIN:VCALENDAR") else _from_table(text)
    days: dict[date, Text] = {}
    problems: list[DayProblem] = []
    for entry in entries:
        if isinstance(entry, DayProblem):
            problems.append(entry)
        else:
            days.setdefault(*entry)
    if len(days) > MOST_DAYS:
        problems.append(DayProblem("", _("These are more days than a calendar has.")))
    return DayFile(dict(sorted(days.items())), tuple(problems))


def write(days: dict[date, Text]) -> str:
    """The same as a table, which `read` understands."""
    return "".join(
        f"{day.isoformat()},{_cell(names.get('en', ''))},{_cell(names.get('zh', ''))}\n"
        for day, names in days.items()
    )


def _cell(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if text else ""


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


Entries = Iterator[tuple[date, Text] | DayProblem]


def _from_table(text: str) -> Entries:
    text = text.replace("，", ",")  # As a Chinese keyboard writes a comma.
    first = text.splitlines()[0] if text.splitlines() else ""
    delimiter = next((sign for sign in "\t;" if sign in first), ",")
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        place = _("line %(number)s") % {"number": number}
        try:
            day = date.fromisoformat(cells[0].replace("/", "-"))
        except ValueError:
            if number > 1:  # The first may say what the columns are.
                yield DayProblem(
                    place, _("Write the day as 2026-05-04, then a comma and its name.")
                )
            continue
        yield _entry(day, place, *cells[1:3])


def _entry(
    day: date, place: str, first: str = "", second: str = ""
) -> tuple[date, Text] | DayProblem:
    names = {}
    for name in (first, second):
        if name:
            names["zh" if _is_chinese(name) else "en"] = name[:100]
    if not names:
        return DayProblem(place, _("Give the day a name; people read it."))
    if any(sign in name for name in names.values() for sign in WORKED):
        said = {"name": next(iter(names.values()))}
        return DayProblem(place, _("“%(name)s” is worked, it seems; it is not taken.") % said)
    return day, names


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _from_ical(text: str) -> Entries:
    try:
        found = Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError):
        yield DayProblem("", _("This calendar file cannot be read. Export it again as iCalendar."))
        return
    for number, event in enumerate(found.walk("VEVENT"), start=1):
        name = str(event.get("SUMMARY", "")).strip()
        place = _("entry %(number)s (%(name)s)") % {"number": number, "name": name or "?"}
        if "RRULE" in event:
            yield DayProblem(place, _("It repeats. Give the days of each year one by one."))
            continue
        yield from _days_of(event, name, place)


def _days_of(event: Calendar, name: str, place: str) -> Entries:
    start, end = (getattr(event.get(key), "dt", None) for key in ("DTSTART", "DTEND"))
    if not isinstance(start, date) or isinstance(start, datetime):
        yield DayProblem(place, _("It is not a whole day."))
        return
    end = end if isinstance(end, date) and not isinstance(end, datetime) else start + ONE_DAY
    if not timedelta() < end - start <= LONGEST:
        yield DayProblem(place, _("It ends before it begins, or is too long for days of rest."))
        return
    while start < end:
        yield _entry(start, place, name)
        start += ONE_DAY
