"""`openredress offices`: an institution's places, matters and offices from one file."""

from pathlib import Path

import click

from openredress.ops import home, setup


@click.group("offices")
def command() -> None:
    """Set up the offices of an institution, the places they cover and the matters they answer for.

    \b
    Examples:
      openredress offices load town.toml
      openredress offices show

    Exits with 0; 1 when the file has something wrong in it; 3 when the database cannot be reached.
    """


@command.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Load FILE, a chart in TOML. Loading it again brings it up to date and doubles nothing.

    Nothing is loaded unless all of it is right. docs/operate/offices.md explains the format.

    \b
    Example:
      openredress offices load town.toml

    Exits with 0; 1 when the file has something wrong in it, which is then listed.
    """
    setup.start()
    setup.migrate()
    from openredress.offices import chart
    from openredress.procedures import library

    try:
        done = chart.load(file.read_bytes(), library(home.own_procedures()))
    except chart.BadChart as bad:
        for problem in bad.problems:
            click.echo(f"{file.name}: {problem.place}: {problem.reason}", err=True)
        raise click.ClickException(f"{file.name} was not loaded.") from None
    click.echo(f"{done.made} made, {done.changed} brought up to date.")


@command.command("show")
def show() -> None:
    """Show the tree of offices, each with its code, who registers and which law it follows.

    \b
    Example:
      openredress offices show

    Exits with 0; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.offices.models import Office

    children: dict[int | None, list[Office]] = {}
    for office in Office.objects.order_by("id"):
        children.setdefault(office.parent_id, []).append(office)

    def branch(parent: int | None, depth: int) -> None:
        for office in children.get(parent, ()):
            notes = [office.procedure, "registers cases" if office.registers else ""]
            said = ", ".join(note for note in notes if note)
            names = " / ".join(name for name in (office.name_zh, office.name_en) if name)
            click.echo(f"{'  ' * depth}{office.code}  {names}{f'  ({said})' if said else ''}")
            branch(office.pk, depth + 1)

    branch(None, 0)
