"""The actions, against a real PostgreSQL and at their own interface."""

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, close_old_connections, connection
from tests.cast import DECISION, START, accepted, file, served, who

from openredress.cases import access, actions, queries, verification
from openredress.cases.journal import entries_of
from openredress.cases.models import Case, JournalEntry, PromisedRemedy
from openredress.core.access import Actor, Allowed, Permission, may
from openredress.core.events import Promise
from openredress.core.facts import replay
from openredress.core.pack import read_pack
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.offices.models import Post
from openredress.parties import receipts
from openredress.parties.models import Receipt
from openredress.procedures import library

pytestmark = pytest.mark.django_db


def differences():
    return [found for _, several in verification.verify() for found in several]


def test_it_files_a_case_that_an_office_answers_for(cast):
    case = file(cast).case
    assert (case.stage, case.office.code, case.level) == ("filed", "petitions", 1)
    assert case.next_limit == "register"
    assert case.next_due_on == date(2026, 2, 12)  # 15 days, Art. 22; a Thursday
    assert differences() == []


def test_it_keeps_names_out_of_case_and_journal(cast):
    filed = file(cast, identity={"name": "Wang Xiaoming", "phone": "0000-1234"})
    assert who(filed.case).name == "Wang Xiaoming"
    kept = str(list(JournalEntry.objects.values())) + str(list(Case.objects.values()))
    assert "Wang" not in kept
    assert "0000-1234" not in kept


def test_it_opens_a_case_by_its_code_and_stores_no_code(cast):
    filed = file(cast)
    assert receipts.find(f" {filed.code[:4]}-{filed.code[4:]} ").case == filed.case
    assert receipts.find("0" * 20) is None
    assert filed.code.encode() not in bytes(Receipt.objects.get().code_hash)


def test_it_counts_from_the_day_a_letter_arrived(cast):
    case = file(cast, channel="letter", received_on=date(2026, 1, 20)).case
    assert case.next_due_on == date(2026, 2, 4)
    late = actions.Filing(text="x", received_on=START.date() + timedelta(days=2))
    assert actions.file_case(late, Actor(Role.PETITIONER), START) == Refusal(
        Code.DATE_IN_FUTURE, "on"
    )


def test_it_refuses_an_empty_grievance_and_files_nothing(cast):
    refused = actions.file_case(actions.Filing(text="  \n"), Actor(Role.PETITIONER), START)
    assert refused == Refusal(Code.MISSING, "text")
    assert Case.objects.count() == 0


def test_it_goes_from_filing_to_a_final_answer(cast):
    drive = file(cast).must("clerk", "register")
    roads, town = cast.offices["roads"].pk, cast.offices["town"].pk
    drive.must("clerk", "transfer", office=town, reason="The village lies there.")
    drive.must("town-officer", "object-to-routing", competent=roads, reason="A county road.")
    assert drive.case.office.code == "petitions"
    drive.must("clerk", "transfer", office=roads, reason="A county road.")
    drive.must("roads-officer", "accept")
    drive.must("roads-officer", "request-extension", amount=30, reason="Waiting for the survey.")
    assert [c.number for c in queries.waiting_for_head(cast.actor("roads-head"))] == [
        drive.case.number
    ]
    before = drive.case.next_due_at
    drive.must("roads-head", "grant-extension", amount=20, reason="The survey takes 20 days.")
    assert drive.case.next_due_at - before >= timedelta(days=20)
    remedy = {
        "remedies": (Promise(roads, date(2026, 6, 1)),),
        "remedy_texts": ("Mend 40 metres of road.",),
    }
    drive.must("roads-officer", "decide", **DECISION, **remedy)
    drive.must("roads-officer", "serve", how="post")
    drive.must("petitioner", "not-fixed", days=5, reason="Nobody came.")
    assert (drive.case.stage, drive.case.next_limit) == ("accepted", "decide")
    # The clock starts anew: 60 days and none of the extension of the earlier run.
    assert drive.case.next_due_on == date(2026, 4, 13)
    drive.must("roads-officer", "complete-remedy", number=1, note="Mended on Tuesday.")
    drive.must("roads-officer", "decide", **DECISION)
    drive.must("roads-officer", "serve", how="post")
    first = drive.case
    drive.must("petitioner", "ask-review", reason="It broke again.")
    assert (drive.case.level, drive.case.office.code) == (2, "county")
    assert drive.case.origin == first
    assert drive.step("roads-officer", "decide", **DECISION) == Refusal(Code.NOT_YOURS)
    drive.must("county-officer", "decide", **DECISION)
    drive.must("county-officer", "serve", how="post")
    drive.must("petitioner", "ask-re-review", reason="Still broken.")
    assert (drive.case.level, drive.case.office.code) == (3, "city")
    drive.must("city-officer", "pause", ground="hearing", reason="A hearing.")
    drive.must("city-officer", "resume", days=9)
    drive.must("city-officer", "decide", **DECISION)
    drive.must("city-officer", "serve", how="in-person").must("city-officer", "close")
    assert drive.case.stage == "re-review-final"
    assert not drive.case.is_open
    assert differences() == []


