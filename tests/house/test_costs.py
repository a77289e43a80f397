"""A page asks the database as often for many rows as for few."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import DECISION, Drive, accepted, file
from tests.disputes import Dispute, make_mediators
from tests.field import records
from tests.house.test_pages import routes

from openredress.cases import actions
from openredress.cases.models import SetAside
from openredress.coordination import actions as coordination
from openredress.core.access import Actor
from openredress.core.events import Promise
from openredress.core.procedure import Role
from openredress.duty.actions import raise_and_climb
from openredress.field.merging import merge
from openredress.incoming.mailboxes import Mailbox
from openredress.incoming.reading import Mail
from openredress.mailroom import aside
from openredress.mailroom.sorting import Way
from openredress.notices.models import Notice
from openredress.offices.models import Matter, Office, Place
from openredress.reception.models import BookedCase, Booking, Room
from openredress.rounds import actions as rounds

FEW, MANY = 5, 60
#: Each list of the desk, and who has something on it.
LISTS = {
    "desk/": "clerk",
    "desk/alerts/": "roads-officer",
    "desk/extensions/": "roads-head",
    "desk/names/": "roads-head",
    "desk/remedies/": "roads-officer",
    "desk/mediations/": "village-officer",
    "desk/overdue/": "city-supervisor",
    "desk/unserved/": "roads-officer",
    "desk/letters/": "clerk",
    "desk/registered/": "clerk",
    "desk/closed/": "clerk",
    "desk/unattended/": "clerk",
    "desk/operation/": "operator",
    "desk/keeping/": "clerk",
    "desk/reports/": "city-supervisor",
    "desk/supervision/": "roads-officer",
    "desk/meetings/": "roads-officer",
    "desk/hearings/": "roads-officer",
    "desk/reception/": "roads-officer",
    "desk/rounds/": "roads-officer",
    "desk/rounds/held/": "roads-officer",
    "desk/breaches/": "roads-head",
    "desk/exclusions/": "clerk",
    "desk/mail/": "clerk",
}
#: What lies beside the lists: figures, search and helpers, which have tests of their own, a search
#: by number, and taking down.
NO_LISTS = {"desk/find/", "desk/search/", "desk/operation/retry/", "desk/calendars/"} | {
    f"desk/{page}"
    for page in (
        "letters/print/", "letters/posted/", "letters/returned/", "texts/",
        "head/", "head/digest/", "breaches.csv", "issues/", "meetings/call/", "meetings/series/",
        "remedies/kept/", "remedies/kept.csv",
        "duty/", "duty/key/", "duty/key/removal/",
        "rounds/plan/", "rounds/upload/", "rounds/paper/",
        "take-down/", "take-down/read-back/", "take-down/receipt/", "take-down/report/",
        "take-down/report/read-back/", "take-down/report/receipt/", "take-down/uploads/",
        "new-receipt/", "new-receipt/confirmation/", "new-receipt/receipt/",
        # Cards, and not rows: tests/follow/test_helper.py counts what they cost.
        "helping/", "helping/address/", "helpers/",
    )
}  # fmt: skip


@pytest.fixture(autouse=True)
def _forget(db):
    cache.clear()


def queries(client: Client, path: str) -> int:
    client.get(path)  # What is kept for the life of a process is read before.
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def seat(cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.staff(who))
    return client


def test_every_list_of_the_desk_is_counted():
    lists = {route for route in routes() if route.startswith("desk/") and "<" not in route}
    assert lists - NO_LISTS == set(LISTS)


def test_every_list_costs_the_same_however_long_it_is(cast):
    counted = []
    for rows in (FEW, MANY - FEW):
        for _row in range(rows):
            one_for_each_list(cast)
        with connection.cursor() as cursor:  # As autovacuum does where rows are committed.
            cursor.execute("ANALYZE")
        counted.append({path: queries(seat(cast, who), f"/{path}") for path, who in LISTS.items()})
        shown = {path: rows_in(seat(cast, who).get(f"/{path}")) for path, who in LISTS.items()}
        assert min(shown.values()) > min(rows, 50), shown
    assert counted[0] == counted[1]
    assert max(counted[1].values()) <= 16
    # Eight, and the one that takes the role back where a test holds a transaction around it all.
    assert counted[1]["desk/"] <= 9, counted[1]


def rows_in(answer) -> int:
    return answer.content.count(b"<tr") or 1 + answer.content.count(b"/acknowledgement/")


def one_for_each_list(cast):
    long_ago = timezone.now() - timedelta(days=40)
    Office.objects.filter(code="roads").update(custodian=True)
    asked = accepted(cast, now=long_ago)  # A second person has to agree to a name being opened.
    officer = cast.actor("roads-officer")
    decided = accepted(cast, now=long_ago).must("roads-officer", "decide", **DECISION)
    Notice.objects.create(
        kind="news-answer", channel="letter", case=decided.case, of_case=decided.case, about=1,
        language="en", queued_at=decided.now, due_at=decided.now,
    )  # fmt: skip
    assert actions.ask_identity(asked.case.number, officer, "To call.", asked.now) == asked.case
    file(cast, long_ago)  # Waits at the petition office, and is late.
    gone = file(cast, long_ago).must("petitioner", "withdraw")  # Is to be erased, and is held.
    actions.ask_erasure(gone.case.number, gone.petitioner, "identity", "", gone.now)
    until = (long_ago + timedelta(days=60)).date()
    held = file(cast, long_ago).must("petitioner", "withdraw").case.number
    actions.hold(held, cast.actor("city-supervisor"), until, "A suit.", long_ago)
    file(cast, long_ago, keep_out="Mr Li.")
    file(cast, long_ago).must("petitioner", "withdraw")
    waiting = accepted(cast, now=long_ago)  # Sent on from there, with an extension to answer.
    waiting.must("roads-officer", "request-extension", amount=5, reason="Frost.")
    waiting.must("petitioner", "message", text="How long?")
    asks = actions.ask_hearing(waiting.case.number, waiting.petitioner, "Hear me.", "", waiting.now)
    assert asks == waiting.case
    promise = Promise(cast.offices["roads"].pk, timezone.now().date() + timedelta(days=3))
    done = accepted(cast, now=long_ago)
    done.must("roads-officer", "decide", **DECISION, remedies=(promise,), remedy_texts=("Sign",))
    done.must("roads-officer", "serve", how="post")
    SetAside.objects.create(case=done.case, since=long_ago, retry_at=long_ago, fault="x")
    told = actions.Report("He said: or else.", about=asked.petitioner.case)
    assert isinstance(actions.file_report(told, Actor(Role.PETITIONER), long_ago), actions.Reported)
    until = (long_ago + timedelta(days=30)).date()
    actions.urge(done.case.number, cast.actor("city-supervisor"), "Now.", until, done.now)
    accepted(cast, now=long_ago - timedelta(days=60)).must("petitioner", "message", 80, text="?")
    there, county = [cast.offices["roads"].pk], cast.offices["county"].pk
    coordination.call(cast.actor("county-head"), county, there, timezone.now() + timedelta(9),
                      timezone.now().date() + timedelta(3), "", timezone.now())  # fmt: skip
    room, _made = Room.objects.get_or_create(office_id=there[0])
    soon = timezone.now() + timedelta(hours=1)
    booking = Booking.objects.create(room=room, starts_at=soon, ends_at=soon + timedelta(hours=1))
    BookedCase.objects.create(booking=booking, case=asked.case)
    now = timezone.now()
    planned = records.a_round(cast, "roads-officer", "roads", now)
    kit = rounds.take_kit(officer, planned.pk, now)
    merge(officer, [records.filing(kit, 0, now, text="")], now)  # Waits: it says nothing.
    if "village" not in cast.offices:
        make_mediators(cast)
    Dispute(cast, accepted(cast)).begin()
    alone = accepted(cast, now=long_ago)  # Nobody is left at the office.
    for who in ("roads-officer", "roads-head"):
        clerk, person = cast.actor("clerk"), cast.staff(who).pk
        actions.exclude_person(alone.case.number, clerk, person, "interest", "x", alone.now)
    raise_and_climb(timezone.now())
    for of in (asked.case, None):  # E-mail that waits, for a case and for none.
        way = Way((of.root,) if of else (), Mailbox("a@example.org", "petitions"))
        with transaction.atomic():
            aside.put(b"From: a@example.net", Mail(), way, "spam", 10, timezone.now())


def test_a_case_costs_the_same_however_much_was_written(cast):
    drive = accepted(cast, now=timezone.now() - timedelta(days=3))
    officer, petitioner = seat(cast, "roads-officer"), Client()
    petitioner.post(reverse("petitioner:open"), {"code": drive.code})
    paths = [(officer, f"/desk/cases/{drive.case.number}/"), (petitioner, "/case/")]
    counted = []
    for messages in (FEW, MANY - FEW):
        write(drive, messages)
        counted.append([queries(client, path) for client, path in paths])
    assert counted[0] == counted[1]
    # Five, and the one that takes the role back where a test holds a transaction around it all.
    assert counted[1][1] <= 6


def test_a_case_costs_the_same_however_many_files_it_has(cast):
    drive = accepted(cast, now=timezone.now() - timedelta(days=3))
    petitioner = Client()
    petitioner.post(reverse("petitioner:open"), {"code": drive.code})
    here = f"/{drive.case.number}/"
    paths = [(seat(cast, "roads-officer"), f"/desk/cases{here}"), (petitioner, f"/case{here}"),
             (seat(cast, "roads-officer"), f"/desk/cases{here}files/"),
             (petitioner, f"/case{here}files/")]  # fmt: skip
    counted = []
    for files in (2, 5):
        for number in range(files):
            drive.add(f"{number}.txt", f"{files} {number}".encode())
        counted.append([queries(client, path) for client, path in paths])
    assert counted[0] == counted[1]


def write(drive: Drive, messages: int) -> None:
    for number in range(messages):
        who = "petitioner" if number % 2 else "roads-officer"
        drive.must(who, "message", days=0.001, text="And another thing.")


def test_the_questions_cost_the_same_however_many_offices_there_are(cast):
    client = Client()
    client.post("/file/")
    client.post("/file/what-happened/", {"text": "The road is broken."})
    clerk = seat(cast, "clerk")
    paths = [(client, f"/file/{slug}/") for slug in ("where", "about-what", "office")]
    paths.append((clerk, "/desk/take-down/"))
    counted = []
    for rows in (FEW, MANY):
        for number in range(rows):
            names = {"code": f"{rows}-{number}", "name_en": "More", "name_zh": "更多"}
            Office.objects.create(parent=cast.offices["county"], **names)
            Matter.objects.create(parent=cast.matters["roads"], **names)
            Place.objects.create(parent=cast.places["linjiang"], **names)
        counted.append([queries(client, path) for client, path in paths])
    assert counted[0] == counted[1]


@pytest.mark.parametrize("text", ["The road is broken.", "The road is broken. " * 400])
def test_a_filing_is_stored_at_once(cast, text, django_capture_on_commit_callbacks):
    """Beginning, who reads with how the institution stands, key with lock, all rows, end; in a
    test, whose transaction goes on, who reads once more.
    """
    client = Client()

    def filed(text):
        given = {"text": text, "matter": "roads", "petitioner": {"name": "Wang Fang"}}
        answer = client.post("/api/v1/cases", given, content_type="application/json")
        assert answer.status_code == 201, answer.content

    with django_capture_on_commit_callbacks(execute=True):
        filed(text)  # Notes the procedure and the words that are new.
    with CaptureQueriesContext(connection) as asked:
        filed(text)
    assert len(asked) == 6, [each["sql"][:60] for each in asked]
