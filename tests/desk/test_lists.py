"""The lists: what is in them, in which order, and at what cost."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import accepted, file, served

from openredress.cases.models import Case, JournalEntry, PromisedRemedy
from openredress.core.events import Promise


def numbers(answer):
    found = re.findall(r'<th scope="row"><a href="/desk/cases/([\d-]+)/"', answer.content.decode())
    return list(found)


def ago(days):
    return timezone.now() - timedelta(days=days)


def test_it_orders_the_queue_by_what_is_due_next(cast, sit_down):
    late, soon, later = (file(cast, ago(days)).case.number for days in (40, 12, 2))
    answer = sit_down("clerk").get("/desk/")
    assert numbers(answer) == [late, soon, later]
    assert "days late" in answer.content.decode()
    assert "Register and send to the competent office" in answer.content.decode()


def test_it_is_kind_when_nothing_waits(cast, sit_down):
    answer = sit_down("town-officer").get("/desk/").content.decode()
    assert "Nothing waits for your office" in answer


def test_it_flags_what_nobody_has_answered(cast, sit_down):
    drive, officer = accepted(cast), sit_down("roads-officer")
    assert "New message" not in officer.get("/desk/").content.decode()
    drive.must("roads-officer", "ask", text="Where?")
    assert "Waits for the petitioner" in officer.get("/desk/").content.decode()
    drive.must("petitioner", "message", text="At the bridge.")
    queue = officer.get("/desk/").content.decode()
    assert "New message" in queue
    assert "Waits for the petitioner" not in queue
    drive.must("roads-officer", "message", text="Thank you.")
    assert "New message" not in officer.get("/desk/").content.decode()


def test_it_gives_the_head_what_was_asked_and_why(cast, sit_down):
    drive = accepted(cast, now=ago(10))
    drive.must("roads-officer", "request-extension", amount=12, reason="Frost until March.")
    head = sit_down("roads-head")
    assert "Extensions that wait for your answer" in head.get("/desk/").content.decode()
    answer = head.get("/desk/extensions/")
    assert numbers(answer) == [drive.case.number]
    page = answer.content.decode()
    assert "12 days" in page
    assert "Frost until March." in page
    assert f"/desk/cases/{drive.case.number}/grant-extension/" in page
    assert numbers(sit_down("roads-officer").get("/desk/extensions/")) == []


def test_it_follows_promises_until_they_are_kept(cast, sit_down):
    due = timezone.localdate(timezone=ZoneInfo("Asia/Shanghai")) + timedelta(days=3)
    promise = Promise(cast.offices["roads"].pk, due)
    drive = served(cast, remedies=(promise,), remedy_texts=("Put up a sign",))
    officer = sit_down("roads-officer")
    page = officer.get("/desk/remedies/").content.decode()
    assert "Put up a sign" in page
    assert "in 3 days" in page
    drive.must("roads-officer", "complete-remedy", number=1, note="Done.")
    assert numbers(officer.get("/desk/remedies/")) == []


def test_it_shows_a_supervisor_what_offices_below_let_pass(cast, sit_down):
    late, fine = file(cast, ago(40)).case.number, file(cast, ago(1)).case.number
    supervisor = sit_down("city-supervisor")
    assert "Overdue in offices below" in supervisor.get("/desk/").content.decode()
    assert numbers(supervisor.get("/desk/overdue/")) == [late]
    assert fine not in supervisor.get("/desk/overdue/").content.decode()
    assert numbers(sit_down("clerk").get("/desk/overdue/")) == []


def test_it_lets_the_clerk_follow_what_was_sent_on(cast, sit_down):
    here, elsewhere = file(cast, ago(2)).case.number, accepted(cast).case.number
    clerk = sit_down("clerk")
    assert numbers(clerk.get("/desk/")) == [here]
    assert numbers(clerk.get("/desk/registered/")) == [elsewhere]


def test_it_lists_what_has_ended(cast, sit_down):
    case = served(cast).must("roads-officer", "close").case
    page = sit_down("roads-officer").get("/desk/closed/")
    assert numbers(page) == [case.number]
    assert "Upheld" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "path", ["", "extensions/", "remedies/", "overdue/", "registered/", "closed/"]
)
def test_it_has_one_heading_and_a_title_in_each_language(cast, sit_down, path, language):
    html = sit_down("roads-head", language).get(f"/desk/{path}").content.decode()
    assert html.count("<h1") == 1
    assert f'<html lang="{language}"' in html
    assert re.search(r"<title>[^<]+ – ", html)


@pytest.mark.parametrize(
    ("who", "path"),
    [("clerk", ""), ("clerk", "registered/"), ("clerk", "closed/"), ("city-supervisor", "overdue/"),
     ("roads-head", "extensions/"), ("roads-head", "remedies/")],
)  # fmt: skip
def test_it_asks_the_database_as_often_for_200_rows_as_for_10(cast, sit_down, who, path):
    person = sit_down(who)
    counts = []
    for more in (10, 190):
        spread(cast, more)
        person.get(f"/desk/{path}")
        with CaptureQueriesContext(connection) as asked:
            assert person.get(f"/desk/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 23


def spread(cast, many):
    """Cases that every list holds some of, moved there by the columns that the lists go by."""
    made = [file(cast, ago(40)).case.pk for _n in range(many)]
    rows = Case.objects.filter(pk__in=made)
    roads = cast.offices["roads"].pk
    rows.filter(pk__in=made[::4]).update(office=roads)
    rows.filter(pk__in=made[1::4]).update(is_open=False, stage="closed", outcome="upheld")
    waiting = rows.filter(pk__in=made[::4])
    waiting.update(pending_limit="decide")
    for case in waiting:
        JournalEntry.objects.create(
            case=case, seq=2, at=case.filed_at, recorded_at=case.filed_at,
            by={"role": "officer"}, tag="extension-requested",
            data={"amount": 5, "limit": "decide"}, words={"reason": "x"},
            words_digest=b"", previous=b"", seal=b"",
        )  # fmt: skip
        PromisedRemedy.objects.create(
            case=case,
            number=1,
            text="x",
            office_id=roads,
            due_on=case.next_due_on,
            promised_on=case.next_due_on,
        )


def test_it_pages_through_each_case_once(cast, sit_down):
    made = {file(cast, ago(n % 3)).case.number for n in range(60)}
    without = sorted(made)[:5]
    Case.objects.filter(number__in=without).update(next_due_at=None, next_due_on=None)
    clerk, path, seen, pages = sit_down("clerk"), "/desk/", [], 0
    while path:
        answer = clerk.get(path)
        seen += numbers(answer)
        pages += 1
        following = re.search(r'<a rel="next" href="([^"]+)"', answer.content.decode())
        path = "/desk/" + following[1].replace("&amp;", "&") if following else ""
    assert pages == 2
    assert len(seen) == len(made) == len(set(seen))
    assert set(seen[-5:]) == set(without)


@pytest.mark.parametrize("after", ["x", "~", "2026~x", "2026-01-01T00:00:00+00:00~9", "%00"])
def test_it_survives_a_marker_that_somebody_made_up(cast, sit_down, after):
    clerk = sit_down("clerk")
    for path in ("", "registered/", "closed/"):
        assert clerk.get(f"/desk/{path}?after={after}").status_code == 200
