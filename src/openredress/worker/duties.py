"""The duties of the worker: what each does, how often, and what is noted of its runs.

A duty can be done twice, by two workers, or be cut off at any moment: it looks for what is not
done yet, and does it in transactions that are whole.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openredress import signin
from openredress.attachments import strays, tray
from openredress.cases import actions, totals
from openredress.coordination import series
from openredress.duty import digest
from openredress.duty.actions import raise_and_climb
from openredress.mailroom import aside, polling, telling
from openredress.notices import sending
from openredress.proof import checkpoints
from openredress.reception import actions as reception

from .models import Run

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """`every` says when it is due, as in a crontab; `patience` how long it may be without a run
    before somebody has to look. `act` returns how much it did.
    """

    name: str
    title: str | Promise
    every: str
    patience: timedelta
    act: Callable[[datetime], int]


def _let_time_act(now: datetime) -> int:
    return actions.sweep(now).done


def _sign_checkpoint(now: datetime) -> int:
    return int(checkpoints.daily(now) is not None)


def _answer_lost(now: datetime) -> int:
    return actions.answer_lost(now)


def _send_notices(now: datetime) -> int:
    return sending.send_due(now).sent


def _queue_digests(now: datetime) -> int:
    return digest.queue_due(now)


def _take_mail(now: datetime) -> int:
    told = telling.tell_due(now) + aside.forget(now)
    return told + polling.poll(now)


def _add_up(now: datetime) -> int:
    return totals.add_up(now)


def _publish_overdue(now: datetime) -> int:
    return int(actions.publish_overdue(now))


def _alert(now: datetime) -> int:
    done = raise_and_climb(now)
    return done.raised + done.settled + done.climbed


def _call_meetings(now: datetime) -> int:
    return series.call_due(now)


def _let_arrivals_climb(now: datetime) -> int:
    return reception.climb(now)


def _forget_visits(now: datetime) -> int:
    return reception.forget(now)


def _forget(now: datetime) -> int:
    return signin.forget(now)


def _recount(now: datetime) -> int:
    return actions.adopt_official(now) + actions.recount(now)


def _forget_cases(now: datetime) -> int:
    done = actions.forget(now)
    if done.failed:
        raise RuntimeError(f"{len(done.failed)} cases could not be forgotten")
    return len(done.warned) + len(done.forgotten) + sum(actions.apply_rules())


def _scan_files(now: datetime) -> int:
    done = actions.scan_waiting(now)
    return done.clean + done.infected


def _clear_files(now: datetime) -> int:
    return tray.sweep(now)


DUTIES = (
    Duty(
        "calendars",
        _("Deadlines that a changed calendar moves"),
        "* * * * *",
        timedelta(minutes=10),
        _recount,
    ),
    Duty(
        "time",
        _("Reminders, breaches and what follows them"),
        "* * * * *",
        timedelta(minutes=10),
        _let_time_act,
    ),
    Duty(
        "alerts",
        _("Alerts to whoever is on duty, and upwards"),
        "* * * * *",
        timedelta(minutes=10),
        _alert,
    ),
    Duty(
        "meetings",
        _("The next meeting of each series"),
        "*/10 * * * *",
        timedelta(hours=1),
        _call_meetings,
    ),
    Duty(
        "arrivals",
        _("Alerts for groups that wait at the door, upwards"),
        "* * * * *",
        timedelta(minutes=10),
        _let_arrivals_climb,
    ),
    Duty(
        "visits",
        _("Deleting bookings and numbers whose day is over"),
        "*/20 * * * *",
        timedelta(hours=3),
        _forget_visits,
    ),
    Duty(
        "checkpoint",
        _("The signed checkpoint of the day"),
        "*/10 * * * *",
        timedelta(hours=1),
        _sign_checkpoint,
    ),
    Duty(
        "lost-receipts",
        _("Answers to requests for lost receipts"),
        "* * * * *",
        timedelta(minutes=10),
        _answer_lost,
    ),
    Duty(
        "digests",
        _("The daily digest of each head of office"),
        "*/10 * * * *",
        timedelta(hours=1),
        _queue_digests,
    ),
    Duty(
        "notices",
        _("Outgoing messages"),
        "* * * * *",
        timedelta(minutes=30),
        _send_notices,
    ),
    Duty(
        "mail",
        _("Incoming e-mail"),
        "* * * * *",
        timedelta(minutes=30),
        _take_mail,
    ),
    Duty(
        "keeping",
        _("Cases whose time is over: told of, then erased"),
        "*/10 * * * *",
        timedelta(hours=50),
        _forget_cases,
    ),
    Duty(
        "totals",
        _("Adding up what pages count"),
        "* * * * *",
        timedelta(hours=3),
        _add_up,
    ),
    Duty(
        "overdue",
        _("The public figures of what is overdue"),
        "*/10 * * * *",
        timedelta(hours=1),
        _publish_overdue,
    ),
    Duty(
        "forget",
        _("Taking out ended sessions and old records of signing in"),
        "*/10 * * * *",
        timedelta(hours=1),
        _forget,
    ),
    Duty(
        "scan",
        _("Scanning files that wait for the virus scanner"),
        "* * * * *",
        timedelta(minutes=30),
        _scan_files,
    ),
    Duty(
        "unfiled",
        _("Deleting files that were never handed in"),
        "*/10 * * * *",
        timedelta(hours=1),
        _clear_files,
    ),
    Duty(
        "strays",
        _("Deleting files that a crash left behind"),
        "*/20 * * * *",
        timedelta(hours=1),
        strays.delete,
    ),
)


def run(duty: Duty, now: datetime) -> bool:
    """Does a duty and notes that it ran. False when it failed, after the reason was logged.

    Raises `OperationalError` or `InterfaceError` when the database does not answer.
    """
    Run.objects.update_or_create(duty=duty.name, defaults={"began_at": now})
    try:
        amount = duty.act(now)
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and not connection.is_usable():
            raise
        log.exception("The duty “%s” failed and will be tried again.", duty.name)
        _note_failure(duty, error, now)
        return False
    Run.objects.filter(duty=duty.name).update(
        done_at=now, failing_since=None, fault="", amount=amount
    )
    return True


def _note_failure(duty: Duty, error: Exception, now: datetime) -> None:
    fault = actions.fault_of(error)
    rows = Run.objects.filter(duty=duty.name)
    rows.filter(failing_since=None).update(failing_since=now)
    rows.update(fault=fault)
