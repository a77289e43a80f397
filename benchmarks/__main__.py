"""`python -m benchmarks [--cases N] [--clients C] [--seconds S] [--sizes SMALL,LARGE]`.

N from the environment too. First rates beside floors of the same run, then what the goals say of
them, then the same pages with few and with many cases. With FULL=1 the many are a million, in
BENCH_HOME (var/bench), which is filled once and kept. With PEER=1 django-helpdesk beside it.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import floors, http, inside, journey, measure, report, two_sizes

FULL = os.environ.get("FULL") == "1"


def main() -> None:
    options = _options()
    _rates(options)
    if options.sizes:
        print("\n" + two_sizes.table(options.sizes, options.rounds, _say))
    if os.environ.get("PEER") == "1":
        from benchmarks import peer

        print("\n" + peer.table())


def _rates(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="openredress-bench-") as folder:
        Path(folder).chmod(0o711)  # Root runs PostgreSQL as another account.
        os.environ["OPENREDRESS_HOME"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.settings"
        from openredress.ops import home, setup
        from openredress.ops.database import Cluster

        cluster = Cluster(home.pgdata())
        url = os.environ["DATABASE_URL"] = cluster.hold()
        try:
            setup.start()
            setup.migrate()
            _run(options, url)
        finally:
            cluster.release()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--cases", type=int, default=int(os.environ.get("N") or 2000))
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=12)
    sizes = "10000,1000000" if FULL else "1000,10000"
    parser.add_argument("--sizes", default=sizes, help='"" leaves the second table out.')
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0)
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _run(options: argparse.Namespace, url: str) -> None:
    from django.db import connection, connections

    from benchmarks import town

    now = datetime.now(UTC)
    _say(f"Making a town with {options.cases} cases …")
    made = town.make(options.cases, now, _say)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections.close_all()
    _say("Days, proof and import …")
    rates = {rate.name: rate for rate in inside.measured(max(200, options.cases // 2))}
    connections.close_all()
    rates |= {rate.name: rate for rate in _measured(options, url, made)}
    _say("Sweeping the clocks …")
    rates |= {rate.name: rate for rate in (*_swept(now), *_checkpointed(now))}
    filing = measure.Rate("file_case", made.filed / made.seconds_filing,
                          1000 * made.seconds_filing / made.filed, 0, made.filed)  # fmt: skip
    taking = measure.Rate("take", made.steps / made.seconds_stepping,
                          1000 * made.seconds_stepping / made.steps, 0, made.steps)  # fmt: skip
    rates |= {"file_case": filing, "take": taking}
    print(report.table(rates, _about(options, connection)))
    print("\n" + report.goals(rates))


def _measured(options: argparse.Namespace, url: str, made: Any) -> Iterator[measure.Rate]:
    clients, seconds = options.clients, options.seconds
    rows = floors.prepare(url)
    yield measure.rate("insert", lambda i: floors.inserting(url, rows), clients, seconds)
    yield measure.rate("select", lambda i: floors.selecting(url, made.roots, i), clients, seconds)
    with http.server(dict(os.environ), options.workers) as (port, process):
        for name, make in _asked(port, made):
            _say(f"Asking: {name} …")
            yield measure.rate(name, make, clients, seconds)
        largest = max(http.workers_memory(process), default=0.0)
        yield measure.Rate("memory", 0, largest, 0, 1)


def _asked(port: int, made: Any) -> Iterator[tuple[str, Any]]:
    numbers, officer = count(), _signed_in(made.officer)
    matters = [f"matter-{i}" for i in range(8)]

    def body() -> bytes:
        i = next(numbers)
        text = f"Filed over HTTP, {i}. The road is broken and nobody says when it is mended."
        return json.dumps({"text": text, "matter": matters[i % 8], "place": "county"}).encode()

    typed = {"Content-Type": "application/json"}
    yield "hello", lambda i: http.asking(port, "GET", "/hello/")
    yield "bare", lambda i: http.asking(port, "POST", "/bare/", typed, body, 201)
    # Right after its floor: the two are held against each other.
    yield "api-file", lambda i: http.asking(port, "POST", "/api/v1/cases", typed, body, 201)
    yield "queue", lambda i: http.asking(port, "GET", "/desk/", {"Cookie": officer})
    yield "page", lambda i: http.asking(port, "GET", "/case/", {"Cookie": _opened(made.roots[i])})
    yield (
        "api-case",
        lambda i: http.asking(
            port, "GET", "/api/v1/case", {"Authorization": f"Receipt {made.codes[i]}"}
        ),
    )
    yield "form", lambda i: journey.walking(port)


def _signed_in(officer: Any) -> str:
    """The cookie of an officer who signed in."""
    from django.conf import settings
    from django.test import Client
    from tests import both_factors

    client = Client()
    client.force_login(officer)
    both_factors.prove(client, officer)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _opened(root: str) -> str:
    """The cookie of a petitioner who opened their case."""
    from django.http import HttpResponse

    from openredress.parties.session import COOKIE, open_session

    response = HttpResponse()
    open_session(response, root)
    return f"{COOKIE}={response.cookies[COOKIE].value}"


def _swept(now: datetime) -> Iterator[measure.Rate]:
    from openredress.cases.actions import sweep

    later = now + timedelta(days=100)
    yield measure.once("sweep", lambda: sweep(later).done)
    nothing = [measure.once("sweep-nothing", lambda: sweep(later).done) for _ in range(5)]
    yield min(nothing, key=lambda rate: rate.median)


def _checkpointed(now: datetime) -> Iterator[measure.Rate]:
    from openredress.proof import checkpoints

    yield measure.once("checkpoint", lambda: checkpoints.make(now).size)
    yield measure.once("checkpoint-nothing", lambda: checkpoints.make(now) and 1)


def _about(options: argparse.Namespace, connection: Any) -> dict[str, str]:
    import django
    import gunicorn

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line),
        platform.processor() or platform.machine(),
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {cpu}, {platform.system()} {platform.release()}",
        "versions": f"Python {platform.python_version()}, Django {django.get_version()}, "
        f"PostgreSQL {version}, gunicorn {gunicorn.__version__}",
        "load": f"{options.cases} cases; {options.workers} workers with 4 threads; "
        f"{options.clients} clients on the same machine; {options.seconds:g} s each",
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    main()
