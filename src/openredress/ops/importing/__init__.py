import csv
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openredress.ops import setup

if TYPE_CHECKING:
    from .files import Row, Table
    from .run import Reports, Summary

SHOWN = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, required=True, help="What the columns mean (TOML).")
@click.option("--dry-run", is_flag=True, help="Read and check every row, write nothing.")
@click.option("--rejects", type=NEW_FILE, help="CSV for rows that cannot be loaded, with reasons.")
@click.option("--warnings", type=NEW_FILE, help="CSV for rows loaded in spite of an oddity.")
@click.option("--limit", type=click.IntRange(1), help="Stop after this many rows.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(
    file: Path,
    map_file: Path,
    dry_run: bool,
    rejects: Path | None,
    warnings: Path | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Load earlier complaints from a CSV (also .csv.gz) or XLSX file.

    Each row becomes a case through the same actions as on the web, with its dates kept and
    its journal written; the journal says that it was imported, and when. A map of matters
    becomes the tree of matters. docs/operate/import.md explains maps; ready ones lie beside
    it in maps/.

    Stopped at any moment, it goes on where it was when it is run again: a row is known by
    the source and its id, and is never loaded twice.

    \b
    Examples:
      openredress import complaints.csv --map complaints.toml --dry-run
      openredress import complaints.csv --map complaints.toml --rejects rejects.csv

    Exits with 0 when every row is loaded; 1 when rows were rejected or the file breaks off;
    2 when the map does not fit the file; 3 when the database cannot be reached or the same
    source is being imported already.
    """
    from .maps import BadMap, read_map

    try:
        map_ = read_map(map_file)
        setup.start()
        setup.migrate()
        summary = _load(file, map_, dry_run, rejects, warnings, limit)
    except BadMap as error:
        for problem in error.problems:
            click.echo(f"{map_file}: {problem.place}: {problem.reason}", err=True)
        sys.exit(2)
    _say(summary, dry_run, as_json)
    sys.exit(1 if summary.rejected or summary.broken else 0)


def _load(
    file: Path, map_: Any, dry_run: bool, rejects: Path | None, warnings: Path | None,
    limit: int | None,
) -> "Summary":  # fmt: skip
    from django.utils import timezone

    from .files import BadFile
    from .run import Busy, load

    with ExitStack() as stack:
        progress = stack.enter_context(_Progress(file))
        try:
            return load(
                file, map_, timezone.now(), _reports(stack, rejects, warnings),
                limit=limit, dry_run=dry_run, progress=progress.show,
            )  # fmt: skip
        except BadFile as error:
            click.echo(f"{file}: {error}", err=True)
            sys.exit(2)
        except Busy as error:
            click.echo(str(error), err=True)
            sys.exit(3)


def _reports(
    stack: ExitStack, rejects: Path | None, warnings: Path | None
) -> "Callable[[Table], Reports]":
    """Opens the files for reports once the header is known; without one, rejects are printed."""
    from .run import Reports

    def opened(table: "Table") -> Reports:
        rejected = _file(stack, rejects, ("row", "reason", *table.header)) or _Printed().rejected
        odd = _file(stack, warnings, ("row", "oddity", *table.header))
        return Reports(rejected, odd or (lambda row, what: None))

    return opened


def _file(
    stack: ExitStack, path: Path | None, header: tuple[str, ...]
) -> "Callable[[Row, str], None] | None":
    if path is None:
        return None
    file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
    writer = csv.writer(file)
    writer.writerow(header)
    return lambda row, reason: writer.writerow([row.number, reason, *row.raw])


class _Printed:
    """Rejected rows on stderr, the first ones only."""

    def __init__(self) -> None:
        self.count = 0

    def rejected(self, row: "Row", reason: str) -> None:
        self.count += 1
        if self.count <= SHOWN:
            click.echo(f"row {row.number}: {reason}", err=True)
        elif self.count == SHOWN + 1:
            click.echo("More rows are rejected; --rejects FILE keeps them all.", err=True)


class _Progress:
    """A bar on a terminal; nothing where the output goes into a file."""

    def __init__(self, file: Path) -> None:
        self.bar: Any = click.progressbar(
            length=max(file.stat().st_size, 1), file=sys.stderr, label=file.name,
            item_show_func=lambda text: text or "", show_pos=False, hidden=not sys.stderr.isatty(),
        )  # fmt: skip
        self.read = 0

    def __enter__(self) -> "_Progress":
        self.bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.__exit__(*error)

    def show(self, table: "Table", summary: "Summary") -> None:
        rate = summary.rows / max(summary.seconds, 0.001)
        self.bar.update(table.read - self.read, f"{summary.rows} rows, {rate:.0f} a second")
        self.read = table.read


def _say(summary: "Summary", dry_run: bool, as_json: bool) -> None:
    from .rows import ODDITIES

    if as_json:
        click.echo(json.dumps({**vars(summary), "dry_run": dry_run}, ensure_ascii=False))
        return
    would = "would be " if dry_run else ""
    rate = summary.rows / max(summary.seconds, 0.001)
    click.echo(
        f"{summary.rows} rows read: {summary.loaded} {would}loaded, {summary.already} here "
        f"already, {summary.rejected} rejected. {summary.seconds:.0f} s, {rate:.0f} rows a second."
    )
    made = ", ".join(f"{count} of {name}" for name, count in summary.made.items() if count)
    if made:
        click.echo(f"New items {would}made: {made}.")
    for what, count in summary.odd.most_common():
        click.echo(f"{count} × {ODDITIES[what]}.")
    if summary.broken:
        click.echo(f"{summary.broken} What came before it {would}loaded.", err=True)
