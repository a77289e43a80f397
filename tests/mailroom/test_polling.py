"""Mailboxes read over real IMAP; each mail taken exactly once, whatever is killed when."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import START, make_cast
from tests.incoming.mails import mail as mail_of

from openredress.cases.access import chain_for
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.incoming import mailboxes
from openredress.incoming.models import SetAsideMail, TakenMail
from openredress.mailroom import polling

OPENREDRESS = [sys.executable, "-m", "openredress"]


def test_a_mailbox_is_read_and_emptied(post, cast, boxes, imap):
    boxes(imap.lines())
    for number in range(3):
        imap.deliver(mail_of(f"Number {number}."))
    assert polling.poll(START) == 3
    assert (Case.objects.count(), imap.left) == (3, 0)
    assert polling.poll(START) == 0


def test_the_day_counts_on_which_the_server_was_given_it(post, cast, boxes, imap):
    boxes(imap.lines())
    imap.deliver(mail_of(), "25-Jan-2026 23:30:00 +0800")
    polling.poll(START)
    case = Case.objects.get()
    filed = chain_for(Actor.petitioner(case.number), START)[0].entries[0].event
    assert filed.on.isoformat() == "2026-01-25"


def test_what_is_kept_is_moved(post, cast, boxes, imap):
    (imap.place / "Done").mkdir()
    boxes(imap.lines('keep_in = "Done"'))
    imap.deliver(mail_of())
    polling.poll(START)
    assert imap.left == 0
    assert len(list((imap.place / "Done").glob("*.eml"))) == 1


def test_a_mail_that_is_too_large_is_not_fetched_whole(post, cast, boxes, imap, settings):
    settings.MAIL_MAX_BYTES = 1_000_000
    boxes(imap.lines())
    imap.deliver(mail_of(files=[("film.mp4", b"0" * 2_000_000)]))
    polling.poll(START)
    row = SetAsideMail.objects.get()
    assert row.reason == "too-large"
    assert row.size > 2_000_000
    assert len(bytes(row.sealed)) < 300_000
    assert imap.left == 0


def test_one_mailbox_that_is_away_holds_up_no_other(post, cast, settings, tmp_path, imap):
    imap.deliver(mail_of())
    away = imap.lines().replace(str(imap.port), "1")
    (tmp_path / "two.toml").write_text(
        f'[[mailbox]]\naddress = "away@example.org"\noffice = "petitions"\n{away}\n'
        f'[[mailbox]]\naddress = "petitions@example.org"\noffice = "petitions"\n{imap.lines()}\n'
    )
    settings.MAILBOXES = str(tmp_path / "two.toml")
    with pytest.raises(polling.PollingFailed):
        polling.poll(START)
    assert Case.objects.count() == 1


def test_a_wrong_password_is_said_without_the_password(
    post, cast, boxes, imap, monkeypatch, caplog
):
    monkeypatch.setenv("MAIL_PASSWORD", "very-wrong")
    boxes(imap.lines())
    imap.deliver(mail_of())
    with pytest.raises(polling.PollingFailed):
        polling.poll(START)
    assert imap.left == 1
    assert "very-wrong" not in caplog.text


@pytest.mark.parametrize(("lines", "said"), [
    ('address = "a@b.org"', "needs an address and an office"),
    ('address = "a@b.org"\noffice = "x"\nhost = "imap.example.org"', "needs a password_file"),
    ('address = "a@b.org"\noffice = "x"\nhost = "imap.example.org"\ntls = "none"\n'
     'password_env = "X"', "in the clear"),
    ('address = "a@b.org"\noffice = "x"\npassword = "secret"', "has no “password”"),
    ('address = "a@b.org"\noffice = "x"\nlanguage = "tlh"', "not spoken here"),
    ("address = ", "cannot be read"),
])  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(settings, tmp_path, lines, said):
    (tmp_path / "boxes.toml").write_text(f"[[mailbox]]\n{lines}\n")
    settings.MAILBOXES = str(tmp_path / "boxes.toml")
    with pytest.raises(mailboxes.BadMailboxes, match=said):
        mailboxes.mailboxes()


def test_a_password_lies_in_a_file_of_its_own(tmp_path):
    (tmp_path / "secret").write_text("secret\n")
    box = mailboxes.Mailbox("a@b.org", "x", password_file=str(tmp_path / "secret"))
    assert box.password() == "secret"


# Killed --------------------------------------------------------------------------------------


@pytest.fixture
def town(transactional_db, boxes, settings, monkeypatch):
    """An installation that other processes see, with the environment to start them in."""
    make_cast()
    there = connection.get_connection_params()
    host, user = there.get("host", ""), there.get("user", "")
    url = f"postgresql:///{there['dbname']}?host={host}&user={user}"
    return {
        **os.environ, "DATABASE_URL": url, "OPENREDRESS_MAILBOXES": settings.MAILBOXES,
        "OPENREDRESS_REPLY_ADDRESS": settings.REPLY_ADDRESS, "OPENREDRESS_SMTP_HOST": "127.0.0.1",
        "MAIL_PASSWORD": "secret",
    }  # fmt: skip


def polling_process(environment):
    code = (
        "from openredress.ops import setup; setup.start()\n"
        "from django.utils import timezone\n"
        "from openredress.mailroom import polling; polling.poll(timezone.now())"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=environment)


def test_killed_between_taking_and_marking_it_is_taken_once(town, boxes, imap):
    boxes(imap.lines())
    imap.deliver(mail_of("Nobody came."))
    (imap.place / "hang").touch()
    worker = polling_process(town)
    until = time.monotonic() + 60
    while not (imap.place / "hangs").exists():  # It is stored, and is to be marked now.
        assert time.monotonic() < until
        assert worker.poll() is None
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert (Case.objects.count(), imap.left) == (1, 1)
    (imap.place / "hang").unlink()
    assert polling_process(town).wait(60) == 0
    assert (Case.objects.count(), imap.left, TakenMail.objects.count()) == (1, 0, 1)


def test_killed_at_any_moment_it_is_taken_once(town, boxes, imap):
    boxes(imap.lines())
    for number in range(4):
        imap.deliver(mail_of(f"Number {number}."))
    for wait in (0.9, 1.2, 1.5, 1.8, 2.1):
        worker = polling_process(town)
        time.sleep(wait)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert polling_process(town).wait(60) == 0
    assert (Case.objects.count(), imap.left, TakenMail.objects.count()) == (4, 0, 4)


# Handed over by a mail server ----------------------------------------------------------------


def receive(environment, raw, *recipients):
    return subprocess.run(
        [*OPENREDRESS, "receive", *recipients], input=raw, env=environment, capture_output=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_a_mail_server_hands_over_and_is_told_what_became_of_it(town, tmp_path):
    raw = mail_of("Nobody came.")
    assert receive(town, raw, "petitions@example.org").returncode == 0
    assert Case.objects.count() == 1
    assert receive(town, raw, "petitions@example.org").returncode == 0  # Handed over again.
    assert Case.objects.count() == 1
    assert receive(town, mail_of("x", to="no@example.org"), "no@example.org").returncode == 67
    assert receive(town, b"").returncode == 65
    away = {**town, "DATABASE_URL": f"postgresql:///x?host={tmp_path}"}
    later = receive(away, raw, "petitions@example.org")
    assert later.returncode == 75
    assert b"Traceback" not in later.stderr
    (tmp_path / "bad.toml").write_text("[[mailbox]]\n")
    bad = {**town, "OPENREDRESS_MAILBOXES": str(tmp_path / "bad.toml")}
    assert receive(bad, mail_of("y"), "petitions@example.org").returncode == 78


def test_days_later_than_a_year_what_was_taken_is_forgotten(post, cast):
    from openredress.mailroom import aside

    post(mail_of("One."))
    assert aside.forget(START + timedelta(days=366)) == 1
    assert not TakenMail.objects.exists()
