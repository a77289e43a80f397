"""`openredress verify-receipt` and `openredress proof`; the first with nothing but a file."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.cast import START, file

from openredress.cases.access import case_for
from openredress.core.access import Actor
from openredress.core.deposit import Proof, as_file, as_word
from openredress.ops.proof import command as proof
from openredress.ops.verify import command as verify
from openredress.proof import checkpoints, keys
from openredress.proof.deposits import proof_of
from openredress.proof.models import Checkpoint


def run(tmp_path, *words, given=None):
    """The command in a process of its own: no database, and a folder that holds nothing."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO"))}
    environment["OPENREDRESS_HOME"] = str(tmp_path / "elsewhere")
    return subprocess.run(
        [sys.executable, "-m", "openredress", "verify-receipt", *map(str, words)],
        env=environment, input=given, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def whole(cast) -> Proof:
    """A proof with everything that a proof can have."""
    drive = file(cast)
    checkpoints.make(START)
    opened = case_for(drive.petitioner, drive.case.number, START)
    return proof_of(opened, with_content=True)


@pytest.fixture
def files(whole, tmp_path):
    """The proof and the public keys, as somebody far away has them."""
    published, held = tmp_path / "keys.json", tmp_path / "proof.json"
    published.write_text(json.dumps(keys.published()))
    held.write_text(as_file(whole))
    return held, published


@pytest.mark.django_db
def test_a_genuine_proof_is_told_from_far_away(whole, files, tmp_path):
    held, published = files
    done = run(tmp_path, held, "--key", published)
    assert (done.returncode, done.stderr) == (0, "")
    assert "This proof is genuine." in done.stdout
    assert whole.deposit.number in done.stdout
    assert "2026-01-28T04:00:00Z" in done.stdout
    assert "part of the journal that was published" in done.stdout
    assert "are the words that were deposited" in done.stdout
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.django_db
def test_it_takes_a_word_and_a_key_that_were_typed(whole, tmp_path):
    done = run(tmp_path, "-", "--key", keys.current().verifier, given=as_word(whole))
    assert done.returncode == 0
    assert "part of the journal" not in done.stdout


@pytest.mark.django_db
def test_an_altered_proof_is_told(files, tmp_path):
    held, published = files
    held.write_text(held.read_text().replace("2026-01-28T04", "2026-01-27T04", 1))
    done = run(tmp_path, held, "--key", published)
    assert done.returncode == 1
    assert "NOT genuine" in done.stdout


@pytest.mark.django_db
def test_a_proof_by_another_key_is_told(files, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path / "others"))
    done = run(tmp_path, files[0], "--key", keys.current().verifier)
    assert done.returncode == 1
    assert "names a key" in done.stdout


@pytest.mark.django_db
def test_without_a_key_it_says_nothing_of_the_proof(files, tmp_path):
    done = run(tmp_path, files[0])
    assert done.returncode == 2
    assert "--key" in done.stderr
    assert done.stdout == ""


def test_what_is_no_proof_is_not_understood(tmp_path):
    keys.current()
    for text in ("", "{}", "\x00\xff", "A document"):
        done = run(tmp_path, "-", "--key", keys.current().verifier, given=text)
        assert done.returncode == 2
        assert "no proof of filing" in done.stdout


@pytest.mark.parametrize("word", ["nothing", "a+b+c", "x" * 5000])
def test_what_is_no_key_is_not_understood(tmp_path, word):
    done = run(tmp_path, "-", "--key", word, given="")
    assert done.returncode == 2
    assert "--key" in done.stderr


def test_a_file_that_is_not_there_is_not_understood(tmp_path):
    assert run(tmp_path, tmp_path / "none.json").returncode == 2


# openredress proof -----------------------------------------------------------------------


@pytest.fixture
def here(monkeypatch):
    """Runs a command over the database of the test."""
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)
    return lambda command, *words: CliRunner().invoke(command, words)


def test_the_keys_are_shown(here):
    shown = here(proof, "key").stdout
    (first,) = keys.known()
    assert first.verifier in shown
    assert "in use" in shown
    shown = here(proof, "key", "--rotate").stdout
    assert shown.count("in use") == 1
    assert [key.verifier in shown for key in keys.known()] == [True, True]
    assert json.loads(here(proof, "key", "--json").stdout) == keys.published()


@pytest.mark.django_db
def test_a_checkpoint_is_made_and_printed(here, cast):
    printed = here(proof, "checkpoint").stdout
    assert printed == Checkpoint.objects.get().note


@pytest.mark.django_db
def test_verify_compares_with_what_others_kept(here, cast, tmp_path):
    file(cast)
    kept = tmp_path / "kept.txt"
    kept.write_text(checkpoints.make(START).note)
    assert here(verify, "--checkpoint", str(kept)).exit_code == 0
    kept.write_text(kept.read_text().replace("256", "512"))
    done = here(verify, "--checkpoint", str(kept))
    assert done.exit_code == 1
    assert f"{kept}: signature: none of our keys signed it" in done.stdout


@pytest.mark.django_db
def test_verify_names_a_case_that_is_gone(here, cast, django_db_blocker):
    from django.db import connection

    number = file(cast).case.number
    checkpoints.make(START)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in (
            "cases_searchrow",
            "cases_journalentry",
            "parties_petitioner",
            "parties_receipt",
            "cases_case",
        ):
            cursor.execute(f"DELETE FROM {table}")
    done = here(verify)
    assert done.exit_code == 1
    told = f"{number}, entry 1: deleted: a checkpoint covers this entry, and the journal does not"
    assert told in done.stdout
    again = here(verify, "--case", number)
    assert again.exit_code == 1
    assert told in again.stdout


@pytest.mark.django_db
def test_nobody_is_told_of_a_case_by_a_checkpoint(here, cast):
    number = file(cast).case.number
    assert number not in here(proof, "checkpoint").stdout


@pytest.mark.django_db
def test_nothing_is_signed_over_an_entry_that_was_altered(cast):
    from django.db import connection

    from openredress.proof.deposits import UnsoundEntryError

    drive = file(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_journalentry SET recorded_at = now()")
    with pytest.raises(UnsoundEntryError):
        proof_of(case_for(Actor.petitioner(drive.case.number), drive.case.number, START))
