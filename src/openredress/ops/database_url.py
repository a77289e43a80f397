import click

from openredress.ops import database, holding


@click.command("database-url")
@click.option("--hold", is_flag=True, help="Keep the server running until Ctrl-C.")
def command(hold: bool) -> None:
    """Print where the data are, for your own tools.

    The address works with everything that speaks libpq. The embedded server runs only
    while some OpenRedress process uses it; without one, add --hold.

    \b
    Examples:
      psql "$(openredress database-url)"             while `serve` runs
      openredress database-url --hold &              otherwise

    Exits with 0, or 3 when the database cannot be reached.
    """
    address = database.ensure_url()
    if hold:
        holding.until_stopped(address)
    else:
        click.echo(address)
