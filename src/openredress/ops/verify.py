import gc
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openredress.ops import setup
from openredress.proof.faults import FAULTS as TREE_FAULTS

if TYPE_CHECKING:
    from openredress.cases.verification import Difference

#: What each fault of a chain means to whoever has to act on it.
FAULTS = {
    "gap": "an entry before it is missing, or the order was changed",
    "chain": "it does not follow from the entry before it",
    "seal": "it does not say what was sealed",
    "words": "what somebody wrote in it is not what was sealed",
    "erased": "what somebody wrote in it is gone, and no entry tells that it was erased by law",
    "kept": "what somebody wrote in it is still there, though a later entry tells it was erased",
    "forgotten-early": "it was forgotten before it was due, or while it had to be held",
    "identity-kept": "name and contact are still there, though the journal tells they were erased",
    "identity-gone": "name and contact are gone, and the journal does not tell of it",
    "words-kept": "search still finds it by words that nobody may find it by",
    "head": "the case does not point at its last entry: one was added or taken away",
    "unreadable": "the journal cannot be read",
    **TREE_FAULTS,
}


@click.command("verify")
@click.option("--case", "number", help="Only the case of this number.")
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="A checkpoint that somebody kept, to compare with. May be given several times.",
)
@click.option(
    "--without-files", is_flag=True, help="Do not open and read every file: much quicker."
)
@click.option("--processes", type=click.IntRange(1), help="At once; as many as processors.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each difference.")
def command(
    number: str | None, kept: tuple[Path, ...], without_files: bool, processes: int | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Prove that no row was altered: replay every case and compare.

    Reads the journal of each case, checks the chain of its seals, works out what the stored
    rows have to say, and names each difference: the case, what differs, what is stored and
    what the journal says. Then the tree over the whole journal is built anew and compared
    with every checkpoint, so that a case, an entry or a day that was taken out is missed.
    The texts of the procedures are checked too, and every photo, document and recording is
    opened and compared with the digest that the journal tells. Nothing is changed.

    \b
    Examples:
      openredress verify
      openredress verify --case 2026-000123-7
      openredress verify --checkpoint kept-by-the-newspaper.txt
      openredress verify --json > differences.jsonl

    Exits with 0 when there is no difference, 1 when there is one or the case is unknown, 3
    when the database cannot be reached.
    """
    setup.start()
    from openredress.cases import verification

    began, found, cases = time.monotonic(), 0, 0
    many = processes or os.cpu_count() or 1
    for difference in verification.packs():
        found += 1
        _print(difference, as_json)
    for differences in _checked(number or "", not without_files, many, quiet=as_json):
        cases += 1
        found += len(differences)
        for difference in differences:
            _print(difference, as_json)
    beside = (verification.kept_totals, _agendas, _bookings, _rounds)
    for difference in (each for told in beside if not number for each in told()):
        found += 1
        _print(difference, as_json)
    for difference in _tree(number or "", kept, quiet=as_json):
        found += 1
        _print(difference, as_json)
    if number and not cases and not found:
        raise click.ClickException(f"There is no case with the number {number}.")
    _sum_up(cases, found, time.monotonic() - began)
    sys.exit(1 if found else 0)


#: Cases that one process checks before it is given the next.
PART = 2000


def _checked(
    number: str, contents: bool, processes: int, *, quiet: bool
) -> Iterator[tuple["Difference", ...]]:
    from openredress.cases import verification

    count = 1 if number else verification.count()
    checked = verification.verify(number=number, contents=contents)
    if processes > 1 and count > PART:
        checked = _checked_at_once(contents, processes)
    with click.progressbar(
        checked,
        length=count,
        label="Replaying", show_pos=True, file=sys.stderr,
        hidden=quiet or not sys.stderr.isatty(), update_min_steps=100,
    ) as bar:  # fmt: skip
        for _, differences in bar:
            yield differences


def _checked_at_once(
    contents: bool, processes: int
) -> Iterator[tuple[int, tuple["Difference", ...]]]:
    from openredress.cases import verification

    from . import several

    parts = verification.parts(PART)
    with several.collected_seldom():
        for found in several.at_once(partial(_check, contents), parts, processes):
            yield from found


def _check(contents: bool, part: tuple[int, int]) -> list[tuple[int, tuple["Difference", ...]]]:
    from openredress.cases import verification

    after, upto = part
    found = list(verification.verify(after, contents=contents, upto=upto))
    gc.collect()
    return found


def _agendas() -> Iterator["Difference"]:
    from openredress.cases.verification import Difference
    from openredress.coordination import verification

    for number, what in verification.differences():
        yield Difference(number, what)


def _bookings() -> Iterator["Difference"]:
    from django.utils import timezone

    from openredress.cases.verification import Difference
    from openredress.reception import verification

    for number, what in verification.differences(timezone.now()):
        yield Difference(number, what)


def _rounds() -> Iterator["Difference"]:
    from openredress.cases.verification import Difference
    from openredress.rounds import verification

    for number, what in verification.differences():
        yield Difference(number, what)


def _tree(number: str, kept: Iterable[Path], *, quiet: bool) -> Iterator["Difference"]:
    from openredress.proof import verification
    from openredress.proof.models import Leaf

    outside = {str(path): path.read_text(encoding="utf-8", errors="replace") for path in kept}
    if number:
        yield from verification.of_case(number)
        return
    with click.progressbar(
        length=Leaf.objects.count(), label="Building the tree", file=sys.stderr,
        hidden=quiet or not sys.stderr.isatty(),
    ) as bar:  # fmt: skip
        yield from verification.verify(outside, bar.update)


def _print(difference: "Difference", as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(difference), ensure_ascii=False))
    else:
        click.echo(in_words(difference))


def in_words(difference: "Difference") -> str:
    """A difference as one line."""
    where = difference.number + (f", entry {difference.seq}" if difference.seq else "")
    if difference.what in FAULTS:
        more = f" ({difference.journal})" if difference.journal else ""
        return f"{where}: {difference.what}: {FAULTS[difference.what]}{more}."
    return (
        f"{where}: {difference.what}: stored is “{difference.stored}”, "
        f"the journal says “{difference.journal}”."
    )


def _sum_up(cases: int, found: int, seconds: float) -> None:
    result = "no difference" if not found else f"{found} difference{'s' if found > 1 else ''}"
    rate = cases / max(seconds, 0.001)
    click.echo(
        f"{cases} case{'' if cases == 1 else 's'} replayed: {result}. "
        f"{seconds:.0f} s, {rate:.0f} cases a second.",
        err=True,
    )
