import click

from openredress.ops import setup


@click.command("retry")
@click.argument("numbers", nargs=-1, metavar="[CASE]...")
def command(numbers: tuple[str, ...]) -> None:
    """Have cases that were set aside tried again within a minute.

    CASE are case numbers; without any, all that are set aside. `openredress status` lists
    them. Do this when what made them fail is put right.

    \b
    Examples:
      openredress retry
      openredress retry 2026-000123-7

    Exits with 0, 1 when a case of these numbers is not set aside, 3 when the database cannot
    be reached.
    """
    setup.start()
    from django.utils import timezone

    from openredress.cases import actions

    found = actions.try_again(timezone.now(), numbers)
    said = [f"{number}: will be tried again." for number in found]
    click.echo("\n".join(said) or "No case is set aside.")
    unknown = sorted(set(numbers) - set(found))
    for number in unknown:
        click.echo(f"{number} is not set aside.", err=True)
    if unknown:
        raise SystemExit(1)
