"""Members of a group, both sides of a mediation, and a hearing, as another program meets them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.api.conftest import error
from tests.api.test_taking import sent
from tests.cases.test_group import Group, found
from tests.cast import accepted
from tests.disputes import Dispute

from openredress.cases import actions
from openredress.parties import members, sides

pytestmark = pytest.mark.django_db
KEY = "c0a8012e-7f3b-4d55-9b0e-6a1d2c3e4f50"


@pytest.fixture
def at(monkeypatch):
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def drive(cast, at):
    drive = accepted(cast)
    at(drive.now)
    return drive


def told(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_member_joins_chooses_answers_and_leaves(api, drive, mail):
    road = Group(drive, others=0)

    def join(**more):
        return api.client.post(
            "/api/v1/group/members", {"invitation": road.invitation(), "say": "My axle.", **more},
            content_type="application/json", headers={"Idempotency-Key": KEY},
        )  # fmt: skip

    first, again = join(), join()
    assert first.status_code == 201
    assert first.json() == again.json()  # Sent twice, joined once.
    assert error(join(say="Another."))["code"] == "key-used"
    code = first.json()["receipt_code"]
    page = told(api.get("group", code=code))
    assert (page["taking_part"], page["say"], page["shown"]) == (2, "My axle.", [])
    assert page["number"] == drive.case.number
    # The receipt of a member opens no case, and that of the case is the first member's.
    assert api.get("case", code=code).status_code == 401
    assert told(api.get("group", code=drive.code))["say"] == ""
    assert api.get("group").status_code == 401
    wrong = sent(api, "post", "group/members", "", {"invitation": "1" * 20})
    assert error(wrong)["code"] == "invitation-over"

    def act(method, path, who=code, **body):
        return sent(api, method, f"group/{path}", who, body)

    told(act("post", "say", say="My axle broke.", name="Sun", shown=["say"]))
    assert told(act("post", "standing", calls="Aunt Sun", about="The road"))["you_represent"] == 1
    for who in (code, drive.code):
        page = told(act("post", "mandates/1", who, scope=["speak", "receive"]))
    (chosen,) = page["chosen"]
    assert (chosen["calls"], chosen["support"], chosen["is_you"]) == ("Aunt Sun", 2, False)
    assert error(act("post", "mandates/9", scope=["speak"]))["code"] == "not-standing"
    assert told(act("post", "letter", text="When?"))["history"]
    assert told(act("post", "report", text="They come."))["reports"][0]["text"] == "They come."
    assert error(act("post", "report", drive.code, text="No."))["code"] == "not-representing"
    assert told(act("delete", "mandates/1"))["chosen"][0]["yours"] == []
    told(act("post", "dissent", drive.code, text="Not so."))
    road.offer()
    offer = f"settlements/{drive.case.number}/1"
    (offered,) = told(act("post", offer, agrees=False))["settlements"]
    assert (offered["yours"], offered["is_open"]) == ("no", True)
    assert act("post", f"settlements/{drive.case.number}/2", agrees=True).status_code == 404
    assert told(api.get("group", code=drive.code))["settlements"][0]["yours"] == ""
    by_mail = {"tell_by": ["email"], "topics": ["settlements"], "language": "zh"}
    assert error(act("post", "notices", **by_mail))["code"] == "no-such-contact"
    assert error(act("post", "notices", tell_by=["sms"]))["code"] == "unknown-way"
    assert error(act("post", "notices", topics=["answers"]))["code"] == "unknown-topic"
    page = told(act("post", "notices", **by_mail, email="sun@example.net"))
    assert page["told_by"] == ["By e-mail"]
    assert "sun@example.net" not in str(page)
    kept = members.by_code(code).kept
    assert (kept.tell_of, kept.language) == ("settlements", "zh-hans")
    assert error(act("post", "notices", drive.code))["code"] == "not-yours"
    assert error(act("post", "replacement-refusal"))["code"] == "replacement-over"
    assert told(act("delete", "standing"))["you_represent"] == 0
    assert told(sent(api, "delete", "group", code)) == {"left": True}
    assert api.get("group", code=code).status_code == 401
    assert found() == []


def test_both_sides_mediate_and_neither_acts_for_the_other(api, cast, at):
    dispute = Dispute.begun(cast)
    at(dispute.now)
    letter = dispute.must(actions.invite_other_side(dispute.number, dispute.actor, dispute.now))
    got = sent(api, "post", "mediation/receipt", "", {"letter": letter})
    assert got.status_code == 201
    other, mine = got.json()["receipt_code"], dispute.drive.code
    assert sent(api, "post", "mediation/receipt", "", {"letter": letter}).status_code == 422
    assert api.get("mediation", code=letter).status_code == 401
    assert api.get("case", code=other).status_code == 401
    assert told(api.get("mediation", code=other))["side"] == "other"

    def act(method, path, who, **body):
        return sent(api, method, f"mediation/{path}", who, body)

    told(act("post", "consent", other, agrees=True))
    page = told(act("post", "consent", mine, agrees=True))
    assert [c["said"] for c in page["consents"]] == ["yes", "yes"]
    assert told(act("post", "words", other, text="I would move it."))["alone"][0]["by_you"]
    assert told(api.get("mediation", code=mine))["alone"] == []
    dispute.must(actions.set_mediation_meeting(
        dispute.number, dispute.actor, dispute.now + timedelta(days=2), "Hall", dispute.now
    ))  # fmt: skip
    dispute.draft()
    page = told(act("post", "agreements/1", other, agrees=True))
    (agreement,) = page["agreements"]
    assert {a["side"]: a["said"] for a in agreement["answers"]} == {
        "petitioner": "",
        "other": "yes",
    }
    assert page["meetings"][0]["starts_at"].endswith("+08:00")
    told(act("delete", "agreements/1", other))
    assert error(act("post", "agreements/1", mine, agrees=True))["code"] == "agreement-over"
    assert error(act("post", "notices", mine))["code"] == "not-yours"
    told(act("post", "notices", other, topics=["answers"]))
    assert sides.by_code(other).kept.tell_of == "answers"
    assert told(sent(api, "delete", "mediation", other))["is_running"] is False
    dispute.verified()


def test_there_is_no_mediation_where_there_is_none(api, drive):
    assert error(api.get("mediation", code=drive.code))["code"] == "not-found"


def test_a_hearing_is_asked_for_and_what_is_not_its_time_is_refused(api, drive):
    def act(path="", method="post", **body):
        return sent(api, method, f"case/hearing{path}", drive.code, body)

    page = told(act(reason="Nobody asked us.", needs="An interpreter."))
    assert page["hearings"][0]["state"] == "asked"
    assert told(act("/closed"))["hearings"][0]["wished_closed"] is True
    for path, body in (
        ("/documents", {"files": [1]}), ("/companion", {}), ("/minutes/confirmation", {}),
        ("/objections", {"seat": 1, "reason": "A cousin."}),
        ("/minutes/annotations", {"text": "Not so."}),
    ):  # fmt: skip
        refused = act(path, **body)
        assert refused.status_code == 422, path
        assert error(refused)["message"]
    assert act("/companion", "delete").status_code == 422
    assert sent(api, "post", "case/hearing", "", {"reason": "x"}).status_code == 401
