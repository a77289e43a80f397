"""A dispute that climbs every rung, in a real browser: the petitioner reads English at a desk, the
other side Chinese on a telephone without JavaScript.
"""

import os
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.cast import accepted, make_cast
from tests.desk.test_browser import sign_in
from tests.disputes import Dispute, make_mediators
from tests.follow.test_group_browser import Screen

from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry
from openredress.core.facts import PETITIONER


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it, with those who mediate."""
    return make_mediators(make_cast())


class Side(Screen):
    """A side at its page, or a mediator at theirs."""

    has_script = True

    def check(self):
        if self.has_script:
            return super().check()
        assert self.page.locator("h1").count() == 1
        if shots := os.environ.get("SHOTS"):
            self.stops += 1
            self.page.screenshot(path=f"{shots}/{self.name}-{self.stops}.png", full_page=True)
        return self

    def press(self, address, **fields):
        """Fills the form with this address in, and sends it."""
        form = self.page.locator(f"form[action$='{address}']").first
        panel = form.locator("xpath=ancestor::details[not(@open)]")
        for n in range(panel.count()):
            panel.nth(n).evaluate("e => { e.open = true }")
        for name, value in fields.items():
            box = form.locator(f"[name={name}]")
            if box.first.get_attribute("type") in ("radio", "checkbox"):
                form.locator(f"[name={name}][value='{value}']").check(force=True)
            elif box.first.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        with self.page.expect_navigation():
            form.locator("button").first.click()
        return self.check()


def mediator(browser, who, name):
    desk = Side(browser(locale="zh-CN", width=1280), name)
    sign_in(desk.page, who)
    return desk


def test_a_dispute_climbs_every_rung_and_goes_on(browser, cast):
    drive = accepted(cast, text="My neighbour's wall stands on my land.",
                     now=timezone.now() - timedelta(days=4))  # fmt: skip
    drive.now = timezone.now()
    number = drive.case.number
    first = Side(browser(locale="en", width=1280), "petitioner")
    first.goto("/case/open/").fill(code=drive.code).send().check()
    first.page.get_by_role("link", name="Have it mediated").click()
    first.page.get_by_label("Willow Village Mediators").check(force=True)
    first.fill(
        name="孙大明", reach="柳树村12号", about="您的墙占了我半米地。", called="您的邻居老李"
    )
    first.send().check()
    assert "Willow Village Mediators" in first.text

    # Rung 1: the mediator makes the letter; the other side reads what is for both, and says no.
    village = mediator(browser, "village-officer", "village")
    village.goto("/desk/mediations/").page.get_by_role("link", name=number).click()
    village.check().press("/letter/")
    letter = village.code()
    assert "孙大明" in village.text
    other = Side(browser(locale="zh-CN", width=360, javascript=False), "other")
    other.has_script = False
    other.goto("/case/open/").fill(code=letter).send().check()
    other.send().check()
    receipt = other.code()
    assert receipt != letter
    other.send().check()
    assert "您的墙占了我半米地。" in other.text
    assert "您的邻居老李" in other.text
    assert "My neighbour's wall" not in other.page.content()
    other.press("/consent/", agrees="no")
    first.page.reload()
    assert "Qingshi Mediation Committee" in first.check().text
    village.goto("/desk/mediations/")
    assert number not in village.text

    # Rung 2: both agree; each says something alone, and neither reads the other's.
    first.press("/consent/", agrees="yes")
    other.press("/consent/", agrees="yes")
    first.press("/words/", text="I would take 300.")
    other.press("/words/", text="我最多出五百。")
    committee = mediator(browser, "committee-officer", "committee")
    committee.goto(f"/desk/mediations/{number}/")
    assert "I would take 300." in committee.text
    assert "我最多出五百。" in committee.text
    assert "我最多出五百。" not in first.goto(f"/case/{number}/mediation/").page.content()
    assert "I would take 300." not in other.goto("/mediation/").page.content()
    # By the clock of the office, whatever that of the test is.
    later = timezone.now().astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(hours=2)
    committee.press("/meeting/", on=str(later.date()), at=later.strftime("%H:%M"), place="202室")
    assert "202室" in other.goto("/mediation/").text
    committee.press("/agreement/", terms="墙移半米。", what1="移墙", who1="other",
                    by1=str(later.date() + timedelta(days=20)))  # fmt: skip
    other.goto("/mediation/").press("/answer/", agrees="yes")
    first.goto(f"/case/{number}/mediation/").press("/answer/", agrees="yes")
    assert "each can take it back" in first.text
    first.press("/taking-back/")
    committee.goto(f"/desk/mediations/{number}/")
    committee.press("/handing-on/", text="双方相差二百元。")

    # Rung 3: the township has the report and both of no use, until its time ends by itself.
    town = mediator(browser, "town-officer", "town")
    town.goto(f"/desk/mediations/{number}/")
    assert "双方相差二百元。" in town.page.content()
    assert "我最多出五百。" not in town.page.content()
    assert "双方相差二百元。" in other.goto("/mediation/").page.content()
    drive.now = timezone.now() + timedelta(days=16)
    assert not actions.sweep(drive.now).failed
    first.goto(f"/case/{number}/mediation/")
    assert "The ordinary procedure goes on." in first.text
    assert other.goto("/mediation/").text
    case = Case.objects.get(number=number)
    assert (case.is_open, case.stage) == (True, "accepted")
    told = list(JournalEntry.objects.filter(case=case).values_list("tag", flat=True))
    assert told.count("mediation-handed-on") == 3
    assert {"mediation-begun", "other-side-invited", "other-side-came", "mediation-consented",
            "spoken-alone", "mediation-meeting-set", "agreement-drafted", "agreement-answered",
            "agreement-taken-back"} <= set(told)  # fmt: skip
    dispute = Dispute(cast, drive)
    dispute.verified()
    assert dispute.mediation.asides[0].side == PETITIONER
    assert not re.search("孙大明|I would take", str(list(
        JournalEntry.objects.filter(case=case).values_list("words", "data")
    )))  # fmt: skip
