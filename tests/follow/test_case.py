"""The petitioner's page at every stage, in both languages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import DECISION, START, Drive, accepted, file, served

import openredress.follow
from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import SYSTEM, Actor, Post
from openredress.core.events import Promise
from openredress.core.procedure import Role

SECRET = "The office finds that the road is left out."


def promising(drive, days=10):
    """A decision with two remedies: the roads bureau by `days`, the township a month later."""
    roads, town = (drive.cast.offices[name].pk for name in ("roads", "town"))
    today = drive.now.date()
    return {
        **DECISION,
        "remedies": (
            Promise(roads, today + timedelta(days=days)),
            Promise(town, today + timedelta(days=days + 30)),
        ),
        "remedy_texts": ("Mend forty metres.", "Put up a sign."),
    }


def sent(cast):
    drive = file(cast).must("clerk", "register")
    return drive.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="Its road.")


def redirected(cast):
    drive = file(cast).must("clerk", "register")
    return drive.must("clerk", "redirect", doors=("labour-arbitration",), reason="It is wages.")


def reviewed(cast):
    drive = served(cast).must("petitioner", "ask-review", reason="Only half.")
    drive.must("county-officer", "decide", **DECISION)
    return drive.must("county-officer", "serve", how="post")


def final(cast):
    drive = reviewed(cast).must("petitioner", "ask-re-review", reason="Still half.")
    drive.must("city-officer", "decide", **DECISION).must("city-officer", "serve", how="post")
    return drive.must("city-officer", "close")


STAGES = {
    "filed": (file, "Received", "已收到"),
    "registered": (lambda c: file(c).must("clerk", "register"), "Registered", "已登记"),
    "sent": (sent, "With the competent office", "已转送"),
    "accepted": (accepted, "Being dealt with", "办理中"),
    "decided": (
        lambda c: accepted(c).must("roads-officer", "decide", **DECISION),
        "Decided, not yet served",
        "已作出处理意见",
    ),
    "served": (served, "Answered", "已送达"),
    "closed": (lambda c: served(c).must("roads-officer", "close"), "Closed", "已办结"),
    "declined": (
        lambda c: sent(c).must("roads-officer", "decline", reason="Not a public road."),
        "Not accepted",
        "不予受理",
    ),
    "redirected": (redirected, "Another door is the right one", "应通过其他途径"),
    "withdrawn": (lambda c: file(c).must("petitioner", "withdraw"), "Withdrawn", "已撤回"),
    "review": (
        lambda c: served(c).must("petitioner", "ask-review", reason="Half."),
        "Under review",
        "复查中",
    ),
    "review-served": (reviewed, "Review answered", "复查已答复"),
    "final": (final, "Final", "已终结"),
}


def page_of(client: Client, number: str = "") -> str:
    answer = client.get(f"/case/{number}/" if number else "/case/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_says_where_the_case_is_and_who_has_it(cast, follow, stage, language):
    make, english, chinese = STAGES[stage]
    client = follow(make(cast), language)
    page = page_of(client)
    assert f"<h1>{chinese if language == 'zh-hans' else english}</h1>" in page
    assert f'<html lang="{language}"' in page
    assert client.get("/case/").context["page"].office.name in page
    assert client.drive.case.number in page


def test_it_says_what_is_due_by_when_and_under_which_article(cast, follow):
    page = page_of(follow(accepted(cast)))
    assert "Decide and answer in writing" in page
    assert "Wednesday 1 April 2026" in page
    assert "in 60 days" in page
    assert "Art. 34" in page


def test_it_says_that_an_office_is_late_and_what_follows(cast, follow):
    drive = accepted(cast)
    drive.now += timedelta(days=64)
    actions.sweep(drive.now)
    page = page_of(follow(drive))
    assert "4 days late" in page
    assert "You lose nothing by it." in page
    assert "The head of the office is told." in page


def test_it_says_when_a_date_may_still_move(cast, follow):
    drive = accepted(cast)
    drive.now += timedelta(days=3650)
    late = file(cast, now=drive.now)
    assert "This date may still move" in page_of(follow(late))
    assert "This date may still move" not in page_of(follow(drive))


def test_it_hides_a_decision_until_it_is_served(cast, follow):
    drive = accepted(cast)
    decision = {**promising(drive), "finding": SECRET}
    drive.must("roads-officer", "decide", **decision)
    drive.must("roads-officer", "complete-remedy", number=1, note="Forty metres are mended.")
    client = follow(drive)
    number = drive.case.number
    page = page_of(client)
    for told in (SECRET, "Upheld", "Mend forty metres.", "Forty metres are mended.", "Remedy 1"):
        assert told not in page
    assert client.get(f"/case/{number}/decision/").status_code == 404

    client = follow(drive.must("roads-officer", "serve", how="post"))
    page, alone = page_of(client), client.get(f"/case/{number}/decision/").content.decode()
    for told in (SECRET, "Upheld", "Mend forty metres.", "Forty metres are mended.", "Art. 32"):
        assert told in page
        assert told in alone


def test_it_keeps_the_earlier_answer_readable_and_hides_the_new_one_until_served(cast, follow):
    drive = served(cast).must("petitioner", "not-fixed", reason="The hole is back.")
    drive.must("roads-officer", "decide", **{**DECISION, "finding": SECRET})
    page = page_of(follow(drive))
    assert "The earlier answer" in page
    assert DECISION["finding"] in page
    assert SECRET not in page


def test_it_says_who_owes_what_by_when_and_what_was_done(cast, follow):
    drive = accepted(cast)
    drive.must("roads-officer", "decide", **promising(drive))
    drive.must("roads-officer", "serve", how="post")
    page = page_of(follow(drive))
    assert "County Roads Bureau owes this to you." in page
    assert "Qingshi Township owes this to you." in page
    assert "Remedy 2, promised by Qingshi Township" in page

    drive.must("roads-officer", "complete-remedy", number=2, note="The sign stands.", days=20)
    promises = follow(drive).get("/case/").context["page"].promises
    assert [p.is_overdue for p in promises] == [True, False]
    assert promises[1].note == "The sign stands."
    assert "The day has passed and it is not recorded as done." in page_of(follow(drive))


def test_it_puts_a_question_of_the_office_first(cast, follow):
    drive = accepted(cast).must("roads-officer", "ask", text="Which of the two roads?")
    page = page_of(follow(drive))
    assert page.index("The office asks you something") < page.index("What happens next")
    assert f'href="/case/{drive.case.number}/message/">Answer the question' in page
    drive.must("petitioner", "message", text="The upper one.")
    assert "The office asks you something" not in page_of(follow(drive))


def test_it_says_that_an_extension_waits_for_an_answer(cast, follow):
    drive = accepted(cast).must("roads-officer", "request-extension", amount=20, reason="Frost.")
    assert "The office asks its head for 20 days more" in page_of(follow(drive))
    drive.must("roads-head", "grant-extension", amount=20, reason="Frost.")
    page = page_of(follow(drive))
    assert "20 days more were granted." in page
    assert "asks its head" not in page

    drive = served(cast).must("petitioner", "ask-more-time", amount=10, reason="I was ill.")
    assert "You asked for 10 days more" in page_of(follow(drive))


def test_it_says_that_a_clock_stands_still_and_why(cast, follow):
    drive = reviewed(cast).must("petitioner", "ask-re-review", reason="Still half.")
    drive.must("city-officer", "pause", ground="hearing", reason="Next Friday.")
    page = page_of(follow(drive))
    assert "The clock stands still: A hearing is being held." in page
    assert "paused, not counting" in page


def test_it_offers_review_with_its_day_and_says_when_that_has_passed(cast, follow):
    drive = served(cast)
    page = page_of(follow(drive))
    assert f'href="/case/{drive.case.number}/ask-review/"' in page
    assert "You can do this until:" in page
    drive.now += timedelta(days=40)
    page = page_of(follow(drive))
    assert f'href="/case/{drive.case.number}/ask-review/"' not in page
    assert "this time has passed" in page
    assert "Administrative reconsideration" in page


def test_it_shows_the_doors_that_the_office_named_first(cast, follow):
    page = page_of(follow(redirected(cast)))
    assert "Where to turn instead" in page
    assert "Labour arbitration" in page
    assert "Within one year" in page
    drive = sent(cast)
    drive.must("roads-officer", "decline", doors=("civil-court",), reason="Private road.")
    doors = follow(drive).get("/case/").context["page"].doors.doors
    assert [d.id for d in doors] == ["civil-court", "reconsideration", "administrative-court"]


def test_it_says_what_remains_outside_after_the_last_level(cast, follow):
    page = page_of(follow(final(cast)))
    assert "What remains open to you outside" in page
    assert "Civil lawsuit" in page


def test_it_shows_doors_where_nobody_is_above(cast, follow):
    city = cast.offices["city"].pk
    drive = file(cast, office=city)
    posts = (Post(city, Role.CLERK), Post(city, Role.OFFICER))
    everybody = Actor(Role.OFFICER, staff=cast.staff("city-officer").pk, posts=posts)
    for step, given in [("register", {}), ("decline", {"reason": "Not ours."})]:
        assert isinstance(actions.take(drive.case.number, everybody, step, given, drive.now), Case)
    client = follow(drive)
    page = page_of(client)
    assert "There is no higher office within this institution." in page
    assert "Administrative reconsideration" in page
    asking = f"/case/{drive.case.number}/ask-review/"
    assert asking not in page
    assert "Administrative reconsideration" in client.get(asking).content.decode()
    refused = client.post(asking, {"ask-review-reason": "All of it."}).content.decode()
    assert "There is no higher office" in refused
    assert "All of it." in refused


def test_it_shows_who_looked_at_the_name_and_why(cast, follow):
    drive = accepted(cast, identity={"name": "Wang Xiaoming", "phone": "0000-1234"})
    page = page_of(follow(drive))
    assert "Nobody has opened your name." in page
    number = drive.case.number
    actions.open_identity(number, cast.actor("roads-officer"), "To call back.", drive.now)
    page = page_of(follow(drive))
    assert "Nobody has opened your name." not in page
    assert "To call back." in page
    assert "your name" in page
    assert "a telephone number" in page
    assert "Xiaoming" not in page
    assert "0000-1234" not in page


def test_it_says_that_nothing_is_kept_about_who_filed_unnamed(cast, follow):
    assert "You stay unnamed" in page_of(follow(file(cast)))


def test_it_shows_no_note_of_the_office(cast, follow):
    drive = accepted(cast)
    note = "Ask the county first."
    actions.write_note(drive.case.number, cast.actor("roads-officer"), note, drive.now)
    assert note not in page_of(follow(drive))


def test_it_shows_each_level_and_leads_to_the_current_one(cast, follow):
    drive = served(cast)
    below = drive.case.number
    drive.must("petitioner", "ask-review", reason="Only half.")
    client = follow(drive)
    assert "<h1>Under review</h1>" in page_of(client)
    page = page_of(client, below)
    assert "<h1>Gone up for review</h1>" in page
    assert "County looks at it now." in page
    assert f'href="/case/{drive.case.number}/"' in page


def test_it_marks_what_was_taken_over_from_an_earlier_system(cast, follow):
    imported = actions.Import("old-system:17", accepted(cast).now)

    filing = actions.Filing("The bridge is closed.", office=cast.offices["petitions"].pk)
    filed = actions.file_case(filing, SYSTEM, START, imported)
    actions.record_earlier(filed.case.number, "upheld", "It was opened.", "", START, imported)
    page = page_of(follow(Drive(cast, filed.case, filed.code, imported.at)))
    assert "Taken over from an earlier system on Saturday 31 January 2026" in page
    assert "It was opened." in page


def test_it_asks_the_database_as_often_however_much_has_happened(
    cast, follow, django_assert_num_queries
):
    drive = accepted(cast)
    client = follow(drive)
    page_of(client)
    with CaptureQueriesContext(connection) as queries:
        page_of(client)
        few = len(queries)
    for number in range(30):
        drive.must("petitioner", "message", days=0.01, text=f"Message {number}")
        drive.must("roads-officer", "message", days=0.01, text="Thank you.")
    client = follow(drive)
    with django_assert_num_queries(few):
        page_of(client)
    assert few <= 13


def test_its_templates_hold_nothing_inline_and_nothing_from_elsewhere():
    found = list(Path(openredress.follow.__file__).parent.glob("templates/**/*.html"))
    assert found
    for path in found:
        source = path.read_text()
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=\"|<script(?! src=\"{% static )", source
        ), path
        assert not re.search(r"(src|href)=\"(https?:)?//", source), path
