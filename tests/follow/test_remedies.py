"""What was promised, on the pages of those it was promised to: seen, confirmed, objected to."""

from datetime import date, timedelta

import pytest
from tests.cases.test_group import Group
from tests.cast import accepted, served

from openredress.cases import actions
from openredress.cases.models import Case, Demand, PromisedRemedy
from openredress.cases.verification import verify
from openredress.core.access import Actor
from openredress.core.events import Promise
from openredress.core.facts import State
from openredress.core.refusals import Code, Refusal
from openredress.notices.models import Notice
from openredress.parties.membership import open_membership

pytestmark = pytest.mark.django_db

#: Decided on 1 February 2026, served on the 2nd, recorded as done on the 3rd: 30 days end on 5
#: March, and 15 on the 18th, in the holidays of the New Year, which moves to the 24th.
PROMISED = date(2026, 2, 20)


def promise(cast, kind="money", amount="1200.00 CNY"):
    given = Promise(cast.offices["roads"].pk, PROMISED, kind)
    return {"remedies": (given,), "remedy_texts": ("Pay for the axle.",),
            "remedy_amounts": (amount,)}  # fmt: skip


def done(drive, *, days=1):
    """Recorded as done, with a file that shows it."""
    drive.add("transfer.txt", b"Paid on Tuesday.", who="roads-officer")
    drive.now += timedelta(days=days)
    number = len(drive.case.journal.filter(tag__in=("file-added", "office-file-added")))
    taken = actions.take(
        drive.case.number, cast_actor(drive, "roads-officer"), "complete-remedy",
        {"number": 1, "note": "Paid to the account."}, drive.now, give=(number,),
    )  # fmt: skip
    assert isinstance(taken, Case), taken
    return drive


def cast_actor(drive, name):
    return drive.cast.actor(name)


def path(drive, what=""):
    return f"/case/{drive.case.number}/" + (f"remedies/1/{what}/" if what else "")


def test_who_it_was_promised_to_sees_what_was_done_and_what_shows_it(cast, follow):
    drive = done(served(cast, **promise(cast)))
    client = follow(drive)
    page = client.get(path(drive)).content.decode()
    for told in ("Remedy 1: Money", "1,200.00 CNY", "Paid to the account.", "transfer.txt",
                 "Done, says the office", "Was it done?", "5 March 2026"):  # fmt: skip
        assert told in page, told
    assert "/files/" in page
    told = client.get("/api/v1/case", headers={"authorization": f"Receipt {drive.code}"}).json()
    remedy = told["remedies"][0]
    assert (remedy["kind"], remedy["amount"], remedy["state"]) == ("money", "1,200.00 CNY", "done")
    assert (remedy["evidence"], remedy["answer_by"]) == (["transfer.txt"], "2026-03-05")


def test_before_the_decision_arrives_nothing_of_it_is_told(cast, follow):
    drive = accepted(cast).must("roads-officer", "decide", **{**DECIDED, **promise(cast)})
    client = follow(done(drive))
    page = client.get(path(drive)).content.decode()
    assert "transfer.txt" not in page
    assert "Pay for the axle." not in page
    assert client.get(path(drive, "objection")).status_code == 404
    assert client.post(path(drive, "confirmation")).status_code == 302
    assert PromisedRemedy.objects.get().state == State.DONE


DECIDED = {"claim": "c", "facts": "f", "reasons": "r", "finding": "g", "basis": "b",
           "outcome": "upheld"}  # fmt: skip


def test_the_petitioner_confirms_it_or_says_that_it_is_not_done(cast, follow, at):
    drive = done(served(cast, **promise(cast)))
    client = follow(drive)
    said = client.post(path(drive, "confirmation"), follow=True).content.decode()
    assert "You said that it was done." in said
    assert "Done, says the petitioner" in said
    empty = client.post(path(drive, "objection"), {"reason": " "})
    assert empty.status_code == 422
    assert 'href="#id_reason"' in empty.content.decode()
    assert client.post(path(drive, "objection"), {"reason": "It never came."}).status_code == 302
    page = client.get(path(drive)).content.decode()
    for told in ("It never came.", "It counts as not kept until it is settled.", "It is done now",
                 "24 February 2026"):  # fmt: skip
        assert told in page, told
    row, demand = PromisedRemedy.objects.get(), Demand.objects.get()
    assert (row.state, demand.kind, demand.ended_at) == (State.OBJECTED, "remedy", None)
    assert client.post(path(drive, "confirmation")).status_code == 302
    demand.refresh_from_db()
    assert demand.ended_at is not None
    assert not [d for _pk, found in verify() for d in found]


def test_after_the_days_silence_stands_in_the_record_and_nothing_can_be_said(cast, follow, at):
    drive = done(served(cast, **promise(cast)))
    drive.now += timedelta(days=31)
    actions.sweep(drive.now)
    client = follow(drive)
    assert PromisedRemedy.objects.get().state == State.SILENT
    page = client.get(path(drive)).content.decode()
    assert "neither as a yes nor as a no" in page
    assert "Was it done?" not in page
    answer = client.post(path(drive, "objection"), {"reason": "It never came."})
    assert answer.status_code == 422
    assert "It never came." in answer.content.decode()
    assert PromisedRemedy.objects.get().state == State.SILENT


