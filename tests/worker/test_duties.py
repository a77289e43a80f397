"""Duties: each is noted when it is done, one that fails does not stop the others."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from tests.cast import START, file

from openredress.cases.models import OverdueFigures
from openredress.proof.models import Checkpoint
from openredress.worker import duties, status
from openredress.worker.models import Run

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=20)


def do_all(now):
    return [duties.run(duty, now) for duty in duties.DUTIES]


def test_every_duty_is_done_and_noted(cast):
    file(cast)
    assert all(do_all(NOW))
    assert set(Run.objects.values_list("duty", "done_at", "amount")) >= {
        ("time", NOW, 1), ("checkpoint", NOW, 1), ("overdue", NOW, 1)
    }  # fmt: skip
    assert (Checkpoint.objects.count(), OverdueFigures.objects.count()) == (1, 1)
    assert status.is_well(NOW)


def test_doing_them_again_changes_nothing(cast):
    file(cast)
    do_all(NOW)
    assert all(do_all(NOW + timedelta(minutes=1)))
    assert not any(run.amount for run in Run.objects.all())
    assert (Checkpoint.objects.count(), OverdueFigures.objects.count()) == (1, 1)


def test_one_that_fails_is_told_of_and_the_others_are_done(cast, monkeypatch, caplog):
    def fail(now):
        raise ValueError("what somebody wrote")

    broken = duties.Duty("broken", "x", "* * * * *", timedelta(minutes=10), fail)
    monkeypatch.setattr(duties, "DUTIES", (broken, *duties.DUTIES))
    monkeypatch.setattr(status, "DUTIES", duties.DUTIES)
    assert do_all(NOW) == [False, *[True] * (len(duties.DUTIES) - 1)]
    assert do_all(NOW + timedelta(minutes=5))[0] is False
    told = status.standings(NOW)[0]
    assert (told.failing_since, told.is_well) == (NOW, False)
    assert "ValueError" in told.fault
    assert "somebody" not in told.fault
    assert "broken" in caplog.text


def test_it_is_well_again_once_it_is_done(cast, monkeypatch):
    do_all(NOW)
    Run.objects.filter(duty="time").update(failing_since=NOW, fault="x")
    assert not status.is_well(NOW)
    do_all(NOW + timedelta(minutes=1))
    assert status.is_well(NOW + timedelta(minutes=1))


def test_a_silent_worker_is_late_after_the_patience_of_each_duty():
    do_all(NOW)
    silent = {
        minutes: {s.name for s in status.standings(NOW + timedelta(minutes=minutes)) if s.is_silent}
        for minutes in (9, 11, 61)
    }
    assert silent[9] == set()
    assert "time" in silent[11]
    hour = timedelta(hours=1)
    assert silent[61] == {duty.name for duty in duties.DUTIES if duty.patience <= hour}


def test_every_duty_is_a_periodic_job():
    app.perform_import_paths()
    jobs = {name: task.cron for (name, _), task in app.periodic_registry.periodic_tasks.items()}
    assert {duty.name: duty.every for duty in duties.DUTIES}.items() <= jobs.items()
    assert all(app.tasks[duty.name].queueing_lock == duty.name for duty in duties.DUTIES)


def test_the_checkpoint_of_the_day_is_made_by_the_worker():
    now = timezone.now()
    do_all(now)
    assert Checkpoint.objects.get().day == now.date()
