"""Whoever files is shown what they filed before, where its receipt is open here, and only then."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import file, make_cast

from openredress.cases.actions import Filing
from openredress.intake.before import before_of

PLANT = "The mixing plant beside Lifa estate roars all night and dust covers our balconies."
AGAIN = "Concrete dust on every balcony of Lifa estate: the mixing plant works all night."


@pytest.fixture
def cast(db):
    return make_cast()


def filing(text, opened="", **more):
    """The check of somebody who is about to file this text, with a receipt open or without."""
    client = Client()
    if opened:
        assert client.post(reverse("petitioner:open"), {"code": opened}).status_code == 302
    client.post(reverse("intake:start"))
    request = client.get("/file/what-happened/").wsgi_request
    request.COOKIES.update({key: value.value for key, value in client.cookies.items()})
    return before_of(request, Filing(text=text, **more))


def test_the_own_case_is_shown_where_its_receipt_is_open(cast):
    before = file(cast, text=PLANT)
    shown = filing(AGAIN, before.code)
    assert (shown.own, shown.is_open) == (before.case.number, True)
    assert filing("A lamp on Mill lane is out and nobody comes.", before.code).own == ""


def test_nobody_is_found_without_their_receipt(cast):
    """Neither by the text nor by the same name and contact."""
    who = {"name": "Thornbury Wen", "email": "wen@example.org"}
    file(cast, text=PLANT, identity=who)
    other = file(cast, text="A lamp is out on Mill lane.", identity=who)
    assert filing(PLANT, identity=who).own == ""
    assert filing(PLANT, other.code, identity=who).own == ""


def test_the_check_says_it_and_files_all_the_same(cast):
    before = file(cast, text=PLANT)
    client = Client()
    client.post(reverse("petitioner:open"), {"code": before.code})
    client.post(reverse("intake:start"))
    for slug, given in (
        ("what-happened", {"text": AGAIN}), ("where", {}), ("about-what", {}), ("files", {}),
        ("office", {"way": "suggested"}), ("keep-out", {}), ("for-whom", {"whom": "myself"}),
        ("who-you-are", {}),
    ):  # fmt: skip
        client.post(f"/file/{slug}/", given)
    page = client.get("/file/check/")
    assert page.status_code == 200, page.headers
    assert "You may have filed this before" in page.content.decode()
    assert before.case.number in page.content.decode()
    assert client.post("/file/check/").headers["Location"] == "/file/receipt/"
