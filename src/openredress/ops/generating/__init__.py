import os
import sys
import time
from datetime import date, datetime, timedelta

import click

from openredress.ops import setup


@click.command("generate")
@click.option(
    "--cases", type=click.IntRange(1, 20_000_000), required=True, help="How many cases there are."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another city.")
@click.option("--years", type=click.IntRange(1, 2), default=2, show_default=True,
              help="How far back the first case was filed.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1), help="At once; as many as processors.")
def command(cases: int, seed: int, years: int, processes: int | None) -> None:
    """Fill an empty OPENREDRESS_HOME with an invented institution of any size.

    A city with districts, offices, staff, and cases at every stage in Chinese and English, of
    every age up to two years, each led through the procedure as if it had been on the pages:
    `openredress verify` accepts every journal. For trying what a size does to lists, search,
    sweeps and backups. The same seed tells the same stories. Nothing in it is true.

    It only begins where there is no case, no office and no staff, so invented cases never lie
    among real ones. Stopped half way, delete the folder and begin again.

    \b
    Examples:
      OPENREDRESS_HOME=var/big openredress generate --cases 20000
      OPENREDRESS_HOME=var/big openredress generate --cases 1000000 --seed 7

    Exits with 0 when they are all there, 2 when something is there already, 3 when the
    database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.utils import timezone

    from . import run

    if there := run.what_is_there():
        click.echo(
            f"openredress: nothing was generated, because there is {there} here already. Cases "
            "are only invented in an empty installation: name another OPENREDRESS_HOME.",
            err=True,
        )
        sys.exit(2)
    began, at = time.monotonic(), timezone.now()
    with click.progressbar(length=cases, label="Inventing cases", file=sys.stderr,
                           hidden=not sys.stderr.isatty()) as bar:  # fmt: skip
        plan = run.Plan(cases, seed, _first_day(at, years), at)
        run.generate(plan, processes or os.cpu_count() or 1, bar.update)
    seconds = time.monotonic() - began
    click.echo(f"{cases} cases of seed {seed} in {seconds:.0f} s, {cases / seconds:.0f} a second.")
    click.echo("Let yourself in: openredress signin --help. User names look like this: operator, "
               "d1-petitions-clerk-1, d1-housing-officer-1, city-supervisor-1.")  # fmt: skip


def _first_day(at: datetime, years: int) -> date:
    return at.date() - timedelta(days=365 * years)
