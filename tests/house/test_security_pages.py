"""The pages about security claim nothing that is not there: each test and file they name exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted((REPOSITORY / "docs" / "security").glob("*.md"))
ASVS = REPOSITORY / "docs" / "security" / "asvs.md"
ATTACKS = REPOSITORY / "docs" / "security" / "attacks.md"

TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PATH = re.compile(r"`((?:src|tests|docs|benchmarks)/[\w./-]+\.\w+|pyproject\.toml|uv\.lock)`")


@cache
def names_in(path: str) -> frozenset[str]:
    file = REPOSITORY / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def missing(text: str) -> list[str]:
    """Tests and files that a text names and that are not there."""
    found = [f"{path}::{name}" for path, name in TEST.findall(text) if name not in names_in(path)]
    return found + [path for path in PATH.findall(text) if not (REPOSITORY / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_test_and_file_that_is_named_exists(page):
    assert missing(page.read_text(encoding="utf-8")) == []


def test_one_that_does_not_exist_is_noticed():
    here = "tests/house/test_security_pages.py"
    named = f"`{here}::test_one_that_does_not_exist_is_noticed`"
    assert missing(named) == []
    assert missing(named.replace("noticed", "missed")) == [
        f"{here}::test_one_that_does_not_exist_is_missed"
    ]
    assert missing("`src/openredress/none.py`") == ["src/openredress/none.py"]


# ASVS -------------------------------------------------------------------------------------

#: The requirements of ASVS 5.0.0 of level 1 and of level 2, by section; `a-b` is a run of them.
LEVEL_1 = """
1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2
6.1.1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2
11.4.1 12.1.1 12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
LEVEL_2 = """
1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2
4.1.2-3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3
6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4
10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3
12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7
16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 17.1.1 17.2.1-4 17.3.1-2
"""
ROW = re.compile(r"^\| V([\d.]+) \| (\d) \| (.+?) \| ([\w/ ]+) \| (.+) \|$", re.M)


def listed(runs: str) -> set[str]:
    found = set()
    for run in runs.split():
        section, _, numbers = run.rpartition(".")
        first, _, last = numbers.partition("-")
        found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def rows():
    return ROW.findall(ASVS.read_text(encoding="utf-8"))


def test_every_requirement_of_levels_1_and_2_has_its_row():
    written = {number: level for number, level, *_ in rows()}
    wanted = dict.fromkeys(listed(LEVEL_1), "1") | dict.fromkeys(listed(LEVEL_2), "2")
    assert written == wanted
    assert len(rows()) == len(wanted) == 253


def test_every_row_says_what_shows_it_or_why_not():
    for number, _level, short, state, why in rows():
        assert short, number
        if state in ("met", "partly"):
            assert TEST.search(why) or PATH.search(why), f"V{number} names nothing that shows it"
        else:
            begins = {"not met": "not met because ", "n/a": "does not apply because "}[state]
            assert why.startswith(begins), f"V{number} does not say why"


def test_the_page_counts_right():
    text = ASVS.read_text(encoding="utf-8")
    states = [state for *_, state, _why in rows()]
    said = re.search(
        r"(\d+) requirements: (\d+) met, (\d+) partly, (\d+) not met, (\d+) that", text
    )
    counted = [states.count(state) for state in ("met", "partly", "not met", "n/a")]
    assert list(map(int, said.groups())) == [len(states), *counted]


# Attacks ----------------------------------------------------------------------------------


def test_every_attack_that_was_tried_names_its_test():
    lines = ATTACKS.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ") and not line.startswith("| attack")]
    assert len(table) > 60
    assert [line for line in table if not TEST.search(line)] == []
