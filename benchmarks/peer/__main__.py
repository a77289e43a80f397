"""`python -m benchmarks.peer [--cases N] [--rounds R] [--home FOLDER]`: django-helpdesk beside it,
in one run.

It comes from the package index into a virtual environment of its own in a temporary folder, and
stands on the same PostgreSQL in a database of its own. Its tickets say what our cases say, and as
much followed on them. All is asked in turn of one process each; filing and the page by which one
follows once more of both as they are served, by several clients, for some seconds each in turn.

FOLDER is one that `openredress generate` filled with as many cases; else they are invented here. A
sweep would change what others measure there, so none is made; what is filed stays in it.
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

from benchmarks.peer import served

PACKAGES = (
    "django-helpdesk==2.6.1", "psycopg[binary]>=3.2", "setuptools<81", "gunicorn==27.0.1",
)  # fmt: skip
HERE = Path(__file__).resolve().parent
#: The words stand in many texts and in few, in both languages.
ASKED = ("filing", "following", "list of staff", "search: road", "search: Zhulan",
         "search: 情况属实", "search: 麦湾村", "sweep, nothing due", "sweep, 100 due")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer", description=__doc__)
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=2.0, help="Of each turn at a server.")
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
            _compare(options, Path(folder), url, cluster)
        finally:
            cluster.release()


def _compare(options: argparse.Namespace, folder: Path, url: str, cluster: Any) -> None:
    import psycopg

    from openredress.ops.database import SUPERUSER

    python = _made(folder / "peer")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS peer")
        connection.execute("CREATE DATABASE peer")
    peer = url.replace("/openredress?", "/peer?")
    filled = ["--filled"] if options.home else []
    ours = _started([sys.executable, "-m", "benchmarks.peer.ours", *filled], options.cases, url)
    told = json.loads(ours.stdout.readline())
    theirs = _started([python, str(HERE / "theirs.py")], options.cases, peer)
    theirs.stdin.write(json.dumps(told["told"]) + "\n")
    theirs.stdin.flush()
    answered = json.loads(theirs.stdout.readline())
    with psycopg.connect(cluster.url(SUPERUSER), autocommit=True) as connection:
        connection.execute("CHECKPOINT")  # What was filled is on disk before anything is asked.
    print(f"OpenRedress: {told['about']}; django-helpdesk: {answered['about']}\n")
    print("In one process each, without a network:\n")
    print("| what | OpenRedress, ms / CPU | django-helpdesk, ms / CPU | times |\n|---|--:|--:|--:|")
    for what in (each for each in ASKED if not (options.home and "sweep" in each)):
        print(_line(what, ours, theirs, options.rounds), flush=True)
    print("\n" + served.table(
        {"OpenRedress": served.Ours(url, told),
         "django-helpdesk": served.Theirs(python, peer, answered, as_shipped=False),
         "as its container runs it": served.Theirs(python, peer, answered, as_shipped=True)},
        cluster.folder, options.rounds, options.seconds,
    ))  # fmt: skip
    for side in (ours, theirs):
        side.stdin.close()
        side.wait()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE peer")


def _line(what: str, ours: Any, theirs: Any, rounds: int) -> str:
    """Both are asked in turn; the first time does not count, but where it can be done only once."""
    once = "100 due" in what
    times: list[list[tuple[float, float]]] = [[], []]
    for turn in range(1 if once else rounds + 1):
        for side, mine in zip((ours, theirs), times, strict=True):
            answer = _ask(side, what)
            if turn or once:
                mine.append(answer)
    our, their = ([median(column) for column in zip(*each, strict=True)] for each in times)
    cells = [f"{each[0]:.1f} / {each[1]:.1f}" for each in (our, their)]
    return f"| {what} | {cells[0]} | {cells[1]} | {their[0] / our[0]:.1f} |"


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