def test_it_leaves_nothing_behind_when_a_step_is_refused(cast):
    drive = accepted(cast)
    before = JournalEntry.objects.count()
    assert drive.step("roads-officer", "close") == Refusal(
        Code.NOT_IN_THIS_STAGE, params={"stage": "accepted"}
    )
    drive.case.refresh_from_db()
    assert JournalEntry.objects.count() == before
    assert drive.case.stage == "accepted"


def test_it_keeps_a_case_open_until_its_remedies_are_done(cast):
    roads = cast.offices["roads"].pk
    promised = {"remedies": (Promise(roads, date(2026, 6, 1)),), "remedy_texts": ("Mend it.",)}
    drive = served(cast, **promised)
    assert drive.case.next_limit == "remedy"
    refused = drive.step("roads-officer", "close")
    assert refused == Refusal(Code.REMEDIES_OPEN, params={"count": 1})
    drive.must("roads-officer", "complete-remedy", number=1, note="Done.")
    drive.must("roads-officer", "close")
    assert PromisedRemedy.objects.get().completed_at == drive.now - timedelta(days=1)


def test_it_lets_no_case_drop_between_two_chairs(cast):
    """An office objects once; sent back with a reason, it answers (Arts. 23, 24)."""
    drive = file(cast).must("clerk", "register")
    town = cast.offices["town"].pk
    drive.must("clerk", "transfer", office=town, reason="The village lies there.")
    drive.must("town-officer", "object-to-routing", reason="Not ours.")
    drive.must("clerk", "transfer", office=town, reason="It is yours.")
    assert drive.step("town-officer", "object-to-routing", reason="No.") == Refusal(
        Code.ALREADY_OBJECTED
    )


def test_it_refuses_to_object_after_five_working_days(cast):
    drive = file(cast).must("clerk", "register")
    drive.must("clerk", "transfer", office=cast.offices["town"].pk, reason="There.")
    refused = drive.step("town-officer", "object-to-routing", days=8, reason="Not ours.")
    assert refused.code is Code.TOO_LATE


def test_it_lets_nobody_approve_their_own_extension(cast):
    drive = accepted(cast)
    head = cast.staff("roads-head")
    Post.objects.create(staff=head, office=cast.offices["roads"], role="officer")
    drive.must("roads-head", "request-extension", amount=10, reason="Busy.")
    refused = drive.step("roads-head", "grant-extension", amount=10, reason="Of course.")
    assert refused == Refusal(Code.OWN_REQUEST)


def test_it_caps_an_extension_at_what_the_law_allows(cast):
    drive = accepted(cast)
    refused = drive.step("roads-officer", "request-extension", amount=31, reason="Long.")
    assert refused == Refusal(Code.EXTENSION_TOO_LONG, "amount", {"max": 30})


def test_it_gives_the_petitioner_more_time_when_asked_for_a_reason(cast):
    drive = served(cast)
    drive.must("petitioner", "ask-more-time", days=20, amount=15, reason="I was in hospital.")
    drive.must("roads-head", "grant-extension", days=1, reason="Of course.")
    drive.must("petitioner", "ask-review", days=20, reason="I disagree.")
    assert drive.case.level == 2


def test_it_refuses_review_when_the_time_has_passed(cast):
    refused = served(cast).step("petitioner", "ask-review", days=45, reason="I disagree.")
    assert refused.code is Code.TOO_LATE


def test_it_says_when_there_is_no_higher_office(cast):
    drive = file(cast, office=cast.offices["city"].pk, matter=None)
    Post.objects.create(staff=cast.staff("city-officer"), office=cast.offices["city"], role="clerk")
    drive.must("city-officer", "register").must("city-officer", "accept")
    drive.must("city-officer", "decide", **DECISION).must("city-officer", "serve", how="post")
    assert drive.step("petitioner", "ask-review", reason="No.") == Refusal(Code.NO_HIGHER_OFFICE)


def test_it_refuses_to_act_on_what_was_not_seen(cast):
    drive = accepted(cast)
    seen = drive.case.version
    drive.must("petitioner", "message", text="One more thing.")
    actor = cast.actor("roads-officer")
    done = actions.take(drive.case.number, actor, "decide", DECISION, drive.now, seen)
    assert done == Refusal(Code.CHANGED_MEANWHILE)


def test_it_keeps_the_pack_a_case_was_filed_under(cast, monkeypatch):
    _, text = library()["cn-2022"]
    drive = file(cast)
    newer = text.replace("version = 1", "version = 2", 1).replace("amount = 60", "amount = 90", 1)
    monkeypatch.setattr(
        actions.filing, "library", lambda own: {"cn-2022": (read_pack(newer, "newer"), newer)}
    )
    later = file(cast)
    assert (drive.case.pack.version, later.case.pack.version) == (1, 2)
    for case in (drive, later):
        case.must("clerk", "register").must(
            "clerk", "transfer", office=cast.offices["roads"].pk, reason="r"
        ).must("roads-officer", "accept")
    assert later.case.next_due_on - drive.case.next_due_on >= timedelta(days=25)


