"""Totals that are kept, beside what the rows say: after everything that can happen to a case."""

from datetime import timedelta
from threading import Thread

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection
from tests.cast import accepted, file, served

from openredress.cases import actions, kept_lists, open_work, sheets, totals, verification
from openredress.cases.judged import counted, judged_now
from openredress.cases.models import Case, PromisedRemedy, Sheet, Total
from openredress.cases.open_work import Figure
from openredress.core.events import Promise
from openredress.offices.models import Office, Post, Staff
from openredress.offices.tree import time_zones
from openredress.ops.totals import command
from openredress.wall import reading_as

pytestmark = pytest.mark.django_db


def right() -> None:
    """The totals are what the rows give, before and after they are added up."""
    assert totals.differences() == ()
    totals.add_up()
    assert totals.differences() == ()
    assert not Total.objects.filter(is_sum=False).exists()


@pytest.fixture
def busy(cast):
    """Open cases that are late, due soon or later, one decided with two promises, one closed."""
    early = [accepted(cast) for _ in range(2)]
    drive = served(
        cast,
        remedies=tuple(Promise(cast.offices[o].pk, early[0].now.date() + timedelta(days=9))
                       for o in ("roads", "housing")),
        remedy_texts=("Mend the road.", "Mend the house."),
    )  # fmt: skip
    file(cast)
    return drive


def test_they_follow_every_change(cast, busy):
    right()
    busy.must("roads-officer", "complete-remedy", number=1, note="It is mended.")
    right()
    late = accepted(cast)
    assert actions.sweep(late.now + timedelta(days=200)).done
    right()
    names = {name.partition(":")[0] for name in Total.objects.values_list("what", flat=True)}
    assert names == {"due", "undone", "kept"}
    for drive in (late, busy):
        shut_out(drive, "roads-officer", "city-supervisor")
        right()
    names = {name.partition(":")[0] for name in Total.objects.values_list("what", flat=True)}
    assert names == {"due"}, "promises in a case that somebody is shut out of are in no total"
    PromisedRemedy.objects.all().delete()
    right()


def test_behind_the_wall_a_reader_sees_the_totals_of_their_offices(cast, busy):
    for name, codes in (("roads-head", {"roads"}), ("clerk", {"petitions"}),
                        ("housing-head", set()), ("uk-head", set())):  # fmt: skip
        with reading_as(cast.actor(name)):
            assert set(Total.objects.values_list("office__code", flat=True)) == codes
    actor, now = cast.actor("city-supervisor"), busy.now
    with reading_as(actor):
        told = open_work.counts(actor, now, time_zones()), kept_lists.shares(actor, now)
    assert told == (open_work.counts(actor, now, time_zones()), kept_lists.shares(actor, now))


def test_a_total_that_was_altered_is_named(cast, busy):
    right()
    Total.objects.filter(what="due", is_month=True).update(count=7)
    found = {(d.number, d.what, d.stored) for d in verification.kept_totals()}
    assert found == {
        ("petitions", "total due 2026-02", "7"),
        ("roads", "total due 2026-02", "7"),
        ("roads", "total due 2026-04", "7"),
    }


def test_what_is_wrong_is_mended_and_told(cast, busy):
    """Too many, too few, one that is gone, and one of an office that never had any."""
    right()
    Total.objects.filter(what="due", is_month=True, office__code="petitions").update(count=7)
    Total.objects.filter(what__startswith="undone").delete()
    wrong = Total(office=cast.offices["housing"], what="unserved", count=-2)
    wrong.save()
    told = totals.differences()
    asked = CliRunner().invoke(command, ["--dry-run"])
    assert (asked.exit_code, totals.differences()) == (1, told)
    mended = CliRunner().invoke(command)
    assert mended.exit_code == 1
    assert mended.stdout == asked.stdout
    assert "petitions: total due 2026-02: was 7, the cases give 1.\n" in mended.stdout
    assert "housing: total unserved: was -2, the cases give 0.\n" in mended.stdout
    assert len(mended.stdout.splitlines()) == len(told) > 4
    right()
    again = CliRunner().invoke(command, ["--json"])
    assert (again.exit_code, again.stdout) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_mending_beside_those_who_write_and_those_who_mend(cast, busy):
    """What somebody is just writing counts once, whoever ends first, and a second who mends waits
    for the first instead of adding the same again.
    """
    Total.objects.filter(what="due", is_month=True).update(count=7)
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("UPDATE cases_case SET next_due_at = next_due_at + interval '40 days'")
        assert totals.mend()
        other.commit()
        assert totals.differences() == ()
        other.execute("UPDATE cases_total SET count = count + 3 WHERE what = 'due'")
        other.commit()
        other.execute(totals.ALONE)
        assert other.execute(totals.MEND).fetchall()
        found = []
        second = Thread(target=lambda: found.append(_mended_in_a_thread()))
        second.start()
        waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while second.is_alive() and other.execute(waits).fetchone() == (0,):
            pass
        assert totals.add_up() == 0, "the worker does not wait for whoever mends"
        other.commit()
        second.join()
    assert found == [()]
    right()


