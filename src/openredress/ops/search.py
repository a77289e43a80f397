import sys
import time

import click

from openredress.ops import setup


@click.group("search")
def command() -> None:
    """The words by which cases are found.

    They are kept as cases change, and never need anything. Build them anew after an upgrade that
    says so, or where a name of a place or an office was added that people will search for.

    \b
    Example:
      openredress search rebuild

    Exits with 0 when done, 1 when something needs attention, 3 when the database cannot be
    reached.
    """


@command.command("rebuild")
def rebuild() -> None:
    """Read every case again and write anew by which words it is found.

    Others go on working, and search, meanwhile; a case is found by its old words until its turn
    comes. Names and contacts are opened in memory so that they can be left out; a case whose name
    cannot be opened here, because its key is missing, is not to be found.

    \b
    Example:
      openredress search rebuild

    Exits with 0 when every case was read, 1 when some cannot be found because their names
    cannot be opened here, 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.cases import actions, verification

    began = time.monotonic()
    with click.progressbar(
        length=verification.count(), label="Reading cases", file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:  # fmt: skip
        done, closed = actions.index_all(bar.update)
    seconds = max(time.monotonic() - began, 0.001)
    click.echo(f"{done} cases can be found. {seconds:.0f} s, {done / seconds:.0f} a second.")
    if closed:
        click.echo(
            f"{closed} cannot: who filed them is sealed under a key that is not here. "
            "See docs/operate/keys.md.",
            err=True,
        )
        sys.exit(1)
