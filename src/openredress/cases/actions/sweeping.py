"""Letting time act: reminders, breaches and what follows them are recorded, unused rights lapse."""

import gc
import logging
import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from openredress.core.facts import replay
from openredress.core.journal import Sealed, opened
from openredress.offices.standing import held

from ..access import with_those_shut_out_below
from ..journal import entries_of_all
from ..models import Case, SetAside
from .reporting import send_up_unread_reports
from .sending_up import send_up_exclusions
from .together import StuckError, let_time_act_on_all
from .writing import let_time_act, project

log = logging.getLogger(__name__)

#: A case that failed is tried again after a minute, then after four times as long, at most a day.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: cases acted on, and the numbers of those that failed."""

    done: int
    failed: tuple[str, ...]


#: Cases that are locked and written together.
BATCH = 250


def sweep(now: datetime, batch: int = BATCH) -> Swept:
    """Lets the passing of time act on every case in which something is due by `now`.

    Its work is in proportion to what is due. Several may run at once, and one killed at any
    moment neither loses nor doubles an act: what a case has come to and the row that says so are
    one transaction. A case that fails is set aside and the others go on.
    """
    done, failed = 0, list[str]()
    while True:
        with _collected_after(), transaction.atomic():
            due = list(_due(now)[:batch])
            with held():
                failures = _act_on(due, now)
        done += len(due) - len(failures)
        failed += failures
        if len(due) < batch:
            failed += [*send_up_unread_reports(now), *send_up_exclusions(now)]
            return Swept(done, tuple(failed))


@contextmanager
def _collected_after() -> Iterator[None]:
    """Leaves the search for cycles in memory until a batch is done: all that it makes is in use,
    and looking through it again and again is a quarter of the work.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _due(now: datetime) -> QuerySet[Case]:
    """Cases in which something is due, locked; those that another worker has are left to it."""
    aside = SetAside.objects.filter(case=OuterRef("pk"), retry_at__gt=now)
    rows = Case.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(~Exists(aside), act_at__lte=now).order_by("act_at")


def _act_on(due: Collection[Case], now: datetime) -> list[str]:
    """Lets time act on each: on all together and, where that fails, on each by itself. Returns the
    numbers of those that failed.
    """
    if not due:
        return []
    journals = entries_of_all(due)
    try:
        with transaction.atomic():
            let_time_act_on_all(due, journals, now)
    except Exception as error:
        _raise_if_it_is_the_database(error)
        log.info("Time did not act on %s cases together; each is tried by itself.", len(due))
        # What was worked out for them was not written.
        again = Case.objects.in_bulk([case.pk for case in due])
        return _act_on_each([again[case.pk] for case in due], journals, now)
    _let_back(due)
    return []


def _raise_if_it_is_the_database(error: Exception) -> None:
    """It is the database that failed, and not a case."""
    if isinstance(error, OperationalError) and not connection.is_usable():
        raise error


def _act_on_each(
    due: Collection[Case], journals: Mapping[int, Collection[Sealed]], now: datetime
) -> list[str]:
    failures = list[str]()
    for case in due:
        try:
            with transaction.atomic():
                _let_time_act(case, journals[case.pk], now)
        except Exception as error:
            _raise_if_it_is_the_database(error)
            put_aside(case, error, now)
            failures.append(case.number)
    _let_back(case for case in due if case.number not in failures)
    return failures


def _let_time_act(case: Case, journal: Iterable[Sealed], now: datetime) -> None:
    facts = with_those_shut_out_below(case, replay(opened(entry) for entry in journal))
    if let_time_act(case, facts, now) is facts:
        project(case, facts)
        if case.act_at is not None and case.act_at <= now:
            raise StuckError(case.number)


def put_aside(case: Case, error: Exception, now: datetime) -> None:
    """Sets a case aside on which the program failed, and says so in the log."""
    log.error(
        "Time could not act on case %s, which is set aside and will be tried again. "
        "`openredress status` tells of it.",
        case.number,
        exc_info=error,
    )
    before = SetAside.objects.filter(case=case).first()
    tries = before.tries + 1 if before else 1
    SetAside.objects.update_or_create(
        case=case,
        defaults={
            "since": before.since if before else now,
            "tries": tries,
            "retry_at": now + min(FIRST_WAIT * 4 ** min(tries - 1, 10), LONGEST_WAIT),
            "fault": fault_of(error),
        },
    )


def fault_of(error: BaseException) -> str:
    """Where something failed and of which kind it was. What the failure says is left out: the
    database repeats in its messages what people wrote.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "openredress" in f.filename] or frames[-1:]
    if not ours:
        return type(error).__name__
    file = ours[-1].filename.rpartition("openredress/")[2]
    return f"{type(error).__name__} at {file}:{ours[-1].lineno}"[:300]


def _let_back(cases: Iterable[Case]) -> None:
    SetAside.objects.filter(case__in=[case.pk for case in cases]).delete()


def try_again(now: datetime, numbers: Collection[str] = ()) -> tuple[str, ...]:
    """Has cases that were set aside tried at the next sweep, all of them or those of the numbers.

    Returns the numbers of those that are.
    """
    rows = SetAside.objects.order_by("case__number")
    chosen = rows.filter(case__number__in=numbers) if numbers else rows
    found = tuple(chosen.values_list("case__number", flat=True))
    chosen.update(retry_at=now)
    return found
