"""A telephone on a bad line: what was sent stays sent, and the rest follows."""

import pytest
from tests.attachments import samples

from openredress.attachments.models import Upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def began(cast, browser):
    """A page at the question for files, at the width of a telephone."""

    def begin(**options):
        page = browser(width=360, **options)
        page.goto("/file/")
        page.locator("main form button").first.click()
        page.fill("textarea[name=text]", "The road is broken.")
        page.locator("main form .button").click()
        page.goto("/file/files/")
        return page

    return begin


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "road.jpg"
    path.write_bytes(samples.jpeg(1600, 1200, quality=100, subsampling=0) + bytes(900_000))
    return str(path)


def lose(page, after: int):
    """The line breaks after so many parts, until it is given back."""
    sent = []

    def handle(route):
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
            if len(sent) > after:
                return route.abort()
        return route.continue_()

    page.route("**/uploads/**", handle)
    return sent


def test_a_broken_line_costs_one_part_and_no_more(began, photo):
    page = began()
    sent = lose(page, after=2)
    page.set_input_files("input[type=file]", photo)
    page.click("button[name=add]")
    page.get_by_text("The connection is lost.").wait_for()
    offset = Upload.objects.get().offset
    assert offset == 2 * 256 * 1024
    page.unroute("**/uploads/**")
    page.evaluate("() => { dispatchEvent(new Event('online')) }")
    page.get_by_text("These have arrived").wait_for()
    assert sent[-1] == offset
    assert Upload.objects.filter(is_ready=True).count() == 1


def test_a_page_that_was_closed_goes_on_with_the_same_file(began, photo):
    page = began()
    lose(page, after=2)
    page.set_input_files("input[type=file]", photo)
    page.click("button[name=add]")
    page.get_by_text("The connection is lost.").wait_for()
    page.unroute("**/uploads/**")
    page.reload()
    sent = lose(page, after=99)
    page.set_input_files("input[type=file]", photo)
    page.click("button[name=add]")
    page.get_by_text("These have arrived").wait_for()
    assert sent[0] == 2 * 256 * 1024


def test_what_is_refused_is_said_beside_the_others(began, photo, tmp_path):
    page, program = began(locale="zh-CN"), tmp_path / "x.exe"
    program.write_bytes(b"MZ" + bytes(100))
    page.set_input_files("input[type=file]", [photo, str(program)])
    page.click("button[name=add]")
    page.get_by_text("这里不接收此类文件").wait_for()
    assert page.locator(".sending .has-arrived").count() == 1
    page.locator("main form .actions .button").click()
    page.wait_for_url("**/file/office/")


def test_without_javascript_the_same_form_does_it(began, photo):
    page = began(javascript=False)
    page.set_input_files("input[type=file]", photo)
    page.click("button[name=add]")
    assert page.get_by_text("These have arrived").is_visible()
    assert page.locator(".files img").evaluate is not None
