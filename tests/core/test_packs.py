"""A bad pack is refused when it is read: the right place, the right reason, both languages."""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core.findings import WORDS
from openredress.core.pack import read_pack
from openredress.core.pack_reader import BadPack, Problem
from openredress.core.procedure import Act, Basis, LimitKind, StageKind, Unit
from openredress.procedures import BUILT_IN
from tests.core.broken import BROKEN
from tests.core.packs import PACKS

GOOD = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")


def _problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadPack) as caught:
        read_pack(text, "mine.toml")
    return caught.value.problems


def test_the_good_one_is_good():
    assert read_pack(GOOD).limits["answer"].extension.times == 1


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_bad_pack_is_refused(case):
    old, new, place, english, chinese = BROKEN[case]
    assert GOOD.count(old) == 1, f"“{old}” must stand in the good pack once"
    problems = _problems(GOOD.replace(old, new))
    found = [p for p in problems if p.place == place]
    assert found, [(p.place, p.reason["en"]) for p in problems]
    assert any(english in p.reason["en"] and chinese in p.reason["zh"] for p in found), found
    assert all(p.file == "mine.toml" for p in problems)


def test_every_problem_is_told_at_once():
    text = GOOD.replace("amount = 10", "amount = 0").replace('kind = "right"', 'kind = "wrong"')
    places = {problem.place for problem in _problems(text)}
    assert {"limit “answer”.amount", "limit “ask”.kind"} <= places


def test_every_unsound_thing_has_words_in_both_languages():
    from openredress.core.soundness import Finding

    source = (BUILT_IN.parent / "core/soundness.py").read_text()
    assert set(re.findall(r'Finding\(\s*"([a-z-]+)"', source)) == set(WORDS)
    for code, says in WORDS.items():
        text = says(Finding(code, "here", "this"))
        assert text["en"].endswith((".", "."))
        assert re.search(r"[\u4e00-\u9fff].*。$", text["zh"])


# Whatever stands where something else should: refused or read, never a crash --------------

JUNK = [None, 0, -1, 1.5, True, "", "x", [], ["x"], [1], {}, {"x": 1}, {"en": "x"}, [[]], [{}],
        dt.date(2026, 1, 1)]  # fmt: skip


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f'"{k}" = {_toml(v)}' for k, v in value.items()) + "}"
    return str(value)


def _written(table: dict[str, Any]) -> str:
    return "\n".join(f'"{key}" = {_toml(value)}' for key, value in table.items())


def _spots(value: Any, place: tuple = ()) -> Iterator[tuple]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*place, key)
            yield from _spots(inner, (*place, key))


SPOTS = list(_spots(tomllib.loads(GOOD)))


def _changed(spot: tuple, change: Callable[[Any, Any], None]) -> str:
    table = tomllib.loads(GOOD)
    holder: Any = table
    for key in spot[:-1]:
        holder = holder[key]
    change(holder, spot[-1])
    return _written(table)


def _refused_or_read(text: str) -> None:
    problems = []
    try:
        read_pack(text)
    except BadPack as error:
        problems = list(error.problems) or [None]
    for problem in problems:
        assert problem.place
        assert problem.reason["en"]
        assert problem.reason["zh"]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SPOTS), st.sampled_from(JUNK))
def test_junk_anywhere_is_refused_or_read(spot, junk):
    def change(holder: Any, key: Any) -> None:
        if junk is None:
            holder.pop(key)
        else:
            holder[key] = junk

    _refused_or_read(_changed(spot, change))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=200))
def test_any_text_is_refused_or_read(text):
    _refused_or_read(text)


