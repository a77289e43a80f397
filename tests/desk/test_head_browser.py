"""A head's five minutes in a real browser: both languages, a telephone, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.cast import make_cast
from tests.desk.test_browser import sign_in
from tests.desk.test_head import one_of_each


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_head_reads_what_waits_and_opens_it(browser, cast, locale, width):
    one_of_each(cast)
    page = browser(locale=locale, javascript=width == 1280, width=width)
    sign_in(page, "roads-head")
    page.goto("/desk/head/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        assert Axe().run(page).response["violations"] == []
    count = page.locator(".desk-cards a[href='/desk/head/late/'] strong").inner_text()
    page.locator(".desk-cards a[href='/desk/head/late/']").click()
    page.wait_for_url("**/desk/head/late/")
    assert page.locator("table.queue tbody tr").count() == int(count)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        assert Axe().run(page).response["violations"] == []
