import json
import sys
from typing import Any

import click

from openredress.ops import setup


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(as_json: bool) -> None:
    """Say when the worker last did each of its duties, and which cases are set aside.

    A duty that was not done for too long, or that fails, needs attention: look at the log of
    `openredress work`, and whether it runs at all. A case is set aside when the program failed
    on it; it is tried again by itself, later and later, and at once by `openredress retry`.

    \b
    Examples:
      openredress status
      openredress status --json

    Exits with 0 when all is well, 1 when something needs attention, 3 when the database cannot
    be reached.
    """
    setup.start()
    from django.utils import timezone

    from openredress.cases import queries
    from openredress.worker import status

    standings, aside = status.standings(timezone.now()), queries.set_aside()
    if as_json:
        click.echo(json.dumps(_plain(standings, aside), ensure_ascii=False, indent=1))
    else:
        for standing in standings:
            _print_duty(standing)
        for case in aside:
            _print_case(case)
        if not aside:
            click.echo("No case is set aside.")
    sys.exit(0 if not aside and all(standing.is_well for standing in standings) else 1)


def _print_duty(standing: Any) -> None:
    done = f"last done {_moment(standing.done_at)}" if standing.done_at else "never done yet"
    click.echo(f"{'ok  ' if standing.is_well else 'LATE'}  {standing.title}: {done}")
    if standing.failing_since:
        click.echo(f"      fails since {_moment(standing.failing_since)}: {standing.fault}")


def _print_case(case: Any) -> None:
    tries = "once" if case.tries == 1 else f"{case.tries} times"
    click.echo(
        f"SET ASIDE  {case.number} since {_moment(case.since)}, tried {tries}, again at "
        f"{_moment(case.retry_at)}: {case.fault}"
    )


def _plain(standings: Any, aside: Any) -> dict[str, Any]:
    return {
        "duties": [
            {"duty": s.name, "ok": s.is_well, "last_done_at": _moment(s.done_at),
             "failing_since": _moment(s.failing_since), "fault": s.fault}
            for s in standings
        ],
        "set_aside": [
            {"case": c.number, "since": _moment(c.since), "tries": c.tries,
             "retry_at": _moment(c.retry_at), "fault": c.fault}
            for c in aside
        ],
    }  # fmt: skip


def _moment(moment: Any) -> str | None:
    return moment.isoformat(sep=" ", timespec="seconds") if moment else None
