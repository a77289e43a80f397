"""`python -m benchmarks.sizes SMALL LARGE [--rounds R] [--sweep]`: the same pages in two sizes.

SMALL and LARGE are folders that `openredress generate` filled. Each page is asked in one and in the
other in turn, each in a process of its own, so that whatever else the machine does falls on both.
With --sweep, sweeps at the end; they change the folders.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DUE = (0, 100, 5000)
#: Common and rare, in both languages; the rare ones are names of places.
WORDS = {"en, common": "repair road", "en, rare": "Zhulan", "zh, common": "情况属实",
         "zh, rare": "麦湾村"}  # fmt: skip
PAGE = 50


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sizes", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.folders[0], options.sweep)
    else:
        _parent(options)


def _parent(options: argparse.Namespace) -> None:
    children = [started(folder, options.sweep) for folder in options.folders]
    about = [json.loads(child.stdout.readline()) for child in children]
    print("| what | " + " | ".join(f"{a['cases']:,} ms / CPU" for a in about) + " | times |")
    print("|---|" + "--:|" * (len(about) + 1))
    for name in about[0]["names"]:
        rounds = 1 if name.startswith("sweep, 5000") else options.rounds
        rounds = min(rounds, 3) if name.startswith("sweep") else rounds
        times = [list[tuple[float, float]]() for _ in children]
        for turn in range(rounds + 1):
            for child, mine in zip(children, times, strict=True):
                answer = ask(child, name)
                if turn or rounds < 2:
                    mine.append(answer)
        medians = [[statistics.median(column) for column in zip(*t, strict=True)] for t in times]
        cells = [f"{wall:.1f} / {cpu:.1f}" for wall, cpu in medians]
        ratio = medians[-1][0] / max(medians[0][0], 0.01)
        print(f"| {name} | " + " | ".join(cells) + f" | {ratio:.2f} |", flush=True)
    for child in children:
        child.stdin.close()
        child.wait()


def started(folder: Path, sweep: bool = False) -> Any:
    command = [sys.executable, "-m", "benchmarks.sizes", "--child", str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([*command, *(["--sweep"] if sweep else [])], **pipes)  # type: ignore[call-overload]


def ask(child: Any, name: str) -> Any:
    """Milliseconds and processor milliseconds; for "count …" the statements, of which the wall's
    and the bounds of the transaction.
    """
    child.stdin.write(name + "\n")
    child.stdin.flush()
    answer = child.stdout.readline()
    if not answer:
        sys.exit("One of the two has stopped; it says why above.")
    return json.loads(answer)


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """The program with this folder, as long as the block lasts; once in a process."""
    os.environ["OPENREDRESS_HOME"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.settings"
    os.environ["OPENREDRESS_HOSTS"] = "testserver"
    from openredress.ops import home, setup
    from openredress.ops.database import Cluster

    cluster = Cluster(home.pgdata())
    os.environ["DATABASE_URL"] = cluster.hold()
    try:
        setup.start()
        setup.migrate()
        from openredress.cases import totals

        totals.add_up()  # As the worker does each minute.
        _analyse()
        yield
    finally:
        from django.db import connections

        connections.close_all()
        cluster.release()


def _child(folder: Path, sweep: bool) -> None:
    if sweep:  # Notices are to be queued; nothing is sent.
        os.environ["OPENREDRESS_SMTP_HOST"] = "mail.invalid"
    with opened(folder):
        from openredress.cases.models import Case

        asked = dict(_pages())
        if sweep:
            asked |= _sweeps()
        print(json.dumps({"cases": Case.objects.count(), "names": list(asked)}), flush=True)
        for line in sys.stdin:
            if line.strip() == "prove":
                print(json.dumps(_proved()), flush=True)
                continue
            name = line.strip().removeprefix("count ")
            take = _counted if line.startswith("count ") else _timed
            print(json.dumps(take(asked[name])), flush=True)


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


#: Something to be asked; what times itself, because more than that has to be done, tells it.
Asked = Callable[[], tuple[float, float] | None]


def _timed(do: Asked) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    took = do()
    return took or (1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu))


def _counted(do: Asked) -> tuple[int, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        do()
    told = sum("SET LOCAL openredress" in one["sql"] for one in asked)
    bounds = sum(one["sql"] in ("BEGIN", "COMMIT", "ROLLBACK") for one in asked)
    return len(asked), told, bounds


def _proved() -> float:
    """Entries of journals that are proved in a second of the processor, PostgreSQL's left out."""
    from openredress.cases import verification
    from openredress.cases.models import Case, JournalEntry
    from openredress.ops.several import collected_seldom

    ends = Case.objects.order_by("pk").values_list("pk", flat=True)[:2000]
    last = max(ends)
    with collected_seldom():
        began = time.process_time()
        wrong = [f for _, told in verification.verify(contents=False, upto=last) for f in told]
        took = time.process_time() - began
    if wrong:
        raise RuntimeError(f"{len(wrong)} differences: {wrong[0]}")
    return JournalEntry.objects.filter(case__lte=last).count() / took


