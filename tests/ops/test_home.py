import stat
import subprocess
import sys

import pytest

from openredress.ops import home


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path / "new"))
    return tmp_path / "new"


def test_it_defaults_to_the_data_folder_of_the_user(monkeypatch):
    monkeypatch.delenv("OPENREDRESS_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert str(home.home()) == "/somewhere/openredress"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/li")
    assert str(home.home()) == "/home/li/.local/share/openredress"


def test_it_writes_nothing_when_only_asked_for_paths(folder):
    home.pgdata(), home.static(), home.own_procedures()
    assert not folder.exists()


def test_it_makes_a_key_once_that_only_its_owner_can_read(folder):
    first = home.receipt_key()
    assert len(first) == 32
    assert home.receipt_key() == first
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys" / "receipt.key").stat().st_mode) == 0o600
    assert [path.name for path in (folder / "keys").iterdir()] == ["receipt.key"]


def test_it_keeps_a_key_for_each_purpose(folder):
    assert home.receipt_key().hex() != home.django_secret()


def test_it_refuses_a_key_that_was_cut_short(folder):
    home.receipt_key()
    (folder / "keys" / "receipt.key").write_bytes(b"short")
    with pytest.raises(home.BrokenKeyError, match="must hold 32 bytes and holds 5"):
        home.receipt_key()


def test_it_gives_one_key_to_processes_that_ask_at_once(folder):
    ask = "from openredress.ops import home; print(home.receipt_key().hex())"
    asking = [
        subprocess.Popen([sys.executable, "-c", ask], stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in asking}) == 1
