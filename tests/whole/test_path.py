"""The whole way in a real browser: from the first page to an answer that holds.

Each way is walked in both languages, the petitioner at a telephone without scripts, the offices
at their desks.
"""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.cast import DECISION, make_cast
from tests.whole.people import Petitioner, Worker

from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify
from openredress.offices.calendars import calendar_for
from openredress.parties import identities
from openredress.parties.models import Receipt
from openredress.procedures import library

LOCALES = ["en", "zh-CN"]
PACK, _TEXT = library()["cn-2022"]
CALENDAR = calendar_for("CN", "Asia/Shanghai")


@pytest.fixture
def cast(live_server):
    """The cast where the server sees it; nobody has tried to sign in."""
    cache.clear()
    return make_cast()


@pytest.fixture(params=LOCALES)
def locale(request):
    return request.param


@pytest.fixture
def petitioner(browser, locale):
    return Petitioner(browser(locale=locale, javascript=False, width=360))


@pytest.fixture
def worker(browser, locale):
    """worker("clerk") is that person, signed in; the same one when asked again."""
    known = {}

    def sit(who):
        if who not in known:
            known[who] = Worker(browser(locale=locale), who)
        return known[who]

    return sit


def due(days: int, tag: str, number: str) -> str:
    """The last of so many days after the last event of this kind, counted here anew: the day of
    the event does not count, and a day of rest gives way to the next working day.
    """
    entry = JournalEntry.objects.filter(case__number=number, tag=tag).order_by("seq").last()
    return str(CALENDAR.next_working_day(CALENDAR.local_date(entry.at) + timedelta(days=days)))


def in_days(days: int) -> str:
    return str(CALENDAR.local_date(timezone.now()) + timedelta(days=days))


def test_from_filing_to_a_final_answer(cast, petitioner, worker):
    offices = {code: office.pk for code, office in cast.offices.items()}

    # The petitioner answers every question, sees a mistake while checking, and corrects it.
    petitioner.begin()
    petitioner.at("what-happened")
    petitioner.write(text="The road is broken.", wish="Mend it before winter.")
    petitioner.go_on()
    petitioner.at("where")
    petitioner.select("place", cast.places["linjiang"].pk)
    petitioner.write(place_words="By the old mill")
    petitioner.go_on()
    petitioner.at("about-what")
    petitioner.choose("matter", cast.matters["roads"].pk)
    petitioner.go_on()
    petitioner.at("files")
    petitioner.go_on()
    petitioner.at("office")
    petitioner.choose("way", "suggested")
    petitioner.go_on()
    petitioner.at("keep-out")
    petitioner.go_on()
    petitioner.at("for-whom")
    petitioner.choose("whom", "myself")
    petitioner.go_on()
    petitioner.at("who-you-are")
    petitioner.write(name="Zhang Wei", phone="13800001111")
    petitioner.go_on()
    petitioner.at("check")
    petitioner.page.locator(".change a[href^='/file/what-happened/']").first.click()
    petitioner.write(text="The road to our village is broken.")
    petitioner.go_on()
    petitioner.at("check")
    assert "The road to our village is broken." in petitioner.page.inner_text(".summary-list")
    petitioner.go_on()

    # The receipt is there until it was said to be saved, and opens the case ever after.
    petitioner.at("file/receipt")
    assert petitioner.page.locator(".receipt .qr svg").is_visible()
    petitioner.go_on()
    assert petitioner.page.locator("[data-error-summary]").is_visible()
    petitioner.keep_the_receipt()
    first = petitioner.number
    assert re.fullmatch(r"(\d{4} ){4}\d{4}", petitioner.code)
    assert Receipt.objects.get().saved_at is not None
    assert petitioner.due() == [due(15, "filed", first)]

    # The petition office registers it and sends it on; the roads bureau says that it is not
    # competent and who is; the clerk sends it there.
    worker("clerk").open(first)
    worker("clerk").take(first, "register", note="Seen.")
    worker("clerk").take(first, "transfer", office=offices["roads"], reason="It mends roads.")
    worker("roads-officer").open(first)
    worker("roads-officer").take(first, "object-to-routing", competent=offices["housing"],
                                 reason="This road belongs to the estate.")  # fmt: skip
    assert petitioner.look() == first
    assert petitioner.due() == [due(15, "routing-objected", first)]
    worker("clerk").open(first)
    worker("clerk").take(first, "transfer", office=offices["housing"], reason="It built the road.")
    worker("housing-officer").open(first)
    worker("housing-officer").take(first, "accept")

    # More time: asked for by the officer, granted by the head, told to the petitioner.
    worker("housing-officer").take(first, "request-extension", amount=20, reason="Frost.")
    worker("housing-head").page.goto("/desk/extensions/")
    assert first in worker("housing-head").page.inner_text("table.queue")
    worker("housing-head").take(first, "grant-extension", amount=20, reason="Frost until March.")
    petitioner.look()
    extended = petitioner.due()
    assert extended == [due(60 + 20, "accepted", first)]
    assert "Frost until March." in petitioner.page.inner_text("main")

    # Decided with a remedy; shown to the petitioner once it was served, and not before.
    promise = {"remedy_1": "Fill the holes.", "remedy_1_office": offices["housing"],
               "remedy_1_due_on": in_days(30)}  # fmt: skip
    worker("housing-officer").take(first, "decide", **DECISION, **promise)
    petitioner.look()
    assert DECISION["finding"] not in petitioner.page.inner_text("main")
    worker("housing-officer").take(first, "serve", how="in-person")
    petitioner.look()
    assert DECISION["finding"] in petitioner.page.inner_text("main")
    assert petitioner.due() == [in_days(30)]  # What was promised is all that is due.

    # Not fixed: the clock of the office starts anew.
    petitioner.take("not-fixed", reason="The holes are still there.")
    assert petitioner.number == first
    again = due(60, "not-fixed", first)
    assert again in petitioner.due()
    assert extended[0] not in petitioner.due()
    petitioner.page.locator(".card.next a[href$='/days/decide/']").click()
    assert petitioner.page.locator(f".days-list li time[datetime='{again}']").count() == 1
    worker("housing-officer").open(first)
    worker("housing-officer").take(first, "complete-remedy", note="Filled.")
    petitioner.look()
    assert petitioner.page.locator(".tag-done").count() == 1
    worker("housing-officer").take(first, "decide", **DECISION)
    worker("housing-officer").take(first, "serve", how="post")

    # Up: each level is a case of its own, at a higher office.
    petitioner.look()
    petitioner.take("ask-review", reason="The office decided for itself.")
    second = petitioner.number
    assert second != first
    assert petitioner.due() == [due(30, "filed", second)]
    answer(worker("county-officer"), second)
    petitioner.look()
    petitioner.take("ask-re-review", reason="The county did not come to look.")
    third = petitioner.number
    assert petitioner.due() == [due(30, "filed", third)]
    answer(worker("city-officer"), third)
    worker("city-officer").take(third, "close")

    # Final: nothing is owed any more, and the petitioner is told where else to turn, with the
    # receipt of the first day, on a device that has never seen the case.
    petitioner.page.context.clear_cookies()
    petitioner.open(petitioner.code)
    assert petitioner.look() == third
    assert petitioner.due() == []
    assert petitioner.doors() == len(PACK.stages["re-review-final"].doors) == 2
    assert petitioner.page.locator(".tabs li").count() == 3
    assert not petitioner.can_take("ask-review")
    assert not petitioner.can_take("ask-re-review")
    petitioner.page.locator(f".tabs a[href='/case/{first}/']").click()
    assert "The holes are still there." in petitioner.page.inner_text("main")
    assert_proved(3)


