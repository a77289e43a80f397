"""Where the office so sets, a second person has to agree before anybody looks at who filed."""

from datetime import timedelta

import pytest
from tests.cast import PASSWORD, accepted

from openredress.cases import actions, queries
from openredress.cases.actions import Opened
from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify
from openredress.core.identity import GRANT_LASTS
from openredress.core.refusals import Code, Refusal
from openredress.offices.models import Office, Post

WHY = "To agree on a day for the visit."


@pytest.fixture
def drive(cast):
    """A case of the roads bureau, where a second person must agree."""
    Office.objects.filter(code="roads").update(custodian=True)
    return accepted(cast, identity={"name": "Wang Fang", "phone": "0000-5555"})


class People:
    def __init__(self, drive):
        self.drive, self.number = drive, drive.case.number

    def ask(self, who="roads-officer", purpose=WHY):
        return actions.ask_identity(self.number, self.actor(who), purpose, self.drive.now)

    def answer(self, who, request, agrees=True, reason=""):
        return actions.answer_identity_request(
            self.number, self.actor(who), request, agrees, reason, self.drive.now
        )

    def look(self, who="roads-officer", purpose=""):
        return actions.open_identity(self.number, self.actor(who), purpose, self.drive.now)

    def actor(self, who):
        return self.drive.petitioner if who == "petitioner" else self.drive.cast.actor(who)


def tags(drive):
    rows = JournalEntry.objects.filter(case=drive.case, tag__startswith="identity")
    return list(rows.order_by("seq").values_list("tag", flat=True))


def test_asked_agreed_and_opened_once(cast, drive):
    people = People(drive)
    assert people.look(purpose=WHY) == Refusal(Code.SECOND_PERSON_NEEDED)
    asked = people.ask()
    assert isinstance(asked, Case)
    assert people.look() == Refusal(Code.SECOND_PERSON_WAITS)
    assert people.ask() == Refusal(Code.SECOND_PERSON_WAITS)
    assert isinstance(people.answer("roads-head", asked.version), Case)
    opened = people.look(purpose="Something else altogether.")
    assert isinstance(opened, Opened)
    assert (opened.details.name, opened.purpose) == ("Wang Fang", WHY)
    assert people.look() == Refusal(Code.SECOND_PERSON_NEEDED)
    assert tags(drive) == ["identity-asked", "identity-granted", "identity-opened"]
    last = JournalEntry.objects.get(case=drive.case, tag="identity-opened")
    assert (last.data["request"], last.words["purpose"]) == (asked.version, WHY)
    assert [found for _, found in verify() if found] == []


def test_refused_with_a_reason(drive):
    people = People(drive)
    request = people.ask().version
    assert people.answer("city-supervisor", request, False, " ") == Refusal(Code.MISSING, "reason")
    assert isinstance(people.answer("city-supervisor", request, False, "Write to them."), Case)
    assert people.answer("roads-head", request) == Refusal(Code.IDENTITY_REQUEST_OVER)
    assert people.look() == Refusal(Code.SECOND_PERSON_NEEDED)
    assert isinstance(people.ask(), Case)


def test_nobody_agrees_to_their_own_request(cast, drive):
    Post.objects.create(staff=cast.staff("roads-officer"), office=cast.offices["roads"],
                        role="head")  # fmt: skip
    people = People(drive)
    request = people.ask().version
    assert people.answer("roads-officer", request) == Refusal(Code.SECOND_PERSON_SAME)
    assert people.look() == Refusal(Code.SECOND_PERSON_WAITS)


@pytest.mark.parametrize(
    "name", ["clerk", "housing-head", "uk-head", "county-officer", "operator", "petitioner"]
)
def test_only_a_head_there_or_a_supervisor_above_answers(drive, name):
    people = People(drive)
    request = people.ask().version
    assert people.answer(name, request) == Refusal(Code.NOT_YOURS)


def test_what_was_agreed_to_is_for_who_asked_and_for_72_hours(drive):
    people = People(drive)
    request = people.ask().version
    people.answer("roads-head", request)
    assert people.look("roads-head") == Refusal(Code.SECOND_PERSON_NEEDED)
    assert people.look("clerk", purpose=WHY) == Refusal(Code.SECOND_PERSON_NEEDED)
    drive.now += GRANT_LASTS
    assert timedelta(hours=72) == GRANT_LASTS
    late = drive.now + timedelta(seconds=1)
    refused = actions.open_identity(people.number, people.actor("roads-officer"), "", late)
    assert refused == Refusal(Code.SECOND_PERSON_NEEDED)
    assert isinstance(people.look(), Opened)


