"""A telephone, a desk, and paper: the pages of a proof as people see them."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cast import accepted, make_cast

from openredress.proof import checkpoints


@pytest.fixture
def drive(live_server):
    """A case in a town whose journal has checkpoints."""
    drive = accepted(make_cast(), now=timezone.now() - timedelta(days=9))
    for day in range(3):
        checkpoints.make(timezone.now() - timedelta(days=3 - day))
    return drive


def assert_fit(page):
    """No barrier that axe finds, nothing wider than the screen, one heading."""
    assert page.locator("h1").count() == 1
    found = Axe().run(page).response["violations"]
    assert found == [], [(v["id"], v["nodes"][0]["html"]) for v in found]
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def open_case(page, drive):
    page.goto("/case/open/")
    page.fill("[name=code]", drive.code)
    page.locator("main form .button").click()
    page.wait_for_url("**/case/")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_a_proof_is_saved_and_checked(browser, drive, tmp_path, locale, width):
    page = browser(locale=locale, width=width)
    open_case(page, drive)
    page.locator("a[href='/case/proof/']").click()
    assert_fit(page)
    with page.expect_download() as saved:
        page.locator("main .card a.button").first.click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert path.name == f"document-{drive.case.number}.json"

    page.goto("/proof/")
    assert_fit(page)
    page.set_input_files("[name=file]", path)
    page.locator("main form .button").click()
    assert page.locator(".notice.success").is_visible()
    assert drive.case.number in page.locator(".notice").inner_text()
    assert_fit(page)

    page.fill("[name=text]", path.read_text().replace(drive.case.number, "2020-000001-1", 1))
    page.locator("main form .button").click()
    assert page.locator(".notice.danger").is_visible()
    assert_fit(page)

    page.locator("a[href='/proof/checkpoints/']").click()
    assert page.locator("tbody tr").count() == 3
    assert_fit(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_sheet_is_printed_scanned_and_checked(browser, drive, width):
    page = browser(width=width)
    open_case(page, drive)
    page.goto(f"/case/{drive.case.number}/proof/sheet/")
    assert_fit(page)
    assert page.locator(".proof-sheet .qr svg").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".site-nav").is_visible()
    assert not page.locator(".site-footer").is_visible()


def test_a_scanned_proof_lies_in_the_box(browser, drive, client):
    client.post("/case/open/", {"code": drive.code})
    address = client.get(f"/case/{drive.case.number}/proof/sheet/").context["qr"]
    page = browser(width=360)
    page.goto(f"/proof/#{address.rpartition('#')[2]}")
    assert "#" not in page.url
    page.locator("main form .button").click()
    assert page.locator(".notice.success").is_visible()


def test_it_works_without_scripts(browser, drive, client):
    client.post("/case/open/", {"code": drive.code})
    text = client.get(f"/case/{drive.case.number}/proof/").content.decode()
    page = browser(javascript=False, width=360)
    page.goto("/proof/")
    page.fill("[name=text]", text)
    page.locator("main form .button").click()
    assert page.locator(".notice.success").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_have_no_barrier_in_any_light(browser, drive, scheme):
    page = browser(color_scheme=scheme)
    for path in ("/proof/", "/proof/checkpoints/"):
        page.goto(path)
        assert_fit(page)
    page.goto("/proof/")
    page.locator("main form .button").click()
    assert page.locator("[data-error-summary]").is_visible()
    assert_fit(page)
