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
from openredress.cases.verification import verify
from openredress.core.causes import Plan
from openredress.core.receipt import case_number, grouped
from openredress.parties import members

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


@pytest.fixture
def linked(cast):
    """Six linked cases, whose petitioners were told; the first lets others join."""
    now = timezone.now() - timedelta(days=9)
    drives = [accepted(cast, now=now) for _ in range(6)]
    actor, number = cast.actor("roads-officer"), drives[0].case.number
    done = actions.link_cases([d.case.number for d in drives], actor, "One road.", now)
    assert isinstance(done, tuple), done
    assert isinstance(actions.tell_others(number, actor, now), tuple)
    return drives


def test_who_complains_alone_is_asked_to_join_and_loses_nothing_either_way(cast, linked):
    first, other = linked[0], linked[1]
    officer, here = sit_down(cast, "roads-officer"), f"/desk/cases/{first.case.number}/cause/"
    nobody = officer.post(f"{here}joining-offered/", {})
    assert nobody.status_code == 422
    assert "None of these cases can be joined now" in nobody.content.decode()
    opened = actions.open_group(
        first.case.number, first.petitioner, "Mend it.", timezone.now()
    )  # fmt: skip
    assert isinstance(opened, Case), opened
    assert officer.post(f"{here}joining-offered/", {}).status_code == 302
    client = holder(other)
    page = client.get("/case/", headers={"accept-language": "en"}).content.decode()
    assert "There are 5 other grievances about this." in page
    assert first.case.number not in page
    api = client.get("/api/v1/case").json()
    assert api["joining"] == {"others": 5}
    before = other.case.journal.count()
    looked = client.post(f"/case/{other.case.number}/joining/")
    assert looked["Location"] == "/group/join/say/"
    shown = client.get("/group/join/say/", headers={"accept-language": "en"}).content.decode()
    assert "Mend it." in shown
    assert client.post("/group/join/say/", {"say": "My axle broke."}).status_code == 302
    assert "Mend it." in client.get("/group/").content.decode()
    # Their own case goes on, and nothing in it tells that they joined.
    assert other.case.journal.count() == before
    again = holder(other)
    assert again.get(f"/case/{other.case.number}/").status_code == 200
    assert "/joining/" not in holder(first).get("/case/").content.decode()
    assert actions.change_invitation(
        members.first_of(first.case.number), timezone.now(), is_open=False
    )
    gone = again.post(f"/case/{other.case.number}/joining/", follow=True)
    assert "This cannot be joined any more." in gone.content.decode()


def test_only_the_owner_publishes_an_issue_and_nobody_is_named(cast, linked):
    one, anybody = linked[0], Client(headers={"accept-language": "en"})
    officer, owner = sit_down(cast, "roads-officer"), sit_down(cast, "housing-head")
    here = f"/desk/cases/{one.case.number}/cause/"
    plan = Plan(cast.offices["housing"].pk, timezone.now().date() + timedelta(9), "The road",
                "It gets stone.")  # fmt: skip
    done = actions.open_issue(one.case.number, cast.actor("roads-officer"), plan, timezone.now())
    assert isinstance(done, tuple), done
    assert "Nothing is published now" in anybody.get("/issues/").content.decode()
    given = {"issue-public-title": "A road that breaks", "issue-public-text": "It is too thin."}
    assert officer.post(f"{here}issue-public/", given).status_code == 422
    empty = owner.post(f"{here}issue-public/", {"issue-public-title": "A road"})
    assert empty.status_code == 422
    assert 'value="A road"' in empty.content.decode()
    assert owner.post(f"{here}issue-public/", given).status_code == 302
    page = anybody.get("/issues/").content.decode()
    for told in ("A road that breaks", "It is too thin.", "It gets stone.", "6 grievances",
                 "County Housing Bureau"):  # fmt: skip
        assert told in page, told
    assert not any(d.case.number in page for d in linked)
    assert owner.post(f"{here}answer/", {"answer-text": "It has stone."}).status_code == 302
    assert "It has stone." in anybody.get("/issues/").content.decode()
    assert owner.post(f"{here}issue-withdrawn/", {}).status_code == 302
    assert "It has stone." not in anybody.get("/issues/").content.decode()
    assert not [d for _pk, found in verify() for d in found]


def test_what_somebody_is_shut_out_of_is_not_published_and_comes_off(cast, linked):
    one, now = linked[0], timezone.now()
    owner, number = cast.actor("housing-head"), one.case.number
    plan = Plan(cast.offices["housing"].pk, now.date() + timedelta(9), "The road", "Stone.")
    actions.open_issue(number, cast.actor("roads-officer"), plan, now)
    done = actions.publish_issue(number, owner, "A road", "Thin.", now, is_public=True)
    assert isinstance(done, tuple), done
    actions.ask_exclusion(number, one.petitioner, "The engineer.", now)
    actions.publish_overdue(now)
    assert "A road" not in Client().get("/issues/").content.decode()
    refused = actions.publish_issue(number, owner, "A road", "Thin.", now, is_public=True)
    assert refused.code == "somebody-shut-out"


def test_who_is_linked_later_is_told_and_asked_like_the_others_and_once(cast, linked):
    now, officer = timezone.now(), cast.actor("roads-officer")
    number = linked[0].case.number

    def link(drive):
        done = actions.link_cases([number, drive.case.number], officer, "One road.", now)
        assert isinstance(done, tuple), done
        tags = list(drive.case.journal.values_list("tag", flat=True))
        return tags.count("others-told"), tags.count("joining-offered")

    before, after = accepted(cast, now=now), accepted(cast, now=now)
    assert link(before) == (1, 0), "nobody was asked yet"
    assert isinstance(actions.open_group(number, linked[0].petitioner, "Mend it.", now), Case)
    assert isinstance(actions.offer_joining(number, officer, now), tuple)
    counted = [d.case.journal.count() for d in linked]
    assert link(after) == (1, 1)
    assert [d.case.journal.count() for d in linked] == counted, "nobody else is told again"
    assert "/joining/" in holder(after).get("/case/").content.decode()
    assert isinstance(actions.unlink_case(after.case.number, officer, "No.", now), Case)
    assert link(after) == (1, 1)
    assert not [d for _pk, found in verify() for d in found]
