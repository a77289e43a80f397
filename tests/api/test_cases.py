"""Filing over the API, and following with the receipt: the same as the petitioner's page."""

import dataclasses
from datetime import date

import pytest
from django.utils import timezone
from tests.api.conftest import error
from tests.cast import DECISION, file, who

from openredress.api import cases, telling
from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify
from openredress.core.events import Promise
from openredress.core.receipt import grouped
from openredress.follow.pages import CasePage

pytestmark = pytest.mark.django_db


# Filing ----------------------------------------------------------------------------------


def test_only_the_text_is_needed(api):
    filed = api.file()
    case = Case.objects.get(number=filed["number"])
    assert (case.channel, case.language) == ("api", "en")
    assert who(case).is_anonymous
    assert len(filed["receipt_code"]) == 20
    assert filed["because"] == "No office names this matter; this office finds the right one."


def test_due_dates_come_with_what_they_rest_on(api):
    filed = api.file(matter="roads", place="linjiang")
    assert filed["office"] == {"code": "roads", "name": "County Roads Bureau"}
    (due,) = filed["due"]
    assert (due["limit"], due["name"]) == ("register", "Register and send to the competent office")
    assert due["office"] == {"code": "petitions", "name": "County Petition Office"}
    assert due["citation"]["article"] == "Art. 22"
    assert "within 15 days" in due["citation"]["text"]
    assert date.fromisoformat(due["due_on"]) > timezone.now().date()
    assert due["provisional"] in (True, False)


def test_matter_place_and_office_are_named_by_code_or_by_name(api):
    for matter, place in [("roads", "linjiang"), ("ROADS", "Linjiang"), ("道路", "临江")]:
        case = Case.objects.get(number=api.file(matter=matter, place=place)["number"])
        assert (case.matter.code, case.place.code) == ("roads", "linjiang")
    filed = api.file(office="Housing Repairs")
    assert filed["office"]["code"] == "repairs"


def test_names_and_contacts_are_kept_apart_from_the_case(api):
    petitioner = {"name": "Wang Fang", "phone": "0000-1", "email": "w@example.org", "address": "1"}
    filed = api.file(petitioner=petitioner)
    kept = who(Case.objects.get(number=filed["number"]))
    assert (kept.name, kept.phone, kept.email, kept.address) == tuple(petitioner.values())
    assert "Wang Fang" not in str(list(JournalEntry.objects.values("data", "words")))


def test_the_language_of_the_text_is_said_or_taken_from_the_reader(api):
    filed = api.post("cases", {"text": "路坏了。"}, language="zh-CN,en;q=0.5").json()
    assert Case.objects.get(number=filed["number"]).language == "zh-hans"
    assert filed["because"] == "没有单位" or filed["office"]["name"] == "云川市"
    assert Case.objects.get(number=api.file(language="zh")["number"]).language == "zh-hans"


