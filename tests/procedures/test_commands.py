"""`openredress due` and `openredress procedures`, as an operator types them."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from openredress.ops.cli import openredress
from tests.core.packs import PACKS


def _small() -> str:
    return (Path(__file__).parents[1] / "core" / "small.toml").read_text(encoding="utf-8")


def _run(*words):
    return CliRunner().invoke(openredress, words)


def _due(*words):
    return _run("due", *words)


def test_it_prints_what_the_calculator_promises():
    result = _due("cn-2022", "accept", "--from", "2026-01-28", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    wanted = {"procedure": "cn-2022", "version": 1, "limit": "accept", "from": "2026-01-28",
              "due_on": "2026-02-12", "provisional": False}  # fmt: skip
    assert {key: found[key] for key in wanted} == wanted
    assert set(found["citation"]) >= {"article", "text"}
    assert found["days"][0] == {
        "date": "2026-01-28", "counted": False, "number": 0, "reason": "event", "name": None,
        "swapped": False, "provisional": False, "words": "The day it started is not counted.",
    }  # fmt: skip
    counted = [day["number"] for day in found["days"] if day["counted"]]
    assert counted == list(range(1, 16))


def test_skipped_days_say_why():
    result = _due("cn-2022", "object-to-routing", "--from", "2026-02-12", "--json")
    found = json.loads(result.stdout)
    by_date = {day["date"]: day for day in found["days"]}
    assert found["due_on"] == "2026-02-26"
    assert (by_date["2026-02-17"]["reason"], by_date["2026-02-15"]["reason"]) == (
        "holiday",
        "weekend",
    )
    assert by_date["2026-02-17"]["name"] == "Chinese New Year (Spring Festival)"
    assert by_date["2026-02-14"]["swapped"]


def test_a_moved_date_names_its_authority():
    found = json.loads(_due("cn-2022", "accept", "--from", "2026-01-31", "--json").stdout)
    assert found["due_on"] == "2026-02-24"
    assert found["rolled_by"]["article"] == "Civil Code Art. 203"
    assert [day["reason"] for day in found["days"][-2:]] == ["rolled", "landed"]


def test_it_is_readable():
    text = _due("cn-2022", "accept", "--from", "2026-01-31").stdout
    assert "Due on 2026-02-24 Tue" in text
    assert "Art. 23: " in text
    assert "2026-02-24 Tue  The last day moved to here." in text


def test_it_speaks_chinese():
    text = _due("cn-2022", "accept", "--from", "2026-01-31", "--language", "zh").stdout
    assert "第二十三条" in text
    assert "春节" in text
    found = json.loads(
        _due("cn-2022", "accept", "--from", "2026-01-31", "--language", "zh", "--json").stdout
    )
    assert found["days"][1]["words"] == "第1日"


def test_it_warns_of_a_date_that_may_still_move():
    assert "not published yet" in _due("cn-2022", "accept", "--from", "2026-12-20").stdout
    assert "not published yet" not in _due("cn-2022", "accept", "--from", "2026-01-28").stdout


def test_it_extends():
    words = ("cn-2022", "decide", "--from", "2026-01-05", "--json")
    assert json.loads(_due(*words, "--extend", "30").stdout)["due_on"] == "2026-04-07"


def test_it_counts_by_another_calendar():
    words = ("workplace", "acknowledge", "--from", "2026-02-12", "--json", "--calendar")
    assert json.loads(_due(*words, "none").stdout)["due_on"] == "2026-02-19"
    assert json.loads(_due(*words, "CN").stdout)["due_on"] == "2026-02-26"


def test_hours_end_at_an_hour():
    words = ("wb-ess10", "tell-project-unit", "--json", "--from", "2026-02-27T22:10")
    assert json.loads(_due(*words).stdout)["due_at"] == "2026-03-01T22:10+00:00"
    there = json.loads(_due(*words, "--time-zone", "Africa/Nairobi").stdout)
    assert (there["due_at"], there["due_on"]) == ("2026-03-01T22:10+03:00", "2026-03-01")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cn", "accept", "--from", "2026-01-28"), "There are: cn-2022, in-cpgrams-2024"),
        (("../cn-2022", "accept", "--from", "2026-01-28"), "There are: cn-2022"),
        (("cn-2022", "nope", "--from", "2026-01-28"), "It has: register, accept"),
        (("cn-2022", "accept", "--from", "2026-02-30"), "“2026-02-30” is not a day"),
        (("cn-2022", "accept", "--from", "tomorrow"), "Write it as 2026-01-28"),
        (("cn-2022", "accept", "--from", "1492-10-12"), "2000 to 2044"),
        (("cn-2022", "accept"), "--from"),
        (("cn-2022", "accept", "--from", "2026-01-28", "--calendar", "XX"), "no calendar “XX”"),
        (("cn-2022", "accept", "--from", "2026-01-28", "--time-zone", "Mars"), "not a time zone"),
        (("cn-2022", "accept", "--from", "2026-01-28", "--extend", "1"), "extended not at all"),
        (("cn-2022", "decide", "--from", "2026-01-28", "--extend", "31"), "by at most 30 days"),
    ],
)
def test_it_says_what_there_is_instead(words, says):
    result = _due(*words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())


def test_it_needs_no_database_and_no_home(tmp_path):
    home = tmp_path / "home"
    begun = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-m", "openredress", "due", "cn-2022", "accept", "--from", "2026-01-28"],
        env={"OPENREDRESS_HOME": str(home), "DATABASE_URL": "postgresql://nowhere.invalid/x"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "Due on 2026-02-12" in result.stdout
    assert result.stderr == ""
    assert not home.exists()
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_every_limit_can_be_counted_in_both_languages(pack):
    for limit in PACKS[pack].limits:
        for language in ("en", "zh"):
            result = _due(pack, limit, "--from", "2026-02-12", "--language", language)
            assert result.exit_code == 0, result.output


# procedures -----------------------------------------------------------------------------


def test_the_built_in_packs_are_sound():
    result = _run("procedures", "check")
    assert result.exit_code == 0
    assert f"{len(PACKS)} packs checked, 0 refused." in result.output


def test_a_bad_pack_is_named_with_place_and_reason(tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(_small(), encoding="utf-8")
    bad.write_text(_small().replace("max = 5, ", ""), encoding="utf-8")
    result = _run("procedures", "check", str(tmp_path))
    assert result.exit_code == 1
    assert f"{bad}: limit “answer”.extension.max: An extension without a cap" in result.output
    assert "2 packs checked, 1 refused." in result.output
    assert _run("procedures", "check", str(good)).exit_code == 0
    chinese = _run("procedures", "check", str(bad), "--language", "zh")
    assert "延期没有上限" in chinese.output


def test_a_calendar_that_does_not_exist_is_a_problem(tmp_path):
    path = tmp_path / "pack.toml"
    path.write_text(_small().replace('calendar = "none"', 'calendar = "ATLANTIS"'), "utf-8")
    result = _run("procedures", "check", str(path))
    assert result.exit_code == 1
    assert "pack.calendar: There is no calendar “ATLANTIS”" in result.output


def test_a_folder_that_is_not_there_is_not_understood():
    assert _run("procedures", "check", "/no/such/folder").exit_code == 2


def test_the_packs_of_the_operator_are_found(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path))
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "small.toml").write_text(_small(), encoding="utf-8")
    assert "small" in _run("procedures", "list").output
    found = json.loads(_due("small", "answer", "--from", "2026-01-28", "--json").stdout)
    assert found["due_on"] == "2026-02-09"
    assert _due("cn-2022", "accept", "--from", "2026-01-28").exit_code == 0
    (tmp_path / "procedures" / "small.toml").write_text("id =", encoding="utf-8")
    assert _run("procedures", "check").exit_code == 1


@pytest.mark.parametrize("pack", sorted(PACKS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_procedure_is_shown(pack, language):
    result = _run("procedures", "show", pack, "--language", language)
    assert result.exit_code == 0
    procedure = PACKS[pack]
    for name in (*procedure.stages, *procedure.steps, *procedure.limits):
        assert f"  {name} [" in result.output


def test_what_is_not_there_is_told():
    result = _run("procedures", "show", "nope")
    assert result.exit_code == 2
    assert "There are: cn-2022" in result.output
