"""A petitioner chooses a helper, in a real browser: agreed, added to, taken back, and gone."""

import pytest
from tests import both_factors
from tests.cast import PASSWORD, accepted, make_cast
from tests.follow.test_group_browser import Screen
from tests.helping import helper_at

from openredress.cases.models import JournalEntry
from openredress.web import limits


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_a_helper_is_chosen_agrees_adds_and_sees_nothing_once_it_is_taken_back(
    browser, cast, locale, width
):
    limits.forget_all()
    drive = accepted(cast, identity={"name": "Wang"})
    helper_at(cast)
    number = drive.case.number
    wang = Screen(browser(locale=locale, width=width), f"chooser-{locale}")
    wang.goto("/helpers/").check()
    wang.goto("/case/open/").fill(code=drive.code).send()
    wang.goto(f"/case/{number}/helper/").check()
    wang.page.locator("input[name=helper]").check(force=True)
    wang.tick("scope", "write").send().check()

    screen = browser(locale=locale, width=width)
    screen.goto("/staff/sign-in/")
    both_factors.in_a_browser(screen, "helper-he", PASSWORD)
    screen.wait_for_url("**/desk/helping/")  # Their desk is this one.
    he = Screen(screen, f"helper-{locale}").goto("/desk/helping/").check()
    with he.page.expect_navigation():
        he.page.locator("form[action$='/acceptance/'] button").click()
    he.check()
    with he.page.expect_navigation():
        he.page.get_by_role("link", name=number).click()
    he.check()
    he.goto(f"/case/{number}/add-facts/")
    he.page.locator("main textarea").first.fill("The hole is deeper.")
    he.send().check()
    last = JournalEntry.objects.filter(case=drive.case).latest("seq")
    assert (last.tag, last.by["role"]) == ("facts-added", "helper")

    assert "Auntie He" in wang.goto(f"/case/{number}/").text
    wang.goto(f"/case/{number}/helper/")
    with wang.page.expect_navigation():
        wang.page.locator("main .button-danger").click()
    wang.check()
    assert he.page.goto(he.page.url).status == 404
    he.check()
    he.goto("/desk/helping/").check()
    assert number not in he.text
