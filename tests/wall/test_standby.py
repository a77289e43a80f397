"""Against a real standby of the database of the tests, made and stopped here."""

import os
import tempfile
import time
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, connections
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from tests.cast import accepted

from openredress import wall
from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry, OverdueFigures
from openredress.offices.models import Office
from openredress.offices.tree import office_map
from openredress.ops import connecting
from openredress.ops.database import SUPERUSER, Cluster
from openredress.wall import standby as reading
from openredress.wall.standby import STANDBY

DAY = date(2026, 3, 2)


@pytest.fixture
def standby(transactional_db, monkeypatch):
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("a standby is made of the embedded PostgreSQL only")
    main = Cluster(Path(os.environ["OPENREDRESS_HOME"]) / "pgdata")
    copy = Cluster(
        Path(tempfile.mkdtemp(dir=os.environ["OPENREDRESS_HOME"])) / "pgdata", fsync="off"
    )
    copy.copy_from(main)
    copy.hold()
    named = connecting.standby(copy.url(database=connection.settings_dict["NAME"]))
    connections.settings[STANDBY] = {**connections.settings["default"], **named}
    monkeypatch.setattr(connections[STANDBY], "ensure_connection", connected)
    monkeypatch.setattr(reading, "_state", reading._State())
    yield copy
    connections[STANDBY].close()
    del connections[STANDBY], connections.settings[STANDBY]
    copy.release()


def connected() -> None:
    """As Django does it. Its tests forbid databases that were not named when they began."""
    if connections[STANDBY].connection is None:
        with connections[STANDBY].wrap_database_errors:
            connections[STANDBY].connect()


