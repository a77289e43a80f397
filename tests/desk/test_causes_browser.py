"""Cases with one cause in a real browser: from what is alike to a systemic issue."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cast import accepted, make_cast
from tests.desk.test_browser import sign_in

from openredress.cases.models import Case

PLANT = "The mixing plant beside the estate roars all night and dust covers our balconies."
AGAIN = "Concrete dust on every balcony of the estate: the mixing plant works all night."


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_cases_are_ticked_linked_told_and_become_an_issue(browser, cast, locale, width):
    now = timezone.now() - timedelta(days=5)
    texts = (PLANT, PLANT + " Act!", AGAIN)
    one, *others = (accepted(cast, text=text, now=now) for text in texts)
    officer = browser(locale=locale, width=width, javascript=width == 1280)
    sign_in(officer, "roads-officer")
    officer.goto(f"/desk/cases/{one.case.number}/")
    officer.locator(f"a[href='/desk/cases/{one.case.number}/alike/']").click()
    officer.wait_for_selector("[name=links-cases]")
    for drive in others:
        officer.locator(f"[name=links-cases][value='{drive.case.number}']").check()
    officer.locator("[name=links-reason]").fill("One plant.")
    check(officer, width, "alike")
    officer.locator("#link-them button").click()
    officer.wait_for_selector(".notice.success")
    for address, given in (
        ("others-told", {}),
        ("issue", {"issue-title": "The mixing plant", "issue-plan": "Filters.",
                   "issue-due_on": str(timezone.now().date() + timedelta(days=20))}),
    ):  # fmt: skip
        officer.locator(f"#{address} summary").click()
        for name, value in given.items():
            officer.locator(f"[name={name}]").fill(value)
        if given:
            officer.locator("[name=issue-owner]").select_option(str(cast.offices["roads"].pk))
        check(officer, width, address)
        officer.locator(f"#{address} form button").click()
        officer.wait_for_selector(".notice.success")
    check(officer, width, "cause")
    assert len(set(Case.objects.values_list("cause", flat=True))) == 1
    officer.goto("/desk/issues/")
    check(officer, width, "issues")
    reader = browser(locale=locale, width=width, javascript=width == 1280)
    reader.goto("/case/open/")
    reader.locator("[name=code]").fill(one.code)
    reader.locator("main form button").first.click()
    reader.wait_for_selector("#cause")
    check(reader, width, "petitioner")


def check(page, width, name):
    import os

    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if width == 1280:
        assert Axe().run(page).response["violations"] == [], page.url
