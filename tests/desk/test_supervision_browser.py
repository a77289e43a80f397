"""Supervision in a real browser: asked above, answered below, in both languages."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cast import accepted, make_cast
from tests.desk.test_browser import sign_in

from openredress.cases import actions
from openredress.cases.models import Demand


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_what_is_asked_above_is_answered_below(browser, cast, locale, width):
    case = accepted(cast, now=timezone.now() - timedelta(days=100)).case
    actions.sweep(timezone.now())
    above = browser(locale=locale, width=width, javascript=width == 1280)
    sign_in(above, "city-supervisor")
    above.goto(f"/desk/cases/{case.number}/supervision/")
    above.locator("#urging > summary").click()
    above.locator("[name=urging-text]").fill("Why so long?")
    above.locator("#urging button").click()
    above.wait_for_selector(".notice.success")
    check(above, width)

    below = browser(locale=locale, width=width, javascript=width == 1280)
    sign_in(below, "roads-officer")
    below.goto("/desk/supervision/")
    check(below, width)
    below.locator("table.queue tbody a").first.click()
    below.locator("[name=answer-1-text]").fill("The surveyor was ill.")
    below.locator("#demand-1 form button").click()
    below.wait_for_selector(".notice.success")
    assert Demand.objects.get().ended_at is not None
    below.locator("[id^=breach-] details:has(form) > summary").first.click()
    below.locator("[name^=explain-]").first.fill("Two people were away.")
    below.locator("[id^=breach-] form button").first.click()
    below.wait_for_selector(".notice.success")
    check(below, width)
    above.goto("/desk/breaches/")
    assert "Two people were away." in above.locator("main").inner_text()
    check(above, width)


def check(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if width == 1280:
        assert Axe().run(page).response["violations"] == [], page.url
