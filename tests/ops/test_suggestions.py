"""`openredress suggestions`, run as an operator runs it."""

import json

import pytest
from click.testing import CliRunner
from tests.suggestions.test_training import cases

from openredress.ops.suggestions import command
from openredress.suggestions import stored
from openredress.suggestions.models import RoutingModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)  # Django is loaded here.
    return lambda *words: CliRunner().invoke(command, words)


@pytest.fixture
def registered(monkeypatch):
    """Cases to learn from, as `stored.examples` finds them."""
    monkeypatch.setattr(stored, "examples", cases)


def test_training_measures_stores_and_takes_into_use(run, registered):
    done = run("train", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output.splitlines()[0])["accuracy"] > 0.9
    assert RoutingModel.objects.get().is_current
    assert "in use" in run("list").output


def test_holding_stores_nothing(run, registered):
    assert run("train", "--hold").exit_code == 0
    assert not RoutingModel.objects.exists()


def test_too_few_cases_are_said(run):
    done = run("train")
    assert done.exit_code == 1
    assert "names and words of the matters" in done.output


def test_rolling_back(run, registered):
    run("train")
    run("train")
    first, second = RoutingModel.objects.order_by("pk")
    assert second.is_current
    assert run("use", str(first.pk)).exit_code == 0
    first.refresh_from_db()
    assert first.is_current
    assert run("use", "names").exit_code == 0
    assert "In use: the names" in run("list").output
    assert run("use", "9999").exit_code == 1
    assert run("use", "yesterday").exit_code == 2


def test_a_file_is_measured(run, tmp_path):
    file = tmp_path / "labelled.csv"
    rows = [f'"{e.text}",{e.matter}' for e in cases()]
    file.write_text("text,about\n" + "\n".join(rows), encoding="utf-8")
    done = run("evaluate", str(file), "--text", "text", "--label", "about")
    assert done.exit_code == 0, done.output
    assert "180 cases of 3 matters" in done.output
    wrong = run("evaluate", str(file), "--text", "body", "--label", "about")
    assert wrong.exit_code == 2
    assert "no column body" in wrong.output
