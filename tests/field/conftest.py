"""A round with a kit, and a laptop that knows nothing but the kit."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import requests

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
CODE = re.compile(r'id="code">([\d ]+)<')


@pytest.fixture
def sit_down(cast):
    from django.test import Client
    from tests.desk.people import Person

    def sit(who: str, language: str = "en") -> Person:
        client = Client()
        client.force_login(cast.staff(who))
        return Person(client, language)

    return sit


@pytest.fixture
def planned(cast):
    """A round of the petition office to the township, in two days."""
    from django.utils import timezone

    from openredress.rounds import actions

    now = timezone.now()
    on = (now + timedelta(days=2)).date()
    from datetime import time as hour

    plan = actions.Plan(cast.places["qingshi"].pk, "The square", on, hour(9), hour(12))
    made = actions.plan(cast.actor("clerk"), cast.offices["petitions"].pk, plan, now)
    assert made is not None
    return made


@pytest.fixture
def kit_of(cast, planned):
    """Takes out kits for the round; `kit_of(path)` writes the file of one."""
    from django.utils import timezone

    from openredress.rounds import actions, kit

    def take(path: Path, who: str = "clerk"):
        row = actions.take_kit(cast.actor(who), planned.pk, timezone.now())
        path.write_text(json.dumps(kit.signed(row, "http://127.0.0.1")), encoding="utf-8")
        return row

    return take


@dataclass
class Laptop:
    """`openredress field start`, with a browser that does what people do: try again."""

    kit: Path
    home: Path
    port: int
    process: subprocess.Popen | None = None

    def start(self) -> "Laptop":
        command = [sys.executable, "-m", "openredress.ops.cli", "field", "start", str(self.kit),
                   "--port", str(self.port)]  # fmt: skip
        inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        surroundings = {**inherited, "OPENREDRESS_HOME": str(self.home)}
        self.process = subprocess.Popen(
            command, env=surroundings, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        for _try in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.process.poll() is None, "the process ended by itself"
            time.sleep(0.05)
        raise AssertionError("it never answered")

    def kill(self) -> None:
        """As when the battery is empty."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def again(self) -> None:
        self.kill()
        self.start()

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, language: str = "en") -> requests.Session:
        session = requests.Session()
        session.headers["Accept-Language"] = language
        return session

    @property
    def folder(self) -> Path:
        (found,) = (self.home / "field").iterdir()
        return found


def token(page: str) -> str:
    return TOKEN.search(page)[1]


@pytest.fixture
def laptop(tmp_path, kit_of):
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    port = found.getsockname()[1]
    found.close()
    path = tmp_path / "kit.json"
    kit_of(path)
    machine = Laptop(path, tmp_path / "laptop", port)
    yield machine
    machine.kill()
