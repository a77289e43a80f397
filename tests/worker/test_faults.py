"""The worker and the database are killed at random moments: every act happens exactly once.

Real processes over a PostgreSQL of their own. FAULT_CASES (60) and FAULT_KILLS (8) make it longer.
"""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from openredress.core import engine
from openredress.core.access import SYSTEM
from openredress.core.facts import apply, replay
from openredress.core.journal import By, Entry
from openredress.core.procedure import Role
from openredress.ops import work
from openredress.ops.database import Cluster

CASES = int(os.environ.get("FAULT_CASES", "60"))
KILLS = int(os.environ.get("FAULT_KILLS", "8"))
#: Seconds after which what is not done will never be.
PATIENCE = 120 + CASES / 10
REPOSITORY = Path(__file__).resolve().parents[2]
OPENREDRESS = [sys.executable, "-m", "openredress"]
#: Cases are filed over ten days from here; the last rung of the last of them is 40 days later.
FIRST = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
LAST = FIRST + timedelta(days=60)
HOURS = 6


class Installation:
    """A database of its own, with an office that lets everything lie; its time is ours."""

    def __init__(self, home: str) -> None:
        Path(home).chmod(0o711)
        self.folder = Path(home) / "pgdata"
        self.claims = [Cluster(self.folder, fsync="off")]
        self.url = self.claims[0].hold()
        self.environment = {**os.environ, "OPENREDRESS_HOME": home, "DATABASE_URL": self.url}

    def settle(self) -> None:
        chart = self.folder.with_name("town.toml")
        chart.write_text(
            '[[office]]\ncode = "city"\nen = "City"\nprocedure = "cn-2022"\n'
            '[[office]]\ncode = "hall"\nin = "city"\nen = "Hall"\nregisters = true\n'
        )
        self.run("offices", "load", str(chart))
        self.python(
            "from openredress.offices.models import Office, Post, Staff\n"
            "staff = Staff.objects.create_user('s', 'x', name='s')\n"
            "Post.objects.create(staff=staff, office=Office.objects.get(code='city'),"
            " role='supervisor')"
        )

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*OPENREDRESS, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def is_well(self) -> bool:
        words = [*OPENREDRESS, "status"]
        return not subprocess.run(
            words, env=self.environment, capture_output=True, check=False
        ).returncode

    def python(self, code: str) -> str:
        setup = "from openredress.ops import setup\nsetup.start()\n"
        done = subprocess.run(
            [sys.executable, "-c", setup + code],
            env=self.environment, capture_output=True, text=True, check=False, cwd=REPOSITORY,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *words], env=self.environment, cwd=REPOSITORY,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def sweeper(self) -> subprocess.Popen:
        span = (FIRST.isoformat(), LAST.isoformat(), str(HOURS))
        return self.start("-m", "tests.worker.sweeper", *span)

    def kill_database(self) -> None:
        """The server dies without a word, as when the power fails, and is started again."""
        server = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for process in (server, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.2)
        self.claims.append(Cluster(self.folder, fsync="off"))
        assert self.claims[-1].hold() == self.url

    def file_cases(self, count: int, first: datetime, step: timedelta) -> None:
        self.python(
            "from datetime import datetime, timedelta\n"
            "from openredress.cases import actions\n"
            "from openredress.core.access import Actor\n"
            "from openredress.core.procedure import Role\n"
            f"at = datetime.fromisoformat({first.isoformat()!r})\n"
            f"for n in range({count}):\n"
            "    filing = actions.Filing(text='The road is broken.')\n"
            "    filed = actions.file_case(filing, Actor(Role.PETITIONER),"
            f" at + n * timedelta(seconds={step.total_seconds()}))\n"
            "    assert isinstance(filed, actions.Receipted), filed\n"
        )

    def acts(self) -> dict[str, list[tuple]]:
        """What the worker did, by case, in the order of the journal."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(
                "SELECT c.number, j.tag, j.data->>'limit', j.data->>'rung', j.data->>'due_on'"
                " FROM cases_case c JOIN cases_journalentry j ON j.case_id = c.id"
                " WHERE j.by->>'role' = 'system' ORDER BY c.id, j.seq"
            ).fetchall()
        found: dict[str, list[tuple]] = {}
        for number, *act in rows:
            found.setdefault(number, []).append(tuple(act))
        return found

    def expected(self, ticks: list[datetime]) -> dict[str, list[tuple]]:
        """What the core says must happen to each case, given these moments and no faults."""
        from openredress.core.journal import Sealed, opened
        from openredress.offices.calendars import calendar_for
        from openredress.procedures import library

        procedure = library()["cn-2022"][0]
        columns = (
            "number, seq, at, recorded_at, by, tag, data, words, salt, words_digest,"
            " is_imported, previous, seal"
        )
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(
                f"SELECT {columns} FROM cases_journalentry j"
                " JOIN cases_case c ON c.id = j.case_id WHERE seq = 1"
            ).fetchall()
        found = {}
        for row in rows:
            entry = opened(Sealed(*row))
            facts, acts = replay([entry]), []
            calendar = calendar_for(facts.calendar, facts.time_zone)
            for now in ticks:
                if now < entry.at:
                    continue
                situation = engine.Situation(procedure, facts, calendar, SYSTEM, now)
                for event in engine.falls_due(situation):
                    seq = facts.version_seq + 1
                    by = By(Role.SYSTEM)
                    facts = apply(facts, Entry(facts.number, seq, now, now, by, event))
                    rung = getattr(event, "rung", None)
                    acts.append((event.tag, event.limit, rung, event.due_on.isoformat()))
            found[facts.number] = acts
        return found


@pytest.fixture
def installation():
    with tempfile.TemporaryDirectory(prefix="openredress-faults-") as home:
        made = Installation(home)
        try:
            made.settle()
            yield made
        finally:
            for claim in made.claims:
                claim.release()


@contextmanager
def ended(*processes):
    try:
        yield
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def test_every_act_happens_exactly_once_whatever_is_killed(installation):
    """Two workers live through sixty days; they and the database are killed on the way."""
    installation.file_cases(CASES, FIRST, timedelta(days=10) / CASES)
    ticks = [FIRST + n * timedelta(hours=HOURS) for n in range(60 * 24 // HOURS + 1)]
    chance, steady = random.Random(20260105), installation.sweeper()
    with ended(steady):
        for kill in range(KILLS):
            victim = installation.sweeper()
            with ended(victim):
                time.sleep(chance.uniform(0.8, 2.5))
                if kill % 3 == 2:
                    installation.kill_database()
        # The one that was never killed is still at it, or done; one more sees to the rest.
        last = installation.sweeper()
        with ended(last):
            assert steady.wait(PATIENCE) == 0
            assert last.wait(PATIENCE) == 0
    assert installation.acts() == installation.expected(ticks)
    assert len(installation.acts()) == CASES
    installation.run("verify")


def test_told_to_stop_it_ends_even_while_a_duty_waits(installation):
    """A duty runs in a thread that nobody can stop: here each of them waits for a lock of ours."""
    with psycopg.connect(installation.url) as ours, psycopg.connect(installation.url) as looking:
        looking.autocommit = True
        ours.execute("LOCK TABLE worker_run")
        worker = installation.start("-m", "openredress", "work")
        with ended(worker):
            deadline = time.monotonic() + 90
            waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while looking.execute(waiting).fetchone() is None:
                assert time.monotonic() < deadline, "no duty has begun"
                time.sleep(0.2)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(work.GRACE + 5) == 0


def is_listening(process: subprocess.Popen) -> bool:
    """Whether it has said what it does when it is told to stop (proc(5), SigCgt)."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():  # Only Linux tells.
        time.sleep(5)
        return True
    caught = re.search(r"SigCgt:\s*(\w+)", status.read_text())
    return bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_the_real_worker_goes_on_where_a_killed_one_stopped(installation):
    """`openredress work` itself, with its queue, over cases that lay for forty days."""
    long_ago = datetime.now(UTC) - timedelta(days=45)
    installation.file_cases(CASES, long_ago, timedelta(seconds=30))
    chance = random.Random(7)
    for _ in range(3):
        worker = installation.start("-m", "openredress", "work")
        with ended(worker):
            time.sleep(chance.uniform(1.0, 2.5))
    installation.kill_database()
    workers = [installation.start("-m", "openredress", "work") for _ in range(2)]
    with ended(*workers):
        deadline = time.monotonic() + 100 + CASES / 10
        while time.monotonic() < deadline:
            # Each duty is done at once, long before its minute, where it was never done.
            if len(installation.acts()) == CASES and installation.is_well():
                break
            time.sleep(1)
        late = installation.start("-m", "openredress", "work")
        begun = time.monotonic() + 60
        with ended(late):
            for worker in (*workers, late):
                while not is_listening(worker) and time.monotonic() < begun:
                    time.sleep(0.05)  # The last is told to stop while it is still beginning.
                assert worker.poll() is None, "a worker lives through what is killed beside it"
                worker.send_signal(signal.SIGTERM)
            assert [worker.wait(20) for worker in (*workers, late)] == [0, 0, 0]
    assert installation.is_well()
    rungs = [[act[2] or act[0] for act in acts] for acts in installation.acts().values()]
    assert rungs == [["limit-breached", "tell-head", "tell-supervisor", "count-overdue"]] * CASES
    installation.run("verify")
