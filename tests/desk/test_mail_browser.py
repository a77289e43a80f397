"""E-mail that waits, decided on in a real browser, on any screen and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.utils import timezone
from tests.cast import make_cast
from tests.desk.test_browser import sign_in
from tests.incoming.mails import SENDER, mail

from openredress.cases.models import Case
from openredress.incoming import reading
from openredress.incoming.mailboxes import Mailbox
from openredress.incoming.models import SetAsideMail
from openredress.mailroom import aside
from openredress.mailroom.sorting import Way

BOX = Mailbox("petitions@example.org", "petitions")


@pytest.fixture
def cast(live_server):
    return make_cast()


def set_aside(text, reason="automatic"):
    raw = mail(text, files=[("bill.pdf", b"%PDF-1.4")])
    with transaction.atomic():
        return aside.put(raw, reading.read(raw), Way(box=BOX), reason, len(raw), timezone.now())


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_clerk_decides_about_mail(browser, cast, locale, width):
    set_aside("The lamps are broken.\nPlease mend them.")
    set_aside("Buy now.", "spam")
    page = browser(locale=locale, javascript=False)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "clerk")
    page.goto("/desk/mail/")
    assert page.locator("tbody tr").count() == 2
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(wide)

    page.locator("tbody a").first.click()
    assert "The lamps are broken." in page.locator("blockquote").inner_text()
    assert SENDER in page.locator("main").inner_text()
    assert page.evaluate(wide)
    page.locator("form[action$='/taking/'] button").click()
    page.wait_for_selector(".notice.success")
    case = Case.objects.get()
    assert (case.channel, case.office.code) == ("email", "petitions")

    page.locator("tbody a").first.click()
    discard = "form[action$='/discarding/'] button"
    page.locator(discard).click()
    page.locator("[data-error-summary] a").first.click()
    assert page.evaluate("document.activeElement.name") == "because"
    page.keyboard.type("Advertising.")
    page.locator(discard).click()
    page.wait_for_selector(".notice.success")
    assert SetAsideMail.objects.filter(decision="discarded", because="Advertising.").count() == 1
    assert "Advertising." in page.locator("main").inner_text()


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_pages_of_mail_pass_axe(browser, cast, locale):
    row = set_aside("The lamps are broken.")
    page = browser(locale=locale)
    sign_in(page, "clerk")
    for path in ("/desk/mail/", f"/desk/mail/{row.uid}/"):
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