def _pages() -> Iterator[tuple[str, Callable[[], None]]]:
    from django.test import Client

    from benchmarks.__main__ import _opened, _signed_in
    from openredress.cases.models import Case
    from openredress.offices.models import Staff

    client = Client()

    def get(path: str, cookie: str) -> Callable[[], None]:
        def do() -> None:
            answer = client.get(path, headers={"Cookie": cookie})
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")

        return do

    names = ("d1-housing-officer-1", "d1-petitions-clerk-1", "d1-housing-head-1",
             "city-supervisor-1")  # fmt: skip
    officer, clerk, head, supervisor = (
        _signed_in(Staff.objects.get(username=name)) for name in names
    )
    yield "queue of an officer, first page", get("/desk/", officer)
    yield "queue of a petition office, first page", get("/desk/", clerk)
    yield "its deepest page, at most the 1000th", get(f"/desk/?after={_deepest()}", clerk)
    yield "ended cases of a petition office", get("/desk/closed/", clerk)
    yield "overdue in the whole city, first page", get("/desk/overdue/", supervisor)
    yield "head's five minutes", get("/desk/head/", head)
    yield "supervisor's five minutes", get("/desk/head/", supervisor)
    yield "supervision", get("/desk/supervision/", supervisor)
    yield "register of what was late", get("/desk/breaches/", supervisor)
    yield "alerts", get("/desk/alerts/", officer)
    for kind, word in WORDS.items():
        yield f"search by an officer ({kind})", get(f"/desk/search/?q={word}", officer)
        yield f"search by the supervisor ({kind})", get(f"/desk/search/?q={word}", supervisor)
        for who, name in (("an officer", names[0]), ("the supervisor", names[-1])):
            yield f"search alone by {who} ({kind})", _search(name, word)
    yield "what is overdue, public", get("/overdue/", "")
    first = Case.objects.filter(level=1)
    case = first.filter(version__gt=8).order_by("id").last() or first.latest("version")
    yield "petitioner's page", get("/case/", _opened(case.number))
    path, reader = _case_at_the_desk(officer, supervisor)
    yield "a case at the desk", get(path, reader)
    yield "what is like it, as who works on it", get(f"{path}alike/", reader)
    yield "what is like it, as the supervisor", get(f"{path}alike/", supervisor)
    old = Case.objects.filter(is_reprisal=False, level=1).earliest("id").number
    yield "what is like the oldest case", get(f"/desk/cases/{old}/alike/", supervisor)


def _search(username: str, word: str) -> Callable[[], None]:
    """The search without the page around it, behind the wall."""
    from openredress.cases import searching
    from openredress.offices.models import Staff
    from openredress.offices.tree import actor_of
    from openredress.wall import reading_as

    actor = actor_of(Staff.objects.get(username=username))

    def do() -> None:
        with reading_as(actor):
            searching.search(actor, word, searching.Filters())

    return do


def _deepest() -> str:
    """What leads to the last page of the queue of the petition office, or to the thousandth."""
    from openredress.cases import queries
    from openredress.offices.models import Staff
    from openredress.offices.tree import actor_of

    actor = actor_of(Staff.objects.get(username="d1-petitions-clerk-1"))
    after, left = "", 999
    while left and (found := queries.queue(actor, after).next):
        after, left = found, left - 1
    return after


def _case_at_the_desk(officer: str, supervisor: str) -> tuple[str, str]:
    """The newest open case of the officer and their cookie; in a town so small that there is none,
    one of another office, as the supervisor.
    """
    from openredress.cases.models import Case

    cases = Case.objects.filter(is_reprisal=False).order_by("id")
    own = cases.filter(office__code="d1-housing", is_open=True).last()
    case = own or cases.filter(is_open=True).last() or cases.latest("id")
    return f"/desk/cases/{case.number}/", officer if own else supervisor


def _sweeps() -> dict[str, Asked]:
    return {f"sweep, {due} due": lambda due=due: sweep_when(due) for due in DUE}  # type: ignore[misc]


def sweep_when(due: int) -> tuple[float, float]:
    """Lets time pass until so many are due, and sweeps; milliseconds and those of the processor."""
    from openredress.cases.actions import sweep
    from openredress.cases.models import Case
    from openredress.notices.models import Notice

    moments = Case.objects.filter(act_at__isnull=False).order_by("act_at")
    moments = moments.values_list("act_at", flat=True)
    if moments.count() < max(due, 1):
        raise SystemExit(f"Fewer than {due} cases have a day on which time acts: make more.")
    now = moments[max(due - 1, 0)] - (timedelta(seconds=1) if not due else timedelta(0))
    now = max(now, datetime.now(UTC)) if due else now
    queued = Notice.objects.count()
    began, cpu = time.perf_counter(), time.process_time()
    done = sweep(now).done
    took = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu)
    queued = Notice.objects.count() - queued
    print(f"{due} due: {done} swept, {queued} notices", file=sys.stderr, flush=True)
    return took


if __name__ == "__main__":
    main()
