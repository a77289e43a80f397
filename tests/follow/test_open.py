"""The way in: by the code of the receipt, on a device that may be borrowed."""

import time

import pytest
from django.test import Client
from tests.cast import accepted, file

from openredress.core.receipt import grouped
from openredress.parties.session import COOKIE

OPEN = "/case/open/"


def wrong_by_one(code: str) -> str:
    return code[:7] + str((int(code[7]) + 1) % 10) + code[8:]


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        grouped,
        lambda code: grouped(code).replace(" ", "-"),
        lambda code: "".join(chr(ord(digit) + 0xFEE0) for digit in code),
        lambda code: f"  {grouped(code)}\t",
    ],
    ids=["plain", "spaces", "dashes", "full-width", "pasted"],
)
def test_it_opens_however_the_code_is_typed(cast, at, typed):
    drive = file(cast)
    at(drive.now)
    answer = Client().post(OPEN, {"code": typed(drive.code)})
    assert answer.status_code == 302
    assert answer["Location"] == "/case/"
    assert COOKIE in answer.cookies


def test_it_tells_a_slip_without_asking_the_database(cast, django_assert_num_queries):
    drive = file(cast)
    client = Client()
    with django_assert_num_queries(0):
        answer = client.post(OPEN, {"code": wrong_by_one(drive.code)})
    assert "One digit seems wrong" in answer.content.decode()
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter the code that is on your receipt."),
        ("1234", "you entered 4 digits"),
        ("1", "you entered 1 digit."),
        ("1234 5678 9012 3456 7890 1", "you entered 21 digits"),
    ],
)
def test_it_says_what_is_wrong_with_a_code(db, typed, told):
    page = Client().post(OPEN, {"code": typed}).content.decode()
    assert told in page
    assert "<title>Error:" in page


def test_it_says_what_to_do_with_a_code_that_opens_nothing(db):
    page = Client().post(OPEN, {"code": "00000000000000000000"}).content.decode()
    assert "No case here opens with this code." in page
    assert "What you can do" in page
    assert "nobody can find your case by your name" in page


def test_it_takes_no_code_from_an_address(cast):
    drive = file(cast)
    answer = Client().get(OPEN, {"code": drive.code})
    assert COOKIE not in answer.cookies


def test_it_can_be_closed_on_every_page(cast, follow):
    client = follow(accepted(cast))
    for path in ("/case/", f"/case/{client.drive.case.number}/message/"):
        assert 'action="/case/close/"' in client.get(path).content.decode()
    answer = client.post("/case/close/", follow=True)
    assert "Your case is closed on this device." in answer.content.decode()
    assert client.get("/case/").status_code == 403


def test_it_is_closed_by_post_only(cast, follow):
    assert follow(file(cast)).get("/case/close/").status_code == 405


def test_it_ends_after_half_an_hour_without_use_and_moves_along_with_use(cast, follow, monkeypatch):
    client = follow(file(cast))
    began = time.time()
    for minutes, status in [(20, 200), (40, 200), (75, 403)]:
        monkeypatch.setattr(time, "time", lambda m=minutes: began + m * 60)
        answer = client.get("/case/")
        assert answer.status_code == status
    assert "Nothing is lost." in answer.content.decode()


def test_it_keeps_what_was_being_sent_when_the_session_ends(cast, follow):
    drive = accepted(cast)
    client = follow(drive)
    path = f"/case/{drive.case.number}/message/"
    client.cookies.clear()
    text = '\n  Two wells.\n\n"The one" behind <the> school.  '
    answer = client.post(path, {"message-text": text, "message-seen_version": drive.case.version})
    assert answer.status_code == 403
    assert "&lt;the&gt; school." in answer.content.decode()
    assert ("message-text", text) in answer.context["kept"]

    kept = dict(answer.context["kept"])
    wrong = client.post(path, {**kept, "code": file(cast).code})
    assert "This is the code of another case." in wrong.content.decode()
    assert ("message-text", text) in wrong.context["kept"]

    done = client.post(path, {**kept, "code": drive.code})
    assert done.status_code == 302
    assert client.get("/case/").context["page"].history[0].texts == (("", text),)


def test_it_goes_on_where_one_was_when_nothing_was_being_sent(cast, follow):
    drive = file(cast)
    client = follow(drive)
    client.cookies.clear()
    path = f"/case/{drive.case.number}/days/register/"
    assert client.get(path).status_code == 403
    assert client.post(path, {"code": drive.code}).status_code == 200


def test_it_opens_no_case_but_its_own(cast, follow):
    other, client = accepted(cast), follow(file(cast))
    number = other.case.number
    for path in (f"/case/{number}/", f"/case/{number}/message/", f"/case/{number}/days/decide/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is no such page" in answer.content.decode()
        assert "roads" not in answer.content.decode().lower()
    answer = client.post(f"/case/{number}/message/", {"message-text": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["2026-999999-0/", "nothing/", "2026-000001-5/nothing/"])
def test_it_says_kindly_that_there_is_no_such_page(cast, follow, path):
    answer = follow(file(cast)).get(f"/case/{path}")
    assert answer.status_code == 404
    assert "No case is lost." in answer.content.decode()


def test_it_is_kept_in_no_cache(cast, follow):
    client = follow(file(cast))
    number = client.drive.case.number
    for path in ("open/", "", f"{number}/", f"{number}/days/register/", f"{number}/message/"):
        assert client.get(f"/case/{path}")["Cache-Control"] == "no-store"
