"""`python -m benchmarks.wall [--cases N] [--rounds R]`: what the wall costs, on and off in turn.

Each round asks the same thing with the wall and without it, one right after the other, in one
process and over one connection, so that whatever else the machine does falls on both alike.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

FILED = 400

#: The rows of a case and of its journal again under new keys, K times over.
COPY = [
    """INSERT INTO cases_case ({case}) SELECT {case_values} FROM cases_case c,
       generate_series(1, %s) k WHERE c.id <= %s""",
    """INSERT INTO cases_journalentry ({entry}) SELECT {entry_values} FROM cases_journalentry e,
       generate_series(1, %s) k WHERE e.case_id <= %s""",
    # Everybody is shut out of something: one case in a hundred, from one of the officers.
    """UPDATE cases_case SET blocked = ARRAY[(SELECT id FROM offices_staff ORDER BY random()
       + cases_case.id * 0 LIMIT 1)] WHERE id %% 100 = 0""",
    "SELECT setval(pg_get_serial_sequence('cases_case', 'id'), (SELECT max(id) FROM cases_case))",
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wall", description=__doc__)
    parser.add_argument("--cases", type=int, default=int(os.environ.get("N") or 20_000))
    parser.add_argument("--rounds", type=int, default=150)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openredress-bench-") as folder:
        Path(folder).chmod(0o711)  # Root runs PostgreSQL as another account.
        os.environ["OPENREDRESS_HOME"] = folder
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
            _run(options)
        finally:
            from django.db import connections

            connections.close_all()
            cluster.release()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _run(options: argparse.Namespace) -> None:
    from benchmarks import town

    _say(f"Making a town with {options.cases} cases …")
    made = town.make(min(FILED, options.cases), datetime.now(UTC), _say)
    _multiply(options.cases // FILED - 1)
    print(f"{options.cases} cases, {options.rounds} rounds, medians in ms\n")
    print("| what | without | with | more | statements |\n|---|--:|--:|--:|--:|")
    for name, pair in _asked(made):
        _say(f"Asking: {name} …")
        without, with_ = _measured(pair, options.rounds)
        more, (few, many) = with_ - without, _statements(pair)
        print(f"| {name} | {without:.2f} | {with_:.2f} | {more:+.2f} | {few} → {many} |")
    print()
    for name, plan in _plans(made):
        print(f"{name}: {plan}")


def _multiply(times: int) -> None:
    from django.db import connection

    from openredress.cases.models import Case, JournalEntry

    step = 100_000
    changed = {
        "case": {"id": f"c.id + k * {step}", "root_id": f"c.root_id + k * {step}",
                 "number": f"'2025-' || (c.id + k * {step}) || '-0'"},
        "entry": {"case_id": f"e.case_id + k * {step}"},
    }  # fmt: skip
    words = {}
    for name, model in (("case", Case), ("entry", JournalEntry)):
        columns = [f.column for f in model._meta.concrete_fields]
        columns = [c for c in columns if (name, c) != ("entry", "id")]
        words[name] = ", ".join(columns)
        words[f"{name}_values"] = ", ".join(changed[name].get(c, f"{name[0]}.{c}") for c in columns)
    with connection.cursor() as cursor:
        for statement in COPY[:2]:
            cursor.execute(statement.format(**words), [max(times, 0), step])
        for statement in COPY[2:]:
            cursor.execute(statement, [])
        cursor.execute("VACUUM ANALYZE")


Pair = tuple[Callable[[], Any], Callable[[], Any]]


def _asked(made: Any) -> list[tuple[str, Pair]]:
    """Each thing to ask, without the wall and with it."""
    from benchmarks.__main__ import _opened, _signed_in

    desk, chance, turn = {"Cookie": _signed_in(made.officer)}, random.Random(1), count()
    cases = [{"Cookie": _opened(root)} for root in made.roots]
    clients = [_client(walled=False), _client(walled=True)]

    def get(address: str, headers: Callable[[], dict[str, str]]) -> Pair:
        return tuple(lambda c=c: _ok(c.get(address, headers=headers())) for c in clients)  # type: ignore

    def file(client: Any) -> Any:
        text = f"Filed again, {next(turn)}. The road is broken and nobody says when it is mended."
        given = json.dumps({"text": text, "matter": "matter-1", "place": "county"})
        return _ok(client.post("/api/v1/cases", given, content_type="application/json"), 201)

    queue, number = _reading(made)
    return [
        ("queue, first page of 50: GET /desk/", get("/desk/", lambda: desk)),
        ("petitioner's page: GET /case/", get("/case/", lambda: chance.choice(cases))),
        ("filing: POST /api/v1/cases",
         tuple(lambda c=c: file(c) for c in clients)),  # type: ignore[list-item]
        ("a page that asks nothing: GET /", get("/", dict)),
        ("the queue's query alone", queue),
        ("a case by its number, alone", number),
    ]  # fmt: skip


def _ok(answer: Any, expected: int = 200) -> None:
    if answer.status_code != expected:
        raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")


def _client(*, walled: bool) -> Any:
    from django.conf import settings
    from django.test import Client, override_settings

    client = Client()
    without = [name for name in settings.MIDDLEWARE if name != "openredress.wall.Wall"]
    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if walled else without):
        client.handler.load_middleware()
    return client


def _reading(made: Any) -> tuple[Pair, Pair]:
    """The two queries by themselves, the telling included."""
    from openredress.cases import queries
    from openredress.offices.tree import actor_of

    actor, chance = actor_of(made.officer), random.Random(2)

    def queue() -> None:
        assert len(queries.queue(actor).cases) == queries.PAGE

    def number() -> None:
        queries.by_number(actor, chance.choice(made.roots))

    def walled(do: Callable[[], None]) -> Callable[[], None]:
        return lambda: _behind(actor, do)

    return (queue, walled(queue)), (number, walled(number))


def _behind(actor: Any, do: Callable[[], Any]) -> Any:
    from django.db import connection

    from openredress import wall

    passage = wall.Passage()
    token = wall._passage.set(passage)
    try:
        with connection.execute_wrapper(passage), wall.seen_by(actor) if actor else nullcontext():
            return do()
    finally:
        wall._passage.reset(token)
        passage.end(is_failure=False)


def _measured(pair: Pair, rounds: int) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for ask in pair:
        ask()
    for turn in range(rounds):
        for which in (0, 1) if turn % 2 else (1, 0):
            began = time.perf_counter()
            pair[which]()
            times[which].append(1000 * (time.perf_counter() - began))
    return statistics.median(times[0]), statistics.median(times[1])


def _statements(pair: Pair) -> tuple[int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for ask in pair:
        with CaptureQueriesContext(connection) as asked:
            ask()
        # BEGIN and COMMIT are noted too.
        found.append(len(asked))
    return found[0], found[1]


def _plans(made: Any) -> list[tuple[str, str]]:
    """By which index PostgreSQL finds the queue and a number, without the wall and with it."""
    from openredress.cases import queries
    from openredress.cases.access import visible_to
    from openredress.cases.models import JournalEntry
    from openredress.offices.tree import actor_of

    actor = actor_of(made.officer)
    page = queries.queue(actor).cases
    queue = queries._listed(queries._owed_by(actor)).filter(is_open=True)
    asked = {
        "queue": queue.order_by("next_due_at", "id")[:51],
        "number": visible_to(actor).filter(number=made.roots[0]),
        "last words in 50 cases": JournalEntry.objects.filter(case__in=page)
        .exclude(tag__in=queries.NO_WORD)
        .order_by("case_id", "-seq")
        .distinct("case_id"),
    }

    def plan(rows: Any) -> str:
        lines = json.loads(rows.explain(format="json", analyze=True))[0]
        return f"{_scan(lines['Plan'])}, {lines['Execution Time']:.2f} ms"

    found = []
    for name, rows in asked.items():
        found.append((f"{name} without", plan(rows)))
        found.append((f"{name} with", _behind(actor, lambda rows=rows: plan(rows))))
    return found


def _scan(node: dict[str, Any]) -> str:
    """How the table of cases or the journal is read."""
    if node.get("Relation Name") in ("cases_case", "cases_journalentry"):
        return f"{node['Node Type']} {node.get('Index Name', '')}".strip()
    return next((s for part in node.get("Plans", []) if (s := _scan(part))), "")


if __name__ == "__main__":
    main()
