"""Reporting reprisal over the API, and naming somebody to exclude when a case is filed."""

import json

import pytest
from tests.api.conftest import error
from tests.cast import accepted

from openredress.cases.models import Case, JournalEntry

pytestmark = pytest.mark.django_db

STORY = {"text": "He said: withdraw, or else."}


def send(api, address: str, body, code: str = ""):
    headers = {"Accept-Language": "en"}
    if code:
        headers["Authorization"] = f"Receipt {code}"
    content = json.dumps(body)
    return api.client.post(
        f"/api/v1/{address}", content, content_type="application/json", headers=headers
    )


def test_with_the_receipt_of_the_case_it_goes_past_all_its_offices(api, cast):
    drive = accepted(cast)
    asked = send(api, "reports/readers", {}, drive.code).json()
    assert asked["office"] == {"code": "county", "name": "Linjiang County"}
    assert {each["code"] for each in asked["passed"]} == {"roads", "petitions"}
    assert not Case.objects.filter(is_reprisal=True).exists()
    answer = send(api, "reports", {**STORY, "keep_out": "Mr Li."}, drive.code)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert {key: told[key] for key in asked} == asked
    assert {due["limit"] for due in told["due"]} == {"acknowledge", "protect"}
    case = Case.objects.get(number=told["number"])
    assert (case.about_id, case.channel, case.exclusion_asked) == (drive.case.pk, "api", True)
    followed = api.get("case", code=told["receipt_code"]).json()
    assert (followed["is_report"], followed["about"]) == (True, drive.case.number)
    original = api.get("case", code=drive.code).json()
    assert (original["is_report"], original["about"]) == (False, "")
    assert told["number"] not in json.dumps(original)


def test_without_a_receipt_the_office_is_needed(api, cast):
    assert error(send(api, "reports", STORY))["field"] == "office"
    told = send(api, "reports", {**STORY, "office": "roads", "refused": ["county"]}).json()
    assert told["office"]["code"] == "city"
    assert [each["code"] for each in told["passed"]] == ["county", "roads"]
    assert told["held"] is False


def test_a_wrong_receipt_is_refused_and_nothing_is_filed(api, cast):
    answer = send(api, "reports", {**STORY, "office": "roads"}, "1234")
    assert answer.status_code == 401
    assert error(answer)["code"] == "wrong-receipt"
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [{}, {"text": ""}, {**STORY, "office": "x"}, {**STORY, "y": 1}])
def test_what_is_wrong_is_said(api, cast, body):
    assert send(api, "reports", body).status_code == 422


def test_somebody_can_be_named_to_exclude_when_a_case_is_filed(api, cast):
    filed = api.file(matter="roads", keep_out="The head of the roads bureau is his cousin.")
    case = Case.objects.get(number=filed["number"])
    assert case.exclusion_asked
    asked = JournalEntry.objects.get(case=case, tag="exclusion-asked")
    assert asked.words == {"text": "The head of the roads bureau is his cousin."}
    assert api.get("case", code=filed["receipt_code"]).json()["asks_exclusion"] is True
