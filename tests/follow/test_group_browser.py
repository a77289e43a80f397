"""Thirty in one case, in a real browser: from joining to a settlement that four refuse."""

import os
import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.cases.test_group import Group, found
from tests.cast import accepted, make_cast
from tests.desk.test_browser import sign_in

from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry
from openredress.parties import members


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it."""
    return make_cast()


class Screen:
    """A browser of somebody; every page it stops at has no barrier and fits."""

    def __init__(self, page, name):
        self.page, self.name, self.stops = page, name, 0

    def check(self):
        assert self.page.locator("h1").count() == 1
        assert Axe().run(self.page).response["violations"] == []
        assert self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        if shots := os.environ.get("SHOTS"):
            self.stops += 1
            self.page.screenshot(path=f"{shots}/{self.name}-{self.stops}.png", full_page=True)
        return self

    def goto(self, path):
        self.page.goto(path)
        return self.check()

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)
        return self

    def tick(self, name, *values):
        for value in values:
            self.page.locator(f"main [name={name}][value={value}]").check(force=True)
        return self

    def send(self):
        with self.page.expect_navigation():
            self.page.locator("main form .button, main form .button-danger").first.click()
        return self

    @property
    def text(self):
        return self.page.locator("main").inner_text()

    def code(self, name="code"):
        return re.sub(r"\D", "", self.page.locator(f"#{name}").inner_text())


def joined(browser, code, name, locale, width):
    """Somebody opens the link of the invitation, joins and keeps the receipt."""
    one = Screen(browser(locale=locale, width=width), name)
    one.goto(f"/group/join/#{code}").send().check()
    one.fill(say="My axle broke.", name="Sun Mei").tick("shown", "say").send().check()
    receipt = one.code()
    one.send().check()
    return one, receipt


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 360)])
def test_thirty_join_choose_five_and_four_refuse(browser, cast, locale, width):
    drive = accepted(cast, now=timezone.now() - timedelta(days=4))
    drive.now = timezone.now()
    first = Screen(browser(locale=locale, width=width), f"first-{width}")
    first.goto("/case/open/").fill(code=drive.code).send()
    first.goto(f"/case/{drive.case.number}/group/").fill(about="Mend our road.").send().check()
    village = Group.__new__(Group)
    village.drive, village.others, village.codes = drive, [], []
    code = first.code("invitation")
    assert code == village.invitation()

    one, receipt = joined(browser, code, f"one-{width}", locale, width)
    village.others.append(members.by_code(receipt))
    last, last_receipt = joined(browser, code, f"last-{width}", locale, width)
    for n in range(27):
        village.join(f"Say {n}")
    village.others.append(members.by_code(last_receipt))
    assert village.group.tally == 30

    # Five are chosen: one on the screen, by the hand of another.
    one.goto("/group/standing/").fill(calls="Aunt Sun", about="A road that holds.").send().check()
    for member in village.others[1:6]:
        village.stand(member)
    for number in range(1, 7):
        village.mandate(number, village.everybody[1:25])
    assert village.group.seated == (1, 2, 3, 4, 5)
    last.goto("/group/mandates/1/").fill(until=str(drive.now.date() + timedelta(days=90)))
    last.send().check()
    assert "Aunt Sun" in last.text
    one.goto("/group/letter/").fill(text="When will you come?").send()
    one.goto("/group/report/").fill(text="I asked when they come.").send()
    assert "I asked when they come." in last.goto("/group/").text

    # The office sees a number, offers a settlement, and waits.
    desk = Screen(browser(locale=locale, width=width), f"desk-{width}")
    sign_in(desk.page, "roads-officer")
    desk.goto(f"/desk/cases/{drive.case.number}/group/")
    assert "Aunt Sun" not in desk.text
    assert "Sun Mei" not in desk.text
    assert "My axle broke." in desk.text
    desk.page.locator("details summary").last.click()
    today = timezone.now().date()
    desk.fill(terms="Forty metres by June.", answer_by=str(today + timedelta(days=9)),
              due_on=str(today + timedelta(days=60))).send().check()  # fmt: skip

    number = drive.case.number
    last.goto(f"/group/settlements/{number}/1/").tick("agrees", "no").send().check()
    one.goto(f"/group/settlements/{number}/1/").tick("agrees", "yes").send()
    drive.now = timezone.now()
    for at, member in enumerate(village.everybody):
        if member.pk not in (village.others[0].pk, village.others[-1].pk):
            done = village.answer(member, at not in (5, 6, 7))
            assert isinstance(done, Case), done
    settled = village.group.settlements[0]
    assert (settled.agreed, settled.refused, settled.silent) == (26, 4, 0)
    assert Case.objects.get(number=number).is_open
    for screen in (last, one, first, desk):
        screen.page.reload()
        screen.check()
        assert "26" in screen.text
        assert "4" in screen.text

    # One who refused goes on alone; the desk is told of one fewer.
    last.goto("/group/alone/").send().check()
    assert Case.objects.exclude(number=number).count() == 1
    assert village.group.tally == 29
    tags = set(JournalEntry.objects.values_list("tag", flat=True))
    assert {"member-joined", "representative-chosen", "mandate-given", "settlement-concluded",
            "member-left", "representative-wrote", "reported-back"} <= tags  # fmt: skip
    assert not actions.stands_as(village.others[-2], village.facts)
    assert found() == []
