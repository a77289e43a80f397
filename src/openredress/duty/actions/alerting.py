"""Alerts: raised when a case needs somebody, climbing until somebody has it in hand, gone when it
is done. One function for the worker, which may be asked as often as one likes.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from openredress.cases.models import Case, JournalEntry
from openredress.cases.projection import procedure_of
from openredress.core import alerts, duty
from openredress.core.access import Actor
from openredress.core.alerts import Ask, Need, Place, Rung, Told
from openredress.core.duty import Refused, Trouble, Within
from openredress.core.names import demand_in
from openredress.core.procedure import Procedure
from openredress.wall import as_owner

from ..models import Alert, AlertRung, Unread
from ..reach import Town

log = logging.getLogger(__name__)

#: The key of the lock that keeps two workers from raising the same alert.
_LOCK = 0x0A1E27
#: When nobody is left above, it is looked again so much later whether somebody has come.
AGAIN = timedelta(days=1)
BATCH = 200


class NotHere(LookupError):  # noqa: N818  what the reader is told
    """There is no such alert for this actor; whether there is one elsewhere is not told."""


@dataclass
class Done:
    """What one call did. `failed` are the keys of cases that are left for the next."""

    raised: int = 0
    settled: int = 0
    climbed: int = 0
    failed: tuple[int, ...] = ()


def raise_and_climb(now: datetime, batch: int = BATCH) -> Done:
    """Raises what the journals call for, settles what was done, and lets the rest climb.

    Its work is in proportion to what is new or due. Several may run at once, and one killed at
    any moment neither loses nor doubles an alert. A case that fails is left for the next call.
    """
    done = Done()
    while _read_a_batch(done, now, batch):
        pass
    while _climb_a_batch(done, now, batch):
        pass
    return done


def _read_a_batch(done: Done, now: datetime, batch: int) -> bool:
    with as_owner(), transaction.atomic():
        _one_at_a_time()
        unread = Unread.objects.exclude(case_id__in=done.failed).order_by("id")[:batch]
        rows = dict(unread.values_list("id", "case_id"))
        town = Town(now)
        for case in dict.fromkeys(rows.values()):
            if not _done_apart(done, case, lambda case=case: _look_at(case, town, done)):
                rows = {key: of for key, of in rows.items() if of != case}
        Unread.objects.filter(pk__in=rows).delete()
        return len(rows) == batch


def _climb_a_batch(done: Done, now: datetime, batch: int) -> bool:
    with as_owner(), transaction.atomic():
        _one_at_a_time()
        due = Alert.objects.select_for_update(of=("self",)).select_related("case")
        due = due.filter(settled_at=None, acknowledged_at=None, climbs_at__lte=now)
        found = list(due.exclude(case__in=done.failed).order_by("climbs_at", "id")[:batch])
        town = Town(now)
        waiting = _with_nobody_above(found, town)
        Alert.objects.filter(pk__in=waiting).update(climbs_at=now + AGAIN)
        done.climbed += len(waiting)
        for alert in found:
            if alert.pk in waiting:
                continue
            if _done_apart(done, alert.case_id, lambda alert=alert: _climb(alert, town)):
                done.climbed += 1
        return len(found) == batch


def _with_nobody_above(found: Sequence[Alert], town: Town) -> frozenset[int]:
    """Those of them that nobody reads who stands higher. There may be many, each day, where no
    supervisor works: they are put off with one statement.
    """
    try:
        with transaction.atomic():
            looked = [(alert, *_ahead(alert, town)) for alert in found if alert.reached >= 0]
    except Exception:
        return frozenset()  # Each is looked at by itself, and the one that fails is found.
    return frozenset(
        alert.pk
        for alert, places, passed in looked
        if not passed and alert.reached < len(places) - 1
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _done_apart(done: Done, case: int, act) -> bool:  # type: ignore[no-untyped-def]
    """Does something about one case, which takes nothing else with it if it fails."""
    try:
        with transaction.atomic():
            act()
    except Exception:
        log.exception("The alerts of a case could not be brought up to date.")
        done.failed = (*done.failed, case)
        return False
    return True


def _look_at(key: int, town: Town, done: Done) -> None:
    """Makes the alerts of a case what its journal calls for."""
    case = Case.objects.filter(pk=key).first()
    if case is None:
        return
    asked = dict(case.demands.filter(ended_at=None).values_list("number", "office_id"))
    ask = Ask(case.exclusion_asked, case.identity_waits, case.is_open, frozenset(asked))
    told = _told(case)
    wanted = alerts.needs(told, ask)
    for alert in Alert.objects.select_for_update().filter(case=case, settled_at=None):
        if wanted.get(Need(alert.need)) == alert.seq:
            continue
        # Who had it in hand is forgotten with it: nothing is left to be counted by person.
        alert.settled_at, alert.climbs_at, alert.taken_by = town.at, None, None
        alert.save(update_fields=["settled_at", "climbs_at", "taken_by"])
        done.settled += 1
    for need, seq in wanted.items():
        if not Alert.objects.filter(case=case, need=need, seq=seq).exists():
            office = case.registrar_id if need is Need.EXCLUSION else case.office_id
            if need is Need.DEMAND:  # It stands with the office that was asked.
                office = asked[demand_in(next(t.limit for t in told if t.seq == seq))]
            alert = Alert.objects.create(
                case=case, need=need, seq=seq, office_id=office, raised_at=town.at
            )
            _climb(alert, town)
            done.raised += 1


def _told(case: Case) -> list[Told]:
    rows = JournalEntry.objects.filter(case=case).order_by("seq").values_list(
        "seq", "tag", "by__role", "data__ground", "data__is_reprisal", "is_imported",
        "data__limit",
    )  # fmt: skip
    return [
        Told(seq, tag, role, ground or "", bool(is_reprisal), is_imported, limit or "")
        for seq, tag, role, ground, is_reprisal, is_imported, limit in rows
    ]


def _climb(alert: Alert, town: Town) -> None:
    """To the next rung where somebody is there to read it; those passed over are on record."""
    places, passed = _ahead(alert, town)
    if not passed:
        alert.climbs_at = None if alert.reached == len(places) - 1 else town.at + AGAIN
        alert.save(update_fields=["climbs_at"])
        if alert.reached < 0:
            log.warning("An alert of the office %s reaches nobody.", alert.office.code)
        return
    AlertRung.objects.bulk_create(
        AlertRung(alert=alert, number=n, rung=places[n].rung, office_id=places[n].office,
                  reached_at=town.at, nobody_there=n != passed[-1])
        for n in passed
    )  # fmt: skip
    alert.reached = passed[-1]
    alert.climbs_at = None
    if alert.reached < len(places) - 1:
        alert.climbs_at = _until(places[alert.reached], alert, town)
    alert.save(update_fields=["reached", "climbs_at"])


def _ahead(alert: Alert, town: Town) -> tuple[tuple[Place, ...], tuple[int, ...]]:
    """The ladder of the alert, and the rungs that it passes over until somebody reads it."""
    need, procedure = Need(alert.need), procedure_of(alert.case.pack_id)
    places, within = _places(alert, town), _within(need, procedure)

    def somebody(place: Place) -> bool:
        calendar = town.calendar(place.office, procedure)
        return bool(town.readers(place, need, alert.case, alert.seq)) or (
            town.waits_for_opening(place, within, calendar)
        )

    return places, alerts.next_rungs(places, alert.reached, somebody)


def _within(need: Need, procedure: Procedure) -> Within:
    return procedure.acknowledge_urgent if need in alerts.URGENT else procedure.acknowledge


def _until(place: Place, alert: Alert, town: Town) -> datetime:
    procedure = procedure_of(alert.case.pack_id)
    within = _within(Need(alert.need), procedure)
    return duty.ends_at(town.at, within, town.calendar(place.office, procedure))


def _places(alert: Alert, town: Town) -> tuple[Place, ...]:
    """The ladder of the case as it lies now; an exclusion is answered over the answering office."""
    case, need = alert.case, Need(alert.need)
    answers = alert.office_id if need is Need.DEMAND else case.office_id
    return alerts.ladder(need, answers, case.registrar_id, town.above(answers))


def acknowledge(actor: Actor, alert: int, now: datetime) -> Alert | Refused:
    """Whoever the alert has reached has it in hand, and it climbs no further. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        rows = Alert.objects.select_for_update(of=("self",)).select_related("case")
        found = rows.filter(pk=alert, settled_at=None).first()
        if found is None or actor.staff not in _reached(found, Town(now)):
            raise NotHere(alert)
        if found.acknowledged_at is not None:
            return Refused(Trouble.TAKEN)
        found.acknowledged_at, found.climbs_at, found.taken_by_id = now, None, actor.staff
        found.save(update_fields=["acknowledged_at", "climbs_at", "taken_by"])
        return found


def _reached(alert: Alert, town: Town) -> Collection[int]:
    """Everybody it has reached: a rung that it has left behind still reads it."""
    return {
        person
        for rung in alert.rungs.filter(nobody_there=False)
        for person in town.readers(
            Place(Rung(rung.rung), rung.office_id), Need(alert.need), alert.case, alert.seq
        )
    }
