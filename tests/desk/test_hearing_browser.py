"""A hearing in a real browser: from the request to the notice, from the minutes to the public."""

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cast import make_cast
from tests.desk.test_browser import sign_in
from tests.hearings import PANEL, heard

from openredress.cases import verification
from openredress.core.facts import At


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.fixture
def people(browser):
    """A browser for each, at a width; of the petitioner with their receipt."""

    class People(dict):
        locale, width, code = "en", 1280, ""

        def __missing__(self, name):
            page = browser(locale=self.locale, width=self.width, javascript=self.width == 1280)
            if name == "petitioner":
                page.goto("/case/open/")
                page.locator("[name=code]").fill(self.code)
                page.locator("main form button").first.click()
                page.wait_for_selector("#hearing")
            else:
                sign_in(page, name)
            self[name] = page
            return page

        def act(self, who, number, address, **given):
            """Opens the page of the hearing and does one thing there."""
            page = self[who]
            page.goto(
                f"/case/{number}/hearing/" if who == "petitioner"
                else f"/desk/cases/{number}/hearing/"
            )  # fmt: skip
            page.locator(f"#{address} summary").first.click()
            for field, value in given.items():
                found = page.locator(f"#{address} [name$='{field}']")
                if value is True:
                    found.first.check(force=True)
                elif isinstance(value, list):
                    for each in value:
                        box = page.locator(f"#{address} [name$='{field}'][value='{each}']")
                        box.check(force=True)
                elif found.first.evaluate("e => e.tagName") == "SELECT":
                    found.select_option(str(value))
                else:
                    found.fill(str(value))
            check(page, self.width, address)
            page.locator(f"#{address} form button").first.click()
            page.wait_for_selector(".notice.success")
            return page

    return People()


def check(page, width, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/hearing-{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if width == 1280:
        assert Axe().run(page).response["violations"] == [], page.url


def holds() -> bool:
    return not [d for _pk, found in verification.verify() for d in found]


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 360)])
def test_it_is_asked_for_granted_and_announced(people, cast, locale, width):
    case = heard(cast, now=timezone.now() - timedelta(days=5))
    people.locale, people.width, people.code = locale, width, case.drive.code
    number = case.number
    people.act("petitioner", number, "request", reason="没有人听我说。", needs="手语", closed=True)
    people.act("roads-head", number, "order", reason="事实有争议。")
    keys = [cast.staff(name).pk for name in PANEL]
    people.act("roads-head", number, "panel", chair=keys[0], members=keys[1:], invited="吴敏，律师")
    for name in PANEL:
        seat = case.hearing.seat_of(cast.staff(name).pk).number
        people.act(name, number, "declaration", seat=[seat])
    people.act("petitioner", number, "objection", seat=[1], reason="他是我的邻居。")
    people.act("roads-head", number, "objection-answer", leaves=["no"], reason="两人并不相识。")
    people.act("petitioner", number, "companion", name="陈阿姨")
    page = people.act(
        "roads-head", number, "notice", venue="二楼会议室", arranged="手语翻译", reason="依申请。"
    )
    check(page, width, "announced-desk")
    assert case.hearing.at == At.ANNOUNCED
    assert not case.hearing.is_public
    reader = people["petitioner"]
    reader.goto(f"/case/{number}/hearing/")
    check(reader, width, "announced")
    assert holds()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_both_sides_annotate_the_minutes_and_the_finding_is_published(people, cast, locale, width):
    case = heard(cast, now=timezone.now() - timedelta(days=30))
    case.asked().granted().with_panel().announced(is_public=True, title="The road to a village")
    people.locale, people.width, people.code = locale, width, case.drive.code
    number, starts = case.number, case.hearing.starts_at
    seats = [s.number for s in case.hearing.seats]
    people.act(
        PANEL[0], number, "record", held_on=starts.date(), begins="09:00", ends="11:30",
        present=seats, petitioner=True, office_came=True, minutes="Both sides were heard.",
    )  # fmt: skip
    people.act("petitioner", number, "annotation", text="I also spoke of the bridge.")
    people.act("roads-officer", number, "annotation", text="The bridge is not ours.")
    page = people["petitioner"]
    page.goto(f"/case/{number}/hearing/")
    said = page.locator("#main, main").inner_text()
    assert "Both sides were heard." in said
    assert "I also spoke of the bridge." in said
    assert "The bridge is not ours." in said
    people.act(
        PANEL[0], number, "finding", finding="The road is broken.", reasons="Two witnesses.",
        votes_for=2, votes_against=1,
    )  # fmt: skip
    people.act(PANEL[1], number, "dissent", text="I saw no crack.")
    page = people["roads-head"]
    page.goto(f"/desk/cases/{number}/hearing/")
    page.locator("#publication summary").click()
    page.locator("[name=public-headline]").fill("The road")
    page.locator("[name=public-text]").fill("Wang Fang called 13800001111. The road is broken.")
    page.locator("#publication button").first.click()
    page.wait_for_selector("[name=publish]")
    assert "13800001111" in page.locator("#publication .notice").inner_text()
    check(page, width, "preview")
    page.locator("[name=public-text]").fill("The road is broken, and will be mended.")
    page.locator("[name=publish]").click()  # It was changed, so it is looked at once more.
    page.wait_for_selector("#publication .notice:has-text('mended')")
    page.locator("[name=publish]").click()
    page.wait_for_selector(".notice.success")
    check(page, width, "found-desk")
    anybody = people["petitioner"]
    anybody.goto(f"/case/{number}/hearing/")
    check(anybody, width, "found")
    anybody.goto("/hearings/")
    check(anybody, width, "public")
    anybody.locator("#found ~ .card a").click()
    assert "mended" in anybody.locator("main").inner_text()
    check(anybody, width, "public-finding")
    assert holds()