def _mended_in_a_thread():
    try:
        return totals.mend()
    finally:
        connection.close()


def shut_out(drive, name, by):
    cast = drive.cast
    done = actions.exclude_person(
        drive.case.number, cast.actor(by), cast.staff(name).pk, "complained-of", "x", drive.now
    )
    assert isinstance(done, Case), done


def shares_of_rows(actor, now):
    return counted(judged_now(kept_lists._of(actor, None), now))


def figures_of_rows(actor, now):
    """What the lists behind the figures hold, one by one."""
    found = {}
    zones = time_zones()
    for office in open_work.overseen(actor):
        for figure in open_work.OF_CASES:
            cases = open_work.listed(actor, figure, [office], now, size=1000).cases
            days = [case.next_due_on for case in cases] if figure is Figure.LATE else []
            found[office, figure] = len(cases), min(days, default=None)
        owed = open_work.remedies_not_kept(actor, [office], now, zones, size=1000).remedies
        days = [promise.promised_on for promise in owed]
        found[office, Figure.REMEDIES] = len(owed), min(days, default=None)
    return {key: told for key, told in found.items() if told[0]}


READERS = pytest.mark.parametrize("name", ["city-supervisor", "roads-head", "housing-head"])


def told_what_lists_hold(actor, now):
    told = open_work.counts(actor, now, time_zones())
    since = open_work.since(actor, told, open_work.overseen(actor), now)
    assert {k: (n, since.get(k)) for k, n in told.items()} == figures_of_rows(actor, now)
    assert kept_lists.shares(actor, now) == shares_of_rows(actor, now)
    for figure in (Figure.LATE, Figure.REMEDIES):
        days = [day for (office, what), day in since.items() if what is figure and office and day]
        assert since.get((open_work.ALL, figure)) == min(days, default=None)


@READERS
def test_each_reader_is_told_what_their_lists_hold(cast, busy, name):
    """Of those who are shut out, too, and of promises in a case of another office."""
    other = Staff.objects.create_user("other-supervisor", None)
    Post.objects.create(staff=other, office=cast.offices["city"], role="supervisor")
    for shut, by in (("city-supervisor", "other-supervisor"), ("roads-officer", "city-supervisor")):
        shut_out(accepted(cast), shut, by)
    actor = cast.actor(name)
    for days in (0, 8, 12, 45, 200, 400):
        now = busy.now + timedelta(days=days)
        told_what_lists_hold(actor, now)


def has_sheets(actor, now):
    found = {sheets.read(part, open_work.overseen(actor), now) is not None for part in PARTS}
    assert len(found) == 1
    return found.pop()


PARTS = (sheets.WAITING, sheets.PROMISED)


@READERS
def test_sheets_and_what_changed_since_are_what_lists_hold(cast, busy, name):
    """On each day, and behind the wall; what comes to a case after a sheet was written counts."""
    actor = cast.actor(name)
    for days in (0, 8, 12, 45, 200, 400):
        now = busy.now + timedelta(days=days)
        assert not has_sheets(actor, now)
        totals.add_up(now)
        assert has_sheets(actor, now)
        assert not has_sheets(actor, now + timedelta(days=1))
        assert not has_sheets(actor, now - timedelta(seconds=1))
        right()
        totals.add_up(now)
        with reading_as(actor):
            assert has_sheets(actor, now)
            told_what_lists_hold(actor, now)
    for days in (12, 45):
        now = busy.now + timedelta(days=days)
        totals.add_up(now)
        accepted(cast)
        if days == 12:
            busy.must("roads-officer", "complete-remedy", number=1, note="It is mended.")
        else:
            shut_out(busy, "roads-officer", "city-supervisor")
        assert Total.objects.filter(is_sum=False).exists()
        assert has_sheets(actor, now)
        told_what_lists_hold(actor, now)
        told_what_lists_hold(actor, now + timedelta(hours=1))


def test_a_sheet_is_of_one_state_of_the_institution(cast, busy):
    """An office that came, or has another time zone, has other days: nobody reads what was."""
    actor, now = cast.actor("city-supervisor"), busy.now
    totals.add_up(now)
    assert has_sheets(actor, now)
    Office.objects.filter(code="roads").update(time_zone="Pacific/Auckland")
    assert not has_sheets(actor, now)
    told_what_lists_hold(actor, now)
    totals.add_up(now)
    assert has_sheets(actor, now)
    told_what_lists_hold(actor, now)


def test_a_sheet_shows_only_behind_its_office(cast, busy):
    totals.add_up(busy.now)
    for name, codes in (("roads-head", {"roads"}), ("clerk", {"petitions"})):
        with reading_as(cast.actor(name)):
            assert set(Sheet.objects.values_list("office__code", flat=True)) == codes


def test_a_sheet_that_was_altered_is_named_and_mended(cast, busy):
    right()
    Sheet.objects.filter(office__code="roads").update(waiting=[["due", None, None, 9]])
    assert "sheet waiting due" in {wrong.what for wrong in totals.differences()}
    assert totals.mend()
    right()