def test_a_lapsed_agreement_is_asked_for_anew(drive):
    people = People(drive)
    first = people.ask().version
    people.answer("roads-head", first)
    drive.now += GRANT_LASTS + timedelta(hours=1)
    second = people.ask()
    assert isinstance(second, Case)
    assert people.answer("roads-head", first) == Refusal(Code.IDENTITY_REQUEST_OVER)
    people.answer("roads-head", second.version)
    assert isinstance(people.look(), Opened)


def test_several_ask_and_each_is_answered(drive):
    people = People(drive)
    officer, clerk = people.ask().version, people.ask("clerk").version
    people.answer("roads-head", clerk)
    assert isinstance(people.look("clerk"), Opened)
    assert people.look() == Refusal(Code.SECOND_PERSON_WAITS)
    assert queries.waiting_for_second_person(people.actor("roads-head")) == (drive.case,)
    people.answer("roads-head", officer, False, "No need.")
    assert queries.waiting_for_second_person(people.actor("roads-head")) == ()


def test_it_waits_on_the_list_of_heads_and_supervisors_only(drive):
    People(drive).ask()
    seen = {name: bool(queries.waiting_for_second_person(drive.cast.actor(name)))
            for name in ("roads-head", "city-supervisor", "housing-head", "roads-officer", "clerk",
                         "county-head", "uk-head")}  # fmt: skip
    assert {name for name, waits in seen.items() if waits} == {"roads-head", "city-supervisor"}


def test_a_request_says_nothing_about_whether_there_is_a_name(cast, client):
    Office.objects.filter(code="roads").update(custodian=True)
    client.login(username="roads-officer", password=PASSWORD)
    shown = []
    for identity in ({"name": "Wang Fang"}, None):
        drive = accepted(cast, identity=identity)
        path = f"/desk/cases/{drive.case.number}/"
        client.post(f"{path}identity-request/", {"identity-purpose": WHY})
        page = client.get(path).content.decode().split('id="identity"')[1]
        shown.append(page.split("</details>")[0].replace(drive.case.number, ""))
    assert shown[0] == shown[1]
    assert WHY in shown[0]


def test_the_petitioner_sees_each_of_it(cast, client, drive):
    people = People(drive)
    people.answer("roads-head", people.ask().version, False, "Write to them instead.")
    people.answer("city-supervisor", people.ask(purpose="The letter came back.").version)
    people.look()
    client.post("/case/open/", {"code": drive.code})
    page = client.get(f"/case/{drive.case.number}/").content.decode()
    names = page.split('id="name"')[1].split('id="history"')[0]
    for said in (WHY, "Write to them instead.", "The letter came back.", "asked for leave",
                 "A second person refused", "A second person agreed", "were opened",
                 "County Roads Bureau", "Yunchuan City"):  # fmt: skip
        assert said in names, said
    told = client.get("/api/v1/case", headers={"authorization": f"Receipt {drive.code}"}).json()
    assert [look["what"] for look in told["looks"]] == [
        "opened", "granted", "asked", "refused", "asked",
    ]  # fmt: skip
    assert "Wang Fang" not in page + str(told)


def test_the_pages_lead_from_asking_to_opening(cast, client, drive):
    path = f"/desk/cases/{drive.case.number}/"
    client.login(username="roads-officer", password=PASSWORD)
    assert client.post(f"{path}identity-request/", {"identity-purpose": " "}).status_code == 422
    assert client.post(f"{path}identity/", {"identity-purpose": WHY}).status_code == 422
    assert client.post(f"{path}identity-request/", {"identity-purpose": WHY}).status_code == 302
    request = JournalEntry.objects.get(tag="identity-asked").seq
    answer = f"{path}identity-request/{request}/"
    assert client.post(answer, {f"answer-{request}-answer": "agree"}).status_code == 404

    client.login(username="roads-head", password=PASSWORD)
    assert drive.case.number in client.get("/desk/names/").content.decode()
    assert "roads-officer" in client.get(path).content.decode()
    bare = {f"answer-{request}-answer": "refuse", f"answer-{request}-reason": " "}
    assert "Say why you refuse." in client.post(answer, bare).content.decode()
    assert client.post(answer, {f"answer-{request}-answer": "agree"}).status_code == 302

    client.login(username="roads-officer", password=PASSWORD)
    assert "You can open it once" in client.get(path).content.decode()
    assert "Wang Fang" in client.post(f"{path}identity/").content.decode()
    again = client.post(f"{path}identity/", follow=True).content.decode()
    assert "Wang Fang" not in again
    assert "a second person must agree" in again
