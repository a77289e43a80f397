"""The command, over servers and folders of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from openredress.ops.database import SUPERUSER, Cluster


@pytest.fixture
def folder():
    """Root runs PostgreSQL as another account, which has to pass through."""
    with tempfile.TemporaryDirectory(dir=os.environ["OPENREDRESS_HOME"]) as folder:
        yield Path(folder)


def run(folder, *arguments, **more):
    given = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    given |= {"OPENREDRESS_HOME": str(folder / "home"), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "openredress", "standby", *map(str, arguments)],
        env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def value(address: str, question: str) -> object:
    with psycopg.connect(address, autocommit=True) as line:
        return line.execute(question).fetchone()[0]


def comes_to(address: str, question: str, wanted: object) -> bool:
    for _ in range(100):
        if value(address, question) == wanted:
            return True
        time.sleep(0.1)
    return False


def test_it_follows_the_main_database_and_goes_on_where_it_was(folder):
    main = Cluster(folder / "home" / "pgdata")
    main.hold()
    there = "SELECT to_regclass('{}') IS NOT NULL"
    try:
        for table in ("first", "second"):
            process = run(folder, folder / "copy")
            address = process.stdout.readline().strip()
            assert address.startswith("postgresql://"), process.stderr.read()
            with psycopg.connect(main.url(), autocommit=True) as line:
                line.execute(f"CREATE TABLE {table} ()")
            assert comes_to(address, there.format(table), True)
            assert value(address, "SELECT pg_is_in_recovery()")
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                value(address, "CREATE TABLE not_here ()")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, process.stderr.read()
            assert value(main.url(SUPERUSER), "SELECT 1") == 1  # The main one goes on.
            assert not (folder / "copy" / "pgdata" / "postmaster.pid").exists()
    finally:
        main.release()


def test_it_says_why_it_does_not_run(folder):
    (folder / "copy" / "pgdata").mkdir(parents=True)
    (folder / "copy" / "pgdata" / "letters.txt").write_text("mine")
    refused = run(folder, folder / "copy")
    _out, said = refused.communicate(timeout=60)
    assert refused.returncode == 2
    assert "no standby lies in it" in said
    own = run(folder, folder / "other", DATABASE_URL="postgresql://db.internal/openredress")
    _out, said = own.communicate(timeout=60)
    assert own.returncode == 3
    assert "its own tools" in said
