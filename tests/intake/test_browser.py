"""The whole way in a real browser: a telephone, no JavaScript, a keyboard and nothing else."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from tests import both_factors
from tests.cast import PASSWORD, make_cast

from openredress.cases.models import Case, JournalEntry
from openredress.offices.models import Matter
from openredress.parties.models import Receipt

from .conftest import Walk

STORY = "The road to our village is broken."


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it; a narrower matter with it."""
    cast = make_cast()
    Matter.objects.create(code="potholes", name_en="Potholes", name_zh="坑洼",
                          parent=cast.matters["roads"])  # fmt: skip
    return cast


def assert_fit(page, javascript=True):
    """No barrier that axe finds, nothing wider than the screen, one heading."""
    assert page.locator("h1").count() == 1
    if javascript:
        found = Axe().run(page).response["violations"]
        assert found == [], [(v["id"], v["nodes"][0]["html"]) for v in found]
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


def choose(page, name, value):
    """Presses the label, as people do: the whole row is the target."""
    control = page.locator(f"main [name={name}][value='{value}']")
    page.locator(f"label[for={control.get_attribute('id')}]").click()


def go(page, javascript=True):
    assert_fit(page, javascript)
    page.locator("main form.form-page .button").first.click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_a_grievance_is_filed_on_a_telephone(browser, cast, locale, javascript):
    page = browser(locale=locale, javascript=javascript, width=360)
    page.goto("/file/")
    go(page, javascript)
    go(page, javascript)
    assert page.locator("[data-error-summary]").is_visible()
    page.fill("[name=text]", STORY)
    go(page, javascript)
    page.select_option("[name=place]", str(cast.places["qingshi"].pk))
    go(page, javascript)
    choose(page, "matter", cast.matters["roads"].pk)
    go(page, javascript)
    choose(page, "narrower", Matter.objects.get(code="potholes").pk)
    go(page, javascript)
    assert page.locator("[name=files]").count() == 1
    go(page, javascript)
    choose(page, "way", "myself")
    go(page, javascript)
    page.select_option("[name=office]", str(cast.offices["roads"].pk))
    go(page, javascript)
    page.fill("[name=keep_out]", "Li of the roads bureau")
    go(page, javascript)
    choose(page, "whom", "other")
    go(page, javascript)
    page.locator("label[for=id_agreed]").click()
    go(page, javascript)
    page.fill("[name=name]", "Zhang Wei")
    go(page, javascript)
    assert STORY in page.locator(".summary-list").inner_text()
    go(page, javascript)
    code = page.locator("#code").inner_text()
    page.goto("/")
    page.goto("/file/receipt/")
    assert page.locator("#code").inner_text() == code
    page.locator("label[for=id_saved]").click()
    go(page, javascript)
    page.wait_for_url("**/case/**")
    assert STORY in page.content()
    assert Receipt.objects.get().saved_at is not None


def test_a_story_is_filed_with_the_keyboard_alone(browser, cast):
    page = browser()
    page.goto("/file/")
    page.locator("main form.form-page .button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/what-happened/")
    tab_to(page, "text")
    page.keyboard.type(STORY)
    press_continue(page, "**/where/")
    press_continue(page, "**/about-what/")
    tab_to(page, "matter")
    page.keyboard.press("ArrowUp")
    press_continue(page, "**/files/")
    press_continue(page, "**/office/")
    press_continue(page, "**/keep-out/")
    press_continue(page, "**/for-whom/")
    press_continue(page, "**/who-you-are/")
    press_continue(page, "**/check/")
    press_continue(page, "**/receipt/", "File my grievance")
    tab_to(page, "saved")
    page.keyboard.press("Space")
    press_continue(page, "**/case/**", "Go to my case")
    assert Case.objects.get().matter.code == "damp"


def tab_to(page, name):
    """Presses Tab until the field has the cursor, as far as a person would go along."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab never reaches {name}")


def press_continue(page, address, words="Continue"):
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.tagName + document.activeElement.innerText")
        if focused == f"BUTTON{words}":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_clerk_takes_down_a_call_with_the_keyboard_alone(browser, cast):
    page = browser()
    page.goto("/desk/take-down/")
    both_factors.in_a_browser(page, "clerk", PASSWORD)
    page.wait_for_url(re.compile(r"^[^?]*/take-down/$"))
    assert_fit(page)
    page.keyboard.type(STORY)
    order = ["wish", "place", "place_words", "matter", "office", "keep_out", "name", "phone",
             "email", "address", "tell_letter", "on_behalf", "them", "relation", "agreed",
             "revealing", "files", "keep_original", "add", "channel"]  # fmt: skip
    for name in order:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
        if name == "matter":
            page.keyboard.type("Housing")
        if name == "name":
            page.keyboard.type("Zhang Wei")
    page.keyboard.press("ArrowDown")
    press_continue(page, "**/read-back/", "Continue to reading back")
    assert_fit(page)
    assert page.evaluate("document.activeElement.name") == "confirmed"
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-down/receipt/")
    assert_fit(page)
    assert re.fullmatch(r"(\d{4} ){4}\d{4}", page.locator("#code").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-down/")
    assert page.evaluate("document.activeElement.name") == "text"
    filed = JournalEntry.objects.get().data
    assert filed["channel"] == "telephone"
    assert Case.objects.get().matter.code == "housing"


def test_the_receipt_fits_on_one_page_of_paper(browser, cast):
    page = browser()
    page.goto("/file/")
    go(page)
    page.fill("[name=text]", STORY)
    for _ in range(9):
        go(page)
    page.wait_for_url("**/receipt/")
    page.emulate_media(media="print")
    assert page.locator("#code").is_visible()
    assert page.locator(".receipt .qr").is_visible()
    assert not page.locator("[name=saved]").is_visible()
    assert not page.locator("button.button").is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_every_page_is_fit_in_the_dark_and_with_errors(browser, cast):
    page = browser(color_scheme="dark")
    page.goto("/file/where/")
    assert_fit(page)
    page.goto("/file/")
    go(page)
    go(page)
    assert_fit(page)
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.goto("/file/draft/deletion/")
    assert_fit(page)


def test_two_presses_at_the_same_moment_file_once(live_server, cast):
    walk = Walk(Client()).begin().answer()
    token = walk.client.cookies["draft"].value

    def send(_):
        from django.db import connection

        other = Client()
        other.cookies["draft"] = token
        status = other.post("/file/check/").headers["Location"]
        connection.close()
        return status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {"/file/receipt/"}
    assert Case.objects.count() == 1
