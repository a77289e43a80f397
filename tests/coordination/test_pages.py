"""Meetings over HTTP: called, brought before, agreed, and told to the petitioner."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import accepted
from tests.coordination.test_actions import put

from openredress.cases import actions as case_actions
from openredress.cases.models import Case
from openredress.coordination.models import Item, Meeting
from openredress.core.receipt import case_number, grouped


def ago(days):
    return timezone.now() - timedelta(days=days)


def in_days(days):
    return str((timezone.now() + timedelta(days=days)).date())


@pytest.fixture
def met(cast, called):
    """Two cases before a meeting that is held today."""
    one, two = accepted(cast, now=ago(13)), accepted(cast, now=ago(13))
    one.now = two.now = ago(10) - timedelta(minutes=5)
    return put(cast, called, one, two), one, two


def test_from_the_call_to_what_was_agreed(cast, sit_down):
    drive = accepted(cast, now=ago(5))
    head, officer = sit_down("county-head"), sit_down("roads-officer")
    offices = {code: office.pk for code, office in cast.offices.items()}
    wrong = head.post("/desk/meetings/call/", {"call-office": offices["county"]})
    assert wrong.status_code == 422
    assert "Choose at least one office" in wrong.content.decode()
    given = {
        "call-office": offices["county"], "call-meets_on": in_days(10), "call-begins": "09:30",
        "call-closes_on": in_days(7), "call-place": "Room 2",
        "call-attending": [offices["roads"], offices["housing"]],
    }  # fmt: skip
    assert head.post("/desk/meetings/call/", given).status_code == 302
    meeting = Meeting.objects.get()
    listed = officer.get(f"/desk/meetings/?case={drive.case.number}").content.decode()
    assert f"Put case {drive.case.number} on it" in listed
    asked = {"item-cases": drive.case.number, "item-question": "Whose is the road?",
             "item-offices": [offices["housing"]]}  # fmt: skip
    path = f"/desk/meetings/{meeting.pk}/items/"
    bad = officer.post(path, {**asked, "item-cases": "2026-1"})
    assert bad.status_code == 422
    assert "is no case number" in bad.content.decode()
    assert "Whose is the road?" in bad.content.decode()
    assert officer.post(path, asked).status_code == 302
    page = sit_down("housing-officer").get(f"/desk/meetings/{meeting.pk}/").content.decode()
    assert drive.case.number in page
    assert "Whose is the road?" in page
    item = Item.objects.get()
    early = {"minutes-decision": "Roads.", "minutes-lead": offices["roads"]}
    refused = head.post(f"/desk/meetings/items/{item.pk}/minutes/", early)
    assert refused.status_code == 422
    assert "still to come" in refused.content.decode()


def test_minutes_are_drafted_confirmed_and_corrected(cast, sit_down, met):
    item, one, _two = met
    head = sit_down("county-head")
    path = f"/desk/meetings/items/{item.pk}/"
    part = {"minutes-decision": "Roads leads."}
    assert "---" not in head.get(f"{path}minutes/").content.decode(), "an empty choice says so"
    assert head.post(f"{path}minutes/", part).status_code == 302
    missing = head.post(f"{path}minutes/", {**part, "confirm": "1"})
    assert missing.status_code == 422
    whole = {**part, "minutes-lead": cast.offices["roads"].pk, "minutes-due_on": in_days(20),
             "minutes-co_handlers": [cast.offices["housing"].pk]}  # fmt: skip
    assert head.post(f"{path}minutes/", {**whole, "confirm": "1"}).status_code == 302
    shown = head.get(f"/desk/meetings/{item.meeting_id}/").content.decode()
    assert "Confirmed" in shown
    assert "Roads leads." in shown
    assert head.get(f"{path}minutes/").status_code == 404
    assert head.get(f"{path}removal/").status_code == 404
    cancelling = f"/desk/meetings/{item.meeting_id}/cancellation/"
    assert cancelling not in shown, "it was held"
    assert head.post(cancelling, {"cancel-reason": "Flood."}).status_code == 404
    assert head.post(f"{path}correction/", {"correct-text": "The bridge, too."}).status_code == 302
    assert "The bridge, too." in head.get(f"/desk/meetings/{item.meeting_id}/").content.decode()
    for who in ("housing-head", "roads-head"):
        assert sit_down(who).get(f"{path}correction/").status_code == 404
    number = one.case.number
    petitioner = Client(headers={"authorization": f"Receipt {grouped(one.code)}"})
    petitioner.post(reverse("petitioner:open"), {"code": one.code})
    page = petitioner.get("/case/").content.decode()
    for words in ("Coordination meeting", "Whose is the road?", "Roads leads.", "The bridge, too.",
                  "County Roads Bureau leads and has to decide by"):  # fmt: skip
        assert words in page, words
    (told,) = petitioner.get(f"/api/v1/case?number={number}").json()["meetings"]
    assert (told["decision"], told["lead"], told["ahead"]) == (
        "Roads leads.", "County Roads Bureau", False,
    )  # fmt: skip
    assert "Do its part" in sit_down("housing-officer").get("/desk/supervision/").content.decode()


def test_whoever_is_shut_out_finds_the_case_nowhere(cast, sit_down, met):
    item, one, two = met
    for who in ("county-head", "housing-head", "roads-head"):
        person = sit_down(who)
        here = f"/desk/meetings/{item.meeting_id}/"
        assert one.case.number in person.get(here).content.decode()
        shut = case_actions.exclude_person(
            two.case.number, cast.actor("clerk"), cast.staff(who).pk, "interest", "x", two.now
        )
        assert isinstance(shut, Case)
        page = person.get(here).content.decode()
        assert one.case.number not in page
        assert two.case.number not in page
        assert "Whose is the road?" not in page
        assert "Nothing is on the agenda" in page
        for name in ("minutes", "removal", "correction"):
            assert person.get(f"/desk/meetings/items/{item.pk}/{name}/").status_code == 404


def test_the_wall_alone_hides_the_item(cast, met):
    """The filter of the pages forgotten: the database shows it to those who see every case."""
    from tests.house.test_wall import reading

    item, _one, two = met
    head = cast.actor("county-head")
    with reading(head):
        assert list(Item.objects.values_list("pk", flat=True)) == [item.pk]
    for who in ("town-officer", "uk-officer", "clerk"):
        with reading(cast.actor(who)):
            expected = [item.pk] if who == "clerk" else []
            assert list(Item.objects.values_list("pk", flat=True)) == expected, who
    with reading():
        assert not Item.objects.exists()
    case_actions.exclude_person(
        two.case.number, cast.actor("clerk"), head.staff, "interest", "x", two.now
    )
    with reading(head):
        assert not Item.objects.exists()


def test_meetings_are_for_those_who_attend(cast, sit_down, met):
    item, _one, _two = met
    here = f"/desk/meetings/{item.meeting_id}/"
    for who, status in (("town-officer", 200), ("roads-officer", 200), ("petitions-officer", 404),
                        ("uk-officer", 404), ("operator", 404)):  # fmt: skip
        assert sit_down(who).get(here).status_code == status, who
    assert sit_down("town-officer").get("/desk/meetings/call/").status_code == 404
    # A case that one does not see is not told from one that does not exist.
    town = sit_down("town-officer")
    asked = {"item-question": "x"}
    answers = {
        re.sub(r"2026-\d+-\d", "N", town.post(f"{here}items/", {**asked, "item-cases": number})
               .content.decode())
        for number in (_one.case.number, case_number(2026, 987))
    }  # fmt: skip
    assert len({re.sub(r'value="\w+"', "", answer) for answer in answers}) == 1


def test_a_meeting_is_cancelled_and_its_cases_are_told(cast, sit_down, met):
    item, one, _two = met
    head = sit_down("county-head")
    path = f"/desk/meetings/{item.meeting_id}/cancellation/"
    assert sit_down("roads-head").get(path).status_code == 404
    assert head.post(path, {}).status_code == 422
    assert head.post(path, {"cancel-reason": "Flood."}).status_code == 302
    petitioner = Client()
    petitioner.post(reverse("petitioner:open"), {"code": one.code})
    assert "Flood." in petitioner.get("/case/").content.decode()
    assert head.get(path).status_code == 404


def test_a_meeting_costs_the_same_however_much_is_on_its_agenda(cast, sit_down, called):
    head, counted = sit_down("county-head"), []
    meeting = called(ago(5))
    for _round in range(2):
        for _item in range(3):
            drive = accepted(cast, now=ago(9))
            drive.now = ago(4)
            assert isinstance(put(cast, meeting, drive), Item)
        head.get(f"/desk/meetings/{meeting.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert head.get(f"/desk/meetings/{meeting.pk}/").status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 25
