"""The pages of a group: joining with an invitation, one's own page, and what nobody else sees."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import DECISION, START, accepted, served

from openredress.cases.access import case_for
from openredress.core.access import Actor
from openredress.core.events import Promise
from openredress.core.receipt import grouped
from openredress.parties import members
from openredress.web import limits

pytestmark = pytest.mark.django_db

ABOUT = "Mend the road to our village."


class Petitioner:
    """Somebody with a browser of their own."""

    def __init__(self, language="en"):
        self.client, self.code = Client(headers={"accept-language": language}), ""

    def get(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def post(self, path, status=302, **given):
        answer = self.client.post(path, {"send": "1", **given})
        assert answer.status_code == status, (path, answer.status_code, errors(answer))
        return answer.content.decode()

    def join(self, invitation, **given):
        self.post("/group/join/", code=invitation)
        self.post("/group/join/say/", **given)
        sheet = self.get("/group/receipt/")
        self.code = re.sub(r"\D", "", re.search(r'id="code">([\d ]+)<', sheet).group(1))
        self.post("/group/receipt/")
        return self


def errors(answer):
    return re.findall(r'class="error"[^>]*>(.*?)</p>', answer.content.decode(), re.S)


@pytest.fixture(autouse=True)
def nothing_was_tried():
    limits.forget_all()


@pytest.fixture
def drive(cast, at):
    drive = accepted(cast, identity={"name": "Wang Fang"})
    at(drive.now)
    return drive


@pytest.fixture
def first(drive):
    wang = Petitioner()
    wang.post("/case/open/", code=drive.code)
    wang.post(f"/case/{drive.case.number}/group/", about=ABOUT)
    return wang


def invitation(drive):
    known = case_for(Actor.petitioner(drive.case.number), drive.case.number, drive.now)
    return members.invitation_code(drive.case.number, known.facts.group.invitation)


def test_joining_takes_an_invitation_and_gives_a_receipt_that_opens_a_page(drive, first):
    page = first.get("/group/")
    assert grouped(invitation(drive)) in page
    li = Petitioner().join(invitation(drive), say="My axle broke.", name="Li Na")
    mine = li.get("/group/")
    assert ABOUT in mine
    assert "My axle broke." in mine
    assert "Li Na" not in mine  # The device may be borrowed.
    assert grouped(invitation(drive)) not in mine
    again = Petitioner()
    again.post("/case/open/", code=li.code)
    assert "My axle broke." in again.get("/group/")
    for path in ("/group/", f"/case/{drive.case.number}/"):
        assert "2 take part" in first.get(path) or ">2<" in first.get(path)
        assert "axle" not in first.get(path)


def test_a_member_sees_nothing_of_the_petitioner_as_a_person(drive, first):
    drive.must("petitioner", "message", text="I am the baker.")
    li = Petitioner().join(invitation(drive))
    page = li.get("/group/")
    for secret in ("Wang", "baker", "Children fall", "name and contact"):
        assert secret not in page
    assert li.client.get(f"/case/{drive.case.number}/").status_code == 403
    assert li.client.get("/case/download/").status_code == 403


def test_what_the_office_writes_from_then_on_is_for_all(drive, first):
    li = Petitioner().join(invitation(drive))
    drive.must("roads-officer", "ask", 0, text="How wide is it?")
    assert "How wide is it?" in li.get("/group/")


def test_an_invitation_that_opens_nothing_is_said_so_and_nothing_is_shown(drive, first):
    before = invitation(drive)
    first.post("/group/invitation/")
    stranger = Petitioner()
    assert "joined with this code" in stranger.post("/group/join/", 200, code=before)
    assert stranger.client.get("/group/join/say/").status_code == 302
    first.post("/group/invitation/", close="1")
    stranger.post("/group/join/", code=invitation(drive))
    assert "any more" in stranger.post("/group/join/say/", 200)
    li = Petitioner().client.post("/group/invitation/")
    assert li.status_code == 403


def test_what_is_sent_twice_makes_one_member(drive, first):
    li = Petitioner()
    li.post("/group/join/", code=invitation(drive))
    for _ in range(2):
        li.post("/group/join/say/", say="Once.")
    assert "2 take part" in first.get(f"/case/{drive.case.number}/")


def test_an_ended_session_loses_nothing(drive, first):
    li = Petitioner().join(invitation(drive))
    other = Petitioner()
    page = other.post("/group/dissent/", 403, text="Not in my name.")
    assert "Not in my name." in page
    other.post("/group/dissent/", text="Not in my name.", code=li.code)
    assert "Not in my name." in first.get("/group/")
    wrong = other.client.post("/group/say/", {"code": drive.code, "send": "1", "say": "x"})
    assert wrong.status_code in (200, 302, 403)


def test_representatives_are_chosen_write_and_report(drive, first):
    others = [Petitioner().join(invitation(drive)) for _ in range(2)]
    others[0].post("/group/standing/", calls="Auntie Li", about="A road that holds.")
    assert "Auntie Li" in first.get("/group/")
    everybody = [first, *others]
    assert others[0].client.get("/group/letter/").status_code == 404
    for one in everybody:
        one.post("/group/mandates/1/", scope=["speak", "negotiate"])
    others[0].post("/group/letter/", text="When will you come?")
    others[0].post("/group/report/", text="I asked them when they come.")
    assert "I asked them when they come." in others[1].get("/group/")
    drive.now += drive.now.resolution
    office = case_for(drive.cast.actor("roads-officer"), drive.case.number, drive.now)
    assert office.facts.group.seated == (1,)
    for one in everybody[:2]:
        one.post("/group/mandates/1/taken-back/")
    assert "Nobody speaks for the group yet." in others[1].get("/group/")


def test_leaving_closes_the_page_and_the_receipt_and_alone_gives_another(drive, first):
    one, other = (Petitioner().join(invitation(drive), say="My wall.") for _ in range(2))
    one.post("/group/leaving/")
    assert one.client.get("/group/").status_code == 403
    assert "No case here opens" in one.post("/case/open/", 200, code=one.code)
    sheet = other.post("/group/alone/", 200, text="My wall cracked.")
    code = re.sub(r"\D", "", re.search(r'id="code">([\d ]+)<', sheet).group(1))
    other.post("/case/open/", code=code)
    assert drive.case.number not in other.get("/case/")
    assert "1 takes part" in first.get(f"/case/{drive.case.number}/")


def test_a_member_takes_everything_with_them(drive, first):
    li = Petitioner().join(invitation(drive), say="My axle broke.", name="Li Na", shown=["say"])
    held = li.client.get("/group/download/").json()
    assert (held["name"], held["say"], held["shown"]) == ("Li Na", "My axle broke.", ["What I say"])


def test_a_receipt_of_the_case_that_was_replaced_opens_the_group_no_longer(drive, first):
    from openredress.cases import actions

    clerk, number = drive.cast.actor("clerk"), drive.case.number
    first.get("/group/")
    assert not hasattr(actions.ask_replacement(number, clerk, "The card.", drive.now), "code")
    actions.give_out_receipt(number, clerk, drive.now)
    assert first.client.get("/group/").status_code == 403


def test_what_the_office_had_written_before_others_could_join_stays_the_petitioners(cast, at):
    promise = Promise(cast.offices["roads"].pk, START.date() + timedelta(days=60))
    drive = served(
        cast, finding="House number 12 is mended.",
        remedies=(promise,), remedy_texts=("Mend number 12.",),
    )  # fmt: skip
    at(drive.now)
    first = Petitioner()
    first.post("/case/open/", code=drive.code)
    first.post(f"/case/{drive.case.number}/group/", about=ABOUT)
    other = Petitioner().join(invitation(drive))
    page = other.get("/group/")
    assert "number 12" not in page
    assert "is for the petitioner alone" in page
    assert "Promised" not in page
    head = {"authorization": f"Receipt {other.code}"}
    assert b"number 12" not in other.client.get("/api/v1/group", headers=head).content
    path = f"/group/remedies/{drive.case.number}/1/objection/"
    assert other.client.get(path).status_code == 404
    assert "number 12" in first.get("/group/")
    # What comes from then on is for all.
    drive.must("petitioner", "not-fixed", reason="Not mended.")
    new = {**DECISION, "finding": "House number 14 is mended."}
    drive.must("roads-officer", "decide", **new).must("roads-officer", "serve", how="post")
    at(drive.now)
    other.post("/case/open/", code=other.code)
    page = other.get("/group/")
    assert "number 14" in page
    assert "number 12" not in page
