"""Whoever is shut out of a case learns nothing of it: attacked from every side that there is.

First the database by itself, with the filter of a view forgotten on purpose; then every address of
the desk, as each of the people who could otherwise see the case.
"""

import re
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import accepted, file, served
from tests.field import records

from openredress import wall
from openredress.attachments.models import Attachment
from openredress.cases import access, actions, open_work, oversight_lists, queries
from openredress.cases.access import visible_to
from openredress.cases.models import (
    Case,
    Hearing,
    JournalEntry,
    PackVersion,
    PromisedRemedy,
)
from openredress.core.access import Actor, Allowed, Permission, Post, may
from openredress.core.events import Promise
from openredress.core.procedure import Role
from openredress.core.receipt import case_number
from openredress.desk.door import at_the_desk
from openredress.duty.actions import raise_and_climb
from openredress.duty.models import Alert, AlertRung
from openredress.incoming.mailboxes import Mailbox
from openredress.incoming.models import SetAsideMail
from openredress.incoming.reading import Mail
from openredress.intake.models import Draft
from openredress.mailroom import aside
from openredress.mailroom.sorting import Way
from openredress.notices.models import Notice
from openredress.offices.models import Office
from openredress.parties.models import Petitioner, Receipt
from openredress.reception.models import BookedCase, Booking, Room
from openredress.rounds import actions as rounds
from openredress.rounds.models import Arrived
from openredress.signin import sessions

SOURCE = Path(__file__).resolve().parents[2] / "src" / "openredress"

#: Tables that say nothing of any case, and what a request may do there beyond reading.
OPEN = {
    "notices_template": "",
    "suggestions_routingmodel": "", "coordination_meeting": "", "coordination_series": "",
    "attachments_upload": "kept",
    "account_emailaddress": "kept", "account_emailconfirmation": "kept",
    "cases_packversion": "", "cases_retentionrule": "", "django_content_type": "",
    "duty_absence": "", "duty_change": "", "duty_roster": "", "duty_shift": "", "duty_swap": "",
    "intake_draft": "kept", "mfa_authenticator": "kept", "offices_matter": "",
    "offices_office": "", "offices_office_matters": "", "offices_office_places": "",
    "offices_helper": "",
    "offices_place": "", "offices_state": "", "offices_post": "", "offices_staff": "UPDATE",
    "proof_checkpoint": "", "proof_node": "", "worker_run": "", "cases_overduefigures": "",
    "cases_publicissue": "",
    "signin_directorylink": "",
    "signin_failures": "kept", "signin_record": "INSERT", "signin_session": "kept",
    "offices_calendarchange": "", "offices_officialcalendar": "",
    "reception_room": "", "reception_hours": "", "reception_headday": "", "reception_booking": "",
    "reception_ticket": "", "reception_arrival": "", "reception_arrivalrung": "",
    # Where an office goes; what a kit holds is sealed or public, and what waits is sealed.
    "rounds_round": "", "rounds_roundchange": "", "rounds_kit": "", "rounds_held": "",
}  # fmt: skip


@contextmanager
def reading(actor: Actor | None = None):
    """Behind the wall, as a request is; as nobody, or as the actor who came through a door."""
    passage = wall.Passage()
    token = wall._passage.set(passage)
    try:
        with connection.execute_wrapper(passage), wall.seen_by(actor) if actor else nullcontext():
            yield
    finally:
        wall._passage.reset(token)
        passage.end(is_failure=False)


def rows(question: str, *given) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchall()


# The database by itself --------------------------------------------------------------------


@pytest.mark.django_db
def test_the_reader_is_a_role_that_rules_bind():
    found = rows(
        "SELECT rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname = %s", wall.READER,
    )  # fmt: skip
    assert found == [(False, False, False, False, False)]
    owned = rows("SELECT tablename FROM pg_tables WHERE tableowner = %s", wall.READER)
    assert owned == []