# The packs that come with the program ----------------------------------------------------


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_a_pack_speaks_both_languages_everywhere(pack):
    source = tomllib.loads((BUILT_IN / f"{pack}.toml").read_text())
    for spot in _spots(source):
        if spot[-1] in ("en", "zh"):
            holder: Any = source
            for key in spot[:-1]:
                holder = holder[key]
            assert set(holder) == {"en", "zh"}, spot
            assert re.search(r"[\u4e00-\u9fff]", holder["zh"]), (spot, holder)
            assert not re.search(r"[\u4e00-\u9fff]", holder["en"]), (spot, holder)


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_what_is_not_read_in_a_law_is_confirmed_by_somebody(pack):
    procedure = PACKS[pack]
    cited = [step.citation for step in procedure.steps.values()]
    cited += [limit.citation for limit in procedure.limits.values()]
    assert procedure.confirm or all(c.basis is Basis.LAW for c in cited)
    assert all(c.article and c.text for c in cited)


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_a_late_duty_has_a_consequence_and_a_final_stage_a_way_outside(pack):
    procedure = PACKS[pack]
    for limit in procedure.limits.values():
        assert (limit.kind is LimitKind.DUTY) == bool(limit.follows), limit.id
    for stage in procedure.stages.values():
        if stage.kind is StageKind.FINAL and not stage.id.endswith("withdrawn"):
            assert stage.doors, stage.id


def test_china_names_its_limits_as_everybody_knows_them():
    expected = ["register", "accept", "object-to-routing", "decide", "ask-review", "review",
                "ask-re-review", "re-review"]  # fmt: skip
    assert list(PACKS["cn-2022"].limits) == expected


LAW = [
    # pack, limit, amount, unit, extension, pause
    ("cn-2022", "register", 15, Unit.DAYS, None, None),
    ("cn-2022", "accept", 15, Unit.DAYS, None, None),
    ("cn-2022", "object-to-routing", 5, Unit.WORKING_DAYS, None, None),
    ("cn-2022", "decide", 60, Unit.DAYS, 30, None),
    ("cn-2022", "ask-review", 30, Unit.DAYS, 30, None),
    ("cn-2022", "review", 30, Unit.DAYS, None, None),
    ("cn-2022", "ask-re-review", 30, Unit.DAYS, 30, None),
    ("cn-2022", "re-review", 30, Unit.DAYS, None, 30),
    ("uk-lgsco-2024", "acknowledge", 5, Unit.WORKING_DAYS, None, None),
    ("uk-lgsco-2024", "stage-1", 10, Unit.WORKING_DAYS, 10, None),
    ("uk-lgsco-2024", "acknowledge-stage-2", 5, Unit.WORKING_DAYS, None, None),
    ("uk-lgsco-2024", "stage-2", 20, Unit.WORKING_DAYS, 20, None),
    ("in-cpgrams-2024", "resolve", 21, Unit.DAYS, 21, None),
    ("in-cpgrams-2024", "appeal", 30, Unit.DAYS, None, None),
    ("wb-ess10", "acknowledge", 2, Unit.DAYS, None, None),
    ("wb-ess10", "tell-project-unit", 48, Unit.HOURS, None, None),
    ("wb-ess10", "answer", 7, Unit.DAYS, None, None),
    ("workplace", "acknowledge", 5, Unit.WORKING_DAYS, None, None),
    ("workplace", "answer", 20, Unit.WORKING_DAYS, 10, 30),
    ("workplace", "appeal", 20, Unit.WORKING_DAYS, None, 30),
]


@pytest.mark.parametrize(("pack", "name", "amount", "unit", "extension", "pause"), LAW)
def test_the_law_is_what_it_is(pack, name, amount, unit, extension, pause):
    limit = PACKS[pack].limits[name]
    assert (limit.amount, limit.unit) == (amount, unit)
    assert (limit.extension.max_amount if limit.extension else None) == extension
    assert (limit.pause.max_days if limit.pause else None) == pause
    assert limit.extension is None or limit.extension.times == 1


def test_a_bad_pack_of_an_operator_stops_no_other(tmp_path, caplog):
    from openredress.procedures import library

    (tmp_path / "bad.toml").write_text("version =", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(b'id = "caf\xe9"')
    (tmp_path / "small.toml").write_text("\ufeff" + GOOD, encoding="utf-8")
    found = library(tmp_path)
    assert set(found) == {*PACKS, "small"}
    assert "bad.toml" in caplog.text
    assert "latin.toml" in caplog.text


def test_a_newer_version_of_an_operator_goes_before_the_built_in_one(tmp_path):
    from openredress.procedures import library

    source = (BUILT_IN / "workplace.toml").read_text(encoding="utf-8")
    (tmp_path / "ours.toml").write_text(source.replace("version = 1", "version = 2"), "utf-8")
    assert library(tmp_path)["workplace"][0].version == 2
    assert all(step.act in Act for step in library(tmp_path)["workplace"][0].steps.values())
