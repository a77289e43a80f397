"""In a real browser: choosing how to be told, opening an answer, the queue, a batch of letters."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests import both_factors
from tests.cast import DECISION, PASSWORD, accepted, make_cast

from openredress.cases.models import Case
from openredress.notices import sending
from openredress.notices.models import Notice
from openredress.parties import identities

HOME = {"name": "Zhang Wei", "address": "12 Mill Lane, Linjiang", "email": "zhang@example.net"}


@pytest.fixture
def cast(live_server, mail, gateway):
    """The cast where the server sees it, and every way of telling somebody."""
    return make_cast()


def answered(cast, **identity):
    """A case that was decided and not served; its petitioner may want to be told."""
    now = timezone.now() - timedelta(days=9)
    drive = accepted(cast, now=now, identity={**HOME, **identity})
    return drive.must("roads-officer", "decide", **DECISION)


def sign_in(page, who):
    page.goto("/staff/sign-in/")
    both_factors.in_a_browser(page, who, PASSWORD)
    page.wait_for_url("**/desk/")


def fits(page, scripts):
    assert page.locator("h1").count() == 1
    if scripts:
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


SCREENS = [("en", 1280, True), ("zh-CN", 360, False), ("zh-CN", 360, True)]


@pytest.mark.parametrize(("locale", "width", "scripts"), SCREENS)
def test_a_petitioner_chooses_while_filing_and_later(browser, cast, locale, width, scripts):
    page = browser(locale=locale, width=width, javascript=scripts)
    page.goto("/file/")
    page.locator("main form .button").first.click()
    page.fill("[name=text]", "The road is broken.")
    for _question in range(7):
        page.locator("main form .button:not([name=add])").first.click()
    page.wait_for_url("**/who-you-are/")
    fits(page, scripts)
    page.check("[name=tell_sms]", force=True)
    page.locator("main form .button").first.click()
    page.locator("[data-error-summary] a").click()
    page.fill("[name=phone]", "138 0000 5555")
    fits(page, scripts)
    page.locator("main form .button").first.click()
    page.wait_for_url("**/check/**")
    page.locator("main form .button").first.click()
    page.wait_for_url("**/receipt/**")
    assert identities.reach(Case.objects.get()).tell_by == "sms"
    page.check("[name=saved]", force=True)
    page.locator("main form .button").last.click()
    page.wait_for_url("**/case/**")
    page.locator("a[href$='/notices/']").click()
    fits(page, scripts)
    page.locator("[name=ways][value=sms]").uncheck(force=True)
    page.locator("main form.form-page .button").click()
    page.wait_for_selector(".notice.success")
    assert identities.reach(Case.objects.get()).tell_by == ""


@pytest.mark.parametrize(("locale", "width", "scripts"), SCREENS)
def test_a_petitioner_opens_an_answer(browser, cast, locale, width, scripts):
    drive = answered(cast)
    page = browser(locale=locale, width=width, javascript=scripts)
    page.goto("/case/open/")
    page.fill("[name=code]", drive.code)
    page.locator("main form .button").click()
    page.wait_for_url("**/case/")
    fits(page, scripts)
    assert DECISION["finding"] not in page.inner_text("main")
    page.locator("a.button[href$='/answer/']").click()
    fits(page, scripts)
    assert DECISION["finding"] not in page.inner_text("main")
    page.locator("[name=open]").click()
    page.wait_for_url("**/decision/")
    assert DECISION["finding"] in page.inner_text("main")
    drive.case.refresh_from_db()
    assert (drive.case.stage, drive.case.unserved_since) == ("served", None)


@pytest.mark.parametrize(("locale", "width", "scripts"), SCREENS)
def test_the_queue_and_a_batch_of_letters(browser, cast, locale, width, scripts):
    drives = [answered(cast, tell_by="letter") for _case in range(2)]
    for _round in range(3):
        sending.send_due(timezone.now())
    Notice.objects.filter(channel="letter").exclude(kind="news-answer").delete()
    page = browser(locale=locale, width=width, javascript=scripts)
    sign_in(page, "clerk")
    page.goto("/desk/unserved/")
    fits(page, scripts)
    assert all(drive.case.number in page.inner_text("main") for drive in drives)

    page.goto("/desk/letters/")
    fits(page, scripts)
    assert "Zhang Wei" not in page.content()
    with page.expect_download() as printed:
        page.locator("form[action$='/print/'] .button").click()
    assert printed.value.suggested_filename == "letters.pdf"
    page.goto("/desk/letters/")
    fits(page, scripts)
    for box in page.locator("form[action$='/posted/'] input[type=checkbox]").all():
        box.check(force=True)
    page.locator("form[action$='/posted/'] .button").click()
    page.wait_for_selector(".notice.success")
    fits(page, scripts)
    page.locator("form[action$='/returned/'] input[type=checkbox]").first.check(force=True)
    page.locator("form[action$='/returned/'] button").click()
    page.wait_for_selector(".notice.success")

    page.goto("/desk/unserved/")
    page.locator("a[href$='/service/']").first.click()
    fits(page, scripts)
    page.locator("[name=tried][value='in-person:failed']").check(force=True)
    page.locator("form.form-page .button").click()
    page.wait_for_url("**/unserved/")
    tried = [drive.case.journal.filter(tag="service-tried").count() for drive in drives]
    assert sum(tried) == 4


def test_an_operator_looks_at_a_text_before_keeping_it(browser, cast):
    page = browser(locale="zh-CN", width=360)
    sign_in(page, "operator")
    page.goto("/desk/texts/short/zh-hans/")
    fits(page, True)
    page.fill("[name=text]", "{名字} {what}")
    page.locator("[name=keep]").click()
    page.wait_for_selector("[data-error-summary]")
    fits(page, True)
    page.fill("[name=text]", "您好，{what}{page}")
    page.locator("[name=look]").click()
    assert "您好，有一份给您的答复可以阅读了。" in page.inner_text("#main")
    page.locator("[name=keep]").click()
    page.wait_for_selector(".notice.success")
