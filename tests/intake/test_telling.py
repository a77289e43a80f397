"""Choosing how to be told while filing: online, at the counter, by the interface."""

import pytest
from django.test import Client
from tests.cast import make_cast

from openredress.cases.models import Case
from openredress.parties import identities


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def every_way(mail, gateway, settings):
    settings.CHAT_NAME = "Telegram"


def begun(language="en"):
    client = Client(headers={"accept-language": language})
    client.post("/file/")
    client.post("/file/what-happened/", {"text": "The road is broken."})
    for slug in ("where", "about-what", "files", "office", "keep-out"):
        answer = client.post(f"/file/{slug}/", {"way": "suggested"})
        assert answer.status_code == 302, slug
    client.post("/file/for-whom/", {"whom": "myself"})
    return client


def test_it_is_asked_read_back_and_sealed(cast, every_way):
    client = begun()
    asked = client.get("/file/who-you-are/").content.decode()
    for word in ("By e-mail", "By text message", "Telegram", "By letter"):
        assert word in asked
    given = {"email": "zhang@example.net", "phone": "138 0000 5555", "tell_email": "on",
             "tell_sms": "on"}  # fmt: skip
    assert client.post("/file/who-you-are/", given)["Location"] == "/file/check/"
    check = client.get("/file/check/").content.decode()
    assert "On your page" in check
    assert "By text message (SMS)" in check
    client.post("/file/check/")
    assert identities.reach(Case.objects.get()).tell_by == "email sms"


@pytest.mark.parametrize(
    ("tick", "given", "field"),
    [("tell_email", {}, "email"), ("tell_sms", {"phone": "ask my son"}, "phone"),
     ("tell_chat", {"chat": "a,b"}, "chat"), ("tell_letter", {}, "address")],
)  # fmt: skip
def test_a_tick_without_a_contact_leads_to_the_field(cast, every_way, tick, given, field):
    answer = begun().post("/file/who-you-are/", {tick: "on", "name": "Zhang", **given})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="#id_{field}"' in page
    assert "Zhang" in page


def test_what_is_not_offered_is_not_asked(cast, settings):
    settings.EMAIL_HOST = settings.SMS_URL = settings.CHAT_URL = ""
    settings.LETTERS = False
    client = begun()
    assert "tell_" not in client.get("/file/who-you-are/").content.decode()
    client.post("/file/who-you-are/", {"tell_sms": "on", "phone": "138 0000 5555"})
    client.post("/file/check/")
    assert identities.reach(Case.objects.get()).tell_by == ""


def test_a_draft_keeps_the_ticks(cast, every_way):
    client = begun("zh-hans")
    client.post("/file/who-you-are/", {"tell_letter": "on", "address": "清石镇", "back": "1"})
    page = client.get("/file/who-you-are/").content.decode()
    assert page.count(" checked") == 1
    assert "书信" in page


def test_at_the_counter(cast, every_way):
    client = Client()
    client.force_login(cast.staff("clerk"))
    said = {"text": "The road.", "channel": "visit", "language": "en", "tell_letter": "on"}
    wrong = client.post("/desk/take-down/", said)
    assert "Enter the postal address" in wrong.content.decode()
    assert client.post("/desk/take-down/", {**said, "address": "12 Mill Lane"}).status_code == 302
    assert "By letter" in client.get("/desk/take-down/read-back/").content.decode()
    client.post("/desk/take-down/read-back/", {"confirmed": "on"})
    assert identities.reach(Case.objects.get()).tell_by == "letter"


def test_a_report_of_reprisal_asks_for_no_message(cast, every_way):
    client = Client()
    client.post("/protection/")
    assert "tell_" not in client.get("/protection/what-happened/").content.decode()


# By the interface -----------------------------------------------------------------------------


def sent(path, code="", **body):
    headers = {"authorization": f"Receipt {code}"} if code else {}
    return Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_by_the_interface(cast, every_way):
    offered = [way["code"] for way in Client().get("/api/v1/notices").json()]
    assert offered == ["email", "sms", "chat", "letter"]
    who = {"email": "zhang@example.net", "tell_by": ["email"]}
    filed = sent("cases", text="The road.", petitioner=who)
    assert filed.status_code == 201, filed.content
    code = filed.json()["receipt_code"]
    told = Client().get("/api/v1/case", headers={"authorization": f"Receipt {code}"}).json()
    assert (told["told_by"], told["answer_waits"]) == (["email"], None)
    changed = sent("case/notices", code, tell_by=[])
    assert changed.json()["told_by"] == []
    assert sent("case/notices", code, tell_by=["sms"]).status_code == 422
    assert sent("case/notices", code, tell_by=["pigeon"]).status_code == 422
    assert sent("case/answer", code).status_code == 422


@pytest.mark.parametrize(
    "who", [{"tell_by": ["email"]}, {"tell_by": ["pigeon"]}, {"phone": "x", "tell_by": ["sms"]}]
)
def test_the_interface_refuses_a_way_that_cannot_be_gone(cast, every_way, who):
    assert sent("cases", text="The road.", petitioner=who).status_code == 422
    assert not Case.objects.exists()


def test_the_interface_opens_an_answer(cast, every_way):
    from tests.cases.test_service import decided

    drive = decided(cast)
    headers = {"authorization": f"Receipt {drive.code}"}
    told = Client().get("/api/v1/case", headers=headers).json()
    assert told["answer"] is None
    assert told["answer_waits"]["within"][0]["length"] == "30 days"
    opened = sent("case/answer", drive.code).json()
    assert opened["answer"]["served_on"]
    assert opened["answer_waits"] is None
