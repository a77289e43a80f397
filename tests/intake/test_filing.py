"""Filing over HTTP: one question a page, nothing lost, filed once, a receipt that stays."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import who

from openredress.cases.models import Case, JournalEntry
from openredress.core.engine import MAX_TEXT
from openredress.core.receipt import read_code
from openredress.intake import forms, questions
from openredress.intake.models import Draft
from openredress.parties import receipts
from openredress.parties.models import Petitioner, Receipt
from openredress.parties.session import COOKIE

from .conftest import ANSWERS, STORY, Walk

ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh-CN"}


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


# Every page, in both languages -----------------------------------------------------------


@pytest.mark.parametrize(("headers", "language"), [(ENGLISH, "en"), (CHINESE, "zh-hans")])
@pytest.mark.parametrize("slug", [page.slug for page in questions.PAGES])
def test_every_question_is_a_whole_page(walk, potholes, cast, headers, language, slug):
    walk.answer(
        about_what={"matter": cast.matters["roads"].pk},
        office={"way": "myself"},
        choose_office={"office": cast.offices["roads"].pk},
        for_whom={"whom": "other"},
        for_them={"agreed": "on"},
    )
    walk.headers = headers
    page = walk.get(slug)
    assert page.status_code == 200
    html = page.content.decode()
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^<]+ – OpenRedress</title>", html)
    assert html.count("<label") >= len(page.context["form"].fields)


@pytest.mark.parametrize(
    ("headers", "name"), [(ENGLISH, "County Roads Bureau"), (CHINESE, "县交通运输局")]
)
def test_check_and_receipt_speak_the_language_of_the_page(walk, cast, headers, name):
    walk.headers = headers
    roads, linjiang = cast.matters["roads"].pk, cast.places["linjiang"].pk
    walk.answer(about_what={"matter": roads}, where={"place": linjiang})
    assert name in text_of(walk.get("check"))
    walk.send()
    assert walk.get("receipt").status_code == 200
    assert Case.objects.get().language == ("en" if headers is ENGLISH else "zh-hans")


def test_the_start_says_field_by_field_who_sees_what(client, db):
    html = text_of(client.get(reverse("intake:start")))
    assert 'class="who-sees"' in html
    for words in ("stay without a name", "costs nothing", "only after writing down why"):
        assert words in html


# The way through the questions ------------------------------------------------------------


def test_only_the_story_has_to_be_told(walk):
    walk.answer(who_you_are={}, where={}, what_happened={"text": "No water."})
    walk.send()
    case = Case.objects.get()
    assert case.subject == "No water."
    assert who(case).is_anonymous


def test_it_says_which_question_of_how_many(walk, potholes, cast):
    assert "Question 1 of 8" in text_of(walk.get("what-happened"))
    walk.post("about-what", matter=cast.matters["roads"].pk)
    assert "Question 4 of 9" in text_of(walk.get("more-exactly"))


def test_it_asks_more_exactly_only_where_there_is_more(walk, potholes, cast):
    answer = walk.post("about-what", matter=cast.matters["roads"].pk)
    assert answer.headers["Location"] == "/file/more-exactly/"
    answer = walk.post("about-what", matter=cast.matters["housing"].pk)
    assert answer.headers["Location"] == "/file/files/"
    assert walk.get("more-exactly").headers["Location"] == "/file/about-what/"


def test_it_routes_by_the_narrower_matter(walk, potholes, cast):
    walk.answer(
        about_what={"matter": cast.matters["roads"].pk}, more_exactly={"narrower": potholes.pk}
    )
    walk.send()
    assert Case.objects.get().matter == potholes


def test_it_says_which_office_and_why(walk, cast):
    walk.answer(
        about_what={"matter": cast.matters["roads"].pk}, where={"place": cast.places["linjiang"].pk}
    )
    html = text_of(walk.get("office"))
    assert "County Roads Bureau" in html
    assert "This office answers for the matter at this place." in html
    assert "County Petition Office" in html


def test_an_office_can_be_chosen_by_hand(walk, cast):
    housing = cast.offices["housing"].pk
    answer = walk.post("office", way="myself")
    assert answer.headers["Location"] == "/file/choose-office/"
    walk.answer(office={"way": "myself"}, choose_office={"office": housing})
    walk.send()
    filed = JournalEntry.objects.get().data
    assert filed["chosen_office"] == housing


def test_letting_us_route_leaves_the_office_open(walk, cast):
    """A choice that was taken back does not come back."""
    walk.answer(office={"way": "myself"}, choose_office={"office": cast.offices["housing"].pk})
    walk.post("office", way="suggested")
    walk.send()
    assert JournalEntry.objects.get().data.get("chosen_office") is None


def test_filing_for_somebody_keeps_both_names_apart_from_the_case(walk):
    walk.answer(
        for_whom={"whom": "other"},
        for_them={"them": "Old Wang", "relation": "daughter", "agreed": "on"},
    )
    walk.send()
    petitioner = who(Case.objects.get())
    assert (petitioner.name, petitioner.helper_name) == ("Old Wang", "Zhang Wei")
    assert petitioner.helper_relation == "daughter"
    assert JournalEntry.objects.get().data["on_behalf"] is True


def test_nobody_files_for_somebody_who_does_not_agree(walk):
    walk.post("for-whom", whom="other")
    answer = walk.post("for-them", them="Old Wang")
    assert "does not" in text_of(answer)
    assert "Old Wang" in text_of(answer)


def test_an_unknown_question_is_not_found(walk):
    assert walk.get("your-identity-number").status_code == 404


# Nothing is lost ---------------------------------------------------------------------------


def test_an_error_keeps_what_was_entered_and_says_where(walk):
    answer = walk.post("what-happened", text="", wish="Mend it.")
    html = text_of(answer)
    assert "<title>Error:" in html
    assert 'href="#id_text"' in html
    assert "Mend it." in html
    assert "Mend it." in text_of(walk.get("what-happened"))


def test_a_wrong_address_is_kept_to_be_corrected(walk):
    assert "zhang.wei@" in text_of(walk.post("who-you-are", email="zhang.wei@"))
    assert "zhang.wei@" in text_of(walk.get("who-you-are"))


def test_going_back_keeps_what_was_entered(walk):
    walk.post("what-happened", text=STORY)
    answer = walk.post("where", place_words="By the mill", back="1")
    assert answer.headers["Location"] == "/file/what-happened/"
    assert "By the mill" in text_of(walk.get("where"))
    assert "The road to our village" in text_of(walk.get("what-happened"))


def test_going_back_does_not_ask_for_what_is_missing(walk):
    assert walk.post("what-happened", text="", back="1").headers["Location"] == "/file/"


def test_a_text_that_is_too_long_is_refused_whole_and_kept(walk):
    long = "长" * (MAX_TEXT + 1)
    answer = walk.post("what-happened", text=long)
    assert answer.status_code == 200
    assert f"{MAX_TEXT} characters" in text_of(answer).replace(",", "")
    assert long in answer.content.decode()
    assert "maxlength" not in re.search(r"<textarea[^>]*>", answer.content.decode())[0]


def test_what_was_written_is_filed_as_it_was_written(walk):
    walk.answer(what_happened={"text": "One.\r\n\r\n  Two: 二 <b>&amp;</b>"}).send()
    assert JournalEntry.objects.get().words["text"] == "One.\n\n  Two: 二 <b>&amp;</b>"


def test_one_can_leave_and_go_on(walk):
    walk.post("what-happened", text=STORY)
    html = text_of(walk.client.get(reverse("intake:start")))
    assert "You have begun already" in html
    assert walk.get("check").status_code in (200, 302)


def test_the_answers_can_be_deleted(walk):
    walk.answer()
    assert "cannot be brought back" in text_of(walk.get("draft/deletion"))
    walk.post("draft/deletion")
    assert Draft.objects.count() == 0
    assert walk.get("check").status_code == 410


# Check your answers ------------------------------------------------------------------------


def test_the_check_shows_every_answer_with_a_link_to_change_it(walk):
    walk.answer()
    html = text_of(walk.get("check"))
    for given in ("Children fall", "Mend it before winter.", "By the old mill", "Zhang Wei"):
        assert given in html
    for slug in ANSWERS:
        assert f"/file/{slug}/?change" in html


def test_a_change_returns_to_the_check(walk):
    walk.answer()
    answer = walk.post("where", "?change", place_words="At the school")
    assert answer.headers["Location"] == "/file/check/"
    assert "At the school" in text_of(walk.get("check"))
    assert walk.post("where", "?change", back="1").headers["Location"] == "/file/check/"


def test_a_change_that_raises_a_question_asks_it_first(walk):
    walk.answer()
    answer = walk.post("for-whom", "?change", whom="other")
    assert answer.headers["Location"] == "/file/for-them/?change"
    answer = walk.post("for-them", "?change", agreed="on")
    assert answer.headers["Location"] == "/file/check/"


def test_nothing_is_filed_while_an_answer_is_wrong(walk):
    walk.answer()
    walk.post("who-you-are", email="zhang.wei@")
    answer = walk.send()
    assert answer.headers["Location"] == "/file/who-you-are/?change&wrong"
    assert "<title>Error:" in text_of(walk.get("who-you-are", "?change&wrong"))
    assert not Case.objects.exists()


def test_a_narrower_matter_of_another_matter_is_asked_again(walk, potholes, cast):
    walk.answer(
        about_what={"matter": cast.matters["roads"].pk}, more_exactly={"narrower": potholes.pk}
    )
    walk.post("about-what", matter=cast.matters["housing"].pk)
    walk.send()
    assert Case.objects.get().matter == cast.matters["housing"]


def test_a_program_that_fills_every_field_files_nothing(walk):
    walk.answer()
    answer = walk.post("check", website="https://spam.example")
    assert answer.status_code == 200
    assert "<title>Error:" in text_of(answer)
    assert not Case.objects.exists()
    assert walk.send().headers["Location"] == "/file/receipt/"


# Filed once -------------------------------------------------------------------------------


def test_sending_twice_files_once(walk):
    walk.answer()
    assert walk.send().headers["Location"] == "/file/receipt/"
    code = walk.code()
    assert walk.send().headers["Location"] == "/file/receipt/"
    assert Case.objects.count() == 1
    assert walk.code() == code


def test_the_questions_lead_to_the_receipt_once_filed(walk):
    walk.answer().send()
    assert walk.get("what-happened").headers["Location"] == "/file/receipt/"
    assert "Your receipt is waiting" in text_of(walk.client.get(reverse("intake:start")))
    again = walk.client.post(reverse("intake:start"))
    assert again.headers["Location"] == "/file/receipt/"


def test_a_refusal_is_shown_at_its_question_and_nothing_is_lost(walk, monkeypatch):
    """The form and the core agree on what is too long; the core has the last word."""
    monkeypatch.setattr(forms.WhatHappened.base_fields["text"], "validators", [])
    walk.answer(what_happened={"text": "Children fall. " * 4_000})
    answer = walk.send()
    assert answer.status_code == 200
    assert 'href="#id_text"' in text_of(answer)
    assert "This is too long." in text_of(answer)
    assert not Case.objects.exists()
    assert "Children fall" in text_of(walk.get("check"))


# Who filed is kept apart -------------------------------------------------------------------


def test_the_journal_holds_no_name_and_no_contact(walk):
    walk.answer(
        who_you_are={"name": "Zhang Wei", "phone": "13800001111", "email": "z@example.org",
                     "address": "3 Mill Lane"},
    )  # fmt: skip
    walk.send()
    rows = json.dumps(list(JournalEntry.objects.values("data", "words", "by")))
    case = json.dumps(Case.objects.values().get(), default=str)
    for given in ("Zhang", "13800001111", "example.org", "Mill Lane"):
        assert given not in rows
        assert given not in case
    assert who(Case.objects.get()).phone == "13800001111"


def test_nothing_about_the_browser_is_kept(walk):
    walk.headers = {"user-agent": "Peculiar/1.0", "x-forwarded-for": "203.0.113.77"}
    walk.answer().send()
    stored = json.dumps(
        [list(model.objects.values()) for model in (Case, JournalEntry, Petitioner)], default=str
    )
    assert "Peculiar" not in stored
    assert "203.0.113.77" not in stored


# The receipt -------------------------------------------------------------------------------


def test_the_receipt_opens_the_case_and_says_what_is_owed_when(walk, cast):
    roads, linjiang = cast.matters["roads"].pk, cast.places["linjiang"].pk
    walk.answer(about_what={"matter": roads}, where={"place": linjiang}).send()
    html = text_of(walk.get("receipt"))
    case = Case.objects.get()
    assert case.number in html
    assert "County Petition Office" in html
    assert "Art. 22" in html
    assert "<svg" in html
    code = walk.code()
    assert re.fullmatch(r"(\d{4} ){4}\d{4}", code)
    assert receipts.find(code).case == case


def test_the_code_is_in_no_address_and_no_cookie(walk):
    walk.answer().send()
    code = read_code(walk.code())
    page = walk.get("receipt")
    assert code not in page.content.decode()
    assert all(code not in cookie.value for cookie in walk.client.cookies.values())
    assert page.headers["Cache-Control"] == "no-store"
    assert page.context["sheet"].address == f"http://testserver/case/#{code}"


def test_the_address_of_the_site_is_printed_when_it_is_set(walk, settings):
    settings.URL = "https://redress.example.org/"
    walk.answer().send()
    assert "https://redress.example.org/case/" in text_of(walk.get("receipt"))


def test_the_receipt_stays_until_it_is_confirmed(walk):
    walk.answer().send()
    code = walk.code()
    assert "Save the receipt" in text_of(walk.post("receipt"))
    assert walk.code() == code
    assert Receipt.objects.get().saved_at is None


def test_confirming_opens_the_case_and_forgets_the_code(walk):
    walk.answer().send()
    walk.code()
    answer = walk.post("receipt", saved="on")
    assert answer.headers["Location"] == reverse("petitioner:case")
    assert answer.cookies[COOKIE]["httponly"]
    assert answer.cookies[COOKIE]["samesite"] == "Lax"
    assert Receipt.objects.get().saved_at is not None
    assert not Draft.objects.exists()
    assert walk.get("receipt").status_code == 410
    assert "Children fall" in text_of(walk.client.get(reverse("petitioner:case")))


def test_another_grievance_can_be_filed_afterwards(walk):
    walk.answer().send()
    walk.post("receipt", saved="on")
    walk.begin().answer().send()
    assert Case.objects.count() == 2


# The draft in the browser -------------------------------------------------------------------


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(client, db):
    cookie = client.post(reverse("intake:start")).cookies["draft"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 24 * 60 * 60
    assert cookie["path"] == "/"
    assert not cookie["secure"]


def test_the_cookie_goes_over_https_only_where_there_is_https(client, db, settings):
    settings.HTTPS = True
    assert client.post(reverse("intake:start")).cookies["draft"]["secure"]


@pytest.mark.parametrize("slug", ["what-happened", "check", "receipt", "draft/deletion"])
def test_without_a_draft_it_says_what_to_do(client, cast, slug):
    answer = Walk(client).get(slug)
    assert answer.status_code == 410
    assert "does not keep cookies" in text_of(answer)
    assert reverse("intake:start") in text_of(answer)


def test_a_draft_of_yesterday_is_gone(walk):
    walk.answer()
    draft = Draft.objects.get()
    draft.expires_at -= timedelta(hours=24)
    draft.save(update_fields=["expires_at"])
    assert walk.send().status_code == 410
    assert not Case.objects.exists()


def test_another_browser_sees_nothing_of_it(walk):
    walk.answer().send()
    assert Walk(Client()).get("receipt").status_code == 410


def test_no_question_asks_for_what_we_must_not_know():
    asked = {name for page in questions.PAGES for name in page.form.base_fields}
    assert asked == {
        "text", "wish", "place", "place_words", "matter", "narrower", "way", "office", "whom",
        "them", "relation", "agreed", "name", "phone", "email", "address",
        "keep_out",
        "revealing",
    }  # fmt: skip
    assert forms.Check.base_fields.keys() == {"website"}
