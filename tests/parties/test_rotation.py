"""A new key for every case, cut off at any moment and carried on."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from tests.cast import file, who
from tests.ops.test_import import MAP, ROW

from openredress.ops.database import Cluster
from openredress.ops.keys import command
from openredress.parties import identities, keys, rotation
from openredress.parties.models import Petitioner

OPENREDRESS = [sys.executable, "-m", "openredress"]


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path))
    return tmp_path / "keys"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)
    monkeypatch.setattr("openredress.ops.setup.migrate", lambda: None)
    return lambda *words: CliRunner().invoke(command, words)


@pytest.fixture
def cases(own_keys, cast):
    return [file(cast, identity={"name": f"Person {i}"}).case for i in range(5)]


def assert_all_open(cases):
    assert [who(case).name for case in cases] == [f"Person {i}" for i in range(5)]


def test_everything_opens_under_the_new_key_and_the_old_one_is_put_away(cases, run, own_keys):
    old, sealed = keys.keeper().key_id(), [bytes(p.sealed) for p in _rows()]
    done = run("rotate", "--batch", "2")
    assert done.exit_code == 0, done.output
    assert "2 of 5 keys moved" in done.stderr
    assert "5 of 5 keys moved" in done.stderr
    new = keys.keeper().key_id()
    assert rotation.counts() == {new: 5}
    assert new != old
    assert [bytes(p.sealed) for p in _rows()] == sealed
    assert_all_open(cases)
    assert [path.name for path in own_keys.glob("identity*")] == ["identity.key"]
    retired = own_keys / "retired" / f"identity-{old}.key"
    assert keys.name_of(retired.read_bytes()) == old
    assert (retired.stat().st_mode & 0o777, retired.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    # A backup made before opens with the old key put back.
    retired.rename(own_keys / "identity-from-backup.key")
    assert keys.keeper().held() == (new, old)


def test_show_tells_names_and_counts_and_never_a_key(cases, run, own_keys):
    key = (own_keys / "identity.key").read_bytes()
    done = run("show")
    assert done.exit_code == 0
    assert f"{keys.name_of(key)}  in use                  5 cases" in done.stdout
    for secret in (key.hex(), key.hex()[:16], str(key)):
        assert secret not in done.output
    (own_keys / "identity.key").rename(own_keys / "elsewhere")
    done = run("show")
    assert done.exit_code == 1
    assert "NOT HERE" in done.stdout
    assert not (own_keys / "identity.key").exists()


def test_cut_off_after_the_new_key_was_made_it_makes_no_other(cases, run):
    assert keys.keeper().renew()
    new = keys.keeper().key_id()
    assert_all_open(cases)
    done = run("rotate")
    assert done.exit_code == 0
    assert "Carrying on" in done.stderr
    assert keys.keeper().key_id() == new
    assert rotation.counts() == {new: 5}


def test_cut_off_between_the_two_names_of_the_old_key_nothing_is_lost(cases, run, own_keys):
    """The old key has its second name and the new one is not there yet."""
    old = keys.keeper().key_id()
    os.link(own_keys / "identity.key", own_keys / f"identity-{old}.key")
    assert_all_open(cases)
    done = run("rotate")
    assert done.exit_code == 0
    assert keys.keeper().key_id() != old
    assert_all_open(cases)


def test_what_cannot_be_opened_is_listed_and_left_as_it_is(cases, run):
    row = _rows()[1]
    Petitioner.objects.filter(pk=row.pk).update(data_key=bytes(60))
    done = run("rotate")
    assert done.exit_code == 1
    assert f"{cases[1].number}: not moved" in done.stderr
    assert "4 of 5 keys moved" in done.stderr
    assert bytes(Petitioner.objects.get(pk=row.pk).data_key) == bytes(60)
    assert run("show").exit_code == 1


@pytest.mark.django_db(transaction=True)
def test_the_old_key_waits_for_whoever_is_sealing_under_it(own_keys, cast):
    """Somebody read the old key and has not stored yet; the key is not put away before they do."""
    case = file(cast, identity={"name": "Li"}).case
    sealing, go = threading.Event(), threading.Event()

    def change_slowly():
        try:
            with transaction.atomic():
                identities.hold()
                row = identities.seal(case, identities.Details(name="Late"))
                sealing.set()
                go.wait(20)
                Petitioner.objects.filter(case=case).update(
                    key_id=row.key_id, data_key=row.data_key, sealed=row.sealed
                )
        finally:
            connection.close()

    thread = threading.Thread(target=change_slowly)
    thread.start()
    assert sealing.wait(20)
    begun = rotation.begin()
    list(rotation.rewrap())
    waiter = threading.Timer(0.5, go.set)
    waiter.start()
    rotation.finish()
    thread.join()
    assert go.is_set()
    assert rotation.counts() == {begun.key_id: 1}
    assert who(case).name == "Late"


def _rows():
    return list(Petitioner.objects.order_by("pk"))


# A process of its own, killed ---------------------------------------------------------------


@pytest.fixture
def installation():
    with tempfile.TemporaryDirectory(prefix="openredress-keys-") as home:
        Path(home).chmod(0o711)
        cluster = Cluster(Path(home) / "pgdata", fsync="off")
        url = cluster.hold()
        yield Path(home), {**os.environ, "OPENREDRESS_HOME": home, "DATABASE_URL": url}
        cluster.release()


def test_killed_in_the_middle_it_is_carried_on_and_every_name_opens(installation):
    home, environment = installation
    count, url = 3000, environment["DATABASE_URL"]
    _import_people(home, environment, count)
    first = keys.name_of((home / "keys" / "identity.key").read_bytes())
    kills = 0
    for wanted in (300, 900, 1800):
        process = subprocess.Popen(
            [*OPENREDRESS, "keys", "rotate", "--batch", "100"], env=environment,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        give_up = time.monotonic() + 60
        while _under(url, first) > count - wanted and time.monotonic() < give_up:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        left = _under(url, first)
        kills += 0 < left < count
        if left:
            assert (home / "keys" / f"identity-{first}.key").exists()
    assert kills >= 1, "It has to be killed in the middle for this to prove anything."
    new = keys.name_of((home / "keys" / "identity.key").read_bytes())
    done = subprocess.run(
        [*OPENREDRESS, "keys", "rotate"], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Carrying on" in done.stderr
    assert (_under(url, first), _under(url, new)) == (0, count)
    assert not (home / "keys" / f"identity-{first}.key").exists()
    opened = subprocess.run(
        [sys.executable, "-c", OPEN_ALL], env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert opened.stdout.split() == [str(count)]


OPEN_ALL = """
from openredress.ops import setup; setup.start()
from openredress.cases.models import Case
from openredress.parties import identities
cases = Case.objects.order_by("pk")
print(sum(identities.open_for(c).name == "Person " + c.source.split(":")[1] for c in cases))
"""


def _import_people(home, environment, count):
    import csv

    (home / "map.toml").write_text(MAP + '\n[petitioner]\nname = "target"\n', encoding="utf-8")
    with (home / "old.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(ROW))
        writer.writeheader()
        writer.writerows({**ROW, "no": str(i), "target": f"Person {i}"} for i in range(count))
    subprocess.run(
        [*OPENREDRESS, "import", str(home / "old.csv"), "--map", str(home / "map.toml")],
        env=environment, capture_output=True, check=True,
    )  # fmt: skip


def _under(url, key_id):
    with psycopg.connect(url) as connected:
        row = connected.execute(
            "SELECT count(*) FROM parties_petitioner WHERE key_id = %s", [key_id]
        ).fetchone()
    return row[0]