@pytest.mark.django_db
def test_every_table_is_behind_the_wall_or_opened_by_name():
    """For a new table: `behind_the_wall` or `open_table` in its migration, or no request reads it.

    What leads to a case, at however many removes, has to be behind the wall.
    """
    leads = {"cases_case"}
    links = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f'"
    )
    while more := {table for table, to in links if to in leads} - leads:
        leads |= more
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    rights = {
        table: {v for v in verbs if rows("SELECT has_table_privilege(%s, %s, %s)",
                                         wall.READER, f'public."{table}"', v)[0][0]}
        for (table,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }  # fmt: skip
    closed = dict(rows("SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r'"))
    for table, held in rights.items():
        if closed[table]:
            assert held <= {"SELECT"}, table
        elif held:
            assert table not in leads, table
            kept = {"kept": {"INSERT", "UPDATE", "DELETE"}, "UPDATE": {"UPDATE"},
                    "INSERT": {"INSERT"}, "": set()}  # fmt: skip
            assert held == {"SELECT"} | kept[OPEN[table]], table
    assert {"cases_case", "cases_journalentry", "cases_promisedremedy"} <= leads
    assert all(closed[table] or not rights[table] for table in leads)


@pytest.mark.django_db
def test_a_policy_asks_about_the_case_of_its_row_alone():
    """Else PostgreSQL reads all cases for a list of fifty, where it expects many rows."""
    found = rows("SELECT tablename, qual FROM pg_policies WHERE qual ~ 'FROM cases_case'")
    assert len(found) > 10
    asked = re.compile(r"FROM cases_case seen\s+WHERE \(seen\.\w+ = [\w.]+\)\s+OFFSET 0")
    assert [table for table, rule in found if not asked.search(rule)] == []


def test_few_places_go_beyond_the_wall():
    """Each of them decides by the core, or asks for a proof. A new one needs a reason as good."""
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "as_owner()" in path.read_text() and path.parent.name != "wall"
    }
    assert found == {
        "cases/actions/calendars.py", "cases/actions/causing.py", "cases/actions/chain.py",
        "cases/actions/filing.py",
        "cases/actions/forgetting.py", "cases/actions/identities.py",
        "cases/actions/replacing.py", "cases/actions/stepping.py", "cases/actions/supervising.py",
        "cases/actions/coordinating.py", "coordination/actions.py", "coordination/series.py",
        "desk/operation.py",
        "desk/said.py", "duty/actions/alerting.py", "duty/actions/keys.py",
        "duty/actions/writing.py", "parties/lost.py", "parties/receipts.py",
        # A member is shown what is theirs; of others, what they let somebody see.
        "parties/members.py", "cases/actions/grouping.py",
        # A side shows its code, and a mediator is asked of the case, which they do not see.
        "parties/sides.py", "cases/actions/mediating.py",
        # Whoever acts for a petitioner shows their code, and the office is shown what it may know.
        "parties/proxies.py", "cases/actions/acting.py",
        # Whom a petitioner chose is asked of the journal; who stands on a list, of its head.
        "cases/actions/helping.py", "offices/help_list.py",
        "cases/actions/files.py",
        # Whoever names a panel is offered people of other offices; the public is told of no case.
        "cases/actions/hearing.py", "cases/announced.py",
        # An address is told to the petitioner, and made when it is told for the first time.
        "incoming/addresses.py",
        # A clerk decides about mail that they were shown.
        "mailroom/aside.py",
        # Who is shut out of a case is shut out of a report about it, and sees neither.
        "cases/access.py",
        "cases/actions/recusing.py", "cases/actions/reporting.py",
        "cases/actions/service.py", "notices/editing.py",
        # How somebody beside the petitioner is told, and what they were sent, for themselves.
        "cases/actions/contacting.py", "cases/actions/replacing_beside.py", "notices/sent.py",
        "cases/actions/receiving.py", "reception/actions/booking.py", "reception/actions/hours.py",
        "reception/actions/numbers.py", "reception/actions/groups.py",
        "reception/actions/forgetting.py",
        # Whoever goes out for the office of a kit brings back what was sealed to it.
        "rounds/actions/planning.py", "rounds/actions/kits.py", "rounds/actions/arriving.py",
        "rounds/actions/waiting.py",
        # A booking code is the proof, as the code of a receipt is.
        "reception/views.py",
    }  # fmt: skip


