"""The command as an operator runs it: a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import click
import pytest

from openredress.ops.cli import openredress
from openredress.ops.reference import walk


def run(*words, home=None, **environment):
    chosen = {"OPENREDRESS_HOME": str(home)} if home else {}
    return subprocess.run(
        [sys.executable, "-m", "openredress", *words],
        env=os.environ | chosen | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("words", "found"),
    [pytest.param(words, found, id=" ".join(words)) for words, found in walk(openredress)],
)
def test_it_explains_every_command_with_an_example_and_exit_codes(words, found):
    if isinstance(found, click.Group) or found.help == "Not part of this build.":
        return
    assert re.search(r"Examples?:", found.help)
    assert "Exits " in found.help


def test_it_needs_no_database_to_explain_itself(tmp_path):
    done = run("--help", home=tmp_path / "none", DATABASE_URL="")
    assert done.returncode == 0
    assert "Every command exits with" in done.stdout
    assert not (tmp_path / "none").exists()


def test_it_exits_with_2_when_not_understood():
    done = run("surrender")
    assert done.returncode == 2
    assert "No such command 'surrender'" in done.stderr


def test_it_exits_with_3_and_one_sentence_when_the_database_is_away():
    away = "postgresql://nobody@127.0.0.1:1/none"
    done = run("createstaff", "a", "A", DATABASE_URL=away)
    assert done.returncode == 3
    assert done.stderr.startswith("openredress: the database did not answer")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["verify", "totals"])
def test_it_says_what_to_do_where_there_are_no_tables_yet(tmp_path, command):
    done = run(command, home=tmp_path / "new", DATABASE_URL="")
    assert done.returncode == 3
    assert "openredress manage migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_refuses_a_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "Choose another with --port" in done.stderr


def test_it_prints_an_address_that_other_tools_understand():
    done = run("database-url")
    assert done.returncode == 0
    assert done.stdout.strip() == os.environ["DATABASE_URL"]


@pytest.fixture
def installation(tmp_path_factory):
    return tmp_path_factory.mktemp("installation") / "home"


def test_it_serves_until_it_is_told_to_stop_and_stops_the_database_too(installation):
    port = free_port()
    serving = subprocess.Popen(
        [sys.executable, "-m", "openredress", "serve", "--port", str(port), "--workers", "1"],
        env=os.environ | {"OPENREDRESS_HOME": str(installation), "DATABASE_URL": ""},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert (
            _answer(f"http://127.0.0.1:{port}/healthz/pages")
            == '{"status": "ok", "database": true}'
        )
        assert (installation / "static" / "staticfiles.json").exists()
    finally:
        serving.send_signal(signal.SIGINT)
        errors = serving.communicate(timeout=30)[1]
    assert serving.returncode == 0, errors
    assert "Traceback" not in errors
    assert "127.0.0.1 " not in errors
    assert not (installation / "pgdata" / "postmaster.pid").exists()


def _answer(url: str) -> str:
    for _ in range(300):
        try:
            return urllib.request.urlopen(url, timeout=5).read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")
