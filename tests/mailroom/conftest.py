"""An installation to which people write: mailboxes, outgoing mail, and what came of it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

SERVER = Path(__file__).with_name("imap_server.py")


@pytest.fixture
def boxes(settings, tmp_path, monkeypatch):
    """The petition office and the borough take filings; `more` lines are for the first of them."""
    monkeypatch.setenv("MAIL_PASSWORD", "secret")

    def write(more=""):
        (tmp_path / "mailboxes.toml").write_text(
            f'[[mailbox]]\naddress = "petitions@example.org"\noffice = "petitions"\n{more}\n'
            '[[mailbox]]\naddress = "redress@example.org"\noffice = "relations"\n'
            "only_replies = true\n"
        )

    write()
    settings.MAILBOXES = str(tmp_path / "mailboxes.toml")
    settings.REPLY_ADDRESS = "redress@example.org"
    return write


@pytest.fixture
def post(cast, boxes, mail):
    """An installation that takes mail and sends it: `post(raw)` hands one over."""
    from tests.cast import START

    from openredress.mailroom import sorting, taking, telling

    for limit in (sorting.FILINGS, telling.TOLD):
        limit.forget()

    def give(raw, *recipients, now=START, **more):
        return taking.take(taking.Came(raw, recipients=recipients, **more), now)

    return give


class Imap:
    """A real server with one mailbox, in a process of its own."""

    def __init__(self, place: Path) -> None:
        self.place, self.inbox = place, place / "INBOX"
        self.inbox.mkdir()
        self.process = subprocess.Popen([sys.executable, str(SERVER), str(place)])
        until = time.monotonic() + 20
        while not (place / "port").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        self.port = int((place / "port").read_text())

    def deliver(self, raw: bytes, date: str = "") -> None:
        number = len(list(self.inbox.glob("*.eml"))) + 1
        if date:
            (self.inbox / f"{number}.date").write_text(date)
        (self.inbox / f"{number}.eml").write_bytes(raw)

    @property
    def left(self) -> int:
        return len(list(self.inbox.glob("*.eml")))

    def lines(self, more: str = "") -> str:
        return (f'host = "127.0.0.1"\nport = {self.port}\ntls = "none"\n'
                f'password_env = "MAIL_PASSWORD"\n{more}')  # fmt: skip


@pytest.fixture
def imap(tmp_path):
    place = tmp_path / "imap"
    place.mkdir()
    server = Imap(place)
    yield server
    server.process.terminate()
    server.process.wait()
