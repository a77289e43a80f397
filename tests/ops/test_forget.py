"""`openredress forget` and `openredress retention`, as an operator runs them."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests.cast import file

from openredress.cases.models import Case, JournalEntry, RetentionRule
from openredress.ops import forget, retention
from openredress.worker import duties

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _running(monkeypatch):
    """The commands are part of a process that has begun already."""
    for name in ("start", "migrate"):
        monkeypatch.setattr(f"openredress.ops.setup.{name}", lambda: None)


def withdrawn(cast, years: float):
    """A case that was withdrawn so many years ago; such are kept for three."""
    then = timezone.now() - timedelta(days=365.25 * years)
    return file(cast, then).must("petitioner", "withdraw").case


def run(command, *words: str):
    return CliRunner().invoke(command, words)


def test_the_dry_run_lists_what_would_happen_and_changes_nothing(cast):
    due, later = withdrawn(cast, 2.8), withdrawn(cast, 1)
    entries = JournalEntry.objects.count()
    done = run(forget.command, "--dry-run")
    assert done.exit_code == 0, done.output
    assert due.number in done.stdout
    assert later.number not in done.stdout
    assert "to be warned of: the procedure says so (3 years; Set by the institution)" in done.stdout
    assert "1 to be warned of, 0 to be forgotten" in done.stderr
    assert JournalEntry.objects.count() == entries


def test_the_dry_run_tells_a_program_too(cast):
    due = withdrawn(cast, 2.8)
    [row] = map(json.loads, run(forget.command, "--dry-run", "--json").stdout.splitlines())
    assert (row["number"], row["what"], row["because"]) == (due.number, "warn", "rule")
    assert (row["kept_for"], row["outcome"]) == ("3 years", "withdrawn")
    assert row["chain"] == [due.number]


def test_the_dry_run_looks_ahead(cast):
    case = withdrawn(cast, 1)
    ahead = (timezone.now() + timedelta(days=700)).date().isoformat()
    assert case.number in run(forget.command, "--dry-run", "--as-of", ahead).stdout
    assert run(forget.command, "--as-of", ahead).exit_code == 2


def test_it_warns_and_later_forgets(cast, monkeypatch):
    case = withdrawn(cast, 2.9)
    assert "1 warned of, 0 forgotten" in run(forget.command).stderr
    now = timezone.now() + timedelta(days=200)
    monkeypatch.setattr(timezone, "now", lambda: now)
    listed = run(forget.command, "--dry-run").stdout
    assert f"{case.number:<16}cn-2022" in listed
    assert "to be forgotten" in listed
    done = run(forget.command, "--json")
    assert json.loads(done.stdout) == {"number": case.number, "what": "forgotten"}
    assert Case.objects.get(pk=case.pk).is_forgotten
    assert "0 warned of, 0 forgotten" in run(forget.command).stderr


def test_the_worker_does_it(cast):
    case = withdrawn(cast, 2.9)
    [duty] = [duty for duty in duties.DUTIES if duty.name == "keeping"]
    assert duties.run(duty, timezone.now())
    assert case.journal.filter(tag="retention-warned").count() == 1
    assert duties.run(duty, timezone.now() + timedelta(days=200))
    assert Case.objects.get(pk=case.pk).is_forgotten


def test_a_rule_is_set_with_a_reason_shown_and_taken_back(cast):
    case = withdrawn(cast, 1)
    before = case.forget_on
    said = ("set", "cn-2022", "--outcome", "withdrawn", "--years", "8", "--reason", "Archive.")
    done = run(retention.command, *said)
    assert done.exit_code == 0, done.output
    assert Case.objects.get(pk=case.pk).forget_on.year == before.year + 5
    shown = run(retention.command, "show").stdout
    assert "withdrawn       8 years, set here: Archive." in shown
    assert "all others      10 years" in shown
    assert run(retention.command, "unset", "cn-2022", "--outcome", "withdrawn").exit_code == 0
    assert Case.objects.get(pk=case.pk).forget_on == before
    assert run(retention.command, "unset", "cn-2022").exit_code == 1
    assert run(retention.command, "apply").exit_code == 0


@pytest.mark.parametrize("words", [
    ("cn-2022", "--years", "8"), ("cn-2022", "--years", "8", "--reason", " "),
    ("cn-2022", "--reason", "x"), ("cn-2022", "--years", "1", "--days", "1", "--reason", "x"),
    ("cn-1066", "--years", "8", "--reason", "x"), ("cn-2022", "--years", "0", "--reason", "x"),
])  # fmt: skip
def test_a_rule_without_reason_length_or_procedure_is_not_understood(cast, words):
    assert run(retention.command, "set", *words).exit_code == 2
    assert not RetentionRule.objects.exists()