def superuser(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(cluster.url(SUPERUSER, SUPERUSER), autocommit=True)


def come_over(copy: Cluster) -> None:
    """Waits until the standby has what was committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn()")
        (there,) = cursor.fetchone()
    with superuser(copy) as line:
        for _ in range(300):
            found = line.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [there])
            if found.fetchone()[0]:
                return
            time.sleep(0.1)
    raise AssertionError("the standby does not follow")


def asked(client: Client, address: str) -> tuple[int, int, str]:
    """How often the main database and the standby were asked, and what the page says."""
    with (
        CaptureQueriesContext(connection) as main,
        CaptureQueriesContext(connections[STANDBY]) as there,
    ):
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(main), len(there), answer.content.decode()


def publish(count: int) -> None:
    office = Office.objects.get(code="roads")
    counts = {"counts": {str(office.pk): count}, "breaches": [], "remedies": []}
    OverdueFigures.objects.update_or_create(day=DAY, defaults={"made_at": NOW, **counts})


NOW = "2026-03-02T08:00Z"
PUBLIC = ("/overdue/", "/overdue.csv", "/breaches.csv", "/remedies.csv", "/issues/", "/hearings/",
          "/rounds/", "/rights/")  # fmt: skip


def test_public_pages_are_read_there_and_answered_without_it(standby, cast, caplog):
    publish(7)
    come_over(standby)
    client = Client()
    main, there, text = asked(client, "/overdue/")
    assert (main, there > 0, ">7<" in text) == (0, True, True)
    for address in PUBLIC:
        main, there, _text = asked(client, address)
        assert main == 0, address

    with superuser(standby) as line:  # What is written is seen there, once it has come over.
        line.execute("SELECT pg_wal_replay_pause()")
        publish(31)
        assert ">7<" in asked(client, "/overdue/")[2]
        with override_settings(READ_MAX_LAG=0.0):  # Too far behind: the main database answers.
            wait_until_behind(line)
            reading._state.looked_at = float("-inf")
            main, there, text = asked(client, "/overdue/")
            assert (main > 0, ">31<" in text) == (True, True)
        line.execute("SELECT pg_wal_replay_resume()")
    come_over(standby)
    reading._state = reading._State()
    main, there, text = asked(client, "/overdue/")
    assert (main, ">31<" in text) == (0, True)

    standby.release()  # It goes while its connections are open, between two looks at it.
    publish(45)
    assert b">45<" in client.get("/overdue/").content
    assert "OperationalError" in reading._state.amiss
    reading._state.looked_at = float("-inf")
    assert b">45<" in client.get("/overdue/").content
    assert "cannot be reached" in reading._state.amiss
    assert "The main database answers" in caplog.text


def wait_until_behind(line: psycopg.Connection) -> None:
    behind = "SELECT pg_last_wal_receive_lsn() <> pg_last_wal_replay_lsn()"
    while not line.execute(behind).fetchone()[0]:
        time.sleep(0.1)


def test_the_wall_stands_there_as_it_does_here(standby, cast):
    drive = accepted(cast)
    officer, elsewhere = cast.actor("roads-officer"), cast.actor("housing-officer")
    come_over(standby)

    def seen() -> tuple[int, int]:
        return Case.objects.count(), JournalEntry.objects.count()

    def shown(actor) -> tuple[tuple[int, int], tuple[int, int]]:
        with wall.passing(wall.Passage()), wall.seen_by(actor):
            here = seen()
        with reading._from_standby(), wall.seen_by(actor):
            assert Case.objects.all().db == STANDBY
            return here, seen()

    here, there = shown(officer)
    assert here == there
    assert there[0] == 1
    assert shown(elsewhere) == ((0, 0), (0, 0))
    with reading._from_standby():
        assert seen() == (0, 0)  # Nobody yet.
        with wall.as_owner():
            assert seen()[0] == 1
        assert seen() == (0, 0)
    clerk = cast.actor("clerk")
    actions.exclude_person(drive.case.number, clerk, officer.staff, "interest", "x", drive.now)
    come_over(standby)
    assert shown(officer) == ((0, 0), (0, 0))  # Whoever is shut out here is shut out there.
    with connections[STANDBY].cursor() as cursor:  # Nobody said who reads, and nothing is there.
        cursor.execute("SELECT current_user, count(*) FROM cases_case")
        assert cursor.fetchone() == (wall.READER, 0)
    with pytest.raises(DatabaseError), reading._from_standby(), wall.as_owner():
        Office.objects.using(STANDBY).update(phone="1")


def test_nobody_s_own_page_is_read_there(standby, cast):
    drive = accepted(cast)
    come_over(standby)
    petitioner, officer = Client(), Client()
    officer.force_login(cast.staff("roads-officer"))
    petitioner.post(reverse("petitioner:open"), {"code": drive.code})
    for client, address in [(petitioner, "/case/"), (officer, "/desk/"), (officer, "/desk/head/"),
                            (Client(), "/file/")]:  # fmt: skip
        with CaptureQueriesContext(connections[STANDBY]) as there:
            client.get(address)
        assert len(there) == 0, address
    _main, there, text = asked(officer, "/overdue/")  # Who is signed in is asked here.
    assert there > 0
    assert "roads-officer" in text
    with reading._from_standby():
        found = Office.objects.exclude(parent=None).first()
        assert found._state.db == STANDBY
    with CaptureQueriesContext(connections[STANDBY]) as there:
        assert found.parent is not None  # What hangs on a row that came from there is read here.
        assert office_map().offices
    assert len(there) == 0


def addresses(patterns=None, before=""):
    for found in get_resolver().url_patterns if patterns is None else patterns:
        name = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from addresses(found.url_patterns, name)
        elif getattr(found.callback, "may_be_old", False):
            yield name


def test_no_page_goes_there_unnamed():
    """Whoever adds one asks: does it show a case, or somebody's own, or what they just did?"""
    assert sorted(addresses()) == [
        "breaches.csv", "hearings/", "hearings/<int:key>/", "issues/", "overdue.csv", "overdue/",
        "remedies.csv", "rights/", "rights/<slug:pack>/", "rounds/", "rounds/calendar.ics",
    ]  # fmt: skip


def test_what_has_not_come_over_is_looked_for_here(standby, cast):
    @reading.may_be_old
    def view(request):
        if Office.objects.all().db == STANDBY:
            raise Http404
        return HttpResponse("here")

    assert view(RequestFactory().get("/")).content == b"here"