WALLED = [
    Case, JournalEntry, PromisedRemedy, Petitioner, Receipt, Attachment, Alert, AlertRung, Notice,
    SetAsideMail, BookedCase, Arrived, Hearing,
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_minute_passes(monkeypatch):
    """Once a minute a session notes that it is used: one statement more, whoever asks for what."""
    monkeypatch.setattr(sessions, "GRAIN", timedelta(days=1))


@pytest.fixture
def secret(cast):
    """A case with everything that a case has: remedy, sealed name, receipt, mail set aside."""
    promise = Promise(cast.offices["roads"].pk, date(2026, 4, 1))
    drive = served(cast, remedies=(promise,), remedy_texts=("Mend the road.",))
    drive.must("petitioner", "message", text="When?")
    way = Way((drive.case.root,), Mailbox("a@example.org", "petitions"))
    with transaction.atomic():
        aside.put(b"From: a@example.net", Mail(), way, "spam", 10, drive.now)
    raise_and_climb(drive.now)
    Notice.objects.create(
        kind="news-answer", channel="letter", case=drive.case, of_case=drive.case, about=1,
        language="en", queued_at=drive.now, due_at=drive.now,
    )  # fmt: skip
    room = Room.objects.create(office=drive.cast.offices["roads"])
    at = {"starts_at": drive.now, "ends_at": drive.now + timedelta(minutes=30)}
    BookedCase.objects.create(booking=Booking.objects.create(room=room, **at), case=drive.case)
    goes = records.a_round(drive.cast, "roads-officer", "roads", drive.now)
    kit = rounds.take_kit(drive.cast.actor("roads-officer"), goes.pk, drive.now)
    Arrived.objects.create(
        uid="filing:x", kit=kit, case=drive.case, revision=1, told_at=drive.now,
        arrived_at=drive.now, by=kit.holder,
    )  # fmt: skip
    Hearing.objects.create(case=drive.case, number=1, at="refused")
    return drive.add("road.txt", b"The road is broken.")


def exclude(drive, *names: str) -> None:
    for name in names:
        by = "city-supervisor" if name != "city-supervisor" else "other-supervisor"
        actor, who = drive.cast.actor(by), drive.cast.staff(name).pk
        done = actions.exclude_person(
            drive.case.number, actor, who, "complained-of", "x", drive.now
        )
        assert isinstance(done, Case), (name, done)


@pytest.mark.parametrize("model", WALLED, ids=lambda m: m.__name__)
def test_a_request_begins_as_nobody(secret, model):
    assert model.objects.exists()
    with reading():
        assert model.objects.count() == 0
        assert rows(f"SELECT * FROM {model._meta.db_table}") == []


@pytest.mark.parametrize("model", WALLED, ids=lambda m: m.__name__)
def test_a_forgotten_filter_shows_nothing_to_whoever_is_shut_out(secret, model):
    exclude(secret, "roads-officer")
    # A name is opened by an action, a receipt by its code, and neither by reading the table.
    expected = 0 if model in (Petitioner, Receipt) else model.objects.count()
    if model is Notice:  # Of what else is sent staff see nothing.
        expected = Notice.objects.filter(channel="letter").count()
    with reading(secret.cast.actor("roads-officer")):
        assert model.objects.count() == 0
        assert rows(f"SELECT * FROM {model._meta.db_table}") == []
    with reading(secret.cast.actor("roads-head")):
        assert model.objects.count() == expected


def test_the_linked_cases_are_no_way_round(secret):
    first = secret.case.number
    secret.must("petitioner", "ask-review", reason="No.")
    exclude(secret, "county-officer", "roads-officer")
    for name in ("county-officer", "roads-officer"):
        with reading(secret.cast.actor(name)):
            assert not Case.objects.filter(root__number=first).exists()
            assert not Case.objects.filter(origin__isnull=False).exists()
            assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("statement", [
    "INSERT INTO cases_journalentry SELECT * FROM cases_journalentry",
    "UPDATE cases_case SET blocked = '{}'", "DELETE FROM cases_case", "TRUNCATE cases_case CASCADE",
    "UPDATE parties_petitioner SET sealed = ''", "DELETE FROM parties_receipt",
    "UPDATE cases_promisedremedy SET completed_at = now()", "INSERT INTO offices_post VALUES (1)",
    "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY", "DROP POLICY seen ON cases_case",
    "CREATE TABLE mine (id int)", "SELECT lo_import('/etc/passwd')",
])  # fmt: skip
@pytest.mark.parametrize("who", [None, "roads-head"])
def test_a_request_changes_nothing_but_through_the_actions(secret, statement, who):
    with (
        reading(secret.cast.actor(who) if who else None),
        pytest.raises(DatabaseError, match=r"denied|owner|privilege"),
        transaction.atomic(),
    ):
        rows(statement)


def test_what_was_told_ends_with_the_request(secret):
    owner = rows("SELECT current_user")
    with reading(secret.cast.actor("roads-head")):
        assert rows("SELECT current_user") == [(wall.READER,)]
        with wall.as_owner():
            assert rows("SELECT current_user") == owner
        with pytest.raises(DatabaseError), transaction.atomic(), wall.as_owner():
            rows("SELECT 1 / 0")
        assert rows("SELECT current_user") == [(wall.READER,)]
    told = rows("SELECT current_user, current_setting('openredress.staff')")
    assert told == [(*owner[0], "")]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
def test_sql_and_core_agree_on_random_cases_and_people(data):
    """Whatever the offices, posts and exclusions: the policy, `visible_to` and `may` are one."""
    with transaction.atomic():
        made = _random_cases(data.draw)
        for actor in [_random_actor(data.draw, made) for _ in range(4)]:
            allowed = {
                case.number
                for case in made
                if isinstance(may(actor, Permission.VIEW, _as_core_sees(case)), Allowed)
            }
            assert set(visible_to(actor).values_list("number", flat=True)) == allowed
            with reading(actor):
                assert set(Case.objects.values_list("number", flat=True)) == allowed
                assert set(visible_to(actor).values_list("number", flat=True)) == allowed
        transaction.set_rollback(True)


def _random_cases(draw) -> list[Case]:
    pack = PackVersion.objects.create(digest="0" * 64, pack="p", version=1, text="")
    offices = [Office.objects.create(code=f"o{i}", name_en=f"O{i}").pk for i in range(4)]
    some, people = st.sets(st.sampled_from(offices), max_size=2), st.sets(st.integers(1, 4))
    made: list[Case] = []
    for key in range(900_001, 900_001 + draw(st.integers(1, 6))):
        below = draw(st.sampled_from([None, *made])) if made else None
        about = draw(st.sampled_from([None, *made])) if made else None
        is_reprisal = draw(st.booleans())
        case = Case(
            pk=key, number=case_number(2026, key), root_id=below.root_id if below else key,
            exclusion_office_id=draw(st.sampled_from([None, *offices])),
            is_reprisal=is_reprisal, about_id=about.root_id if is_reprisal and about else None,
            pack=pack, office_id=draw(st.sampled_from(offices)),
            registrar_id=draw(st.sampled_from(offices)), co_handlers=sorted(draw(some)),
            blocked=sorted(draw(people)), blocked_offices=sorted(draw(some)),
            filed_at=timezone.now(), changed_at=timezone.now(), version=1, head=b"",
        )  # fmt: skip
        case.save(force_insert=True)
        made.append(case)
    return made


def _random_actor(draw, made: list[Case]) -> Actor:
    if draw(st.integers(0, 4)) == 0:
        return Actor.petitioner(draw(st.sampled_from([*(c.number for c in made), "", "2026-x-1"])))
    offices = sorted({c.office_id for c in made} | {c.registrar_id for c in made})
    office = st.sampled_from(offices)
    post = st.builds(
        Post, office, st.sampled_from([r for r in Role if r not in (Role.SYSTEM, Role.PETITIONER)]),
        st.frozensets(office, max_size=3),
    )  # fmt: skip
    posts = tuple(draw(st.lists(post, max_size=3)))
    return Actor(Role.OFFICER, staff=draw(st.integers(1, 5)), posts=posts)


def _as_core_sees(case: Case):
    shut = [case, *Case.objects.filter(root=case.about_id)] if case.about_id else [case]

    class Seen:
        root = Case.objects.get(pk=case.root_id).number
        office, registrar = case.office_id, case.registrar_id
        co_handlers = tuple(case.co_handlers)
        blocked, blocked_offices = frozenset(case.blocked), frozenset(case.blocked_offices)
        is_forgotten = case.is_forgotten
        co_handlers, is_reprisal = tuple(case.co_handlers), case.is_reprisal
        exclusion_office = case.exclusion_office_id
        blocked = frozenset(person for each in shut for person in each.blocked)
        blocked_offices = frozenset(office for each in shut for office in each.blocked_offices)

    return Seen()


# A request whose view forgot everything ----------------------------------------------------


def _everything(*_):
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cases_case")
        raw = [number for (number,) in cursor.fetchall()]
    kept = [list(model.objects.values_list("pk", flat=True)) for model in WALLED[1:]]
    found = [list(Case.objects.values_list("number", flat=True)), raw, *kept]
    return JsonResponse({"found": found})


def _in_its_own_transaction(request):
    with transaction.atomic():
        first = Case.objects.count()
    with transaction.atomic():
        second = Case.objects.count()
    return JsonResponse({"found": [first, second, Case.objects.count()]})


def _fails(request):
    Draft.objects.create(token_hash=b"x", sealed=b"x", expires_at=timezone.now())
    raise RuntimeError


urlpatterns = [
    path("desk/", at_the_desk(_everything)),
    path("anybody/", _everything),
    path("staff/", login_required(_everything)),
    path("own/", _in_its_own_transaction),
    path("own-desk/", at_the_desk(lambda desk: _in_its_own_transaction(desk.request))),
    path("fails/", _fails),
]


@pytest.fixture
def careless():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def signed_in(cast, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.staff(name))
    return client


def found(client: Client, address: str) -> list:
    return client.get(address).json()["found"]


NOTHING = [[], *([] for _ in WALLED)]


def test_a_careless_view_shows_nothing(secret, careless):
    assert found(Client(), "/anybody/") == NOTHING
    # Being signed in is no door: only the desk knows who has come, and what for.
    assert found(signed_in(secret.cast, "clerk"), "/staff/") == NOTHING
    assert found(signed_in(secret.cast, "housing-officer"), "/desk/") == NOTHING
    assert found(signed_in(secret.cast, "roads-officer"), "/desk/")[0] == [secret.case.number]
    exclude(secret, "roads-officer")
    assert found(signed_in(secret.cast, "roads-officer"), "/desk/") == NOTHING


@pytest.mark.django_db(transaction=True)
def test_a_request_of_its_own_leaves_nothing_on_its_connection(secret, careless):
    """Not within the transaction of a test: as it is when it is served."""
    owner = rows("SELECT current_user")
    for _ in range(2):
        assert found(signed_in(secret.cast, "roads-officer"), "/desk/")[0] == [secret.case.number]
        assert rows("SELECT current_user") == owner
        assert rows("SELECT current_setting('openredress.staff', true)") in ([("",)], [(None,)])
        assert found(Client(), "/anybody/") == NOTHING
    assert found(Client(), "/own/") == [0, 0, 0]
    assert found(signed_in(secret.cast, "roads-officer"), "/own-desk/") == [1, 1, 1]
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_leaves_nothing_behind(careless):
    assert Client(raise_request_exception=False).get("/fails/").status_code == 500
    assert not Draft.objects.exists()
    assert rows("SELECT current_user") != [(wall.READER,)]


# Every address of the desk -----------------------------------------------------------------

#: Everybody who could see the cases below if they were not shut out, and their way to them.
PEOPLE = [
    "roads-officer", "roads-head", "clerk", "petitions-officer", "housing-officer",
    "county-officer", "city-supervisor",
]  # fmt: skip


def addresses_of_the_desk(patterns=None, before=""):
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            yield from addresses_of_the_desk(item.url_patterns, before + str(item.pattern))
        elif isinstance(item, URLPattern) and (before + str(item.pattern)).startswith("desk/"):
            yield before + str(item.pattern)


def lists() -> list[str]:
    """Every page of the desk that names no case, so that a new list is attacked as well."""
    found = [a for a in addresses_of_the_desk() if "<" not in a and "take-down" not in a]
    return [f"/{address}" for address in found]


def _filled(address: str) -> str:
    """With a file that every case of `several` has, and the second entry of its journal."""
    known = {r"<slug:uid>": "{uid}", r"<int:\w+>": "2", r"<\w+:number>": "{number}"}
    for part, value in known.items():
        address = re.sub(part, value, address)
    return address


def addresses_of_a_case() -> list[str]:
    """Every address of the desk that takes a number."""
    found = [a for a in addresses_of_the_desk() if "number>" in a]
    steps = ("accept", "decide", "serve", "transfer", "no-such-step")
    filled = (_filled(a) for a in found)
    return sorted(
        "/" + address.replace("<slug:step>", step)
        for address in filled
        for step in (steps if "<slug:step>" in address else ("",))
    )


@pytest.fixture
def several(cast):
    """Cases in every list of the desk, for everybody of `PEOPLE`, beside ones that they keep."""
    from openredress.offices.models import Post as PostRow
    from openredress.offices.models import Staff

    other = Staff.objects.create_user("other-supervisor", None)
    PostRow.objects.create(staff=other, office=cast.offices["city"], role="supervisor")
    return lambda: _several(cast)


def _several(cast):
    roads, then = cast.offices["roads"].pk, timezone.now() - timedelta(days=30)
    promise = {"remedies": (Promise(roads, timezone.now().date()),), "remedy_texts": ("x",)}
    waiting = accepted(cast, now=then)
    waiting.must("roads-officer", "request-extension", amount=5, reason="x")
    # A name that somebody else has to agree to opening.
    Office.objects.filter(pk=waiting.case.registrar_id).update(custodian=True)
    asked = actions.ask_identity(waiting.case.number, cast.actor("clerk"), "x", waiting.now)
    assert isinstance(asked, Case), asked
    beside = file(cast, then).must("clerk", "register")
    beside.must("clerk", "transfer", office=roads, co_handlers=(cast.offices["housing"].pk,),
                reason="x").must("roads-officer", "accept")  # fmt: skip
    promised = accepted(cast, now=then).must("roads-officer", "decide", **DECIDED, **promise)
    promised.must("roads-officer", "serve", how="post")
    ended = accepted(cast, now=then).must("roads-officer", "decide", **DECIDED)
    ended.must("roads-officer", "serve", how="post").must("roads-officer", "close")
    above = accepted(cast, now=then).must("roads-officer", "decide", **DECIDED)
    above.must("roads-officer", "serve", how="post").must("petitioner", "ask-review", reason="x")
    for drive in (waiting, ended):
        drive.add("road.txt", b"The road is broken.")
    filed = [file(cast, then), file(cast)]
    written = accepted(cast, now=then).must("petitioner", "message", text="How long?")
    raise_and_climb(then + timedelta(days=9))  # What nobody took in hand climbs, to the city.
    for days in range(10, 15):
        raise_and_climb(then + timedelta(days=days))
    return [*filed, waiting, beside, promised, ended, above, written]


DECIDED = dict.fromkeys(("claim", "facts", "reasons", "finding", "basis"), "x") | {
    "outcome": "upheld"
}


def told(answer, *numbers: str) -> tuple:
    """All that an answer says, whatever number was asked for and whatever its tokens are."""
    html = answer.content.decode()
    for number in numbers:
        html = html.replace(number, "")
    html = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', "", html)
    told_by_the_clock = ("Content-Length", "Expires", "Last-Modified")
    headers = {k: v for k, v in answer.headers.items() if k not in told_by_the_clock}
    return answer.status_code, html, headers


@contextmanager
def statements():
    """What is asked of the database meanwhile. Django keeps a limited log, and one that is full
    would make every count 0.
    """
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as asked:
        yield asked
    assert len(connection.queries_log) < connection.queries_limit


def counted(client: Client, address: str) -> tuple:
    client.get(address)
    with statements() as asked:
        answer = client.get(address)
    assert len(asked) > 0 or answer.status_code == 405, address
    return (*told(answer), len(asked))


@contextmanager
def broken(layer: str):
    """One of the two layers that hide a case forgets it; the other has to do alone."""
    without = [name for name in django_settings.MIDDLEWARE if name != "openredress.wall.Wall"]
    with pytest.MonkeyPatch.context() as patch:
        if layer == "python":
            for module in (access, queries, open_work, oversight_lists):
                patch.setattr(module, "open_to", lambda actor: Case.objects.all())
            patch.setattr("openredress.core.access.is_shut_out", lambda actor, case: False)
        with override_settings(MIDDLEWARE=without) if layer == "wall" else nullcontext():
            yield


#: Both layers as they are for everybody; one of them broken for some.
ATTACKS = [(who, "") for who in PEOPLE] + [
    (who, layer) for who in ("roads-head", "city-supervisor") for layer in ("python", "wall")
]


@pytest.mark.parametrize(("who", "layer"), ATTACKS)
def test_every_list_is_as_if_the_cases_had_never_been_filed(cast, several, who, layer):
    several()  # What everybody keeps seeing.
    with broken(layer):
        client = signed_in(cast, who)
        before = {name: counted(client, name) for name in lists()}
    secret = several()
    # Without an exclusion they would show. (Who takes part finds a case by its number alone.)
    changed = any(counted(signed_in(cast, who), name) != before[name] for name in lists())
    assert changed or who == "housing-officer"
    for drive in secret:
        exclude(drive, who)
    with broken(layer):
        client = signed_in(cast, who)
        for name in lists():
            assert counted(client, name) == before[name], name


@pytest.mark.parametrize(("who", "layer"), ATTACKS)
def test_every_address_answers_as_for_a_number_that_does_not_exist(cast, several, who, layer):
    drives = several()
    for drive in drives:
        exclude(drive, who)
    chain = Case.objects.filter(root__in=[d.case.root_id for d in drives])
    numbers = list(chain.values_list("number", flat=True))
    addresses = [*addresses_of_a_case(), "/desk/find/?number={number}"]
    assert len(addresses) >= 10
    with broken(layer):
        client, nowhere = signed_in(cast, who), case_number(2026, 987_654)
        for address in addresses:
            nothing = _asked(client, address, nowhere)
            assert {nothing[0][0], nothing[1][0]} <= {404, 405}, address
            is_case = address.startswith("/desk/cases/{number}/")
            for number in numbers if is_case else numbers[:2]:
                assert _asked(client, address, number) == nothing, address


def _asked(client: Client, address: str, number: str) -> list[tuple]:
    """What GET and POST say, and how often they asked the database: the same takes as long."""
    answers, own = [], Attachment.objects.filter(case__number=number).first()
    uid = own.uid if own else "0" * 32
    for ask in (client.get, client.post):
        with statements() as asked:
            answer = ask(address.format(number=number, uid=uid))
        assert len(asked) > 0 or answer.status_code == 405, address
        answers.append((*told(answer, number, uid), len(asked)))
    return answers


def test_the_petitioner_goes_on_seeing_their_case(cast, several):
    drive = several()[2]
    exclude(drive, *PEOPLE[:5])
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    page = client.get("/case/")
    assert page.status_code == 200
    assert "Somebody was excluded and no longer sees this case." in page.content.decode()
    names = [name for name in PEOPLE if "-" in name]
    assert not any(name in page.content.decode() for name in names)
    api = Client().get("/api/v1/case", headers={"authorization": f"Receipt {drive.code}"})
    assert api.json()["number"] == drive.case.number
    assert not any(name in api.content.decode() for name in names)


# Reports of reprisal -----------------------------------------------------------------------

#: Whom a report about a case of `several` goes past: the office complained of with its head, the
#: office that registered the case, one that takes part in it, somebody shut out of it who works
#: where the report is read, a supervisor shut out likewise, and offices beside and elsewhere.
PAST = [
    "roads-officer", "roads-head", "clerk", "petitions-officer", "housing-officer",
    "county-officer", "city-supervisor", "town-officer", "operator", "uk-head",
]  # fmt: skip
SHUT = ("county-officer", "city-supervisor")
#: Both layers as they are for everybody; one of them broken for some.
PAST_ATTACKS = [(who, "") for who in PAST] + [
    (who, layer) for who in ("roads-head", *SHUT) for layer in ("python", "wall")
]


def report_all(drives, **given) -> list[Case]:
    """A report about each of the cases, some of them acknowledged, with a promise or ended."""
    made = []
    for number, drive in enumerate(drives):
        told = actions.file_report(
            actions.Report("Withdraw, he said, or else.", about=drive.petitioner.case, **given),
            Actor(Role.PETITIONER), drive.now,
        )  # fmt: skip
        assert isinstance(told, actions.Reported), told
        above = drive.cast.actor("county-head" if told.case.office.code == "county" else "third")
        promise = {"remedies": (Promise(told.case.office_id, timezone.now().date()),),
                   "remedy_texts": ("x",)}  # fmt: skip
        steps = [
            ("acknowledge", {}),
            ("decide", {**DECIDED, **promise}),
            ("serve", {"how": "post"}),
        ]
        for step, params in steps[: number % 4]:
            done = actions.take(told.case.number, above, step, params, drive.now)
            assert isinstance(done, Case), done
        made.append(told.case)
    return made


@pytest.fixture
def reported(cast, several):
    """Cases from which two of those above are shut out; calling it reports reprisal in each."""
    from openredress.offices.models import Post as PostRow
    from openredress.offices.models import Staff

    third = Staff.objects.create_user("third", None)
    for role in ("head", "supervisor"):
        PostRow.objects.create(staff=third, office=cast.offices["city"], role=role)
    drives = several()
    for drive in drives:
        exclude(drive, *SHUT)
    return drives, lambda: report_all(drives)


@pytest.mark.parametrize(("who", "layer"), PAST_ATTACKS)
def test_every_list_and_counter_is_as_if_nothing_had_been_reported(cast, reported, who, layer):
    """Lists, cards, counts, pages and how often each asks the database: the same as before."""
    drives, report = reported
    client = signed_in(cast, who)
    addresses = [*lists(), "/healthz", "/", "/procedures/", *the_cases_themselves(drives)]
    with broken(layer):
        before = {address: shaped(client, address) for address in addresses}
    report()
    with broken(layer):
        for address in addresses:
            assert shaped(client, address) == before[address], address


def the_cases_themselves(drives) -> list[str]:
    chain = Case.objects.filter(root__in=[drives[n].case.root_id for n in (2, -1)])
    numbers = list(chain.values_list("number", flat=True))
    return [a.format(number=n) for n in numbers for a in ("/desk/cases/{number}/",
            "/desk/cases/{number}/exclusion/", "/desk/find/?number={number}")]  # fmt: skip


def shaped(client: Client, address: str) -> tuple:
    """All that an answer says, and the statements it took: their number and their shape."""
    client.get(address)
    with statements() as asked:
        answer = client.get(address)
    return (*told(answer), [re.sub(r"\d+|'[^']*'", "?", q["sql"]) for q in asked.captured_queries])


@pytest.mark.parametrize(("who", "layer"), PAST_ATTACKS)
def test_a_report_answers_as_a_number_that_does_not_exist(cast, reported, who, layer):
    _drives, report = reported
    made = [case.number for case in report()]
    addresses = [*addresses_of_a_case(), "/desk/find/?number={number}"]
    with broken(layer):
        client, nowhere = signed_in(cast, who), case_number(2026, 9_876_543_210)
        for address in addresses:
            nothing = _asked(client, address, nowhere)
            assert {nothing[0][0], nothing[1][0]} <= {404, 405}, address
            for number in made if address == "/desk/cases/{number}/" else made[:1]:
                assert _asked(client, address, number) == nothing, address


def test_a_forgotten_filter_shows_nothing_of_a_report(cast, reported):
    _drives, report = reported

    def counts() -> dict[tuple[str, str], list[tuple]]:
        found = {}
        for who in PAST:
            with reading(cast.actor(who)):
                for model in WALLED:
                    table = model._meta.db_table
                    found[who, table] = rows(f"SELECT count(*) FROM {table}")
        return found

    before = counts()
    report()
    assert counts() == before


def test_whoever_reads_reports_sees_them(cast, reported):
    _drives, report = reported
    made = report()
    page = signed_in(cast, "third").get("/desk/reports/").content.decode()
    assert all(case.number in page for case in made if Case.objects.get(pk=case.pk).is_open)


def test_no_receipt_of_a_case_leads_to_a_report_about_it(cast, reported):
    drives, report = reported
    client = Client()
    client.post("/case/open/", {"code": drives[0].code})
    header = {"authorization": f"Receipt {drives[0].code}"}
    pages = ["/case/", f"/case/{drives[0].case.number}/", "/case/proof/", "/protection/"]
    before = [shaped(client, page) for page in pages]
    api = Client().get("/api/v1/case", headers=header).content
    made = report()
    assert [shaped(client, page) for page in pages] == before
    assert Client().get("/api/v1/case", headers=header).content == api
    for page in ("", "proof/", "message/"):
        assert client.get(f"/case/{made[0].number}/{page}").status_code == 404
    asked = Client().get(f"/api/v1/case?number={made[0].number}", headers=header)
    assert asked.status_code == 404


@pytest.mark.parametrize("who", ["clerk", "roads-head", "city-supervisor"])
def test_excluding_somebody_takes_as_many_statements_whether_it_was_reported_or_not(
    cast, reported, who
):
    """Whoever tries it out on two cases learns nothing from how long it takes."""
    _drives, report = reported
    report()
    plain = accepted(cast)
    third = actions.Report("x", about=accepted(cast).petitioner.case)
    told = actions.file_report(third, Actor(Role.PETITIONER), timezone.now())
    assert isinstance(told, actions.Reported)
    counted = []
    for number in (plain.case.number, third.about):
        person = cast.staff("roads-officer").pk
        with statements() as asked:
            done = actions.exclude_person(
                number, cast.actor(who), person, "interest", "x", timezone.now()
            )
        assert isinstance(done, Case), done
        counted.append([re.sub(r"\d+|'[^']*'", "?", q["sql"])[:60] for q in asked.captured_queries])
    assert counted[0] == counted[1]
