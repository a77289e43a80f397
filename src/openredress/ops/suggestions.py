"""`openredress suggestions`: the model that suggests what a case is about."""

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openredress.ops import setup

if TYPE_CHECKING:
    from openredress.suggestions.model import Example, Measured

TOO_FEW = (
    "There are too few cases to learn from: at least {needed} that a clerk has registered, of two "
    "matters or more. Until then suggestions come from the names and words of the matters."
)


@click.group("suggestions")
def command() -> None:
    """Train, measure and choose the model that suggests what a case is about.

    It learns from the cases of this installation alone, and nothing is sent anywhere. A
    suggestion is shown to clerks and petitioners with the words that decided it, and never
    applied by itself.

    \b
    Examples:
      openredress suggestions train
      openredress suggestions list

    Exits with 0; 1 when there is too little to learn from; 3 without a database.
    """


@command.command("train")
@click.option("--hold", is_flag=True, help="Measure only; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the measure as JSON.")
def train(hold: bool, as_json: bool) -> None:
    """Train a model on the newest registered cases, measure it, and take it into use.

    Learned is the matter that the clerk left or corrected when registering. The measure is from
    cross-validation: each case is judged by a model that has not seen it or a copy of it.

    \\b
    Examples:
      openredress suggestions train
      openredress suggestions train --hold --json

    Exits with 0; 1 when there are too few cases; 3 when the database cannot be reached.
    """
    setup.start()
    from django.utils import timezone

    from openredress.suggestions import stored
    from openredress.suggestions.training import CASES_AT_LEAST, TooFew
    from openredress.suggestions.training import train as trained

    try:
        model, measured = trained(stored.examples(), tuple(stored.names()))
    except TooFew:
        click.echo(TOO_FEW.format(needed=CASES_AT_LEAST), err=True)
        sys.exit(1)
    click.echo(_told(measured, as_json))
    if not hold:
        row = stored.keep(model, measured, timezone.now())
        click.echo(f"Model {row.pk} is in use.", err=as_json)


@command.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", "texts", multiple=True, required=True, metavar="COLUMN",
              help="A column with the text; several are joined.")  # fmt: skip
@click.option("--label", required=True, metavar="COLUMN", help="The column with the matter.")
@click.option("--group", default="", metavar="COLUMN",
              help="The column that is equal for near copies.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the measure as JSON.")
def evaluate(file: Path, texts: tuple[str, ...], label: str, group: str, as_json: bool) -> None:
    """Measure the method on a CSV file of labelled texts. Needs no database; stores nothing.

    FILE is UTF-8 with a header row, and may be compressed (.gz). The measure is from
    cross-validation, as in `train`.

    \\b
    Examples:
      openredress suggestions evaluate complaints.csv --text detail --label label
      openredress suggestions evaluate a.csv.gz --text title --text text --label class

    Exits with 0; 1 when there are too few texts; 2 when a column is not there.
    """
    from openredress.suggestions.training import CASES_AT_LEAST, TooFew
    from openredress.suggestions.training import train as trained

    try:
        _model, measured = trained(_read(file, texts, label, group))
    except TooFew:
        click.echo(TOO_FEW.format(needed=CASES_AT_LEAST), err=True)
        sys.exit(1)
    click.echo(_told(measured, as_json))


@command.command("list")
def list_models() -> None:
    """List the models that were trained here, the newest first, and which is in use.

    \\b
    Example:
      openredress suggestions list

    Exits with 0; 3 when the database cannot be reached.
    """
    setup.start()
    from openredress.suggestions.models import RoutingModel

    rows = RoutingModel.objects.order_by("-pk").defer("body")
    for row in rows:
        of = row.measured
        click.echo(
            f"{row.pk:>4}  {row.made_at:%Y-%m-%d %H:%M} UTC  {of['cases']} cases  "
            f"accuracy {of['accuracy']:.3f}{'  in use' if row.is_current else ''}"
        )
    if not any(row.is_current for row in rows):
        click.echo("In use: the names and words of the matters.")


@command.command("use")
@click.argument("model", metavar="MODEL")
def use(model: str) -> None:
    """Take an earlier model into use again.

    MODEL is a number that `list` shows, or `names` to suggest by the names of matters alone.
    Running web servers follow with their next request.

    \\b
    Examples:
      openredress suggestions use 3
      openredress suggestions use names

    Exits with 0; 1 when there is no such model; 3 when the database cannot be reached.
    """
    if model != "names" and not model.isdecimal():
        raise click.UsageError("MODEL is a number that `openredress suggestions list` shows.")
    setup.start()
    from openredress.suggestions import stored

    if not stored.use(None if model == "names" else int(model)):
        click.echo(f"There is no model {model}. See `openredress suggestions list`.", err=True)
        sys.exit(1)
    click.echo(f"In use: {'the names and words of the matters' if model == 'names' else model}.")


def _read(file: Path, texts: tuple[str, ...], label: str, group: str) -> "list[Example]":
    """The rows of the file; labels are numbered in the order of their names."""
    import gzip

    from openredress.suggestions.model import Example

    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    columns = set(rows[0]) if rows else set()
    missing = [c for c in (*texts, label, *([group] if group else [])) if c not in columns]
    if missing:
        raise click.UsageError(
            f"There is no column {', '.join(missing)}. There are: {', '.join(sorted(columns))}."
        )
    labels = sorted({row[label] for row in rows if row[label]})
    return [
        Example(
            "\n".join(row[c] for c in texts if row[c]),
            labels.index(row[label]),
            row[group] if group else "",
        )
        for row in rows
        if row[label]
    ]


def _told(measured: "Measured", as_json: bool) -> str:
    if as_json:
        return json.dumps(measured.as_dict())
    return (
        f"{measured.cases} cases of {measured.matters} matters, each judged unseen:\n"
        f"  right (accuracy)                {measured.accuracy:.3f}\n"
        f"  macro-F1 over matters           {measured.macro_f1:.3f}\n"
        f"  sure (confidence 0.8 or more)   {measured.sure:.3f} of cases,"
        f" right in {measured.right_when_sure:.3f} of those\n"
        f"  confidence off by (calibration) {measured.calibration:.3f}"
    )
