"""`openredress check`: each thing that is unsafe is said, and a sound installation says nothing."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.db import connection
from tests.ops.test_cli import run

from openredress.offices.models import Staff
from openredress.ops import exposure, home
from openredress.ops.demo.ground import PASSWORD


def said(found):
    return [f"{finding.what} {finding.do}" for finding in found]


SAFE = {"DEBUG": False, "HTTPS": True, "URL": "https://redress.example.org",
        "ALLOWED_HOSTS": ["redress.example.org", "127.0.0.1"],
        "DIRECTORY_ISSUER": "https://login.example.org"}  # fmt: skip
UNSAFE = [
    ({"DEBUG": True}, "OPENREDRESS_DEBUG"),
    ({"ALLOWED_HOSTS": ["*"]}, "one by one"),
    ({"ALLOWED_HOSTS": [".example.org"]}, "one by one"),
    ({"HTTPS": False, "URL": ""}, "served without HTTPS"),
    ({"URL": "http://redress.example.org"}, "begin with https://"),
    ({"URL": "https://other.example.org"}, "opens no page"),
    ({"DIRECTORY_ISSUER": "http://login.example.org"}, "asked in the clear"),
]


@pytest.mark.parametrize(("wrong", "says"), UNSAFE, ids=[words for _, words in UNSAFE])
def test_each_unsafe_setting_is_said_in_plain_words(wrong, says):
    given = SimpleNamespace(**SAFE | wrong)
    ask = (exposure._debug, exposure._hosts, exposure._https, exposure._address,
           exposure._directory)  # fmt: skip
    assert any(says in text for each in ask for text in said(each(given)))
    sound = SimpleNamespace(**SAFE)
    assert [text for each in ask for text in said(each(sound))] == []


@pytest.mark.parametrize("hosts", [["localhost", "127.0.0.1", "[::1]"], ["abcxyz.onion"]])
def test_this_machine_and_a_tor_address_need_no_https(hosts):
    given = SimpleNamespace(**SAFE | {"HTTPS": False, "URL": "", "ALLOWED_HOSTS": hosts})
    assert list(exposure._https(given)) == []


def test_listening_on_a_network_without_https_is_said(settings):
    assert "It listens on 0.0.0.0" in said(exposure.of_listening("0.0.0.0"))[0]
    assert list(exposure.of_listening("127.0.0.1")) == []
    settings.HTTPS = True
    assert list(exposure.of_listening("0.0.0.0")) == []


# Keys -------------------------------------------------------------------------------------


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path / "home"))
    home.receipt_key(), home.django_secret()
    return tmp_path / "home" / "keys"


def test_fresh_keys_are_closed(keys):
    assert said(exposure.of_files()) == []


@pytest.mark.parametrize(("mode", "who"), [
    (0o640, "its group"), (0o604, "every account"),
    (0o620, "its group"), (0o666, "every account"),
])  # fmt: skip
def test_an_open_key_is_said_with_the_command_that_closes_it(keys, mode, who):
    (keys / "receipt.key").chmod(mode)
    (text,) = said(exposure.of_files())
    assert who in text
    assert f"chmod 600 {keys}/receipt.key" in text


def test_an_open_folder_and_an_open_retired_key_are_said(keys):
    keys.chmod(0o755)
    (keys / "retired").mkdir()
    (keys / "retired" / "identity-1.key").write_bytes(b"x")
    (keys / "retired" / "identity-1.key").chmod(0o644)
    assert len(said(exposure.of_files())) == 2


def test_a_key_that_everybody_can_read_is_not_used(keys):
    (keys / "receipt.key").chmod(0o604)
    with pytest.raises(home.BrokenKeyError, match="open to every account"):
        home.receipt_key()
    (keys / "receipt.key").chmod(0o640)  # A group may be meant to: `check` says so and it works.
    assert home.receipt_key()


def test_nothing_starts_with_a_key_that_everybody_can_read(keys):
    (keys / "django-secret.key").chmod(0o644)
    for words in (["check"], ["serve", "--port", "0"], ["work", "--once"]):
        done = run(*words, home=keys.parent)
        assert done.returncode == 3
        assert "open to every account" in done.stderr
        assert "Traceback" not in done.stderr


def test_keys_in_a_checkout_that_would_be_committed_are_said(keys):
    checkout = keys.parent.parent
    (checkout / ".git").mkdir()
    assert "could be committed" in said(exposure.of_files())[0]
    (checkout / ".gitignore").write_text("/home/\n")
    assert said(exposure.of_files()) == []


# Database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("url", "is_said"), [
    ("postgresql://o@db.example.org/o", True),
    ("postgresql://o@10.0.0.5/o?sslmode=prefer", True),
    ("postgresql://o@db.example.org/o?sslmode=verify-full", False),
    ("postgresql://o@127.0.0.1/o", False),
    ("postgresql://o@/o?host=%2Frun%2Fpostgresql", False),
])  # fmt: skip
def test_a_line_to_the_database_that_may_be_read_is_said(monkeypatch, url, is_said):
    monkeypatch.setenv("DATABASE_URL", url)
    assert bool(list(exposure._line_to_database())) == is_said


@pytest.mark.django_db
def test_the_database_that_comes_with_it_is_sound():
    """The tests may connect as another role; what is theirs is left out."""
    asked = (exposure._wall, exposure._log) if os.environ.get("TEST_DATABASE_URL") else (
        exposure._wall, exposure._log, exposure._role)  # fmt: skip
    assert [text for ask in asked for text in said(ask(exposure._read))] == []


@pytest.mark.django_db
def test_a_wall_that_was_switched_off_is_said():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
    (text,) = said(exposure._wall(exposure._read))
    assert "ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY" in text


def test_a_reader_that_passes_the_wall_and_a_superuser_are_said():
    rows = [("openredress_reader", False, True), ("postgres", True, True)]
    found = said(exposure._role(lambda _query: rows))
    assert "passes by the wall" in found[0]
    assert "a superuser" in found[1]


@pytest.mark.parametrize(("name", "setting"), [
    ("log_statement", "all"), ("log_min_error_statement", "error"),
    ("log_parameter_max_length_on_error", "-1"), ("log_min_duration_statement", "0"),
    ("log_min_messages", "warning"),
])  # fmt: skip
def test_a_database_that_logs_what_people_write_is_said(name, setting):
    (text,) = said(exposure._log(lambda _query: [(name, setting)]))
    assert f"{name} = {setting}" in text


@pytest.mark.django_db
def test_accounts_of_the_demonstration_are_said_where_others_can_come(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    Staff.objects.create_user("uk-clerk", PASSWORD)
    assert list(exposure._demonstration()) == []  # On this machine alone it does no harm.
    settings.ALLOWED_HOSTS = ["redress.example.org"]
    assert "everybody can read" in said(exposure._demonstration())[0]
    Staff.objects.get().delete()
    Staff.objects.create_user("uk-clerk", "another password")
    assert list(exposure._demonstration()) == []


@pytest.mark.django_db
def test_accounts_without_a_second_factor_are_said(settings):
    from allauth.mfa.totp.internal.auth import TOTP

    from openredress.offices.models import Office, Post
    from openredress.signin import factors

    staff = Staff.objects.create_user("li.na", "x")
    assert list(exposure._second_factors()) == []  # Without a post there is nothing to open.
    Post.objects.create(staff=staff, office=Office.objects.create(code="x"), role="head")
    (found,) = exposure._second_factors()
    assert "without a second factor: 1" in found.what
    assert not found.grave
    TOTP.activate(staff, factors.DEMONSTRATION)
    settings.ALLOWED_HOSTS = ["localhost"]
    assert list(exposure._second_factors()) == []
    settings.ALLOWED_HOSTS = ["redress.example.org"]
    assert "everybody can read" in said(exposure._second_factors())[0]


# The command ------------------------------------------------------------------------------


def check(*words, **environment):
    done = run("check", *words, OPENREDRESS_STATIC="", **environment)
    assert "Traceback" not in done.stderr
    return done


def test_the_command_says_it_and_exits_with_1():
    done = check(OPENREDRESS_HOSTS="redress.example.org", OPENREDRESS_DEBUG="1")
    assert done.returncode == 1
    assert done.stdout.count("UNSAFE") >= 2
    told = [json.loads(line) for line in check("--json", OPENREDRESS_DEBUG="1").stdout.splitlines()]
    assert all(set(finding) == {"what", "do", "grave"} for finding in told)


def test_serving_says_what_is_grave_before_it_begins():
    """On a port that is taken nothing is served; with one that is free it is said first."""
    process = subprocess.Popen(
        [sys.executable, "-m", "openredress", "serve", "--port", "0", "--workers", "1"],
        env=os.environ | {"OPENREDRESS_HOSTS": "redress.example.org", "OPENREDRESS_STATIC": ""},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    line = process.stderr.readline()
    process.terminate()
    process.communicate(timeout=30)
    assert line.startswith("openredress: UNSAFE: redress.example.org is served without HTTPS")
