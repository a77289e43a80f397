"""Letting time act on cases: once, on what is due only, and around what fails."""

from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import DECISION, START, accepted, file, served

from openredress.cases import actions, queries, verification
from openredress.cases.actions import sweeping
from openredress.cases.models import (
    Breach,
    Case,
    JournalEntry,
    OverdueFigures,
    PromisedRemedy,
    SetAside,
)
from openredress.core.access import Actor
from openredress.core.events import Promise

pytestmark = pytest.mark.django_db
LATE = START + timedelta(days=40)


def tags(case) -> list[str]:
    entries = JournalEntry.objects.filter(case=case, by__role="system").order_by("seq")
    return [e.data.get("rung") or e.tag for e in entries]


def sweep_daily(days: int, since=START) -> None:
    for day in range(1, days + 1):
        assert actions.sweep(since + timedelta(days=day)).failed == ()


LADDER = ["limit-reminded", "limit-breached", "tell-head", "tell-supervisor", "count-overdue"]


def test_a_case_climbs_the_ladder_and_the_row_says_so(cast):
    case = file(cast).case
    sweep_daily(16)
    case.refresh_from_db()
    assert (tags(case), case.escalated) == (LADDER[:3], ["tell-head"])
    sweep_daily(25, START + timedelta(days=16))
    case.refresh_from_db()
    assert tags(case) == LADDER
    assert case.escalated == LADDER[2:]
    assert case.taken_up_by == cast.offices["city"], "the nearest office above with a supervisor"
    assert list(dict(verification.verify()).values()) == [()]


def test_nothing_happens_twice_however_often_one_sweeps(cast):
    case = file(cast).case
    done = [actions.sweep(LATE).done for _ in range(3)]
    assert done == [1, 0, 0]
    assert tags(case) == LADDER[1:], "a reminder of what is late already is pointless"


def test_what_is_met_is_not_late_any_more_and_no_one_has_taken_it_up(cast):
    drive = file(cast)
    actions.sweep(LATE)
    drive.now = LATE
    drive.must("clerk", "register").must("clerk", "decline", reason="Not ours.")
    drive.case.refresh_from_db()
    assert (drive.case.escalated, drive.case.taken_up_by) == ([], None)


def test_the_supervisor_who_is_shut_out_does_not_take_it_up(cast):
    drive = accepted(cast)
    supervisor = cast.staff("city-supervisor")
    clerk = cast.actor("clerk")
    done = actions.exclude_person(
        drive.case.number, clerk, supervisor.pk, "complained-of", "x", drive.now
    )
    if not isinstance(done, Case):  # A clerk may not exclude who stands above; the person may.
        done = actions.step_aside(
            drive.case.number, cast.actor("city-supervisor"), "I know them.", drive.now
        )
    assert isinstance(done, Case), done
    actions.sweep(drive.now + timedelta(days=100))
    drive.case.refresh_from_db()
    assert "tell-supervisor" in drive.case.escalated
    assert drive.case.taken_up_by is None


def test_promises_fall_due_as_limits_do(cast):
    drive = accepted(cast)
    promise = Promise(cast.offices["housing"].pk, (START + timedelta(days=20)).date())
    drive.must("roads-officer", "decide", **DECISION, remedies=(promise,), remedy_texts=("Sign",))
    drive.must("roads-officer", "serve", how="post")
    sweep_daily(60, drive.now)
    found = JournalEntry.objects.filter(case=drive.case, data__remedy=1).order_by("seq")
    assert [(e.data.get("rung") or e.tag) for e in found] == [
        "limit-reminded", "tell-head", "tell-supervisor", "count-overdue"
    ]  # fmt: skip
    head = found.get(data__rung="tell-head")
    assert head.data["office"] == cast.offices["housing"].pk, "the head of who owes it is told"
    assert JournalEntry.objects.filter(case=drive.case, tag="remedy-overdue").count() == 1


def test_its_work_is_what_is_due_and_not_how_many_cases_there_are(cast):
    def swept() -> int:
        file(cast, START)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert actions.sweep(LATE).done == 1
        return len(counted)

    few = swept()
    for _ in range(30):
        file(cast, LATE - timedelta(days=1))
    assert swept() == few


def test_rows_beside_many_cases_take_as_many_statements_as_beside_one(cast):
    def swept(cases: int) -> int:
        promise = Promise(cast.offices["housing"].pk, (START + timedelta(days=20)).date())
        for _ in range(cases):
            served(cast, remedies=(promise,), remedy_texts=("Mend it.",))
        with CaptureQueriesContext(connection) as counted:
            assert actions.sweep(LATE).done == cases
        # Of each case one statement more is sent, without waiting for the one before.
        return sum("UPDATE" not in query["sql"] for query in counted)

    assert swept(3) == swept(1)
    assert [found for _, found in verification.verify() if found] == []


# What fails ---------------------------------------------------------------------------------


