"""Guessing receipts: what is stopped, and that nobody is kept from their own case by it."""

import secrets

import pytest
from django.test import Client
from tests.cast import file

from openredress.core.receipt import CODE_SPACE, check_digit, code_from
from openredress.parties import receipts
from openredress.web.limits import TooMany

pytestmark = pytest.mark.django_db
OPEN = "/case/open/"


def like(code: str, *, known: slice) -> str:
    """Another code, with these digits of the right one."""
    while True:
        digits = list(code_from(secrets.randbelow(CODE_SPACE)))
        digits[known] = code[known]
        other = "".join(digits[:-1])
        other += check_digit(other)
        if other != code and other[known] == code[known]:
            return other


@pytest.mark.parametrize("known", [slice(0, 12), slice(8, 20)], ids=["its beginning", "its end"])
def test_who_knows_half_of_a_code_does_not_get_to_guess_the_rest(cast, known):
    drive, thief = file(cast), Client()
    for _ in range(10):
        page = thief.post(OPEN, {"code": like(drive.code, known=known)})
        assert "No case here opens with this code." in page.content.decode()
    for code in (like(drive.code, known=known), drive.code):
        page = thief.post(OPEN, {"code": code})
        assert page.status_code == 429
        assert 0 < int(page["Retry-After"]) <= 3601
        assert "tried too often" in page.content.decode()
    follow = thief.get("/api/v1/case", headers={"authorization": f"Receipt {drive.code}"})
    assert follow.status_code == 429
    assert follow.json()["error"]["code"] == "too-many-tries"
    assert 0 < int(follow["Retry-After"]) <= 3601


def test_a_pause_says_nothing_about_whether_there_is_such_a_code(cast):
    real, invented = file(cast).code, code_from(secrets.randbelow(CODE_SPACE))
    said = []
    for code in (real, invented):
        thief = Client()
        for _ in range(10):
            thief.post(OPEN, {"code": like(code, known=slice(0, 12))})
        page = thief.post(OPEN, {"code": code})
        shown = page.content.decode().replace(code, "CODE")
        said.append((page.status_code, shown.split("<main")[1].split("csrfmiddleware")[0]))
    assert said[0] == said[1]


def test_a_flood_of_guesses_keeps_nobody_from_their_own_case(cast):
    drive, petitioner = file(cast), Client()
    for _ in range(500):
        assert receipts.find(code_from(secrets.randbelow(CODE_SPACE))) is None
    assert petitioner.post(OPEN, {"code": drive.code}).status_code == 302


def test_slips_of_the_finger_are_not_counted(cast):
    drive, petitioner = file(cast), Client()
    for digit in range(10):
        slip = drive.code[:5] + str(digit) + drive.code[6:]
        petitioner.post(OPEN, {"code": slip})
        petitioner.post(OPEN, {"code": slip})
    assert petitioner.post(OPEN, {"code": drive.code}).status_code == 302


def test_who_has_the_case_open_is_not_thrown_out_by_guesses(cast):
    drive, petitioner = file(cast), Client()
    petitioner.post(OPEN, {"code": drive.code})
    for _ in range(12):
        Client().post(OPEN, {"code": like(drive.code, known=slice(0, 12))})
    with pytest.raises(TooMany):
        receipts.find(drive.code)
    assert petitioner.get("/case/").status_code == 200


def test_an_ended_session_keeps_what_was_written_when_codes_are_paused(cast):
    drive = file(cast)
    for _ in range(10):
        receipts.find(like(drive.code, known=slice(0, 12)))
    sent = {"message-text": "Two wells.", "code": drive.code}
    page = Client().post(f"/case/{drive.case.number}/message/", sent)
    assert page.status_code == 429
    assert page["Retry-After"]
    assert ("message-text", "Two wells.") in page.context["kept"]


def test_neither_address_nor_browser_plays_a_part(cast):
    """Every guess from another address, as over Tor or a botnet: the pause is the same."""
    drive = file(cast)
    for number in range(10):
        code = like(drive.code, known=slice(0, 12))
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(OPEN, {"code": code})
    paused = Client(REMOTE_ADDR="198.51.100.1").post(OPEN, {"code": drive.code})
    assert paused.status_code == 429
