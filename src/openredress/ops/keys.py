"""`openredress keys`: which keys there are, and a new one for names, contacts and files."""

import click

from openredress.ops import setup


@click.group("keys")
def command() -> None:
    """Look after the keys that names, contacts and files are sealed with. A key is never shown.

    \b
    Examples:
      openredress keys show
      openredress keys rotate

    Exits with 0; 1 when something is sealed under a key that is not here or was altered; 3 when
    the database or the key cannot be reached.
    """


@command.command("show")
def show() -> None:
    """Show the keys by their public names, and how much is sealed under each.

    \b
    Example:
      openredress keys show

    Exits with 0; 1 when a key that something is sealed under is not here; 3 when the database
    cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.parties import rotation
    from openredress.parties.keys import keeper
    from openredress.parties.models import Receipt

    counts, held = rotation.counts(), keeper().held()
    for key in dict.fromkeys((*held, *counts)):
        state = "in use" if (key,) == held[:1] else "being replaced" if key in held else "NOT HERE"
        click.echo(f"identity  {key}  {state:<14}  {counts.get(key, 0):>9,} cases and files")
    click.echo(f"receipt   {'':16}  {'in use':<14}  {Receipt.objects.count():>9,} receipts")
    if rotation.missing():
        click.echo("Put the missing key back: docs/operate/keys.md says where.", err=True)
        raise SystemExit(1)


@command.command("rotate")
@click.option("--batch", default=1000, show_default=True, help="Cases or files in one transaction.")
def rotate(batch: int) -> None:
    """Make a new key for names, contacts and files, and move every case and file to it.

    Everything is served meanwhile. Killed at any moment, it is carried on by running it again;
    the old key stays until nothing needs it, and is then moved to keys/retired.

    \b
    Example:
      openredress keys rotate

    Exits with 0; 1 when another rotation runs, or when the key of some cases could not be opened,
    which are then listed; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.parties import rotation

    try:
        begun = rotation.begin()
    except rotation.AnotherRuns:
        raise click.ClickException("Another rotation is running. Wait until it is done.") from None
    said = "A new key" if begun.is_new else "Carrying on: the new key"
    click.echo(f"{said} is {begun.key_id}.", err=True)
    failed: tuple[str, ...] = ()
    for progress in rotation.rewrap(batch):
        failed = progress.failed
        click.echo(f"{progress.done:,} of {progress.total:,} keys moved", err=True)
    retired = rotation.finish()
    for path in retired:
        click.echo(f"The old key is now {path}; backups made before still need it.")
    if failed:
        for number in failed:
            click.echo(f"{number}: not moved, its key could not be opened.", err=True)
        raise SystemExit(1)
    click.echo("All cases and files are under the new key.")