def retag(case, before: str, after: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_journalentry SET tag = %s WHERE tag = %s AND case_id = %s",
            [after, before, case.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE cases_journalentry ENABLE TRIGGER USER")


def break_journal(case) -> None:
    retag(case, "filed", "no")


def test_a_case_that_fails_is_set_aside_and_the_others_go_on(cast, caplog):
    bad, good = file(cast).case, [file(cast).case for _ in range(4)]
    break_journal(bad)
    swept = actions.sweep(LATE, batch=2)
    assert (swept.done, swept.failed) == (4, (bad.number,))
    assert all(tags(case) == LADDER[1:] for case in good)
    [aside] = queries.set_aside()
    assert (aside.number, aside.tries, aside.retry_at) == (
        bad.number, 1, LATE + timedelta(minutes=1)
    )  # fmt: skip
    assert aside.fault.startswith("KeyError at core/events/stored.py:")
    assert bad.number in caplog.text


def test_it_is_tried_again_later_and_later(cast):
    bad = file(cast).case
    break_journal(bad)
    now, waits = LATE, []
    for _ in range(9):
        assert actions.sweep(now).failed == (bad.number,)
        assert actions.sweep(now + timedelta(seconds=59)).failed == (), "not before its time"
        aside = SetAside.objects.get()
        waits.append((aside.retry_at - now) / timedelta(minutes=1))
        now = aside.retry_at
    assert waits == [1, 4, 16, 64, 256, 1024, 1440, 1440, 1440]
    assert (aside.tries, aside.since) == (9, LATE)


def test_it_comes_back_when_what_made_it_fail_is_put_right(cast):
    bad = file(cast).case
    break_journal(bad)
    actions.sweep(LATE)
    retag(bad, "no", "filed")
    assert actions.sweep(LATE + timedelta(seconds=30)).done == 0
    assert actions.try_again(LATE + timedelta(seconds=30), [bad.number]) == (bad.number,)
    assert actions.sweep(LATE + timedelta(seconds=31)).done == 1
    assert queries.set_aside() == ()


def test_what_the_failure_says_is_not_kept():
    """The database repeats in its messages what it was given."""
    with pytest.raises(DataError) as raised:
        raise DataError("a line that somebody wrote")
    assert "somebody" not in actions.fault_of(raised.value)


def test_a_database_that_went_away_is_no_fault_of_a_case(cast, monkeypatch):
    """The connection is closed under the sweep, as when the server stops."""
    file(cast)

    def away(*_):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(sweeping, "let_time_act_on_all", away)
    monkeypatch.setattr(sweeping, "_let_time_act", away)
    monkeypatch.setattr(connections["default"], "is_usable", lambda: False)
    with pytest.raises(OperationalError):
        actions.sweep(LATE)
    assert not SetAside.objects.exists()


# What the public is shown -------------------------------------------------------------------


def test_the_figures_count_what_the_pack_lets_count(cast):
    file(cast)
    actions.sweep(START + timedelta(days=20))
    assert actions.publish_overdue(START + timedelta(days=20))
    actions.sweep(LATE)
    assert actions.publish_overdue(LATE)
    assert not actions.publish_overdue(LATE), "once a day"
    first, second = OverdueFigures.objects.order_by("day")
    petitions = str(cast.offices["petitions"].pk)
    assert (first.counts, second.counts) == ({}, {petitions: 1})


def test_a_case_from_which_somebody_is_shut_out_is_not_counted(cast):
    """Whoever is complained of counts what they see, subtracts, and must find nothing."""
    drive = file(cast)
    petitioner = Actor.petitioner(drive.case.number)
    assert isinstance(
        actions.ask_exclusion(drive.case.number, petitioner, "Mr Li.", drive.now), Case
    )
    actions.sweep(LATE)
    actions.publish_overdue(LATE)
    assert OverdueFigures.objects.get().counts == {}


def test_together_comes_to_the_same_as_one_by_one(cast, monkeypatch):
    """Late at every stage, with a promise that is not kept, and with time to be reminded of."""
    file(cast)
    accepted(cast)
    late = accepted(cast)
    late.must("roads-officer", "request-extension", amount=20, reason="A survey is needed.")
    promise = Promise(cast.offices["roads"].pk, (START + timedelta(days=20)).date())
    served(cast, remedies=(promise,), remedy_texts=("Mend it.",))
    together = _swept_and_undone()

    def never(*_):
        raise RuntimeError("one by one")

    monkeypatch.setattr(sweeping, "let_time_act_on_all", never)
    assert _swept_and_undone() == together
    assert len({tag for _, tag, *_ in together[0]}) >= 4


def _swept_and_undone():
    with transaction.atomic():
        swept = [actions.sweep(START + timedelta(days=days)) for days in (14, 30, 90, 200)]
        assert [each.failed for each in swept] == [()] * 4
        told = [
            (row.case_id, row.tag, row.seq, row.at, row.by, row.data)
            for row in JournalEntry.objects.order_by("case_id", "seq")
        ]
        columns = [f.attname for f in Case._meta.concrete_fields if f.name != "head"]
        rows = list(Case.objects.order_by("pk").values_list(*columns))
        beside = [
            list(Breach.objects.order_by("case_id", "seq").values_list("case_id", "seq", "limit",
                                                                       "office_id", "ended_on")),
            list(PromisedRemedy.objects.order_by("case_id").values_list("case_id", "due_on")),
        ]  # fmt: skip
        assert [found for _, found in verification.verify() if found] == []
        transaction.set_rollback(True)
    return told, rows, beside, [each.done for each in swept]
