"""Writes docs/operate/commands.md from the commands and docs/develop/reference.md from the core.

`python -m openredress.ops.reference` writes them, `--check` exits with 1 when one is old.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from openredress.ops import codes
from openredress.ops.cli import openredress

PAGE = Path(__file__).resolve().parents[3] / "docs" / "operate" / "commands.md"
WIDTH = 92
HEAD = """\
# Commands

<!-- Written by `python -m openredress.ops.reference`; change the commands and not this page. -->
"""


def page() -> str:
    return HEAD + "".join(_section(words, found) for words, found in walk(openredress))


def walk(
    found: click.Command, words: tuple[str, ...] = ("openredress",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it, each with the words that call it."""
    yield words, found
    if isinstance(found, click.Group):
        with click.Context(found, info_name=words[-1]) as context:
            for name in found.list_commands(context):
                if inner := found.get_command(context, name):
                    yield from walk(inner, (*words, name))


def _section(words: tuple[str, ...], found: click.Command) -> str:
    name = " ".join(words)
    context = click.Context(found, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    text = "\n".join(line.rstrip() for line in found.get_help(context).splitlines())
    return f"\n## `{name}`\n\n```\n{text}\n```\n"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a page is old.")
def main(check: bool) -> None:
    """Write the pages of reference from what they are about."""
    for path, fresh in ((PAGE, page()), (codes.PAGE, codes.page())):
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != fresh:
            click.echo(f"{path.name} is old: run `python -m openredress.ops.reference`.", err=True)
            sys.exit(1)
    if missing := codes.undocumented():
        click.echo("Not explained in the code: " + ", ".join(missing), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
