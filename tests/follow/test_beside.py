"""The page on which members and the other side of a mediation choose how they are told."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from tests.cases.test_group import Group
from tests.cast import accepted, make_cast
from tests.disputes import Dispute

from openredress.core.receipt import grouped
from openredress.notices import sending
from openredress.parties import members, sides

pytestmark = pytest.mark.django_db
CHOICE = {"choose": "1", "ways": ["email"], "topics": ["settlements", "reports"],
          "language": "zh-hans", "email": "li@example.net"}  # fmt: skip


@pytest.fixture
def road(cast, at, mail):
    drive = accepted(cast)
    at(drive.now)
    return Group(drive, others=2)


def opened(code, language="en"):
    client = Client(headers={"accept-language": language})
    assert client.post("/case/open/", {"code": grouped(code)}).status_code == 302
    return client


def test_a_member_chooses_ways_and_topics_and_is_never_shown_a_contact(road, mail):
    one = opened(road.codes[0])
    # Nothing is ticked for them; what they could be told of is.
    empty = one.get("/group/notices/").content.decode()
    assert 'value="email" checked' not in empty
    assert empty.count(" checked") == 5
    assert "letter" not in re.findall(r'name="ways" value="(\w+)"', empty)
    for wrong, said in (
        ({"email": ""}, "There is no contact on file that this way could use."),
        ({"email": "li"}, "Enter a whole e-mail address"),
        ({"email": "l*@example.net"}, ""),
        ({"topics": []}, "Fill this in"),
    ):
        page = one.post("/group/notices/", {**CHOICE, **wrong}).content.decode()
        assert said in page
        assert 'href="#id_' in page, wrong  # The summary leads to the field.
    assert members.by_code(road.codes[0]).kept.email == ""
    answer = one.post("/group/notices/", CHOICE)
    assert (answer.status_code, answer["Location"]) == (302, "/group/")
    assert "By e-mail" in one.get("/group/").content.decode()
    page = one.get("/group/notices/").content.decode()
    assert "li@example.net" not in page
    assert "One is on file, and not shown." in page
    assert page.count(" checked") == 3
    road.offer()
    sending.send_due(road.drive.now)
    sending.send_due(road.drive.now)
    (letter,) = [m for m in mail.letters if m["To"] == "li@example.net"]
    assert "有一项提议请您答复" in letter.get_content()
    assert "A settlement is offered" in one.get("/group/notices/").content.decode()
    kept = json.loads(one.get("/group/download/").content)
    assert kept["told"]["email"] == "li@example.net"
    # Another member, the petitioner and the office see none of it.
    other, first = opened(road.codes[1]), opened(road.drive.code)
    assert "A settlement is offered" not in other.get("/group/notices/").content.decode()
    number = road.drive.case.number
    assert first.get("/group/notices/")["Location"] == f"/case/{number}/notices/"
    for client in (other, first):
        for path in ("/group/", f"/case/{number}/notices/", "/group/download/"):
            assert "li@example.net" not in client.get(path).content.decode()
    # What is taken out is gone; the way that needed it goes with it or is refused.
    out = {**CHOICE, "email": "", "remove": ["email"]}
    assert b"There is no contact" in one.post("/group/notices/", out).content
    assert one.post("/group/notices/", {**out, "ways": []}).status_code == 302
    kept = members.by_code(road.codes[0]).kept
    assert (kept.email, kept.tell_by) == ("", "")


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_both_choose_in_a_real_browser(live_server, browser, mail, locale, width, tmp_path):
    cast = make_cast()
    now = timezone.now()
    road = Group(accepted(cast, now=now), others=1)
    dispute = Dispute.begun(cast, {"now": now})
    codes = {"/group/": road.codes[0], "/mediation/": dispute.come()}
    for at, code in codes.items():
        page = browser(locale=locale, width=width)
        page.goto("/case/open/")
        page.locator("main [name=code]").fill(code)
        page.locator("main form .button").first.click()
        page.goto(at)
        page.locator(f"main a[href='{at}notices/']").click()
        page.locator("main [name=ways][value=email]").check(force=True)
        page.locator("main [name=email]").fill("li@example.net")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        page.screenshot(path=tmp_path / f"beside{at.replace('/', '-')}{width}.png", full_page=True)
        with page.expect_navigation():
            page.locator("main [name=choose]").click()
        assert page.url.endswith(at)
    kept = (members.by_code(codes["/group/"]).kept, sides.by_code(codes["/mediation/"]).kept)
    language = {"en": "en", "zh-CN": "zh-hans"}[locale]
    assert {(k.email, k.tell_by, k.language) for k in kept} == {
        ("li@example.net", "email", language)}  # fmt: skip
