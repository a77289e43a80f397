"""What docs/security/checkpoints.md tells outsiders to do: its programs are run as printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import file

from openredress.proof import checkpoints, keys

pytestmark = pytest.mark.django_db

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs/security/checkpoints.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def files(client, cast, tmp_path):
    """What a newspaper saved, day by day."""
    for number in range(1, 5):
        file(cast)
        checkpoints.make(timezone.now())
        saved = client.get("/proof/latest").content
        (tmp_path / f"{number}.txt").write_bytes(saved)
    (tmp_path / "keys.json").write_bytes(client.get("/proof/keys.json").content)
    for old in range(1, 4):
        for new in range(old + 1, 5):
            said = client.get(f"/proof/consistency/{256 * old}/{256 * new}").content
            (tmp_path / f"{old}-{new}.json").write_bytes(said)
    return tmp_path


def run(program, folder, key, *names):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO"))}
    environment |= {"OPENREDRESS_HOME": str(folder / "none"), "PYTHONPATH": str(REPOSITORY / "src")}
    return subprocess.run(
        [sys.executable, "-c", program, key, *names],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_there_are_two():
    assert ["check.py" in PROGRAMS[0], "alone.py" in PROGRAMS[1]] == [True, True]
    assert len(PROGRAMS) == 2


@pytest.mark.parametrize("program", PROGRAMS, ids=["check", "alone"])
def test_it_sees_that_a_checkpoint_goes_on_and_that_it_does_not(files, program):
    key = keys.current().verifier if "alone.py" in program else "keys.json"
    for old, new in ((1, 2), (1, 4), (3, 4)):
        done = run(program, files, key, f"{old}.txt", f"{new}.txt", f"{old}-{new}.json")
        assert (done.returncode, done.stderr) == (0, "")
    # The proof is of another pair, or somebody altered the root or the size.
    assert run(program, files, key, "1.txt", "3.txt", "2-3.json").returncode == 1
    text = (files / "3.txt").read_text()
    (files / "5.txt").write_text(text.replace("768", "769"))
    assert run(program, files, key, "1.txt", "5.txt", "1-3.json").returncode == 1


def test_a_journal_that_was_replaced_does_not_go_on(files, client, cast, tmp_path):
    """Signed by the same key, of the same size, over other entries."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("leaf", "node", "checkpoint"):
            cursor.execute(f"TRUNCATE proof_{table}")
    for _ in range(4):
        checkpoints.make(timezone.now())
    (files / "4.txt").write_bytes(client.get("/proof/latest").content)
    (files / "2-4.json").write_bytes(client.get("/proof/consistency/512/1024").content)
    for program in PROGRAMS:
        key = keys.current().verifier if "alone.py" in program else "keys.json"
        done = run(program, files, key, "2.txt", "4.txt", "2-4.json")
        assert "altered" in done.stderr
        assert done.returncode == 1
