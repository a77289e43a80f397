"""How often the API may be asked, and filing once however often it is sent."""

import json
import threading
import uuid

import pytest
from django.db import connection
from django.test import Client

from openredress.cases.models import Case
from openredress.core.receipt import code_from
from openredress.intake.models import Draft

from .conftest import error

FROM = {"REMOTE_ADDR": "203.0.113.7"}
SAID = {"text": "The road is broken."}


def test_every_answer_says_how_much_is_left(api):
    for address, quota, most in [("matters", "reading", 3000), ("nothing", "reading", 3000)]:
        answer = api.get(address)
        assert answer["RateLimit-Policy"] == f'"{quota}";q={most};w=60'
        assert answer["RateLimit"].startswith(f'"{quota}";r=')
    answer = api.post("cases", SAID)
    assert answer["RateLimit-Policy"] == '"filing";q=300;w=60'
    assert answer["RateLimit"].startswith('"filing";r=299;t=')


def test_one_caller_who_asks_too_often_waits_and_others_do_not(api):
    for _ in range(30):
        last = api.client.post("/api/v1/cases", "{}", content_type="application/json", **FROM)
    assert last["RateLimit"].startswith('"filing";r=0;t=')
    refused = api.client.post("/api/v1/cases", "{}", content_type="application/json", **FROM)
    assert refused.status_code == 429
    assert error(refused)["code"] == "too-many-requests"
    assert 0 < int(refused["Retry-After"]) <= 61
    assert refused["RateLimit"].startswith('"filing";r=0;t=')
    assert api.client.get("/api/v1/matters", **FROM).status_code == 200
    assert api.post("cases", SAID).status_code == 201
    assert Client(**FROM).get("/file/").status_code == 200


def test_no_flood_keeps_the_holder_of_a_receipt_from_their_case(api):
    filed = api.file()
    for number in range(130):
        Client().get("/api/v1/case", headers={"authorization": f"Receipt {code_from(number)}"})
    for _ in range(3100):
        last = api.get("matters")
    assert last.status_code == 429
    assert api.get("case", code=filed["receipt_code"]).status_code == 200


def test_a_web_filer_who_sends_very_often_waits_with_everything_kept(cast, client):
    for _ in range(60):
        client.post("/file/", **FROM)
    client.post("/file/what-happened/", {**SAID, "wish": ""}, **FROM)
    refused = client.post("/file/check/", {}, **FROM)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "go back and send it again" in refused.content.decode()
    kept = client.get("/file/what-happened/", **FROM).content.decode()
    assert SAID["text"] in kept


def test_nobody_is_slowed_who_cannot_be_told_from_others(cast, client):
    for _ in range(100):
        assert client.post("/file/").status_code == 302


# Filing once --------------------------------------------------------------------------------


def send(key, body=SAID, client=None):
    return (client or Client()).post(
        "/api/v1/cases", json.dumps(body), content_type="application/json",
        headers={"idempotency-key": key},
    )  # fmt: skip


def test_the_same_sent_again_is_answered_with_the_same_receipt(api):
    key = str(uuid.uuid4())
    first, again, quoted = send(key), send(key), send(f'"{key}"')
    assert first.status_code == again.status_code == quoted.status_code == 201
    assert first.json() == again.json() == quoted.json()
    assert Case.objects.count() == 1
    assert api.get("case", code=first.json()["receipt_code"]).status_code == 200


def test_another_key_or_none_files_another_case(api):
    assert send(str(uuid.uuid4())).json()["number"] != send(str(uuid.uuid4())).json()["number"]
    api.file()
    assert Case.objects.count() == 3


def test_a_key_used_for_something_else_gives_nothing_away(api):
    key = str(uuid.uuid4())
    code = send(key).json()["receipt_code"]
    other = send(key, {"text": "Something else."})
    assert other.status_code == 422
    assert error(other)["code"] == "key-used"
    assert code not in other.content.decode()
    assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["1", "a" * 40, "order-17", "x" * 400, "ключ" * 9, "1212" * 9])
def test_a_key_that_could_be_guessed_is_refused(api, key):
    answer = send(key)
    assert answer.status_code == 400
    assert error(answer)["code"] == "weak-key"
    assert Case.objects.count() == 0


def test_what_was_refused_may_be_corrected_under_the_same_key(api):
    key = str(uuid.uuid4())
    assert send(key, {"text": ""}).status_code == 422
    assert send(key, {"text": "x", "matter": "weather"}).status_code == 422
    assert send(key).status_code == 201


def test_a_stolen_database_holds_neither_code_nor_key(api):
    key = str(uuid.uuid4())
    code = send(key).json()["receipt_code"]
    kept = str([(bytes(d.token_hash), bytes(d.sealed)) for d in Draft.objects.all()])
    assert code not in kept
    assert key not in kept


@pytest.mark.django_db(transaction=True)
def test_two_at_once_file_one_case(cast):
    key, answers = str(uuid.uuid4()), []

    def run():
        try:
            answers.append(send(key))
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(4)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == 1