def test_it_can_be_said_by_the_interface_too(cast, follow):
    drive = done(served(cast, **promise(cast)))
    client, key = follow(drive), {"authorization": f"Receipt {drive.code}"}
    here = "/api/v1/case/remedies/1"
    body = {"data": {"reason": "It never came."}, "content_type": "application/json"}
    told = client.post(f"{here}/objection", headers=key, **body).json()
    assert told["remedies"][0]["state"] == "objected"
    assert told["remedies"][0]["settle_by"] == "2026-02-24"
    again = client.post(f"{here}/objection", headers=key, **body)
    assert (again.status_code, again.json()["error"]["code"]) == (422, "said-already")
    told = client.post(f"{here}/confirmation", headers=key).json()
    assert told["remedies"][0]["state"] == "confirmed"
    assert client.post("/api/v1/case/remedies/9/confirmation", headers=key).status_code == 422
    taken = client.get("/api/v1/case/download", headers=key).json()["cases"][0]["remedies"][0]
    assert (taken["state"], taken["amount"], len(taken["evidence"])) == (
        "confirmed", "1,200.00 CNY", 1
    )  # fmt: skip
    assert client.get("/api/v1/case/download.pdf", headers=key).status_code == 200


def test_nobody_else_says_it(cast):
    drive, other = done(served(cast, **promise(cast))), served(cast)
    for actor in (other.petitioner, cast.actor("roads-head"), Actor.petitioner("")):
        said = actions.confirm_remedy(drive.case.number, actor, 1, drive.now)
        assert said == Refusal(Code.NOT_YOURS)
    assert PromisedRemedy.objects.get().state == State.DONE


def test_the_petitioner_is_told_without_content(cast, settings):
    settings.EMAIL_HOST = "localhost"
    done(served(cast, **promise(cast)))
    kinds = Notice.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-1] == "news-remedy"


# Members of a group ------------------------------------------------------------------------


@pytest.fixture
def road(cast):
    return Group(accepted(cast))


def as_member(client, member):
    response = client.get("/case/open/")
    open_membership(response, member.pk, member.stamp)
    client.cookies.update(response.cookies)
    return client


def test_any_member_says_it_and_no_other_takes_it_back(road, at):
    drive, number = road.drive, road.drive.case.number
    drive.must("roads-officer", "decide", **{**DECIDED, **promise(road.drive.cast)})
    drive.must("roads-officer", "serve", how="post")
    one, other = road.join("My axle broke."), road.join("Mine, too.")
    done(drive)
    said = actions.object_as_member(one, number, 1, "Not for me.", drive.now)
    assert isinstance(said, Case), said
    assert isinstance(actions.confirm_as_member(other, number, 1, drive.now), Case)
    assert PromisedRemedy.objects.get().state == State.OBJECTED
    actions.leave_group(other, drive.now)
    again = actions.confirm_as_member(other, number, 1, drive.now)
    assert again == Refusal(Code.NOT_A_MEMBER)


def test_of_a_settlement_those_say_it_who_agreed(road, at, client):
    drive, number = road.drive, road.drive.case.number
    yes, no = road.join("My axle broke."), road.join("Mine, too.")
    today = drive.now.date()
    offered = actions.offer_settlement(
        number, drive.cast.actor("roads-officer"), today + timedelta(days=5),
        today + timedelta(days=20), "We pay.", drive.now, "money", "300.00 CNY",
    )  # fmt: skip
    assert isinstance(offered, Case), offered
    for member, agrees in ((yes, True), (no, False)):
        said = actions.answer_settlement(member, number, 1, drive.now, agrees=agrees)
        assert isinstance(said, Case), said
    drive.now += timedelta(days=7)
    actions.sweep(drive.now)
    row = PromisedRemedy.objects.get()
    assert (row.kind, row.amount, row.state) == ("money", "300.00 CNY", State.OWED)
    done(drive)
    at(drive.now)
    refused = actions.object_as_member(no, number, 1, "Nothing came.", drive.now)
    assert refused == Refusal(Code.NO_SUCH_REMEDY)
    here = f"/group/remedies/{number}/1/"
    as_member(client, no)
    assert client.get(f"{here}objection/").status_code == 404
    as_member(client, yes)
    page = client.get("/group/", headers={"accept-language": "en"}).content.decode()
    assert "300.00 CNY" in page
    uid = page.split("/evidence/")[1].split("/")[0]
    shown = client.get(f"{here}evidence/{uid}/")
    assert b"".join(shown.streaming_content) == b"Paid on Tuesday."
    assert client.get(f"{here}evidence/{uid[::-1]}/").status_code == 404
    form = client.post(f"{here}objection/", {"send": "1", "reason": "Nothing came."})
    assert form.status_code == 302
    assert PromisedRemedy.objects.get().state == State.OBJECTED