def answer(worker, number):
    """What a higher office does: from its queue, decided and served."""
    worker.open(number)
    worker.take(number, "decide", **{**DECISION, "outcome": "not-upheld"})
    worker.take(number, "serve", how="post")


def assert_proved(cases: int) -> None:
    """Every journal gives the row that is stored, and there are as many as were filed."""
    found = list(verify())
    assert len(found) == cases
    assert [differences for _number, differences in found if differences] == []


def test_a_call_is_taken_down_by_keyboard_and_followed_with_its_receipt(
    cast, browser, petitioner, worker
):
    page = worker("clerk").page
    page.goto("/desk/")
    tab_to(page, "a[href='/desk/take-down/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-down/")
    page.wait_for_function("document.activeElement.name === 'text'")
    page.keyboard.type("The roof leaks.")
    tab_to(page, "[name=place]")
    choose_by_key(page, cast.places["linjiang"].pk)
    tab_to(page, "[name=matter]")
    choose_by_key(page, cast.matters["housing"].pk)
    tab_to(page, "[name=phone]")
    page.keyboard.type("0000-5555")
    tab_to(page, "[name=channel]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/read-back/")
    page.wait_for_function("document.activeElement.name === 'confirmed'")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-down/receipt/")
    code = page.locator("#code").inner_text()

    petitioner.open(code)
    number = petitioner.look()
    assert "The roof leaks." in petitioner.page.inner_text("main")
    filed = Case.objects.get(number=number)
    entry = JournalEntry.objects.get(case=filed)
    assert (filed.channel, entry.data["read_back"]) == ("telephone", True)
    assert (entry.by["role"], entry.by["staff"]) == ("clerk", cast.staff("clerk").pk)
    assert identities.open_for(filed).phone == "0000-5555"
    assert_proved(1)


def tab_to(page, selector):
    """Presses Tab until the control has the focus, as somebody without a mouse does."""
    for _press in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")


def choose_by_key(page, value):
    """Goes down the list that has the focus until the choice is there."""
    for _press in range(60):
        if page.evaluate("document.activeElement.value") == str(value):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the list has no {value}")


@pytest.mark.parametrize("step", ["decline", "redirect"])
def test_who_is_sent_away_is_told_why_and_which_door_is_the_right_one(
    cast, petitioner, worker, step
):
    petitioner.begin()
    petitioner.write(text="My wages were not paid.")
    petitioner.go_on()
    petitioner.select("place", cast.places["linjiang"].pk)
    for _question in ("where", "about-what", "files", "office", "keep-out", "for-whom",
                      "who-you-are"):  # fmt: skip
        petitioner.go_on()
    petitioner.at("check")
    petitioner.go_on()
    petitioner.keep_the_receipt()
    worker("clerk").take(petitioner.number, "register")
    worker("clerk").take(petitioner.number, step, doors="labour-arbitration",
                         reason="Wages are a matter of labour arbitration.")  # fmt: skip

    petitioner.look()
    door = PACK.doors["labour-arbitration"]
    shown = petitioner.page.inner_text("main")
    assert "Wages are a matter of labour arbitration." in shown
    language = "zh" if petitioner.is_chinese else "en"
    for text in (door.name, door.where, door.how, door.by_when):
        assert text[language] in shown
    assert petitioner.due() == []
    assert petitioner.can_take("ask-review") == (step == "decline")  # A refusal can be reviewed.
    assert_proved(1)
