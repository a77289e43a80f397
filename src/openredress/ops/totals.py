import json
import sys
from dataclasses import asdict

import click

from openredress.ops import setup


@click.command("totals")
@click.option("--dry-run", is_flag=True, help="Change nothing; only say which totals are wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each of them.")
def command(dry_run: bool, as_json: bool) -> None:
    """Mend what pages count by office, where it is not what the cases give.

    The figures of heads and supervisors come from totals that the database keeps as cases
    change. `openredress verify` proves them, and names those that are wrong: somebody wrote
    into the database past its triggers. This counts them anew, which takes seconds with a
    million cases, says what was kept and what the cases give, and makes it so. Nobody has to
    stop working: what is filed meanwhile counts. No case and no journal is changed; verify
    those first, since they are what is counted.

    \b
    Examples:
      openredress totals
      openredress totals --dry-run
      openredress totals --json > mended.jsonl

    Exits with 0 when every total was right, 1 when one was wrong, mended or not, 3 when the
    database cannot be reached.
    """
    setup.start()
    from openredress.cases import totals

    wrong = totals.differences() if dry_run else totals.mend()
    for one in wrong:
        if as_json:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
        else:
            click.echo(f"{one.office}: {one.what}: was {one.kept}, the cases give {one.told}.")
    click.echo(_summed_up(len(wrong), mended=not dry_run), err=True)
    sys.exit(1 if wrong else 0)


def _summed_up(count: int, *, mended: bool) -> str:
    if not count:
        return "Every total is what the cases give."
    many = "1 total was" if count == 1 else f"{count} totals were"
    done = "mended" if mended else "not mended, because of --dry-run"
    return f"{many} wrong; {done}."
