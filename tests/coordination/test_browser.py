"""A meeting in a real browser: called, a case brought, minutes confirmed; in both languages."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cast import accepted, make_cast
from tests.coordination.test_actions import put
from tests.desk.test_browser import sign_in

from openredress.coordination.models import Item


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_a_case_is_brought_and_minutes_are_confirmed(browser, cast, locale, width, called):
    now = timezone.now()
    drive, other = accepted(cast, now=now - timedelta(days=13)), accepted(cast)
    drive.now = now - timedelta(days=10, minutes=5)
    item = put(cast, called, drive)
    assert isinstance(item, Item)
    head = browser(locale=locale, width=width, javascript=width == 1280)
    sign_in(head, "county-head")
    head.goto("/desk/meetings/")
    check(head, width)
    head.locator("table.queue tbody a").first.click()
    check(head, width)
    head.locator(f"a[href='/desk/meetings/items/{item.pk}/minutes/']").click()
    head.locator("[name=confirm]").click()
    head.wait_for_selector("[data-error-summary]")
    check(head, width)
    head.locator("[name=minutes-decision]").fill("Roads leads.")
    head.locator("[name=minutes-lead]").select_option(str(cast.offices["roads"].pk))
    head.locator(f"[name=minutes-co_handlers][value='{cast.offices['housing'].pk}']").check(
        force=True
    )
    head.locator("[name=minutes-due_on]").fill(str((now + timedelta(days=20)).date()))
    head.locator("[name=confirm]").click()
    head.wait_for_selector(".notice.success")
    item.refresh_from_db()
    assert item.confirmed_at is not None
    check(head, width)

    head.goto("/desk/meetings/call/")
    head.locator("[name=call-meets_on]").fill(str((now + timedelta(days=10)).date()))
    head.locator("[name=call-closes_on]").fill(str((now + timedelta(days=5)).date()))
    head.locator(f"[name=call-attending][value='{cast.offices['roads'].pk}']").check(force=True)
    check(head, width)
    head.locator("main form .button").click()
    head.wait_for_selector(".notice.success")
    officer = browser(locale=locale, width=width, javascript=width == 1280)
    sign_in(officer, "roads-officer")
    officer.goto(f"/desk/cases/{other.case.number}/")
    officer.locator(f"a[href='/desk/meetings/?case={other.case.number}']").click()
    officer.locator("table.queue tbody td a").first.click()
    assert officer.locator("[name=item-cases]").input_value() == other.case.number
    officer.locator("[name=item-question]").fill("Whose is it?")
    check(officer, width)
    officer.locator("main form .button").click()
    officer.wait_for_selector(".notice.success")
    assert other.case.number in officer.locator("main").inner_text()


def check(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if width == 1280:
        assert Axe().run(page).response["violations"] == [], page.url
