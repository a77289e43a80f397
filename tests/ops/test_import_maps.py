"""A map that cannot be used says where and why, all at once; the ready ones can be used."""

import re
from pathlib import Path

import pytest
from tests.ops.test_import import MAP

from openredress.cases.models import Case
from openredress.cases.verification import verify
from openredress.cases.wording import CHANNELS as SAID
from openredress.ops.importing import maps
from openredress.ops.importing.folding import LONGEST_CODE, code_of, folded
from openredress.ops.importing.maps import BadMap, Problem, read_map
from openredress.ops.importing.rows import ODDITIES

READY = Path(__file__).resolve().parents[2] / "docs" / "operate" / "maps"
PAGE = READY.parent / "import.md"


def problems(tmp_path, text: str) -> tuple[Problem, ...]:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadMap) as error:
        read_map(path)
    return error.value.problems


WRONG = [
    ("source = ", "map.toml", "It is not valid TOML"),
    (MAP.replace('source = "old"', ""), "source", "Name the source"),
    (MAP.replace('source = "old"', 'source = "a:b"'), "source", "without a colon"),
    (MAP.replace("Asia/Shanghai", "Asia/Nowhere"), "time_zone", "No time zone is called"),
    ('kind = "people"\n' + MAP, "kind", "It is “cases” or “matters”."),
    ('language = "fr"\n' + MAP, "language", "It is “en” or “zh-hans”."),
    ('encoding = "utf-9"\n' + MAP, "encoding", "No encoding is called"),
    ('delimiter = "::"\n' + MAP, "delimiter", "one character"),
    ('txet = "title"\n' + MAP, "txet", "Is it misspelt?"),
    (MAP.replace('text = ["title", "detail"]', ""), "text", "what was complained of"),
    (MAP.replace('text = ["title", "detail"]', "text = [1]"), "text", "Each is a column"),
    (MAP.replace('"Right" = "upheld"', '"Right" = "won"'), "[outcome] values", "“won” is none of"),
    (MAP.replace('"telephone"', '"phone"'), "[channel] values", "“phone” is none of"),
    (MAP.replace('levels = ["where"]', ""), "[place] levels", "Name the column"),
    (MAP.replace('code = "town-hall"', ""), "[office] code", "name it by its code"),
    (MAP.replace('code = "town-hall"', 'code = "Town Hall"'), "[office] code", "small letters"),
    (MAP.replace('column = "closed"', ""), "[closed_at] column", "Name the column."),
    (MAP + "[petitioner]\nidentity_number = 'no'\n", "[petitioner] identity_number", "misspelt"),
    ('kind = "matters"\n', "matter", "which columns are its levels"),
]


@pytest.mark.parametrize(("text", "place", "reason"), WRONG, ids=[p + r for _, p, r in WRONG])
def test_a_wrong_map_says_where_and_why(tmp_path, text, place, reason):
    assert any(
        problem.place == place and reason in problem.reason for problem in problems(tmp_path, text)
    )


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    text = MAP.replace("Asia/Shanghai", "Nowhere").replace('"upheld"', '"won"')
    assert {p.place for p in problems(tmp_path, text)} == {"time_zone", "[outcome] values"}


def test_channels_are_those_of_the_program():
    assert maps.CHANNELS == SAID


@pytest.mark.parametrize("path", sorted(READY.glob("*.toml")), ids=lambda p: p.stem)
def test_a_ready_map_is_a_map(path):
    assert read_map(path)


def test_every_key_of_a_map_and_every_oddity_is_explained():
    page = PAGE.read_text(encoding="utf-8")
    keys = set(re.findall(r'"(\w+)"', Path(maps.__file__).read_text())) & set(
        maps.ImportMap.__dataclass_fields__
    )
    named = keys - {"zone"} | {
        "create",
        "under",
        "levels",
        "values",
        "format",
        "procedure",
        "calendar",
    }
    unnamed = {key for key in named if f"`{key}`" not in page and f"`[{key}]`" not in page}
    assert unnamed == set()
    assert {odd for odd in ODDITIES if f"`{odd}`" not in page} == set()


@pytest.mark.parametrize(("one", "other"), [
    ("Housing and Buildings", "HOUSING  AND BUILDINGS"), ("Trash/Recycling", "trash - recycling"),
    ("Ｗａｒｄ １", "ward 1"), ("城乡建设 ", "城乡建设"),
])  # fmt: skip
def test_names_that_differ_in_case_and_signs_are_one(one, other):
    assert folded(one) == folded(other)
    assert code_of(one) == code_of(other)


def test_codes_follow_from_the_path_and_fit():
    assert code_of("Street Lights", "boston") == "boston-street-lights"
    assert code_of("其他", "a") != code_of("其他", "b")
    long = code_of("very " * 40, "above")
    assert len(long) <= LONGEST_CODE
    assert long != code_of("very " * 41, "above")
    assert code_of("???") != code_of("!!!")


# The real files ----------------------------------------------------------------------------


@pytest.mark.shared_data
@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(READY.glob("*.toml")), ids=lambda p: p.stem)
def test_a_slice_of_a_real_file_is_loaded_whole(path, shared_data):
    from django.utils import timezone

    from openredress.ops.importing.run import Reports, load

    rejected: list[str] = []
    reports = Reports(lambda row, reason: rejected.append(reason), lambda row, what: None)
    file = shared_data / f"{path.stem}.csv.gz"
    map_ = read_map(path)
    summary = load(file, map_, timezone.now(), lambda table: reports, limit=300)
    assert rejected == []
    assert summary.rows == 300
    if map_.kind == "cases":
        assert Case.objects.count() == 300
        assert not any(differences for _, differences in verify())


@pytest.mark.shared_data
def test_there_is_a_map_for_every_real_file(shared_data):
    files = {path.name.removesuffix(".csv.gz") for path in shared_data.glob("*.csv.gz")}
    assert files == {path.stem for path in READY.glob("*.toml")}
