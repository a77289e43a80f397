"""Cases with one cause over HTTP: from what is alike to the answer that everybody reads."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import accepted, make_cast
from tests.desk.people import Person

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.receipt import case_number, grouped

PLANT = "The mixing plant beside Lifa estate roars all night and dust covers our balconies."
AGAIN = "Concrete dust on every balcony of Lifa estate: the mixing plant works all night."


@pytest.fixture
def cast(db):
    return make_cast()


def sit_down(cast, who):
    client = Client()
    client.force_login(cast.staff(who))
    return Person(client, "en")


def holder(drive):
    client = Client(headers={"authorization": f"Receipt {grouped(drive.code)}"})
    client.post(reverse("petitioner:open"), {"code": drive.code})
    return client


def test_from_what_is_alike_to_the_answer_to_all(cast):
    now = timezone.now() - timedelta(days=9)
    one, copy, same = (accepted(cast, text=t, now=now) for t in (PLANT, PLANT + " Act!", AGAIN))
    officer, here = sit_down(cast, "roads-officer"), f"/desk/cases/{one.case.number}/"
    alike = officer.get(f"{here}alike/").content.decode()
    assert "Both say: " in alike
    for drive in (copy, same):
        assert f'value="{drive.case.number}"' in alike
    ticked = {"links-cases": [copy.case.number, same.case.number]}
    missing = officer.post(f"{here}cause/links/", ticked)
    assert missing.status_code == 422
    assert copy.case.number in missing.content.decode(), "nothing that was ticked is lost"
    unknown = {"links-cases": "2026-999999-9 9", "links-reason": "x"}
    assert officer.post(f"{here}cause/links/", unknown).status_code == 422
    done = officer.post(f"{here}cause/links/", {**ticked, "links-reason": "One plant."})
    assert done.status_code == 302, done.content.decode()
    assert officer.post(f"{here}cause/others-told/", {}).status_code == 302
    plan = {
        "issue-title": "The mixing plant", "issue-owner": cast.offices["housing"].pk,
        "issue-plan": "Filters, and no work at night.",
        "issue-due_on": str((timezone.now() + timedelta(days=20)).date()),
    }  # fmt: skip
    wrong = officer.post(f"{here}cause/issue/", {**plan, "issue-due_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Filters, and no work at night." in wrong.content.decode()
    assert officer.post(f"{here}cause/issue/", plan).status_code == 302
    owner = sit_down(cast, "housing-head")
    assert "The mixing plant" in owner.get("/desk/issues/").content.decode()
    assert officer.post(f"{here}cause/answer/", {"answer-text": "x"}).status_code == 422
    change = {k.replace("issue-", "issue-change-"): v for k, v in plan.items()}
    change["issue-change-reason"] = "The filters come later."
    assert officer.post(f"{here}cause/issue-change/", change).status_code == 302
    for drive in (one, copy, same):
        page = holder(drive).get("/case/").content.decode()
        for words in ("You are not alone", "The mixing plant", "no work at night", "come later"):
            assert words in page, words
        for other in (one, copy, same):
            assert other is drive or other.case.number not in page
        assert "One plant." not in page, "why they are linked is for the offices"
        assert "What higher offices did" not in page, "an issue is nothing that was asked of below"
    assert owner.post(f"{here}cause/answer/", {"answer-text": "It has filters."}).status_code == 302
    told = holder(same).get(f"/api/v1/case?number={same.case.number}").json()["cause"]
    assert told["not_alone"]
    assert told["issue"]["answer"] == "It has filters."
    assert "It has filters." in holder(copy).get("/case/").content.decode()
    assert "No systemic issue waits" in owner.get("/desk/issues/").content.decode()
    out = officer.post(f"{here}cause/unlinking/", {"unlinking-reason": "Another plant."})
    assert out.status_code == 302
    assert Case.objects.get(pk=one.case.pk).cause is None
    assert Case.objects.get(pk=one.case.pk).is_open


def test_a_case_that_one_does_not_see_is_not_told_from_one_that_does_not_exist(cast):
    mine = accepted(cast)
    other = accepted(cast)
    other.must("roads-officer", "message", text="x")
    actions.exclude_person(
        other.case.number, cast.actor("city-supervisor"), cast.staff("roads-officer").pk,
        "complained-of", "x", other.now,
    )  # fmt: skip
    officer, here = sit_down(cast, "roads-officer"), f"/desk/cases/{mine.case.number}/cause/links/"
    answers = set()
    for number in (other.case.number, case_number(2026, 987)):
        given = {"links-cases": number, "links-reason": "x"}
        page = officer.post(here, given)
        assert page.status_code == 422
        said = page.content.decode().split("There is no case")
        answers.add(len(said))
    assert len(answers) == 1, answers
    assert answers != {1}
