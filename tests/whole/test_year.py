"""After a year nothing waits in silence: what is late is known to be, once, and by somebody."""

import os
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from tests.cast import make_cast
from tests.whole.year import HOURS, Year

from openredress.cases.access import case_for
from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify
from openredress.core.access import SYSTEM
from openredress.core.clock import ClockState
from openredress.offices.models import Post
from openredress.worker.models import Run

#: How large a year was run, and what it took: docs/develop/faults.md.
CASES, SEED = int(os.environ.get("YEAR_CASES", "60")), int(os.environ.get("YEAR_SEED", "2026"))

#: Above this the year is for a run of this file alone.
SMALL = 1000

#: What fell due since the worker of this simulation last ran is not late in its eyes yet.
HOURS_BETWEEN = timedelta(hours=24 / len(HOURS))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """Played once for all that is asked of it, and taken back at the end. A large one is kept, in
    a database that goes with this run: in one transaction nothing that is over could be cleared.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), ExitStack() as stack:
        if CASES <= SMALL:
            stack.enter_context(transaction.atomic())
        played = Year(make_cast(), CASES, SEED)
        played.end = played.run()
        yield played
        if CASES <= SMALL:
            transaction.set_rollback(True)


def is_late(remedy, now):
    return remedy.completed_at is None and remedy.due_on < (now - timedelta(days=2)).date()


def files(year):
    for number in Case.objects.order_by("pk").values_list("number", flat=True).iterator():
        yield case_for(SYSTEM, number, year.end)


def test_much_of_it_was_late_and_some_was_never_done(year):
    """Else the rest of this file would prove little."""
    tags = Counter(JournalEntry.objects.values_list("tag", flat=True))
    assert tags["filed"] >= CASES
    for tag in ("limit-reminded", "limit-breached", "limit-escalated", "served", "withdrawn"):
        assert tags[tag] > 0, tag
    assert Case.objects.filter(is_open=True).exists()
    assert Case.objects.filter(is_open=False).exists()


def test_no_duty_of_the_worker_failed(year):
    assert year.failed == []
    assert not Run.objects.exclude(failing_since=None).exists()


def unflagged(file, end):
    late = {
        (clock.limit.id, clock.started_at)
        for clock in file.situation.clocks
        if clock.state(end) is ClockState.LATE and clock.due_at() < end - HOURS_BETWEEN
    }
    remedies = {r.number for r in file.facts.remedies if is_late(r, end)}
    return not late <= file.facts.breached or not remedies <= file.facts.overdue


def told_twice(file, end):
    told = [
        (tag, repr({k: v for k, v in entry.event.__dict__.items() if k != "stage"}))
        for entry in file.entries
        if (tag := entry.event.tag).startswith(("limit-", "remedy-overdue"))
    ]
    return any(times > 1 for times in Counter(told).values())


def closed_unserved(file, end):
    tags = [entry.event.tag for entry in file.entries]
    if file.stage.id not in ("closed", "final") or "decided" not in tags:
        return False
    return "served" not in tags[len(tags) - tags[::-1].index("decided") :]


@pytest.fixture(scope="module")
def wrong(year):
    """Every file opened once; the numbers of those that each question finds, by its name."""
    found = {asked.__name__: [] for asked in (unflagged, told_twice, closed_unserved)}
    for file in files(year):
        for asked in (unflagged, told_twice, closed_unserved):
            if asked(file, year.end):
                found[asked.__name__].append(file.case.number)
    return found


def test_nothing_that_is_overdue_is_unflagged(wrong):
    assert wrong["unflagged"] == []


def test_each_thing_was_told_once(wrong):
    assert wrong["told_twice"] == []


def test_nothing_is_closed_whose_answer_never_reached_anybody(wrong):
    assert wrong["closed_unserved"] == []


def test_nothing_is_owned_by_nobody(year):
    """An office answers for each open case, and somebody works there who may."""
    staffed = set(Post.objects.exclude(role="operator").values_list("office", flat=True))
    held = Case.objects.filter(is_open=True).exclude(office__in=staffed)
    assert list(held.values_list("number", flat=True)) == []


def test_every_journal_still_tells_what_stands(year):
    assert [found for _, wrong in verify(contents=False) for found in wrong] == []
