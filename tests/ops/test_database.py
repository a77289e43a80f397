"""These start servers of their own, in folders of their own."""

import os
import re
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psycopg
import pytest

from openredress.ops.database import READER, SUPERUSER, Cluster, DatabaseUnavailableError
from openredress.wall.tables import RoleMissingError, make_role


@pytest.fixture
def folder(tmp_path_factory):
    """Root runs PostgreSQL as another account, which has to pass through pytest's folders."""
    return tmp_path_factory.mktemp("cluster") / "pgdata"


def _running(folder) -> bool:
    return (folder / "postmaster.pid").exists()


def _holder(folder):
    code = (
        "import sys, time; from pathlib import Path; from openredress.ops.database import Cluster;"
        "print(Cluster(Path(sys.argv[1])).hold(), flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().startswith("postgresql://")
    return process


def test_it_runs_while_someone_holds_it_and_keeps_the_data(folder):
    cluster = Cluster(folder)
    with psycopg.connect(cluster.hold()) as connection:
        connection.execute("CREATE TABLE kept (x int)")
    cluster.release()
    assert not _running(folder)
    with psycopg.connect(Cluster(folder).hold()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_it_stays_up_for_the_others_and_survives_a_killed_one(folder):
    cluster = Cluster(folder)
    cluster.hold()
    other = _holder(folder)
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert _running(folder)
    cluster.release()
    assert not _running(folder)


def test_the_last_one_stops_it(folder):
    cluster = Cluster(folder)
    cluster.hold()
    other = _holder(folder)
    cluster.release()
    assert _running(folder)
    other.send_signal(signal.SIGINT)
    other.wait()
    assert not _running(folder)


def test_it_works_where_the_path_is_too_long_for_a_socket(folder):
    deep = folder.parent / ("x" * 90) / "pgdata"
    cluster = Cluster(deep)
    psycopg.connect(cluster.hold()).close()
    socket = cluster._socket_folder()
    assert socket != deep
    assert socket.stat().st_mode & 0o077 == 0
    cluster.release()
    assert not socket.exists()


def test_it_starts_after_a_power_cut_left_a_pid_of_another_program(folder):
    cluster = Cluster(folder)
    cluster.hold()
    cluster.release()
    lines = [str(os.getpid()), str(folder), str(int(time.time())), "5432", str(folder), "", "0 0"]
    (folder / "postmaster.pid").write_text("\n".join([*lines, "ready   "]) + "\n")
    psycopg.connect(cluster.hold()).close()
    cluster.release()


def test_it_connects_as_a_role_that_rules_can_bind(folder):
    cluster = Cluster(folder)
    with psycopg.connect(cluster.hold()) as connection:
        role = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert role.fetchone() == ("openredress", False, False)
    cluster.release()


def test_it_says_what_to_do_with_data_of_another_version(folder):
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseUnavailableError, match=r"written by PostgreSQL 16.*pg_dump"):
        Cluster(folder).hold()


def test_it_makes_the_role_that_reads_or_says_how(folder):
    """As the role that connects, which may make none; then as one that may."""
    cluster = Cluster(folder)
    url = cluster.hold()
    with psycopg.connect(cluster.url(SUPERUSER, SUPERUSER), autocommit=True) as administrator:
        administrator.execute(f"DROP ROLE {READER}")
        with psycopg.connect(url, autocommit=True) as own:
            with pytest.raises(RoleMissingError, match="openredress may not make it") as told:
                make_role(None, SimpleNamespace(connection=own))
            for statement in re.findall("(?m)^  (.*;)$", str(told.value)):
                administrator.execute(statement)
            make_role(None, SimpleNamespace(connection=own))
            own.execute(f"SET ROLE {READER}")
        administrator.execute(f"DROP ROLE {READER}")
        make_role(None, SimpleNamespace(connection=administrator))
        administrator.execute(f"SET ROLE {READER}")
    cluster.release()
