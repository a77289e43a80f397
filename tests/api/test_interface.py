"""What holds for every address: described, JSON, no cookie, nothing kept in caches."""

import re

import pytest
from django.db import OperationalError
from tests.api.conftest import error

from openredress.api import finding, urls
from openredress.core.receipt import check_digit

pytestmark = pytest.mark.django_db

METHODS = {"get", "post", "delete"}


@pytest.fixture
def schema(api):
    return api.get("openapi.json").json()


def references(part):
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for item in part:
            yield from references(item)


def test_the_description_is_openapi_and_complete(schema):
    assert schema["openapi"].startswith("3.")
    assert set(schema["paths"]) == {
        "/api/v1/cases", "/api/v1/case", "/api/v1/case/replacement-refusal",
        "/api/v1/procedures", "/api/v1/procedures/{pack}",
        "/api/v1/due", "/api/v1/duty", "/api/v1/matters", "/api/v1/places", "/api/v1/offices",
        "/api/v1/case/download", "/api/v1/case/download.pdf", "/api/v1/case/erasure",
        "/api/v1/case/longer", "/api/v1/case/files", "/api/v1/case/files/{uid}",
        "/api/v1/notices", "/api/v1/case/answer", "/api/v1/case/notices", "/api/v1/case/proxy",
        "/api/v1/case/proxy/scope",
        "/api/v1/helpers", "/api/v1/case/helper", "/api/v1/case/helper/scope",
        "/api/v1/group", "/api/v1/group/members", "/api/v1/group/say", "/api/v1/group/dissent",
        "/api/v1/group/standing", "/api/v1/group/mandates/{number}", "/api/v1/group/letter",
        "/api/v1/group/report", "/api/v1/group/settlements/{case}/{number}",
        "/api/v1/group/steps/{step}", "/api/v1/group/notices",
        "/api/v1/group/replacement-refusal",
        "/api/v1/mediation", "/api/v1/mediation/receipt", "/api/v1/mediation/consent",
        "/api/v1/mediation/words", "/api/v1/mediation/agreements/{agreement}",
        "/api/v1/mediation/notices", "/api/v1/mediation/replacement-refusal",
        "/api/v1/case/hearing", "/api/v1/case/hearing/closed", "/api/v1/case/hearing/documents",
        "/api/v1/case/hearing/companion", "/api/v1/case/hearing/objections",
        "/api/v1/case/hearing/minutes/confirmation", "/api/v1/case/hearing/minutes/annotations",
        "/api/v1/reports", "/api/v1/reports/readers",
        "/api/v1/case/remedies/{remedy}/confirmation", "/api/v1/case/remedies/{remedy}/objection",
    }  # fmt: skip
    for name in references(schema):
        found = schema
        for key in name.removeprefix("#/").split("/"):
            found = found[key]
    for path, operations in schema["paths"].items():
        assert set(operations) <= METHODS
        named = set(re.findall(r"{(\w+)}", path))
        for operation in operations.values():
            assert operation["summary"]
            assert operation["responses"]
            given = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert given == named
            for parameter in operation["parameters"]:
                assert parameter["schema"]
    ids = [o["operationId"] for p in schema["paths"].values() for o in p.values()]
    assert len(ids) == len(set(ids))


def test_the_description_says_how_a_case_is_filed_and_opened(schema):
    given = schema["components"]["schemas"]["CaseGiven"]
    assert given["required"] == ["text"]
    assert set(given["properties"]) == {
        "text", "wish", "matter", "place", "office", "language", "petitioner",
        "keep_out",
    }  # fmt: skip
    assert given["additionalProperties"] is False
    (security,) = schema["paths"]["/api/v1/case"]["get"]["security"]
    (name,) = security
    assert schema["components"]["securitySchemes"][name] == {"type": "http", "scheme": "receipt"}


def test_there_is_no_page_that_would_fetch_from_elsewhere(api):
    for address in ("docs", "", "redoc"):
        assert api.get(address).status_code == 404


def answers(api):
    filed = api.post("cases", {"text": "The road is broken."})
    yield filed
    yield api.get("case", code=filed.json()["receipt_code"])
    yield api.get("case", code="1" * 19 + check_digit("1" * 19))
    yield api.post("cases", {})
    yield api.get("procedures")
    yield api.get("due")
    yield api.get("nowhere")
    yield api.get("cases")
    yield api.get("openapi.json")
    yield api.client.delete("/api/v1/case")


def test_every_answer_is_json_without_a_cookie_and_kept_nowhere(api):
    for answer in answers(api):
        assert answer["Content-Type"].startswith("application/json"), answer.content
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert answer["Vary"] == "Accept-Language"
        if answer.status_code >= 400:
            assert error(answer)["message"]


def test_a_session_opens_nothing(api):
    """A signed-in officer's cookie is no way into a case of somebody else."""
    api.file()
    api.client.login(username="roads-officer", password="a-password-for-tests")
    assert api.get("case").status_code == 401


@pytest.mark.parametrize(("asked", "header", "answered"), [
    ("", "", "en"), ("", "zh-CN,zh;q=0.9", "zh-hans"), ("", "fr, zh-TW;q=0.5", "zh-hans"),
    ("zh", "en", "zh-hans"), ("zh-Hans", "", "zh-hans"), ("en", "zh-CN", "en"),
    ("xx", "zh-CN", "zh-hans"), ("", "fr;q=0.9, zh;q=0.8", "zh-hans"),
])  # fmt: skip
def test_the_parameter_goes_before_the_header(api, asked, header, answered):
    query = f"?language={asked}" if asked else ""
    headers = {"Accept-Language": header} if header else {}
    answer = api.client.get(f"/api/v1/procedures{query}", headers=headers)
    assert answer["Content-Language"] == answered


def test_a_wrong_method_says_which_is_right(api):
    answer = api.get("cases")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert error(answer)["message"] == "This address takes POST."


def test_a_database_that_does_not_answer_is_said(api, monkeypatch):
    def gone(*_):
        raise OperationalError

    monkeypatch.setattr(finding, "found", gone)
    answer = api.post("cases", {"text": "x"})
    assert (answer.status_code, error(answer)["code"]) == (503, "unavailable")


def test_a_bug_is_said_without_its_details(api, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(finding, "found", broken)
    answer = api.post("cases", {"text": "x"})
    assert (answer.status_code, error(answer)["code"]) == (500, "internal")
    assert b"secret" not in answer.content


def test_the_version_is_in_the_address():
    assert urls.api.version == "1"
