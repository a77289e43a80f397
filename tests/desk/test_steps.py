"""Every step, taken through the page of the case, in both languages."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.cast import DECISION, accepted, file, served

from openredress.cases.models import Case, JournalEntry

LANGUAGES = ["en", "zh-hans"]


def today():
    return timezone.localdate(timezone=ZoneInfo("Asia/Shanghai"))


def done(answer, case):
    """The step was taken: the browser is sent on, to the case or to the queue."""
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_carries_a_case_from_filing_to_its_end(cast, filed, sit_down, language):
    case, roads, housing = filed.case, cast.offices["roads"].pk, cast.offices["housing"].pk
    clerk, officer = sit_down("clerk", language), sit_down("roads-officer", language)
    head, other = sit_down("roads-head", language), sit_down("housing-officer", language)

    matter, place = cast.matters["roads"].pk, cast.places["linjiang"].pk
    assert done(clerk.take(case, "register", matter=matter, place=place), case).stage == (
        "registered"
    )
    sent = done(clerk.take(case, "transfer", office=housing, reason="Perhaps theirs."), case)
    assert (sent.stage, sent.office_id) == ("sent", housing)
    objection = other.take(case, "object-to-routing", competent=roads, reason="A road.")
    assert objection["Location"] == "/desk/"
    assert done(objection, case).stage == "registered"
    assert f'value="{roads}" selected' in clerk.look(case).content.decode()
    done(clerk.take(case, "transfer", office=roads, reason="The bureau mends it."), case)
    assert done(officer.take(case, "accept"), case).stage == "accepted"

    done(officer.take(case, "request-extension", amount=10, reason="Frost."), case)
    assert case.pending_limit == "decide"
    done(head.take(case, "refuse-extension", reason="It can be done in time."), case)
    assert case.pending_limit == ""
    done(officer.take(case, "request-extension", amount=20, reason="Frost."), case)
    before = case.next_due_on
    done(head.take(case, "grant-extension", amount=20, reason="There is frost."), case)
    assert case.next_due_on > before

    assert done(officer.take(case, "ask", text="Which bridge?"), case).question
    done(officer.take(case, "message", text="We have been there."), case)
    remedy = {"remedy_1": "Mend it", "remedy_1_office": roads,
              "remedy_1_due_on": today() + timedelta(days=30)}  # fmt: skip
    assert done(officer.take(case, "decide", **DECISION, **remedy), case).stage == "decided"
    done(officer.take(case, "serve", how="post", on=today()), case)
    refused = officer.take(case, "close")
    assert refused.status_code == 422
    done(officer.take(case, "complete-remedy", number=1, note="Mended today."), case)
    assert done(officer.take(case, "close"), case).stage == "closed"
    assert officer.look(case).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_declines_and_redirects_with_doors(cast, sit_down, language):
    officer = sit_down("clerk", language)
    for step, stage in (("decline", "declined"), ("redirect", "redirected")):
        case = file(cast, timezone.now()).must("clerk", "register", 0).case
        assert (
            done(officer.take(case, step, doors=["labour-arbitration"], reason="Law."), case).stage
            == stage
        )
        letter = officer.get(f"/desk/cases/{case.number}/decision/").content.decode()
        assert "Law." in letter
        assert "Labour arbitration" in letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_pauses_and_resumes_at_re_review(cast, sit_down, language):
    drive = accepted(cast, now=timezone.now() - timedelta(days=10))
    drive.must("roads-officer", "decide", **DECISION).must("roads-officer", "serve", how="post")
    drive.must("petitioner", "ask-review", reason="No.")
    drive.must("county-officer", "decide", **DECISION).must("county-officer", "serve", how="post")
    drive.must("petitioner", "ask-re-review", reason="Still no.")
    officer, case = sit_down("city-officer", language), drive.case
    assert case.level == 3
    done(officer.take(case, "pause", ground="hearing", reason="A hearing in May."), case)
    blocked = officer.take(case, "pause", ground="hearing", reason="Again.")
    assert blocked.status_code == 422
    assert "Again." in blocked.content.decode()
    done(officer.take(case, "resume"), case)


def test_it_says_what_happened_and_what_is_due(cast, filed, sit_down):
    clerk = sit_down("clerk")
    clerk.take(filed.case, "register")
    page = clerk.look(filed.case).content.decode()
    assert "Registered. Next: “Register and send to the competent office” is due on" in page


def test_it_keeps_everything_that_was_typed_when_something_is_missing(cast, sit_down):
    case, officer = accepted(cast).case, sit_down("roads-officer")
    entered = {**DECISION, "outcome": "", "remedy_3": "A sign", "remedy_4_due_on": "2030-01-01"}
    answer = officer.take(case, "decide", **entered)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert re.search(r'<details id="step-decide"[^>]* open>', page)
    for text in (DECISION["facts"], "A sign", "2030-01-01"):
        assert text in page
    for error in ("Choose the outcome.", "Say by which day", "Say what will be done"):
        assert error in page
    assert Case.objects.get(pk=case.pk).stage == "accepted"


def test_it_shows_what_is_new_when_somebody_acted_meanwhile(cast, sit_down):
    drive = accepted(cast)
    case, officer = drive.case, sit_down("roads-officer")
    seen = case.version
    drive.must("petitioner", "message", text="A child fell today.")
    answer = officer.take(case, "decide", **DECISION, seen_version=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody did something in this case" in page
    assert DECISION["reasons"] in page
    assert page.count(">New</span>") == 1
    again = re.search(r'name="decide-seen_version" value="(\d+)"', page)[1]
    assert int(again) == seen + 1
    assert officer.take(case, "decide", **DECISION, seen_version=again).status_code == 302


def test_it_keeps_the_text_of_a_step_that_is_not_possible_any_more(cast, filed, sit_down):
    clerk, case = sit_down("clerk"), filed.case
    assert clerk.take(case, "register").status_code == 302
    answer = clerk.take(case, "register", note="A long note.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A long note." in page
    assert "Not done: Register" in page


def test_it_keeps_the_suggested_reason_for_the_suggested_office_only(cast, sit_down):
    case, clerk = file(cast, timezone.now()).must("clerk", "register", 0).case, sit_down("clerk")
    page = clerk.look(case).content.decode()
    assert "Suggested: County Roads Bureau." in page
    reason = "This office answers for the matter at this place."
    wrong = clerk.take(case, "transfer", office=cast.offices["housing"].pk, reason=reason)
    assert "You chose another office. Say why this one." in wrong.content.decode()
    done(clerk.take(case, "transfer", office=cast.offices["roads"].pk, reason=reason), case)
    assert JournalEntry.objects.get(case=case, tag="transferred").data["by_hand"] is False


def test_it_lets_nobody_answer_their_own_request(cast, sit_down):
    case = accepted(cast).must("roads-officer", "request-extension", amount=5, reason="Frost.").case
    from openredress.offices.models import Post

    Post.objects.create(
        staff=cast.staff("roads-officer"), office=cast.offices["roads"], role="head"
    )
    officer = sit_down("roads-officer")
    assert "You asked for this extension yourself." in officer.look(case).content.decode()
    answer = officer.take(case, "grant-extension", amount=5, reason="Mine.")
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.pending_limit == "decide"


def test_it_says_why_a_step_of_this_stage_is_not_possible(cast, sit_down):
    from datetime import date

    from openredress.core.events import Promise

    promise = Promise(cast.offices["roads"].pk, date(2030, 1, 8))
    case = served(cast, remedies=(promise,), remedy_texts=("A sign",)).case
    page = sit_down("roads-officer").look(case).content.decode()
    assert "Not possible now" in page
    assert "1 of the promised remedies are not done yet." in page


def test_it_writes_a_note_that_only_the_office_sees(cast, filed, sit_down):
    clerk, path = sit_down("clerk"), f"/desk/cases/{filed.case.number}/note/"
    assert clerk.post(path, {"note-text": ""}).status_code == 422
    assert clerk.post(path, {"note-text": "Call the bureau."}).status_code == 302
    page = clerk.look(filed.case).content.decode()
    assert "Call the bureau." in page
    assert "Office only" in page


def test_it_prints_the_answer_with_the_way_up(cast, sit_down):
    case = accepted(cast).must("roads-officer", "decide", **DECISION).case
    officer, path = sit_down("roads-officer"), f"/desk/cases/{case.number}/decision/"
    letter = officer.get(path).content.decode()
    for text in (*DECISION.values(),):
        assert (text if text != "upheld" else "Upheld") in letter
    assert "It goes to: Linjiang County." in letter
    assert "within 30 days from the day on which this answer reaches you" in letter
    assert "Administrative lawsuit" in letter
    officer.take(case, "serve", how="post", on=today())
    assert "You can ask for it until" in officer.get(path).content.decode()


def test_it_writes_the_letter_in_the_language_of_the_case(cast, sit_down):
    drive = accepted(cast, language="zh-hans", text="路坏了。").must(
        "roads-officer", "decide", **DECISION
    )
    letter = sit_down("roads-officer").get(f"/desk/cases/{drive.case.number}/decision/")
    assert '<html lang="zh-hans"' in letter.content.decode()