def test_it_records_who_opened_the_name_and_why(cast):
    drive = accepted(cast)
    actor = cast.actor("roads-officer")
    assert actions.open_identity(drive.case.number, actor, " ", drive.now) == Refusal(
        Code.MISSING, "purpose"
    )
    actions.open_identity(drive.case.number, actor, "To call about the survey.", drive.now)
    stranger = cast.actor("housing-officer")
    assert actions.open_identity(drive.case.number, stranger, "Curious.", drive.now) == Refusal(
        Code.NOT_YOURS
    )
    entry = JournalEntry.objects.get(tag="identity-opened")
    assert entry.words == {"purpose": "To call about the survey."}
    assert entry.by["office"] == cast.offices["roads"].pk


def test_the_sweep_records_a_breach_once_and_in_proportion(cast):
    drive = file(cast)
    assert actions.sweep(START + timedelta(days=10)).done == 0
    for _ in range(2):
        actions.sweep(START + timedelta(days=40))
    assert JournalEntry.objects.filter(tag="limit-breached").count() == 1
    drive.case.refresh_from_db()
    assert drive.case.act_at is None
    assert drive.case.is_open
    assert differences() == []


def test_a_duty_met_late_is_a_breach_even_when_no_worker_ran(cast):
    drive = file(cast).must("clerk", "register")
    drive.must("clerk", "transfer", days=30, office=cast.offices["roads"].pk, reason="r")
    tags = (
        JournalEntry.objects.filter(case=drive.case).order_by("seq").values_list("tag", flat=True)
    )
    assert list(tags) == ["filed", "registered", "limit-breached", "transferred"]
    assert differences() == []


def test_the_sweep_makes_an_answer_final_when_nobody_asks_in_time(cast):
    drive = served(cast).must("roads-officer", "close")
    assert actions.sweep(drive.now + timedelta(days=50)).done == 1
    drive.case.refresh_from_db()
    assert drive.case.stage == "final"
    assert differences() == []


def test_the_sweep_goes_on_when_one_case_fails(cast):
    good, bad = file(cast).case, file(cast).case
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_journalentry SET tag = 'x' WHERE case_id = %s", [bad.pk])
        cursor.execute("ALTER TABLE cases_journalentry ENABLE TRIGGER USER")
    swept = actions.sweep(START + timedelta(days=20))
    assert (swept.done, swept.failed) == (1, (bad.number,))
    assert JournalEntry.objects.filter(case=good, tag="limit-breached").exists()


def test_the_journal_cannot_be_changed_by_the_program(cast):
    file(cast)
    with pytest.raises(DatabaseError, match="append-only"):
        JournalEntry.objects.update(tag="x")


@pytest.mark.django_db(transaction=True)
def test_two_people_acting_at_once_act_one_after_the_other(cast):
    drive = accepted(cast)
    done = []

    def write(text):
        actor = cast.actor("roads-officer")
        done.append(actions.take(drive.case.number, actor, "ask", {"text": text}, drive.now))
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=write, args=(f"question {n}",)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert all(isinstance(case, Case) for case in done)
    assert differences() == []
    assert JournalEntry.objects.filter(tag="petitioner-asked").count() == 8


def test_only_those_concerned_find_the_case(cast):
    drive = accepted(cast)
    number, now = drive.case.number, drive.now
    for name in ("roads-officer", "roads-head", "clerk", "city-supervisor"):
        assert access.case_for(cast.actor(name), number, now).case == drive.case
    for name in ("housing-officer", "town-officer", "uk-clerk", "operator", "county-officer"):
        with pytest.raises(access.NotHere):
            access.case_for(cast.actor(name), number, now)
    with pytest.raises(access.NotHere):
        access.case_for(Actor.petitioner("2026-000000-0"), number, now)


def test_sql_and_core_agree_on_who_may_view(cast):
    """`visible_to` is `may(VIEW)` in SQL; they must say the same for everybody."""
    drives = [file(cast), accepted(cast), served(cast)]
    co = file(cast).must("clerk", "register")
    co.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="r",
            co_handlers=(cast.offices["housing"].pk,))  # fmt: skip
    drives.append(co)
    for staff in cast.staff("clerk").__class__.objects.all():
        actor = cast.actor(staff.username)
        seen = set(access.visible_to(actor).values_list("number", flat=True))
        for drive in drives:
            allowed = may(actor, Permission.VIEW, replay(entries_of(drive.case)))
            assert (drive.case.number in seen) == isinstance(allowed, Allowed), staff.username


def test_the_queue_is_in_order_and_pages_cover_each_case_once(cast):
    cases = [file(cast, START + timedelta(hours=n)).case for n in range(7)]
    actor, after, seen = cast.actor("clerk"), "", []
    while True:
        page = queries.queue(actor, after, size=3)
        seen += [case.pk for case in page.cases]
        if not page.next:
            break
        after = page.next
    assert seen == [case.pk for case in cases]
