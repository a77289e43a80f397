"""The page of search: in both languages, narrowed, with what was asked for marked."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import file, make_cast
from tests.desk.test_browser import ago, sign_in

from openredress.cases import actions
from openredress.offices.models import Matter, Place


def test_what_is_found_is_shown_with_the_words_marked(cast, sit_down):
    case = file(cast, timezone.now(), text="The <b>culvert</b> is blocked.").case
    page = sit_down("clerk").client.get("/desk/search/?q=culvert").content.decode()
    assert case.number in page
    assert "<mark>culvert</mark>" in page
    assert "&lt;b&gt;" in page
    assert "1 case was found" in page


def test_nothing_found_says_what_to_do(cast, sit_down):
    page = sit_down("clerk").client.get("/desk/search/?q=zamboni").content.decode()
    assert "No case says this" in page, page.partition("</form>")[2]


def test_the_number_of_a_case_leads_to_it(cast, sit_down):
    case = file(cast, timezone.now()).case
    answer = sit_down("clerk").client.get(f"/desk/search/?q={case.number}")
    assert answer["Location"].endswith(f"/desk/cases/{case.number}/")


def test_a_day_that_is_none_is_told(cast, sit_down):
    answer = sit_down("clerk").client.get("/desk/search/?q=road&since=yesterday")
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    ["q=%00", "q=%27%20%7C%20%21a", "q=%22", "q=a&page=999999999999999999999", "q=road&older=-1",
     "q=road&place=x", "q=" + "x" * 300, "q=%5C%27%3A%2A&page=-1", "page=2", "q=&state=late"],
)  # fmt: skip
def test_whatever_is_asked_there_is_an_answer(cast, sit_down, asked):
    file(cast, timezone.now())
    assert sit_down("clerk").client.get(f"/desk/search/?{asked}").status_code in (200, 422)


def test_a_search_asks_as_often_for_many_as_for_few(cast, sit_down):
    def asked():
        with CaptureQueriesContext(connection) as found:
            assert "<mark>" in client.get("/desk/search/?q=road").content.decode()
        return len(found)

    client = sit_down("clerk").client
    file(cast, timezone.now())
    asked()
    few = asked()
    for _case in range(25):
        file(cast, timezone.now())
    assert asked() == few <= 25


def test_a_change_of_the_institution_is_in_the_choices_at_once(cast, sit_down):
    clerk = sit_down("clerk").client
    asked = {"accept-language": "en"}, {"accept-language": "zh-hans"}
    first = [clerk.get("/desk/search/", headers=each).content.decode() for each in asked]
    office, matter, place = cast.offices["roads"], Matter.objects.first(), Place.objects.first()
    for kind in (office, matter, place):
        assert [kind.name_en in first[0], kind.name_zh in first[1]] == [True, True]
        kind.name_en, kind.name_zh = f"<{kind.code} anew>", f"<{kind.code} 新>"
        kind.save()
    english, chinese = (clerk.get("/desk/search/", headers=e).content.decode() for e in asked)
    for kind in (office, matter, place):
        assert f"&lt;{kind.code} anew&gt;</option>" in english
        assert f"&lt;{kind.code} 新&gt;</option>" in chinese
        assert "<" + kind.code not in english + chinese


def test_what_was_chosen_stays_chosen_and_no_other(cast, sit_down):
    office, place = cast.offices["roads"].pk, Place.objects.first().pk
    path = f"/desk/search/?q=road&office={office}&place={place}"
    page = sit_down("clerk").client.get(path).content.decode()
    assert set(re.findall(r'<option value="(\d+)" selected>', page)) == {str(office), str(place)}


def test_who_is_shut_out_is_told_what_is_told_of_nothing(cast, sit_down):
    def said(typed):
        page = sit_down("clerk").client.get(f"/desk/search/?q={typed}").content.decode()
        return page.replace(typed, "…").partition("<main")[2]

    file(cast, timezone.now())
    nothing = said("zambonk")
    drive = file(cast, timezone.now(), text="The clerk has a zamboni.")
    assert said("zamboni") != nothing
    actions.exclude_person(
        drive.case.number, cast.actor("city-supervisor"), cast.staff("clerk").pk, "complained-of",
        "It is about them.", drive.now,
    )  # fmt: skip
    assert said("zamboni") == nothing


@pytest.mark.parametrize(
    ("locale", "typed", "marked", "button"),
    [("en", "lmaps", "lamps", "Narrow the search"), ("zh-CN", "路燈", "路灯", "缩小范围")],
)
def test_somebody_searches_without_scripts(browser, live_server, locale, typed, marked, button):
    cast = make_cast()
    case = file(cast, ago(3), text="The lamps are out.\n路灯不亮，学生看不清路。").case
    page = browser(locale=locale, javascript=False)
    sign_in(page, "clerk")
    page.goto("/desk/search/")
    page.get_by_text(button).click()
    page.locator("[name=state]").select_option("open")
    page.locator("[name=q]").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/search/?q=*")
    assert page.locator(".found mark").first.inner_text() == marked
    assert page.locator("[name=state]").input_value() == "open"
    page.set_viewport_size({"width": 360, "height": 800})
    wide = page.locator(".found").bounding_box()
    assert wide["x"] + wide["width"] <= 360
    page.locator(".found a").first.click()
    page.wait_for_url(f"**/{case.number}/")
