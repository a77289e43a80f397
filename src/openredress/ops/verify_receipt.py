import sys
from pathlib import Path
from typing import IO

import click

from openredress.core import deposit
from openredress.core.deposit import Checked, Key, Verdict
from openredress.core.note import written

UNKNOWN = "Nothing can be said without the public key of the institution. Give it with --key."


@click.command("verify-receipt")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option(
    "--key", "words", multiple=True, metavar="PUBLIC",
    help="A public key of the institution, or a file with public keys. May be given several times.",
)  # fmt: skip
def command(file: IO[str], words: tuple[str, ...]) -> None:
    """Say whether a proof of filing is genuine. Needs no database and no network.

    FILE is the proof as it was downloaded, or the words of its QR code; - reads them from the
    standard input. PUBLIC is a key as the institution publishes it under /proof/keys.json: one
    such word, or the whole file. Without --key the keys of this installation are used.

    \\b
    Examples:
      openredress verify-receipt proof.json --key keys.json
      openredress verify-receipt proof.json --key redress.example.org+c74f20a3+ARpc2QcUPDhM...

    Exits with 0 when it is genuine, 1 when it was altered or signed by another key, 2 when it
    is no proof, or there is no key to check it with.
    """
    from openredress.proof import keys

    public = [key for word in words for key in _keys(word)] if words else list(keys.known())
    if not public:
        raise click.UsageError(UNKNOWN)
    checked = deposit.check(file.read(), public, keys.verify)
    click.echo(_told(checked))
    sys.exit({Verdict.GENUINE: 0, Verdict.UNREADABLE: 2}.get(checked.verdict, 1))


def _keys(word: str) -> list[Key]:
    """The keys in a file, or the one that was typed."""
    from openredress.proof import keys

    try:
        return keys.read_keys(_content(word))
    except ValueError as error:
        raise click.BadParameter(f"{word}: {error}.", param_hint="--key") from error


def _content(word: str) -> str:
    try:
        path = Path(word)
        return path.read_text(encoding="utf-8") if path.is_file() else word
    except OSError:  # A key that was typed may be too long to be the name of a file.
        return word


def _told(checked: Checked) -> str:
    if checked.verdict is Verdict.UNREADABLE:
        return "This is no proof of filing, or it was not copied whole."
    if checked.verdict is Verdict.UNKNOWN_KEY:
        return "This proof names a key that is not among those it was checked with."
    if checked.verdict is Verdict.ALTERED:
        return "This proof is NOT genuine: it was altered after it was signed, or never signed."
    return "\n".join(_genuine(checked))


def _genuine(checked: Checked) -> list[str]:
    assert checked.proof is not None
    what = checked.proof.deposit
    lines = [
        "This proof is genuine.",
        f"  number       {what.number}",
        f"  deposited    {written(what.at)}",
        f"  institution  {what.institution}",
        f"  document     {what.document.hex()}",
        f"  signed with  {what.key}",
    ]
    if checked.checkpoint is not None:
        at = written(checked.checkpoint.at)
        lines.append(f"  It is part of the journal that was published at {at}.")
    if checked.is_with_content:
        lines.append("  The words in this file are the words that were deposited.")
    return lines
