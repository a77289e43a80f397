"""Procedures and the calculator, over HTTP and on the command line: one and the same."""

import json

import pytest
from click.testing import CliRunner
from tests.api.conftest import error

from openredress.ops.due import command

pytestmark = pytest.mark.django_db


def test_all_procedures_are_listed_with_their_limits(api):
    listed = {pack["id"]: pack for pack in api.get("procedures").json()}
    assert {"cn-2022", "uk-lgsco-2024", "in-cpgrams-2024", "wb-ess10", "workplace"} <= set(listed)
    assert listed["cn-2022"]["limits"] == [
        "register", "accept", "object-to-routing", "decide", "ask-review", "review",
        "ask-re-review", "re-review",
    ]  # fmt: skip


def test_a_procedure_is_told_whole(api):
    told = api.get("procedures/cn-2022", language="zh-CN").json()
    assert told["name"] == "信访工作条例（2022年）"
    assert any(step["citation"]["article"] == "第三十四条" for step in told["steps"])
    answer = api.get("procedures/nowhere")
    assert answer.status_code == 404
    assert "cn-2022" in error(answer)["message"]


def test_a_limit_is_counted_day_by_day(api):
    told = api.get("due", procedure="cn-2022", limit="accept", **{"from": "2026-01-28"}).json()
    # 28 January is not counted; the fifteenth day after it is Thursday, 12 February.
    assert (told["from"], told["due_on"], told["provisional"]) == (
        "2026-01-28", "2026-02-12", False,
    )  # fmt: skip
    assert [day["date"] for day in told["days"]][::15] == ["2026-01-28", "2026-02-12"]
    assert told["citation"]["article"] == "Art. 23"


QUESTIONS = [
    ("cn-2022", "accept", "2026-01-28", {}),
    ("cn-2022", "accept", "2026-02-01", {}),
    ("cn-2022", "object-to-routing", "2026-02-12", {}),
    ("cn-2022", "decide", "2026-07-01", {"extend": "30"}),
    ("cn-2022", "accept", "2026-01-28", {"calendar": "none"}),
    ("uk-lgsco-2024", "stage-1", "2026-03-27", {}),
]


@pytest.mark.parametrize(("pack", "limit", "start", "more"), QUESTIONS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_what_the_command_says(api, pack, limit, start, more, language):
    told = api.get("due", procedure=pack, limit=limit, **{"from": start}, **more, language=language)
    words = [word for name, value in more.items() for word in (f"--{name}", value)]
    arguments = [pack, limit, "--from", start, *words, "--language", language, "--json"]
    said = CliRunner().invoke(command, arguments)
    assert told.json() == json.loads(said.stdout)


WRONG = [
    ({"procedure": "fr-1905"}, "unknown-procedure", "procedure"),
    ({"limit": "forever"}, "unknown-limit", "limit"),
    ({"from": "soon"}, "invalid", "from"),
    ({"from": "1850-01-01"}, "invalid", "from"),
    ({"from": "2026-02-30"}, "invalid", "from"),
    ({"calendar": "XX"}, "unknown-calendar", "calendar"),
    ({"time_zone": "Mars/Base"}, "unknown-time-zone", "time_zone"),
    ({"time_zone": "../../etc/passwd"}, "unknown-time-zone", "time_zone"),
    ({"extend": "31"}, "extension-too-long", "extend"),
    ({"extend": "-1"}, "extension-too-long", "extend"),
    ({"extend": "x"}, "invalid", "extend"),
]


@pytest.mark.parametrize(("wrong", "code", "field"), WRONG, ids=[str(w) for w, _, _ in WRONG])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_wrong_is_said_with_the_field(api, wrong, code, field, language):
    asked = {"procedure": "cn-2022", "limit": "decide", "from": "2026-01-28", **wrong}
    answer = api.get("due", language=language, **asked)
    assert answer.status_code == 422
    assert (error(answer)["code"], error(answer)["field"]) == (code, field)


@pytest.mark.parametrize("missing", ["procedure", "limit", "from"])
def test_what_is_missing_is_said(api, missing):
    asked = {"procedure": "cn-2022", "limit": "decide", "from": "2026-01-28"}
    del asked[missing]
    assert error(api.get("due", **asked))["field"] == missing


def test_a_moment_with_a_zone_survives_the_address(api):
    told = api.client.get(
        "/api/v1/due?procedure=cn-2022&limit=accept&from=2026-01-28T23:30+08:00&time_zone=UTC"
    )
    assert told.json()["from"] == "2026-01-28"


def test_what_can_be_named_is_listed(api):
    offices = {office["code"]: office for office in api.get("offices").json()}
    assert offices["roads"] == {
        "code": "roads", "name": "County Roads Bureau", "parent": "county",
    }  # fmt: skip
    assert api.get("matters", language="zh-CN").json()[0]["name"] == "道路"
    assert api.get("places").json()[0]["parent"] is None
