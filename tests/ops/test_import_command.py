"""The command as an operator runs it; killed in the middle it goes on and doubles nothing."""

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from tests.ops.test_import import HEADER, MAP, ROW

from openredress.cases.models import Case
from openredress.ops.database import Cluster
from openredress.ops.importing import command


@pytest.fixture
def files(tmp_path):
    """A file of as many rows as are wanted, with its map: the words of the command line."""
    map_file = tmp_path / "map.toml"
    map_file.write_text(MAP, encoding="utf-8")

    def write(count: int, *wrong: dict[str, str]) -> list[str]:
        path = tmp_path / "old.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows({**ROW, "no": str(i)} for i in range(count))
            writer.writerows({**ROW, **row} for row in wrong)
        return [str(path), "--map", str(map_file)]

    return write


@pytest.fixture
def run(monkeypatch, db):
    """Runs the command over the database of the test."""
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)
    monkeypatch.setattr("openredress.ops.setup.migrate", lambda: None)
    return lambda *words: CliRunner().invoke(command, words)


def test_all_rows_loaded_is_exit_code_0(run, files):
    done = run(*files(3))
    assert done.exit_code == 0
    assert "3 rows read: 3 loaded, 0 here already, 0 rejected." in done.stdout
    assert "New items made: 2 of office, 3 of matter, 1 of place." in done.stdout


def test_a_rejected_row_is_exit_code_1_and_stands_in_the_rejects_file(run, files, tmp_path):
    rejects, warnings = tmp_path / "rejects.csv", tmp_path / "warnings.csv"
    bad, odd = {"no": "bad", "opened": "yesterday"}, {"no": "odd", "closed": "2019-01-01"}
    done = run(*files(1, bad, odd), "--rejects", str(rejects), "--warnings", str(warnings))
    assert done.exit_code == 1
    assert "1 × closed before it was filed; closed when filed, a note says so." in done.stdout
    header, row = csv.reader(rejects.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["row", "reason", *HEADER]
    assert row == [
        "3", "“yesterday” in the column “opened” is not a date. It is read as "
        "%Y-%m-%d %H:%M:%S.", *({**ROW, **bad}[name] for name in HEADER),
    ]  # fmt: skip
    said = csv.reader(warnings.read_text(encoding="utf-8-sig").splitlines())
    assert [row[:2] for row in said] == [
        ["row", "oddity"], ["4", "closed-before-filed"],
    ]  # fmt: skip


def test_the_rejects_file_once_corrected_is_imported_with_the_same_map(run, files, tmp_path):
    rejects = tmp_path / "rejects.csv"
    words = files(1, {"no": "bad", "opened": "yesterday"})
    run(*words, "--rejects", str(rejects))
    corrected = rejects.read_text(encoding="utf-8-sig").replace("yesterday", "2020-02-02 10:00:00")
    rejects.write_text(corrected, encoding="utf-8-sig")
    assert run(str(rejects), *words[1:]).exit_code == 0
    assert Case.objects.filter(source="old:bad").count() == 1


def test_rejected_rows_are_printed_where_no_file_was_asked_for(run, files):
    done = run(*files(0, *({"no": str(i), "opened": "no"} for i in range(30))))
    assert "row 2: “no” in the column" in done.stderr
    assert done.stderr.count("in the column") == 20
    assert "--rejects FILE keeps them all" in done.stderr


def test_a_map_that_does_not_fit_is_exit_code_2_with_place_and_reason(run, files, tmp_path):
    words = files(1)
    (tmp_path / "map.toml").write_text(MAP.replace('"came"', '"cames"'), encoding="utf-8")
    done = run(*words)
    assert done.exit_code == 2
    assert "map.toml: [channel]: The file has no column “cames”." in done.stderr


def test_a_dry_run_says_so(run, files):
    done = run(*files(2), "--dry-run")
    assert "2 rows read: 2 would be loaded" in done.stdout
    assert not Case.objects.exists()


def test_it_speaks_json(run, files):
    said = json.loads(run(*files(2), "--json").stdout)
    assert (said["rows"], said["loaded"], said["rejected"], said["dry_run"]) == (2, 2, 0, False)


@pytest.fixture
def installation():
    """An installation with a database of its own, in which other processes can work.

    It does not lie in pytest's folder, which another run closes to the account that runs
    PostgreSQL.
    """
    with tempfile.TemporaryDirectory(prefix="openredress-import-") as home:
        Path(home).chmod(0o711)
        cluster = Cluster(Path(home) / "pgdata", fsync="off")
        url = cluster.hold()
        yield url, {**os.environ, "OPENREDRESS_HOME": home, "DATABASE_URL": url}
        cluster.release()


def _count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        known = connection.execute("SELECT to_regclass(%s)", [table]).fetchone()
        if known is None or known[0] is None:
            return 0
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_killed_in_the_middle_it_goes_on_where_it_was(installation, files):
    url, environment = installation
    rows = 12_000
    words = [sys.executable, "-m", "openredress"]
    process = subprocess.Popen([*words, "import", *files(rows)], env=environment)
    give_up = time.monotonic() + 60
    while _count(url, "cases_case") < 2000 and time.monotonic() < give_up:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    first = _count(url, "cases_case")
    assert 2000 <= first < rows, "It has to be killed in the middle for this to prove anything."
    again = subprocess.run(
        [*words, "import", *files(rows), "--json"], env=environment, capture_output=True, check=True
    )
    said = json.loads(again.stdout)
    assert said["already"] >= first
    assert said["already"] + said["loaded"] == rows
    assert _count(url, "cases_case") == rows
    assert _count(url, "cases_journalentry") == 2 * rows
    proved = subprocess.run(
        [*words, "verify"], env=environment, capture_output=True, text=True, check=False
    )
    assert proved.returncode == 0, proved.stdout
    assert f"{rows} cases replayed: no difference." in proved.stderr
