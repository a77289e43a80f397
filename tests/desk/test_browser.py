"""An officer's day in a real browser: by keyboard alone, without scripts, on any screen."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests import both_factors
from tests.cast import DECISION, PASSWORD, accepted, file, make_cast

from openredress.cases.models import Case
from openredress.core.events import Promise


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


def sign_in(page, who):
    page.goto("/staff/sign-in/")
    both_factors.in_a_browser(page, who, PASSWORD)
    page.wait_for_url("**/desk/")


def ago(days):
    return timezone.now() - timedelta(days=days)


def tab_to(page, selector):
    """Presses Tab until the control has the focus, as somebody without a mouse does."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_an_officer_works_by_keyboard_without_scripts(browser, cast, locale):
    case = accepted(cast, now=ago(10)).case
    page = browser(locale=locale, javascript=False)
    sign_in(page, "roads-officer")
    tab_to(page, ".queue tbody a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{case.number}/")

    tab_to(page, "#step-decide > summary")
    page.keyboard.press("Enter")
    for name in ("claim", "facts", "reasons", "finding", "basis"):
        tab_to(page, f"[name=decide-{name}]")
        page.keyboard.press("Control+A")
        page.keyboard.type(DECISION[name])
    tab_to(page, "#step-decide form > button")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-error-summary]")
    assert page.locator("#step-decide[open]").count() == 1
    assert page.locator("[name=decide-facts]").input_value() == DECISION["facts"]

    tab_to(page, "[data-error-summary] a")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert page.locator("[name=decide-outcome]:checked").count() == 1
    tab_to(page, "[name=decide-remedy_1]")
    page.keyboard.type("Mend the road")
    page.locator("[name=decide-remedy_1_due_on]").fill(str(ago(-30).date()))
    tab_to(page, "#step-decide form > button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.success")
    case.refresh_from_db()
    assert case.stage == "decided"
    assert case.remedies.get().text == "Mend the road"


def furnish(cast):
    """Something on every page; the numbers of two cases."""
    roads = cast.offices["roads"].pk
    promise = Promise(roads, ago(-2).date())
    drive = accepted(cast, now=ago(40))
    drive.must("roads-officer", "ask", text="Which bridge?")
    drive.must("petitioner", "message", text="The old one.")
    drive.must("roads-officer", "decide", **DECISION, remedies=(promise,), remedy_texts=("Sign",))
    drive.must("roads-officer", "serve", how="post")
    waiting = accepted(cast, now=ago(50))
    waiting.must("roads-officer", "request-extension", amount=9, reason="Frost.")
    waiting.must("petitioner", "message", text="How long?")
    file(cast, ago(40))
    new = file(cast, ago(3)).must("clerk", "register")
    return drive.case.number, waiting.case.number, new.case.number


@pytest.mark.parametrize(("locale", "width", "scheme"), [
    ("en", 1280, "light"), ("zh-CN", 360, "dark"), ("zh-CN", 1280, "light"), ("en", 360, "dark"),
])  # fmt: skip
def test_every_page_fits_and_has_no_barrier(browser, cast, locale, width, scheme):
    done, waiting, new = furnish(cast)
    case = "/desk/cases/"
    ways = {
        "roads-head": ["/desk/", "/desk/extensions/", "/desk/remedies/", "/desk/closed/",
                       f"{case}{done}/", f"{case}{done}/decision/", f"{case}{waiting}/",
                       f"{case}{waiting}/decide/", f"{case}{waiting}/grant-extension/"],
        "clerk": ["/desk/", "/desk/registered/", f"{case}{new}/transfer/",
                  f"{case}{new}/redirect/", f"{case}{waiting}/", "/desk/find/?number=x"],
        "city-supervisor": ["/desk/", "/desk/overdue/", f"{case}{waiting}/"],
    }  # fmt: skip
    for who, paths in ways.items():
        page = browser(locale=locale, width=width, color_scheme=scheme)
        sign_in(page, who)
        for path in paths:
            page.goto(path)
            assert_fits(page, path)


def assert_fits(page, path):
    assert page.locator("h1").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(width), path


def test_a_name_is_opened_with_a_purpose(browser, cast):
    case = file(cast, ago(1), identity={"name": "Wang Fang"}).case
    page = browser(width=360)
    sign_in(page, "clerk")
    page.goto(f"/desk/cases/{case.number}/")
    page.click("#identity > summary")
    page.click("#identity button")
    assert page.locator("[data-error-summary]").is_visible()
    page.fill("[name=identity-purpose]", "To agree on a visit.")
    page.click("#identity button")
    assert page.get_by_text("Wang Fang").is_visible()
    assert_fits(page, "identity")
    assert Case.objects.get(pk=case.pk).version == 2
