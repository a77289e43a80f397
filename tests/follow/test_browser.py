"""A telephone and a receipt: the way from the code to review, with scripts and without."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cast import DECISION, Drive, accepted, make_cast, served

from openredress.core.events import Promise


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


def assert_fit(page, javascript=True):
    """No barrier that axe finds, nothing wider than the screen, one heading."""
    assert page.locator("h1").count() == 1
    if javascript:
        found = Axe().run(page).response["violations"]
        assert found == [], [(v["id"], v["nodes"][0]["html"]) for v in found]
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


def answered(cast, days=20) -> Drive:
    """A case that was answered a few days ago, with something promised."""
    drive = accepted(cast, now=timezone.now() - timedelta(days=days))
    due = (drive.now + timedelta(days=60)).date()
    promise = Promise(cast.offices["roads"].pk, due)
    decision = {**DECISION, "remedies": (promise,), "remedy_texts": ("Mend forty metres.",)}
    drive.must("roads-officer", "decide", **decision)
    return drive.must("roads-officer", "serve", how="post")


def open_case(page, drive, javascript=True):
    page.goto("/case/open/")
    assert_fit(page, javascript)
    page.fill("[name=code]", drive.code)
    page.locator("main form .button").click()
    page.wait_for_url("**/case/")
    assert_fit(page, javascript)


def step(page, drive, name, javascript, **entered):
    page.locator(f"a[href='/case/{drive.case.number}/{name}/']").first.click()
    assert_fit(page, javascript)
    for field, value in entered.items():
        if field == "score":
            page.locator(f"main [name='{name}-score'][value='{value}']").check(force=True)
        else:
            page.fill(f"[name='{name}-{field}']", value)
    page.locator("main form.form-page button").click()
    assert page.locator(".notice.success").is_visible()
    assert_fit(page, javascript)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_a_case_is_followed_on_a_telephone(browser, cast, locale, javascript):
    drive = answered(cast)
    page = browser(locale=locale, javascript=javascript, width=360)
    open_case(page, drive, javascript)
    assert "Mend forty metres." in page.locator("main").inner_text()

    step(page, drive, "message", javascript, text="Thank you.\nWhen do you begin?")
    assert "When do you begin?" in page.locator(".timeline").inner_text()
    step(page, drive, "rate", javascript, score=2, comment="")
    step(page, drive, "not-fixed", javascript, reason="Nobody came.")

    drive.now = timezone.now()
    drive.must("roads-officer", "decide", days=0, **DECISION)
    drive.must("roads-officer", "serve", days=0, how="post")
    page.reload()
    step(page, drive, "ask-review", javascript, reason="Only half of it.")
    assert page.locator(".tabs a").count() == 2
    page.locator(".tabs a").first.click()
    assert drive.case.number in page.locator("main").inner_text()

    page.locator("main form[action='/case/close/'] button").click()
    assert page.locator("[name=code]").is_visible()
    page.goto("/case/")
    assert_fit(page, javascript)
    assert page.locator("[name=code]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_have_no_barrier(browser, cast, scheme):
    drive = served(cast)
    number = drive.case.number
    page = browser(width=1280, color_scheme=scheme)
    page.goto("/case/open/")
    page.fill("[name=code]", "1234")
    page.locator("main form .button").click()
    assert_fit(page)
    page.fill("[name=code]", "00000000000000000000")
    page.locator("main form .button").click()
    assert_fit(page)
    open_case(page, drive)
    for path in ("days/ask-review/", "decision/", "ask-review/", "not-fixed/", "rate/", "message/"):
        page.goto(f"/case/{number}/{path}")
        assert_fit(page)
    page.goto(f"/case/{number}/nothing/")
    assert_fit(page)


def test_it_goes_on_where_a_session_ended(browser, cast):
    drive = answered(cast)
    page = browser(width=360)
    open_case(page, drive)
    page.goto(f"/case/{drive.case.number}/message/")
    text = "\nTwo lines,\n\nand “quotes”."
    page.fill("[name='message-text']", text)
    page.context.clear_cookies(name="receipt")
    page.locator("main form.form-page button").click()
    assert_fit(page)
    page.fill("[name=code]", drive.code)
    page.locator("main form.form-page button").click()
    assert page.locator(".notice.success").is_visible()
    written = page.locator(".timeline li.mine blockquote").first
    assert written.evaluate("e => e.textContent.replaceAll('\\r\\n', '\\n')") == text


def test_a_scanned_receipt_fills_in_the_code(browser, cast):
    drive = answered(cast)
    page = browser(width=360)
    page.goto(f"/case/open/#{drive.code}")
    assert page.locator("[name=code]").input_value().replace(" ", "") == drive.code
    assert drive.code not in page.url
