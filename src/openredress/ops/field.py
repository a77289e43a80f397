import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from openredress.ops import home


@click.group("field")
def command() -> None:
    """Take down grievances away from the office, without a network.

    Needs no database. A kit is taken out at the desk, under “Rounds”; what is taken down with it
    is sealed to a key that only the office has, and brought back as one file.
    """


def _folder() -> Path:
    return home.home() / "field"


def _store(kit: Path, parent: Path) -> Any:
    from openredress.field.laptop.store import BadKit, Store

    try:
        return Store.begin(json.loads(kit.read_text(encoding="utf-8")), parent)
    except (BadKit, ValueError, TypeError, KeyError):
        raise click.ClickException(
            f"{kit} is no kit, or it was altered. Take it once more from the desk, under Rounds."
        ) from None


_KIT = click.argument("kit", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where what is taken down is kept, sealed. [default: the folder `field` of the data]",
)


@command.command("start")
@_KIT
@_FOLDER
@click.option("--port", default=8765, show_default=True, help="Port on this machine.")
def start(kit: Path, folder: Path | None, port: int) -> None:
    """Show the pages of a kit to the browser of this machine.

    KIT is the file that the desk gave. Nobody else on the network reaches the pages. What is
    taken down is on the disk before its receipt is shown, so the machine may be switched off at
    any moment; start it again and go on.

    \b
    Examples:
      openredress field start kit-2026-03-02-4f1d2a….json
      openredress field start kit.json --folder /media/stick --port 9000

    Exits with 0 when it is stopped, 1 for what is no kit, 3 when the port is taken or another
    process works with this kit.
    """
    from openredress.ops import setup

    setup.refuse_taken_port("127.0.0.1", port)
    store = _store(kit, folder or _folder())
    from openredress.field.laptop import serving
    from openredress.field.laptop.store import Busy

    click.echo(f"Everything is kept in {store.folder}, sealed.", err=True)
    click.echo(f"Open http://127.0.0.1:{port}/ in the browser. Ctrl+C ends it.", err=True)
    try:
        serving.serve(store, port)
    except Busy:
        click.echo("openredress: another process works with this kit already.", err=True)
        sys.exit(3)


@command.command("export")
@_KIT
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_FOLDER
def export(kit: Path, file: Path, folder: Path | None) -> None:
    """Write what was taken down into a file, to be sent from the desk.

    The file is sealed as it was on the disk. Sending it twice, or an older one after a newer one,
    changes nothing. With many pictures there are more files than one, as each has to arrive whole:
    the others are called round-2.jsonl and so on.

    \b
    Example:
      openredress field export kit-2026-03-02-4f1d2a….json round.jsonl

    Exits with 0 when it is written, 1 for what is no kit.
    """
    store = _store(kit, folder or _folder())
    paths = list[Path]()
    for number, part in enumerate(store.parts(), 1):
        paths.append(file if number == 1 else file.with_stem(f"{file.stem}-{number}"))
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        fresh.write_text(part, encoding="utf-8")
        os.replace(fresh, paths[-1])
    click.echo(f"{store.taken_down} taken down, written to {', '.join(map(str, paths))}.", err=True)
