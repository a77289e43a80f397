"""A father lets his daughter act for him, in a real browser: the code, her page, and the end."""

import pytest
from django.utils import timezone
from tests.cast import accepted, make_cast
from tests.desk.test_browser import sign_in
from tests.follow.test_group_browser import Screen

from openredress.cases.models import JournalEntry
from openredress.web import limits


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_a_daughter_acts_for_her_father_until_he_takes_it_back(browser, cast, locale, width):
    limits.forget_all()
    drive = accepted(cast, identity={"name": "Wang"})
    father = Screen(browser(locale=locale, width=width), f"father-{locale}")
    father.goto("/case/open/").fill(code=drive.code).send()
    father.goto(f"/case/{drive.case.number}/proxy/")
    until = timezone.now().date().replace(year=timezone.now().year + 1, day=1).isoformat()
    father.fill(name="Li", until=until).tick("scope", "write", "further").send().check()
    code = father.code()

    daughter = Screen(browser(locale=locale, width=width), f"daughter-{locale}")
    daughter.goto("/case/open/").fill(code=code).send().check()
    daughter.goto(f"/case/{drive.case.number}/add-facts/")
    daughter.page.locator("main textarea").first.fill("The hole is deeper.")
    daughter.send().check()
    last = JournalEntry.objects.filter(case=drive.case).latest("seq")
    assert (last.tag, last.by["role"]) == ("facts-added", "proxy")
    daughter.page.goto(f"/case/{drive.case.number}/details/")
    daughter.check()
    assert daughter.page.locator("form.form-page").count() == 0

    officer = browser(locale=locale, width=width)
    sign_in(officer, "roads-officer")
    desk = Screen(officer, f"desk-{locale}").goto(f"/desk/cases/{drive.case.number}/")
    assert "The hole is deeper." in desk.text

    father.goto(f"/case/{drive.case.number}/proxy/")
    with father.page.expect_navigation():
        father.page.locator("main .button-danger").click()
    father.check()
    daughter.page.goto(f"/case/{drive.case.number}/")
    daughter.check().fill(code=code).send().check()
    assert daughter.page.locator(".error-summary, .field-error").count() >= 1
