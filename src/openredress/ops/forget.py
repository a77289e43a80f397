"""`openredress forget`: tell who is to be told, erase what is over; or only say what would be."""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from openredress.ops import setup

if TYPE_CHECKING:
    from openredress.cases.actions import Due

#: Why a case is kept for as long as it is, for the table and for the documentation.
WHY = {
    "rule": "the procedure says so",
    "institution": "the institution says so",
    "right": "a right of the petitioner ran until then",
    "kept": "the petitioner wanted it kept until then",
    "request": "the petitioner asked for it, and it was granted",
    "open": "a linked case is open",
    "remedy": "something that was promised is still owed",
    "held": "a linked case is on hold",
}
WHAT = {"warn": "to be warned of", "forget": "to be forgotten", "wait": "due, but waits"}


@click.command("forget")
@click.option("--dry-run", is_flag=True, help="Change nothing; list what would happen, and why.")
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --dry-run: what would be due at the end of that day.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each case.")
def command(dry_run: bool, as_of: datetime | None, as_json: bool) -> None:
    """Forget cases whose time is over: what people wrote and who they are is erased for good.

    A case is only forgotten some time after its petitioner was told on their page; this command
    tells them, too. What is left is the number, the procedure, offices, dates, stages and the
    outcome, and a journal that `openredress verify` still proves. Backups made before keep what
    was erased: docs/operate/retention.md. The worker does the same once a day.

    Killed at any moment it has forgotten a case wholly or not at all; run it again to go on.

    \b
    Examples:
      openredress forget --dry-run
      openredress forget --dry-run --as-of 2027-12-31 --json
      openredress forget

    Exits with 0; 1 when a case could not be forgotten and was set aside; 2 when --as-of is given
    without --dry-run; 3 when the database cannot be reached.
    """
    if as_of and not dry_run:
        raise click.UsageError("--as-of goes with --dry-run only: nothing is erased early.")
    setup.start()
    setup.migrate()
    from django.utils import timezone

    from openredress.cases import actions

    if dry_run:
        moment = as_of.replace(hour=23, minute=59, tzinfo=UTC) if as_of else timezone.now()
        _list(actions.due(moment), as_json)
        return
    done = actions.forget(timezone.now())
    if as_json:
        for what, numbers in vars(done).items():
            for number in numbers:
                click.echo(json.dumps({"number": number, "what": what}))
    click.echo(
        f"{len(done.warned)} warned of, {len(done.forgotten)} forgotten, "
        f"{len(done.waiting)} due but waiting.",
        err=True,
    )
    for number in done.failed:
        click.echo(f"{number}: could not be forgotten and was set aside; see the log.", err=True)
    sys.exit(1 if done.failed else 0)


def _list(found: Iterable["Due"], as_json: bool) -> None:
    counts = dict.fromkeys(WHAT, 0)
    for due in found:
        if not as_json and not any(counts.values()):
            click.echo(_line("number", "procedure", "outcome", "ended", "until", "what, and why"))
        counts[due.what] += 1
        row = told(due)
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _written(row))
    said = ", ".join(f"{count} {WHAT[what]}" for what, count in counts.items())
    click.echo(f"{said}. Nothing was changed.", err=True)


def told(due: "Due") -> dict[str, Any]:
    """What is due as one JSON object; docs/operate/retention.md explains each key."""
    plan = due.plan
    return {
        "number": due.number,
        "what": due.what,
        "because": str(due.because),
        "why": WHY[due.because],
        "procedure": due.procedure,
        "outcome": due.outcome,
        "ended_on": plan.ended_on.isoformat() if plan.ended_on else None,
        "forget_on": plan.forget_on.isoformat() if plan.forget_on else None,
        "kept_for": f"{plan.period.amount} {plan.period.unit}" if plan.period else None,
        "rests_on": plan.citation.article["en"] if plan.citation else plan.reason or None,
        "chain": sorted(due.chain),
    }


def _written(row: dict[str, Any]) -> str:
    why = f"{WHAT[row['what']]}: {row['why']}"
    if row["rests_on"]:
        why += f" ({row['kept_for']}; {row['rests_on']})"
    return _line(
        row["number"], row["procedure"], row["outcome"] or "-", row["ended_on"] or "-",
        row["forget_on"] or "-", why,
    )  # fmt: skip


def _line(number: str, procedure: str, outcome: str, ended: str, until: str, why: str) -> str:
    return f"{number:<16}{procedure:<18}{outcome:<15}{ended:<12}{until:<12}{why}"
