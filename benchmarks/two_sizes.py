"""The same pages with few and with many generated cases, for `python -m benchmarks`.

The folders lie in BENCH_HOME (var/bench where it is not set), are filled once and kept: a million
cases take a quarter of an hour and 10 GB.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import flat
from benchmarks.http import REPOSITORY

SEED = "7"
#: Entries proved in a second of one processor: 50,000 on two.
AIM = 25_000


def table(sizes: str, rounds: int, say: Callable[[str], None]) -> str:
    few, many = (int(size) for size in sizes.split(","))
    with _kept(many) as home:
        folders = [filled(home / str(size), size, say) for size in (few, many)]
        say("Asking the same of both …")
        pages = "\n".join(flat.lines(folders, rounds))
        each = flat.proved(folders[0])
    return (
        f"{pages}\n\n`openredress verify` of generated journals, without files: {each:,.0f} "
        f"entries in a second of one processor (aimed at {AIM:,})."
    )


@contextmanager
def _kept(many: int) -> Iterator[Path]:
    """Where the folders lie: small ones for this run only, unless somebody names a place."""
    named = os.environ.get("BENCH_HOME")
    if named or many >= 100_000:
        home = Path(named or REPOSITORY / "var" / "bench").absolute()
        home.mkdir(parents=True, exist_ok=True)
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="openredress-bench-") as folder:
        Path(folder).chmod(0o711)  # Root runs PostgreSQL as another account.
        yield Path(folder)


def filled(folder: Path, size: int, say: Callable[[str], None]) -> Path:
    """A folder with so many cases, which is filled when it is not there yet."""
    done = folder.with_suffix(".filled")
    if not done.exists():
        say(f"Inventing {size:,} cases …")
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
        environment = {**os.environ, "OPENREDRESS_HOME": str(folder)}
        environment.pop("DATABASE_URL", None)
        command = ["generate", "--cases", str(size), "--seed", SEED]
        subprocess.run(
            [sys.executable, "-m", "openredress", *command], env=environment, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        done.touch()
    return folder
