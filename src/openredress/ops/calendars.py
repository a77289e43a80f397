from datetime import date
from pathlib import Path
from typing import Any

import click

from openredress.ops import setup


@click.group("calendars")
def command() -> None:
    """Days of rest: those that offices have added, and what is to be added.

    Official days of rest come with the program; the worker adopts new ones by itself when they
    are published and the program is upgraded. docs/operate/calendars.md explains it.
    """


@command.command("show")
@click.argument("office")
def show(office: str) -> None:
    """Show by which calendar the cases of OFFICE (its code) are counted, and what was added.

    \b
    Example:
      openredress calendars show linjiang

    Exits with 0; 2 when there is no such office; 3 when the database cannot be reached.
    """
    place = _place(office)
    through = place.calendar.published_through
    click.echo(f"Official calendar: {place.calendar.name}, time zone {place.calendar.time_zone}")
    click.echo(f"Published through: {through or 'for ever, by rule'}")
    for day, names in sorted({**place.above, **place.own}.items()):
        where = "" if day in place.own else "  (by an office above)"
        click.echo(f"{_spelled(day)}  {_name(names)}{where}")


@command.command("add")
@click.argument("office")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", default="", help="Why; every petitioner whose deadline moves reads it.")
@click.option("--yes", is_flag=True, help="Make them days of rest. Without it they are shown only.")
def add(office: str, file: Path, reason: str, yes: bool) -> None:
    """Look at the days of rest in FILE (iCalendar or CSV) one by one; with --yes, add them.

    They hold for what OFFICE (its code) and those below it register. The worker then moves
    the deadlines of open cases and tells each petitioner why.

    \b
    Examples:
      openredress calendars add linjiang fair.csv
      openredress calendars add linjiang fair.ics --reason "County fair" --yes

    Exits with 0; 1 when something in the file was not taken; 2 when there is no such office or
    no reason; 3 when the database cannot be reached.
    """
    place = _place(office)
    from django.utils import timezone

    from openredress.cases import actions
    from openredress.offices import dayfile
    from openredress.offices.day_preview import preview

    if yes and not reason:
        raise click.UsageError("Say why with --reason: petitioners read it.")
    found = dayfile.read(file.read_bytes())
    lines = preview(place, found.days)
    for line in lines:
        click.echo(f"{_spelled(line.day)}  {_name(line.names)}: {EFFECTS[line.effect]}")
    for problem in found.problems:
        click.echo(f"not taken: {problem.place} {problem.reason}".replace("  ", " "), err=True)
    days = {line.day: line.names for line in lines if line.counts}
    if yes and days:
        actions.change_calendar(place.office, days, (), reason, timezone.now())
        click.echo(f"{len(days)} added. The worker moves the deadlines of open cases.")
    elif days:
        click.echo(f"{len(days)} would be added; nothing was changed. Add --yes to do it.")
    raise SystemExit(1 if found.problems else 0)


EFFECTS = {
    "new": "becomes a day of rest",
    "rests": "is a day of rest already",
    "known": "was added before",
    "past": "has come or is over; not taken",
    "beyond": "is too far away; not taken",
}


@command.command("remove")
@click.argument("office")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--reason", required=True, help="Why; every petitioner concerned reads it.")
def remove(office: str, day: Any, reason: str) -> None:
    """Make DAY, which OFFICE had added, a working day again.

    It can make deadlines earlier, so it is possible until 30 days before the day only.

    \b
    Example:
      openredress calendars remove linjiang 2027-05-04 --reason "The fair is put off"

    Exits with 0; 2 when there is no such office or day, or it is too late; 3 when the database
    cannot be reached.
    """
    place = _place(office)
    from django.utils import timezone

    from openredress.cases import actions

    if day.date() not in place.own:
        raise click.UsageError(f"{office} has not added {day.date()}.")
    if day.date() - place.today <= actions.NOTICE:
        raise click.UsageError(
            f"{day.date()} is too near: deadlines that stand would come earlier."
        )
    actions.change_calendar(place.office, {}, [day.date()], reason, timezone.now())
    click.echo("Removed. The worker moves the deadlines of open cases.")


def _place(code: str) -> Any:
    setup.start()
    from django.utils import timezone

    from openredress.offices.day_preview import local
    from openredress.offices.models import Office
    from openredress.offices.tree import ground_of
    from openredress.procedures import library

    office = Office.objects.filter(code=code).first()
    if office is None:
        raise click.UsageError(
            f"There is no office “{code}”. `openredress offices show` lists them."
        )
    found = library().get(ground_of(office.pk).procedure)
    return local(office.pk, found[0].calendar if found else "", timezone.now())


def _spelled(day: date) -> str:
    return f"{day.isoformat()} {day:%a}"


def _name(names: Any) -> str:
    return " / ".join(names.values())
