"""Working calendars of jurisdictions, from the `holidays` package; never tables of our own."""

import warnings
from datetime import date
from functools import lru_cache

import holidays

from openredress.core.calendar import SATURDAY_AND_SUNDAY, WorkingCalendar
from openredress.core.text import Text

#: Years that a calendar spans. Cases imported from long ago and limits in months fit easily.
YEARS = range(2000, 2045)

#: A calendar of plain weekends, for an institution without official holidays.
NONE = "none"

_LANGUAGES = {"CN": {"en": "en_US", "zh": "zh_CN"}}


class UnknownCalendar(ValueError):  # noqa: N818  it is shown to the operator by this name
    """There is no calendar of this code; `code` is what was asked for."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@lru_cache(maxsize=64)
def calendar_for(code: str, time_zone: str = "UTC") -> WorkingCalendar:
    """The calendar of a country or part of one: "CN", "GB-ENG", "IN", "none".

    Raises `UnknownCalendar` for a code that the `holidays` package does not know.
    """
    if code == NONE:
        return WorkingCalendar(NONE, time_zone)
    country, _, part = code.partition("-")
    try:
        listed = _listed(country, part, None)
        names = {short: _listed(country, part, language)
                 for short, language in _LANGUAGES.get(country, {}).items()}  # fmt: skip
    except NotImplementedError as error:
        raise UnknownCalendar(code) from error
    return WorkingCalendar(
        name=code,
        time_zone=time_zone,
        weekend=frozenset(getattr(listed, "weekend", SATURDAY_AND_SUNDAY)),
        rest_days={day: _names(day, listed, names) for day in listed},
        swapped_days=frozenset(getattr(listed, "weekend_workdays", ())),
        published_through=_published_through(listed),
    )


def _listed(country: str, part: str, language: str | None) -> holidays.HolidayBase:
    with warnings.catch_warnings():
        # Some calendars know fewer years than we ask for; `published_through` tells the reader.
        warnings.simplefilter("ignore", UserWarning)
        return holidays.country_holidays(
            country, subdiv=part or None, years=YEARS, language=language
        )


def _names(day: date, listed: holidays.HolidayBase, names: dict[str, holidays.HolidayBase]) -> Text:
    by_language = {short: holiday[day] for short, holiday in names.items()}
    return by_language or {"en": listed[day]}


def _published_through(listed: holidays.HolidayBase) -> date | None:
    """The end of the last year whose official arrangement the package knows.

    Only where the days are fixed anew each year: China's swapped working days, and feasts that
    follow the sighting of the moon, which the package marks as estimated until they are told.
    Elsewhere the rule of law itself fixes the days, and nothing is provisional.
    """
    yearly = getattr(listed, "special_public_holidays", {}) or {}
    if getattr(listed, "has_substituted_holidays", False) and yearly:
        return date(max(yearly), 12, 31)
    estimated = {day.year for day, name in listed.items() if "(estimated)" in name}
    told = [year for year in YEARS if year not in estimated]
    return date(max(told), 12, 31) if estimated and told else None
