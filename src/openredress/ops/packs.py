"""What the commands about procedures share: finding packs, calendars, and speaking a language.

None of it needs the database or the settings of an installation, so that they start at once.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from openredress.core.calendar import WorkingCalendar
from openredress.core.procedure import Procedure
from openredress.core.text import LANGUAGES
from openredress.ops import home
from openredress.procedures import BUILT_IN, library, pack_files, read_file

__all__ = ["LANGUAGES", "calendar", "known_year", "procedure", "provisional_text", "speak"]


def speak() -> None:
    """Makes the catalogues of the program readable without the rest of Django."""
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        package = Path(__file__).resolve().parent.parent
        settings.configure(
            LANGUAGES=[("en", "English"), ("zh-hans", "简体中文")],
            LOCALE_PATHS=[package / "locale"],
            LOGGING_CONFIG=None,
            USE_I18N=True,
        )
        apps.populate(())


def procedure(name: str) -> Procedure:
    """The newest version of a pack. Without packs of one's own it reads the one file asked for."""
    built_in = BUILT_IN / f"{name}.toml"
    if not pack_files(home.own_procedures()) and built_in in pack_files(BUILT_IN):
        return read_file(built_in)
    found = library(home.own_procedures())
    if name not in found:
        raise click.BadParameter(
            f"There is no procedure “{name}”. There are: {', '.join(sorted(found))}.",
            param_hint="PACK",
        )
    return found[name][0]


def calendar(code: str, time_zone: str = "UTC") -> WorkingCalendar:
    from openredress.offices.calendars import UnknownCalendar, calendar_for

    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise click.BadParameter(
            f"“{time_zone}” is not a time zone. Write it as Asia/Shanghai or UTC.",
            param_hint="--time-zone",
        ) from None
    try:
        return calendar_for(code, time_zone)
    except UnknownCalendar:
        raise click.BadParameter(
            f"There is no calendar “{code}”. Give a country (CN), a part of one (GB-ENG), or none.",
            param_hint="--calendar",
        ) from None


def known_year(year: int) -> None:
    """Refuses a year for which no calendar tells the days of rest."""
    from openredress.offices.calendars import YEARS

    if year not in YEARS:
        raise click.BadParameter(
            f"Days are known for the years {YEARS[0]} to {YEARS[-1]}.", param_hint="--from"
        )


def provisional_text() -> str:
    from django.utils.translation import gettext as _

    return str(
        _("The official days of rest for this date are not published yet. The date may still move.")
    )