WRONG = [
    ({}, "missing", "text"),
    ({"text": ""}, "missing", "text"),
    ({"text": "  \n"}, "missing", "text"),
    ({"text": "x" * 50_001}, "too-long", "text"),
    ({"text": 7}, "invalid", "text"),
    ({"text": "x", "matters": "roads"}, "unknown-field", "matters"),
    ({"text": "x", "matter": "weather"}, "unknown-matter", "matter"),
    ({"text": "x", "place": "Atlantis"}, "unknown-place", "place"),
    ({"text": "x", "office": "nobody"}, "unknown-office", "office"),
    ({"text": "x", "language": "fr"}, "unknown-language", "language"),
    ({"text": "x", "petitioner": {"email": "no"}}, "invalid", "petitioner.email"),
    ({"text": "x", "petitioner": {"identity_number": "1"}}, "unknown-field",
     "petitioner.identity_number"),
    ({"text": "x", "petitioner": {"name": "x" * 201}}, "too-long", "petitioner.name"),
    ([], "invalid", ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code", "field"), WRONG, ids=[f"{c} {f}" for _, c, f in WRONG])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_wrong_is_said_with_the_field(api, body, code, field, language):
    answer = api.post("cases", body, language=language)
    assert answer.status_code == 422
    found = error(answer)
    assert (found["code"], found["field"]) == (code, field)
    assert found["message"].isascii() is (language == "en") or "“" in found["message"]
    assert not Case.objects.exists()


def test_an_unknown_matter_is_told_what_to_do(api):
    message = error(api.post("cases", {"text": "x", "matter": "weather"}))["message"]
    assert "/api/v1/matters" in message
    assert "leave it out" in message


def test_a_name_that_several_have_is_told_their_codes(api, cast):
    cast.offices["town"].name_en = "County Roads Bureau"
    cast.offices["town"].save()
    found = error(api.post("cases", {"text": "x", "office": "county roads bureau"}))
    assert found["code"] == "several-office"
    assert "roads, town" in found["message"]


@pytest.mark.parametrize("body", ["", "{", "text=hello", b"\xff\xfe"])
def test_what_is_not_json_is_said(api, body):
    answer = api.post("cases", body)
    assert answer.status_code in (400, 422)
    assert error(answer)["message"]


def test_too_much_at_once_is_said(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = api.post("cases", {"text": "x" * 2000})
    assert (answer.status_code, error(answer)["code"]) == (413, "too-big")


# Following -------------------------------------------------------------------------------


def test_the_receipt_opens_the_case_however_the_code_is_written(api):
    filed = api.file()
    code = filed["receipt_code"]
    for typed in (code, grouped(code), grouped(code).replace(" ", "-")):
        assert api.get("case", code=typed).json()["number"] == filed["number"]


def test_it_tells_where_the_case_is_and_by_when_with_every_day(api):
    filed = api.file(matter="roads", place="linjiang")
    told = api.get("case", code=filed["receipt_code"]).json()
    assert told["stage"]["id"] == "filed"
    assert told["stage"]["plain"].startswith("Your case has arrived.")
    assert told["office"]["name"] == "County Petition Office"
    assert (told["text"], told["matter"], told["place"]) == (
        "The road is broken.", "Roads", "Linjiang",
    )  # fmt: skip
    (due,) = told["due"]
    assert due["state"] == "running"
    assert due["days"][0]["reason"] == "event"
    assert [day["number"] for day in due["days"] if day["counted"]] == list(range(1, 16))
    assert {"message", "add-facts", "withdraw"} == {step["id"] for step in told["steps"]}
    assert told["history"][0]["title"] == "Filed. County Petition Office takes it in."
    assert told["history"][0]["is_mine"]


def test_it_tells_all_of_it_in_chinese(api):
    filed = api.file()
    told = api.get("case", code=filed["receipt_code"], language="zh-CN").json()
    assert told["stage"]["name"] == "已收到"
    assert told["due"][0]["citation"]["article"] == "第二十二条"
    assert api.get("case", code=filed["receipt_code"], **{"language": "zh"}).status_code == 200


WRONG_CODES = [
    "", "1", "12345678901234567890", "Bearer", "x" * 500, "1234 5678 9012 3456 789",
]  # fmt: skip


@pytest.mark.parametrize("code", WRONG_CODES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_wrong_code_is_answered_in_the_language_of_the_reader(api, code, language):
    api.file()
    answer = api.get("case", code=code, language=language)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Receipt"
    found = error(answer)
    assert found["code"] in ("no-receipt", "wrong-receipt")
    assert found["message"]
    assert answer["Content-Language"] == language


def test_a_code_that_opens_nothing_says_nothing_of_any_case(api, cast):
    """A made-up code, the code of a case that is gone, and a number: the same answer."""
    filed = api.file()
    made_up = "1234567890123456789"
    from openredress.core.receipt import check_digit

    answers = [
        api.get("case", code=made_up + check_digit(made_up)),
        api.get("case", code=made_up + check_digit(made_up), number=filed["number"]),
    ]
    assert len({answer.content for answer in answers}) == 1
    assert filed["number"] not in answers[0].content.decode()


def test_other_ways_to_sign_in_open_nothing(api):
    api.file()
    answer = api.client.get("/api/v1/case", headers={"Authorization": "Bearer 123"})
    assert (answer.status_code, error(answer)["code"]) == (401, "no-receipt")


def test_a_receipt_opens_no_other_case(api):
    one, other = api.file(), api.file()
    answer = api.get("case", code=one["receipt_code"], number=other["number"])
    assert (answer.status_code, error(answer)["field"]) == (404, "number")


@pytest.fixture
def long_ago(cast):
    """A case that began early enough for all its steps to lie in the past."""
    return file(cast, timezone.now() - timezone.timedelta(days=20))


def _accepted(drive):
    drive.must("clerk", "register")
    roads = drive.cast.offices["roads"].pk
    drive.must("clerk", "transfer", office=roads, reason="It mends it.")
    return drive.must("roads-officer", "accept")


def test_a_decision_is_told_once_it_is_served_and_not_before(api, long_ago):
    drive = _accepted(long_ago)
    promise = Promise(drive.cast.offices["roads"].pk, date(2036, 4, 1))
    drive.must("roads-officer", "decide", **DECISION, remedies=(promise,), remedy_texts=("Mend.",))
    told = api.get("case", code=drive.code).json()
    assert (told["outcome"], told["answer"], told["remedies"]) == (None, None, [])
    assert "The road will be mended." not in str(told)
    drive.must("roads-officer", "serve", how="post")
    told = api.get("case", code=drive.code).json()
    assert told["outcome"] == {"code": "upheld", "name": "Upheld"}
    assert "The road will be mended." in str(told["answer"]["parts"])
    assert [(r["number"], r["text"], r["due_on"]) for r in told["remedies"]] == [
        (1, "Mend.", "2036-04-01")
    ]
    assert {"ask-review", "not-fixed"} <= {step["id"] for step in told["steps"]}
    assert next(s for s in told["steps"] if s["id"] == "ask-review")["until"]


def test_what_is_not_fixed_has_no_outcome_until_it_is_answered_again(api, long_ago):
    drive = _accepted(long_ago).must("roads-officer", "decide", **DECISION)
    drive.must("roads-officer", "serve", how="post").must("petitioner", "not-fixed", reason="No.")
    told = api.get("case", code=drive.code).json()
    assert told["outcome"] is None
    assert told["answer"]["is_earlier"]


def test_notes_of_the_office_are_not_told(api, long_ago):
    from openredress.cases import actions

    drive = _accepted(long_ago)
    officer = drive.cast.actor("roads-officer")
    actions.write_note(drive.case.number, officer, "Only for us.", drive.now)
    assert "Only for us." not in str(api.get("case", code=drive.code).json())


def test_the_levels_of_a_case_are_linked_and_each_can_be_told(api, long_ago):
    drive = _accepted(long_ago).must("roads-officer", "decide", **DECISION)
    first = drive.case.number
    drive.must("roads-officer", "serve", how="post")
    drive.must("petitioner", "ask-review", reason="I disagree.")
    told = api.get("case", code=drive.code).json()
    assert (told["number"], told["level"]) == (drive.case.number, "Review")
    assert [level["shown"] for level in told["levels"]] == [False, True]
    assert api.get("case", code=drive.code, number=first).json()["number"] == first


def test_who_looked_at_the_identity_is_told(api, long_ago):
    from openredress.cases import actions

    clerk = long_ago.cast.actor("clerk")
    actions.open_identity(long_ago.case.number, clerk, "To send a letter.", timezone.now())
    (look,) = api.get("case", code=long_ago.code).json()["looks"]
    assert (look["office"], look["purpose"]) == ("County Petition Office", "To send a letter.")


def test_following_changes_nothing(api):
    filed = api.file()
    api.get("case", code=filed["receipt_code"])
    assert not any(differences for _, differences in verify())


#: What the page shows and where the API tells it, if not under the same name.
ELSEWHERE = {
    "duties": "due", "stage": "stage", "plain": "stage", "is_open": "stage", "tabs": "levels",
    "linked": "levels", "ways": "steps", "promises": "remedies", "owed": "remedies",
    "today": "history", "doors_first": "doors", "told": "told_by", "opens": "answer_waits",
    "opening": "office",
}  # fmt: skip


def test_everything_on_the_page_is_told_by_the_api(api):
    """A field that is added to the page has to be told here too, or excused above."""
    told = api.get("case", code=api.file()["receipt_code"]).json()
    shown = {field.name for field in dataclasses.fields(CasePage)}
    assert {name for name in shown if ELSEWHERE.get(name, name) not in told} == set()
    assert telling.case_page is not None
    assert cases.router
