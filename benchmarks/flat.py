"""`python -m benchmarks.flat SMALL LARGE [--rounds R]`: whether pages cost as much with more cases.

SMALL and LARGE are folders that `openredress generate` filled. Each page is asked in one and in the
other in turn, each in a process of its own. Of each: how many statements (of which the telling of
the wall and the bounds of the transaction), median and 95th percentile in milliseconds, processor
time of the web process, and how many times as long the large one takes. Searches are measured by
themselves as well, without the page around them.
"""

import argparse
import json
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import sizes


@dataclass(frozen=True)
class Line:
    """One page in one folder. Times in milliseconds."""

    name: str
    cases: int
    statements: int
    told: int
    bounds: int
    p50: float
    p95: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flat", description=__doc__)
    parser.add_argument("folders", nargs=2, type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="Pages whose name has this in it.")
    options = parser.parse_args()
    for line in lines(options.folders, options.rounds, options.only):
        print(line, flush=True)


def lines(folders: Sequence[Path], rounds: int, only: str = "") -> Iterator[str]:
    """The table, line by line."""
    one = "p50 / p95 ms | CPU ms"
    for place, (small, large) in enumerate(measured(folders, rounds, only)):
        if not place:
            both = f"{small.cases:,}: {one} | {large.cases:,}: {one}"
            yield f"| page | statements (wall, bounds) | {both} | times |"
            yield "|---|---|--:|--:|--:|--:|--:|"
        yield (
            f"| {large.name} | {large.statements} ({large.told}, {large.bounds}) "
            f"| {small.p50:.1f} / {small.p95:.1f} | {small.cpu:.1f} "
            f"| {large.p50:.1f} / {large.p95:.1f} | {large.cpu:.1f} "
            f"| {large.p50 / max(small.p50, 0.01):.2f} |"
        )


def measured(folders: Sequence[Path], rounds: int, only: str = "") -> Iterator[tuple[Line, ...]]:
    """By page, one line for each folder, asked in turn."""
    children = [sizes.started(folder) for folder in folders]
    about = [json.loads(child.stdout.readline()) for child in children]
    try:
        for name in (name for name in about[0]["names"] if only in name):
            asked = [[sizes.ask(child, name) for child in children] for _ in range(rounds + 2)][2:]
            counted = [sizes.ask(child, f"count {name}") for child in children]
            yield tuple(
                _line(name, one["cases"], count, [turn[place] for turn in asked])
                for place, (one, count) in enumerate(zip(about, counted, strict=True))
            )
    finally:
        _ended(children)


def proved(folder: Path) -> float:
    """Entries of journals that one core proves in a second."""
    child = sizes.started(folder)
    child.stdout.readline()
    try:
        sizes.ask(child, "prove")  # What a process reads once.
        return float(sizes.ask(child, "prove"))
    finally:
        _ended([child])


def _ended(children: Sequence[Any]) -> None:
    for child in children:
        child.stdin.close()
        child.wait()


def _line(
    name: str, cases: int, counted: Sequence[float], asked: Sequence[Sequence[float]]
) -> Line:
    walls = sorted(wall for wall, _cpu in asked)
    cpu = statistics.median(cpu for _wall, cpu in asked)
    last = walls[math.ceil(0.95 * len(walls)) - 1]
    statements, told, bounds = (int(number) for number in counted)
    return Line(name, cases, statements, told, bounds, statistics.median(walls), last, cpu)


if __name__ == "__main__":
    main()
