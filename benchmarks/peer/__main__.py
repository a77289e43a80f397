"""`python -m benchmarks.peer [--cases N] [--rounds R] [--home FOLDER]`: django-helpdesk beside it,
in one run.

It comes from the package index into a virtual environment of its own in a temporary folder, and
stands on the same PostgreSQL in a database of its own. Both are asked in turn, in one process each:
filing, the page by which one follows, the list of staff, search, and the sweep of what is overdue.

FOLDER is one that `openredress generate` filled with as many cases; else they are invented here. A
sweep would change what others measure there, so none is made.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from statistics import median
from typing import Any

PACKAGES = ("django-helpdesk==2.6.1", "psycopg[binary]>=3.2", "setuptools<81")
HERE = Path(__file__).resolve().parent
ASKED = ("filing", "following", "list of staff", "search", "sweep, nothing due", "sweep, 100 due")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer", description=__doc__)
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--home", type=Path, help="A folder that is filled already.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openredress-bench-") as folder:
        Path(folder).chmod(0o711)  # Root runs PostgreSQL as another account.
        os.environ["OPENREDRESS_HOME"] = str((options.home or Path(folder)).absolute())
        os.environ.pop("DATABASE_URL", None)
        from openredress.ops import home
        from openredress.ops.database import Cluster

        cluster = Cluster(home.pgdata())
        url = cluster.hold()
        try:
            _compare(options, Path(folder), url)
        finally:
            cluster.release()


def _compare(options: argparse.Namespace, folder: Path, url: str) -> None:
    import psycopg

    python = _made(folder / "peer")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS peer")
        connection.execute("CREATE DATABASE peer")
    peer = url.replace("/openredress?", "/peer?")
    ours = [sys.executable, "-m", "benchmarks.peer.ours", *(["--filled"] if options.home else [])]
    sides = {
        "OpenRedress": _started(ours, options.cases, url),
        "django-helpdesk": _started([python, str(HERE / "theirs.py")], options.cases, peer),
    }
    about = {name: json.loads(side.stdout.readline()) for name, side in sides.items()}
    print(f"{options.cases} cases each; {about}")
    print("| what | OpenRedress, ms / CPU | django-helpdesk, ms / CPU | times |\n|---|--:|--:|--:|")
    for what in (each for each in ASKED if not (options.home and "sweep" in each)):
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
        for turn in range(options.rounds + 1 if "100 due" not in what else 1):
            for name, side in sides.items():
                answer = _ask(side, what)
                if turn or "100 due" in what:
                    times[name].append(answer)
        ours, theirs = ([median(c) for c in zip(*t, strict=True)] for t in times.values())
        print(f"| {what} | {ours[0]:.1f} / {ours[1]:.1f} | {theirs[0]:.1f} / {theirs[1]:.1f} "
              f"| {theirs[0] / ours[0]:.1f} |", flush=True)  # fmt: skip
    for side in sides.values():
        side.stdin.close()
        side.wait()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE peer")


def _made(folder: Path) -> str:
    """The virtual environment with the peer in it."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *PACKAGES], check=True)
    return python


def _started(command: list[str], cases: int, url: str) -> Any:
    return subprocess.Popen(
        [*command, str(cases)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip


def _ask(side: Any, what: str) -> tuple[float, float]:
    side.stdin.write(what + "\n")
    side.stdin.flush()
    wall, cpu = json.loads(side.stdout.readline())
    return wall, cpu


if __name__ == "__main__":
    main()
