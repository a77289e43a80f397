"""The counter: taken down in one screen, read back, filed with who took it down."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import who

from openredress.cases.models import Case, JournalEntry
from openredress.intake.counter_forms import CHANNELS
from openredress.intake.models import Draft
from openredress.parties.models import Receipt

FORM = "/desk/take-down/"
READ_BACK = FORM + "read-back/"
RECEIPT = FORM + "receipt/"
SPOKEN = {"text": "The bridge is out.", "channel": "visit", "language": "en", "name": "Zhang Wei"}


@pytest.fixture
def at_counter(client, cast):
    client.force_login(cast.staff("clerk"))
    return client


def file(client, **changes):
    taken = client.post(FORM, {**SPOKEN, **changes})
    assert taken.status_code == 302, taken.content.decode()
    assert client.post(READ_BACK, {"confirmed": "on"}).headers["Location"] == RECEIPT
    return Case.objects.latest("id")


def test_the_addresses_are_these(db):
    assert reverse("intake:counter") == FORM


@pytest.mark.parametrize("address", [FORM, READ_BACK, RECEIPT])
def test_nobody_takes_down_without_signing_in(client, cast, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["roads-officer", "county-head", "city-supervisor", "operator"])
def test_whoever_is_no_clerk_is_told_why_not(client, cast, name):
    client.force_login(cast.staff(name))
    for address in (FORM, READ_BACK, RECEIPT):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "that of an intake clerk" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_is_a_whole_page_in_both_languages(at_counter, language):
    html = at_counter.get(FORM, headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert html.count("autofocus") == 1
    for letter in "twpmonrls":
        assert f'accesskey="{letter}"' in html
        assert f"<kbd>{letter.upper()}</kbd>" in html


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_records_the_channel_and_who_took_it_down(at_counter, cast, channel):
    file(at_counter, channel=channel)
    entry = JournalEntry.objects.get()
    assert entry.data["channel"] == channel
    assert entry.data["read_back"] is True
    assert entry.by == {
        "role": "clerk",
        "staff": cast.staff("clerk").pk,
        "office": cast.offices["petitions"].pk,
    }


def test_nothing_is_filed_before_it_is_read_back(at_counter):
    at_counter.post(FORM, SPOKEN)
    answer = at_counter.post(READ_BACK, {})
    assert "Read it back first" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_petitioner_is_taken_to_speak_the_language_of_the_counter(at_counter, language):
    html = at_counter.get(FORM, headers={"accept-language": language}).content.decode()
    assert f'<option value="{language}" selected>' in html


def test_it_is_read_back_in_the_language_of_the_petitioner(at_counter, cast):
    roads = cast.matters["roads"].pk
    at_counter.post(FORM, {**SPOKEN, "language": "zh-hans", "matter": roads})
    html = at_counter.get(READ_BACK, headers={"accept-language": "en"}).content.decode()
    assert '<section class="card read-back" lang="zh-hans">' in html
    assert "道路" in html
    assert "县交通运输局" in html
    assert "Read it back" in html


def test_the_receipt_is_in_the_language_of_the_petitioner(at_counter):
    file(at_counter, language="zh-hans")
    html = at_counter.get(RECEIPT, headers={"accept-language": "en"}).content.decode()
    assert '<div lang="zh-hans">' in html
    assert "市" in html or "县" in html
    assert Case.objects.get().language == "zh-hans"


def test_a_letter_is_confirmed_as_copied_faithfully(at_counter):
    at_counter.post(FORM, {**SPOKEN, "channel": "letter"})
    assert "Copied faithfully from the letter" in at_counter.get(READ_BACK).content.decode()


def test_the_time_of_a_letter_counts_from_the_day_it_came(at_counter):
    came = timezone.localdate() - timedelta(days=4)
    file(at_counter, channel="letter", received_on=came.isoformat())
    assert JournalEntry.objects.get().data["on"] == came.isoformat()


def test_a_letter_cannot_have_come_tomorrow(at_counter):
    """Two days ahead: somewhere it is tomorrow already."""
    tomorrow = timezone.localdate() + timedelta(days=2)
    answer = at_counter.post(FORM, {**SPOKEN, "received_on": tomorrow.isoformat()})
    assert answer.status_code == 200
    assert "This day has not come yet." in answer.content.decode()


def test_an_error_keeps_everything(at_counter):
    answer = at_counter.post(FORM, {**SPOKEN, "text": "", "email": "zhang@", "wish": "A bridge"})
    html = answer.content.decode()
    for given in ("zhang@", "A bridge", "Zhang Wei", "Write down what happened."):
        assert given in html
    assert "A bridge" in at_counter.get(FORM).content.decode()


def test_going_back_to_correct_keeps_everything(at_counter):
    at_counter.post(FORM, SPOKEN)
    assert "The bridge is out." in at_counter.get(FORM).content.decode()


def test_filing_for_somebody_asks_whether_they_agree(at_counter):
    given = {**SPOKEN, "on_behalf": "on", "them": "Old Wang", "relation": "son"}
    assert at_counter.post(FORM, given).status_code == 200
    file(at_counter, **given, agreed="on")
    petitioner = who(Case.objects.get())
    assert (petitioner.name, petitioner.helper_name) == ("Old Wang", "Zhang Wei")


def test_the_name_is_kept_apart_from_the_case(at_counter):
    file(at_counter, phone="13800001111")
    rows = json.dumps(list(JournalEntry.objects.values("data", "words", "by")))
    assert "Zhang" not in rows
    assert "13800001111" not in rows


def test_confirming_twice_files_once(at_counter):
    file(at_counter)
    assert at_counter.post(READ_BACK, {"confirmed": "on"}).status_code == 302
    assert Case.objects.count() == 1


def test_the_receipt_stays_until_the_petitioner_has_it(at_counter):
    case = file(at_counter)
    first = at_counter.get(RECEIPT).content.decode()
    assert case.number in first
    assert at_counter.get(FORM).headers["Location"] == RECEIPT
    assert Receipt.objects.get().saved_at is None
    assert at_counter.post(RECEIPT).headers["Location"] == FORM
    assert Receipt.objects.get().saved_at is not None
    assert not Draft.objects.exists()
    assert at_counter.get(RECEIPT).headers["Location"] == FORM
    assert "Zhang Wei" not in at_counter.get(FORM).content.decode()


def test_the_next_clerk_at_the_same_computer_sees_nothing_of_it(at_counter, cast):
    at_counter.post(FORM, SPOKEN)
    cookie = at_counter.cookies["take-down"].value
    at_counter.logout()
    at_counter.force_login(cast.staff("uk-clerk"))
    at_counter.cookies["take-down"] = cookie
    assert "The bridge is out." not in at_counter.get(FORM).content.decode()


def test_the_office_in_their_own_zone_decides_what_day_it_is(at_counter, cast, monkeypatch):
    """At 20:00 UTC it is already tomorrow in Shanghai, where the county is."""
    evening = timezone.now().replace(hour=20)
    monkeypatch.setattr("django.utils.timezone.now", lambda: evening)
    there = (evening + timedelta(hours=8)).date()
    given = {**SPOKEN, "office": cast.offices["roads"].pk, "received_on": there.isoformat()}
    assert at_counter.post(FORM, given).status_code == 302
