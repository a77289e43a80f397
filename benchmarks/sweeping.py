"""`python -m benchmarks.sweeping`: what a sweep costs by what is due, and by how many cases lie.
Beside the time it tells the processor time of the sweep itself, PostgreSQL's left out, which holds
on a busy machine, too. E-mail is set up, so that a notice is queued for whom it concerns; nothing
is sent.

10,000 open cases; with FULL=1 in the environment a million too. Cases are copies of two that were
filed through the actions, one now and one so long ago that it is late.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

LIE, LATE = "lies", "late"
#: A hundred more than once: the first after so many copies meets a cold disk.
DUE = (100, 100, 100, 5000)
#: Copies are numbered from here, so that they meet no number of the actions.
FIRST = 10_000_000


def main() -> None:
    sizes = (10_000, 1_000_000) if os.environ.get("FULL") == "1" else (10_000,)
    with tempfile.TemporaryDirectory(prefix="openredress-bench-") as folder:
        Path(folder).chmod(0o711)  # Root runs PostgreSQL as another account.
        os.environ["OPENREDRESS_HOME"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.settings"
        os.environ["OPENREDRESS_SMTP_HOST"] = "mail.invalid"
        from openredress.ops import home, setup
        from openredress.ops.database import Cluster

        cluster = Cluster(home.pgdata())
        os.environ["DATABASE_URL"] = cluster.hold()
        try:
            setup.start()
            setup.migrate()
            for line in _measured(sizes):
                print(line, flush=True)
        finally:
            cluster.release()


def _measured(sizes: tuple[int, ...]) -> Iterator[str]:
    from openredress.cases.actions import sweep
    from openredress.notices.models import Notice

    now = datetime.now(UTC)
    templates, lying, late = _templates(now), 0, 0
    yield "| open cases | due | notices | sweep | processor | each due | when nothing is due |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    for size in sizes:
        _copy(templates[LIE], FIRST + lying, size - lying, "t.act_at")
        lying = size
        for due in DUE:
            _copy(templates[LATE], 2 * FIRST + late, due, "now() - interval '1 hour'")
            late += due
            _settle()
            before, cpu = Notice.objects.count(), time.process_time()
            took, done = _timed(lambda: sweep(now).done)
            cpu = time.process_time() - cpu
            assert done == due, (done, due)
            queued = Notice.objects.count() - before
            nothing = min(_timed(lambda: sweep(now).done)[0] for _ in range(5))
            yield (
                f"| {size:,} | {due:,} | {queued:,} | {took:.2f} s | {cpu:.2f} s "
                f"| {1000 * took / due:.2f} ms | {1000 * nothing:.1f} ms |"
            )


def _timed(do) -> tuple[float, int]:
    began = time.perf_counter()
    done = do()
    return time.perf_counter() - began, done


def _templates(now: datetime) -> dict[str, int]:
    """Keys of a case that lies in time, and of one whose ladder is due to its end."""
    from openredress.cases import actions
    from openredress.cases.models import Case
    from openredress.core.access import Actor
    from openredress.offices.models import Office, Post, Staff

    city = Office.objects.create(code="city", name_en="City", procedure="cn-2022")
    Office.objects.create(code="hall", name_en="Hall", parent=city, registers=True)
    staff = Staff.objects.create_user("supervisor", None)
    Post.objects.create(staff=staff, office=city, role="supervisor")
    found = {}
    for name, at in ((LIE, now), (LATE, now - timedelta(days=45))):
        filing = actions.Filing(text="The road to our village is broken. " * 20)
        filed = actions.file_case(filing, Actor.petitioner(""), at)
        assert isinstance(filed, actions.Receipted), filed
        found[name] = filed.case.pk
    # The sweep passes the late one over, so that it stays as it is; its copies are due.
    Case.objects.filter(pk=found[LATE]).update(act_at=None)
    return found


def _copy(template: int, first: int, count: int, act_at: str) -> None:
    """Copies a case and its journal `count` times, with keys from `first` on."""
    from django.db import connection

    from openredress.cases.models import Case, JournalEntry

    print(f"Copying {count:,} cases …", file=sys.stderr, flush=True)
    own = {"id": "n", "root_id": "n", "number": "'copy-' || n", "act_at": act_at}
    case = _columns(Case, own)
    entry = _columns(JournalEntry, {"id": None, "case_id": "n"})
    with connection.cursor() as cursor:
        for table, columns, key in (
            ("cases_case", case, "id"),
            ("cases_journalentry", entry, "case_id"),
        ):
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
                f" FROM {table} t, generate_series(%s, %s) n WHERE t.{key} = %s",
                [first, first + count - 1, template],
            )


def _columns(model, own: dict[str, str | None]) -> dict[str, str]:
    found = {f.column: own.get(f.column, f"t.{f.column}") for f in model._meta.concrete_fields}
    return {column: value for column, value in found.items() if value is not None}


def _settle() -> None:
    """What a database does by itself in the hours that copying did not leave it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case, cases_journalentry")


if __name__ == "__main__":
    main()
