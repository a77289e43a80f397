import json

import click

from openredress.core.deposit import fingerprint


@click.group("proof")
def command() -> None:
    """The key that proofs and checkpoints are signed with, and checkpoints of the journal.

    docs/security/checkpoints.md says what they are for and how others check them.
    """


@command.command("key")
@click.option("--rotate", is_flag=True, help="Make a new key. The public keys before it are kept.")
@click.option("--json", "as_json", is_flag=True, help="Print what /proof/keys.json publishes.")
def key(rotate: bool, as_json: bool) -> None:
    """Show the public keys; the first one is made if there is none.

    Have the fingerprint of the key in use printed where nobody can change it afterwards: in
    a gazette, a newspaper, on the wall of the office. Make a new key when the old one may
    have been copied, and have the new fingerprint printed.

    \\b
    Examples:
      openredress proof key
      openredress proof key --rotate
      openredress proof key --json > keys.json

    Exits with 0; 3 when a key file cannot be read.
    """
    from openredress.proof import keys

    if rotate:
        keys.rotate()
    if as_json:
        click.echo(json.dumps(keys.published(), indent=1))
        return
    keys.current()
    for found in keys.known():
        until = f"until {found.until:%Y-%m-%d}" if found.until else "in use"
        click.echo(f"{found.verifier}\n  since {found.since:%Y-%m-%d}, {until}")
        click.echo(f"  {fingerprint(found.public)}")


@command.command("checkpoint")
def checkpoint() -> None:
    """Make a signed checkpoint of the whole journal now, and print it.

    `openredress work` makes one a day. What is printed can be handed to somebody outside who
    keeps it; it tells nothing about any case.

    \\b
    Example:
      openredress proof checkpoint > checkpoint.txt

    Exits with 0; 3 when the database cannot be reached.
    """
    from openredress.ops import setup

    setup.start()
    from django.utils import timezone

    from openredress.proof import checkpoints

    click.echo(checkpoints.make(timezone.now()).note, nl=False)
