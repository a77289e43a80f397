import json
import sys
from dataclasses import asdict

import click

from openredress.ops import setup


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each finding.")
def command(as_json: bool) -> None:
    """Tell what is unsafe in how this installation is set up.

    Looks at the settings, the files with keys, the line to the database, the wall between cases
    and what PostgreSQL writes into its log. Run it in the environment that `serve` runs in.
    Nothing is changed. `serve` says what is grave when it starts.

    \b
    Examples:
      openredress check
      openredress check --json

    Exits with 0 when nothing was found, 1 when something was, 3 when the database cannot be
    reached or a key is open to every account.
    """
    setup.start()
    setup.migrate()
    from openredress.ops import exposure

    found = list(exposure.findings())
    for finding in found:
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            click.echo(f"{'UNSAFE' if finding.grave else 'BETTER'}  {finding.what}")
            click.echo(f"        {finding.do}")
    if not found and not as_json:
        click.echo("Nothing unsafe was found in the settings, the keys and the database.")
    sys.exit(1 if found else 0)
