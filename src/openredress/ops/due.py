import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from openredress.core.calendar import WorkingCalendar
from openredress.core.clock import Clock, calculate
from openredress.core.procedure import Limit, Procedure, Unit
from openredress.ops import packs


@click.command("due")
@click.argument("pack")
@click.argument("limit")
@click.option(
    "--from",
    "start",
    required=True,
    metavar="DATE",
    help="When it began: 2026-01-28, or 2026-01-28T09:30 for a limit in hours.",
)
@click.option("--calendar", "code", help="Working days of another place: CN, GB-ENG, IN, none, …")
@click.option("--time-zone", default="UTC", show_default=True, help="Where the day ends.")
@click.option(
    "--extend",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Extended by N, in the unit of the limit.",
)
@click.option("--language", type=click.Choice(packs.LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    pack: str,
    limit: str,
    start: str,
    code: str | None,
    time_zone: str,
    extend: int,
    language: str,
    as_json: bool,
) -> None:
    """Say when a time limit ends, and count every day of it.

    PACK is the procedure and LIMIT one of its limits; `openredress procedures show PACK`
    lists them. The day it began is not counted. Needs no database.

    \b
    Examples:
      openredress due cn-2022 accept --from 2026-01-28
      openredress due cn-2022 decide --from 2026-01-28 --extend 30 --language zh
      openredress due uk-lgsco-2024 stage-1 --from 2026-03-27 --json

    Exits with 0, or 2 when there is no such procedure, limit, calendar or date.
    """
    packs.speak()
    procedure = packs.procedure(pack)
    chosen = _limit(procedure, limit)
    calendar = packs.calendar(code or procedure.calendar, time_zone)
    clock = calculate(chosen, _start(start, chosen, calendar), calendar)
    clock = replace(clock, extra=_extra(chosen, extend))
    from openredress.procedures.describe import describe_calculation

    found = describe_calculation(procedure, clock, language)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found, clock, language)


def _limit(procedure: Procedure, name: str) -> Limit:
    if name not in procedure.limits:
        raise click.BadParameter(
            f"{procedure.id} has no limit “{name}”. It has: {', '.join(procedure.limits)}.",
            param_hint="LIMIT",
        )
    return procedure.limits[name]


def _start(typed: str, limit: Limit, calendar: WorkingCalendar) -> date | datetime:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise click.BadParameter(
            f"“{typed}” is not a day of the calendar. Write it as 2026-01-28.", param_hint="--from"
        ) from None
    packs.known_year(moment.year)
    if day is not None and limit.unit is not Unit.HOURS:
        return day
    zone = ZoneInfo(calendar.time_zone)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _extra(limit: Limit, wanted: int) -> int:
    most = limit.extension.max_amount * limit.extension.times if limit.extension else 0
    if wanted > most:
        allowed = f"by at most {most} {limit.unit}" if most else "not at all"
        raise click.BadParameter(
            f"The limit “{limit.id}” can be extended {allowed}.", param_hint="--extend"
        )
    return wanted


def _print(found: dict[str, Any], clock: Clock, language: str) -> None:
    from django.utils.translation import gettext as _

    from openredress.procedures import wording
    from openredress.procedures.describe import speaking

    with speaking(language):
        limit = clock.limit
        click.echo(f"{found['procedure']} ({found['version']}), {limit.id}: {found['name']}")
        length = wording.amount_text(limit.amount + clock.extra, limit.unit)
        facts = {"length": length, "start": _spelled(found["from"])}
        click.echo(_("%(length)s from %(start)s") % facts)
        due = found["due_at"] or found["due_on"]
        click.secho(_("Due on %(due)s") % {"due": _spelled(due)}, bold=True)
        click.echo()
        for citation in (found["citation"], found["rolled_by"]):
            if citation:
                basis = wording.basis_text(citation["basis"])
                click.echo(f"{citation['article']}: {citation['text']} [{basis}]")
        click.echo()
        for day in found["days"]:
            click.echo(f"{_spelled(day['date'])}  {day['words']}")
        if found["provisional"]:
            click.echo()
            click.secho(packs.provisional_text(), fg="yellow")


def _spelled(iso: str) -> str:
    """A date with its weekday: a reader checks weekends first."""
    from django.utils.dateformat import format as spelled

    return f"{iso.replace('T', ' ')} {spelled(datetime.fromisoformat(iso), 'D')}"
