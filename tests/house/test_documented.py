"""What an operator can set or run is written down, or it does not exist."""

import re
from pathlib import Path

from openredress.ops import codes, reference

REPOSITORY = Path(__file__).resolve().parents[2]
NAME = re.compile(r"\b(?:OPENREDRESS_[A-Z_]+|DATABASE_URL|TEST_DATABASE_URL)\b")


def _names(*patterns: str) -> set[str]:
    found = (path for pattern in patterns for path in REPOSITORY.glob(pattern))
    return {name for path in found for name in NAME.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_every_documented_setting_exists():
    used = _names("src/**/*.py", "tests/conftest.py", "Makefile")
    assert _names("docs/operate/settings.md") == used


def test_every_dependency_has_its_reason():
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    page = (REPOSITORY / "docs/develop/dependencies.md").read_text(encoding="utf-8")
    names = {re.split(r"[^\w.-]", text)[0] for text in wanted}
    assert {name for name in names if f"| {name} |" not in page} == set()


def test_the_page_about_commands_is_what_the_commands_say():
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()


def test_every_event_refusal_permission_act_and_pack_is_documented():
    assert codes.undocumented() == []
    assert codes.PAGE.read_text(encoding="utf-8") == codes.page()


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (REPOSITORY / "docs/decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
