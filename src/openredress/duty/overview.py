"""What waits at the offices of a head, by office: one source for the page and for the digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openredress.cases import open_work
from openredress.cases.open_work import Counted, Figure, Work
from openredress.core.access import Actor
from openredress.offices.models import Office, Staff
from openredress.offices.tree import time_zones

from .queries import unacknowledged

#: Alerts lie beside the cases, so they are no figure of the cases.
ALERTS = "alerts"
#: The columns, in the order in which they are read.
COLUMNS = (
    Figure.LATE.value, Figure.WEEK.value, Figure.EXTENSIONS.value, Figure.UNSERVED.value, ALERTS,
    Figure.REMEDIES.value,
)  # fmt: skip
NOTHING = Counted(0)


@dataclass(frozen=True)
class OfficeFigures:
    """One office. `today` is the day it is now there, `is_own` true where the reader heads it."""

    office: Office
    today: date
    is_own: bool
    figures: Mapping[str, Counted]

    @property
    def total(self) -> int:
        return sum(counted.count for counted in self.figures.values())


@dataclass(frozen=True)
class OfficerWork:
    """Open work with one officer; `name` is "" and `officer` `None` where nobody has acted yet."""

    office: Office
    officer: int | None
    name: str
    count: int


@dataclass(frozen=True)
class Overview:
    """The reader's offices first, then those below at which something waits."""

    offices: tuple[OfficeFigures, ...]
    totals: Mapping[str, Counted]
    work: tuple[OfficerWork, ...]


def overview(actor: Actor, now: datetime) -> Overview:
    """Everything at once, in the same number of queries however much there is."""
    zones, own = time_zones(), open_work.own(actor)
    found = open_work.counts(actor, now, zones)
    alerts = unacknowledged(actor, open_work.overseen(actor))
    work = open_work.work(actor)
    wanted = own | {office for office, _figure in found} | alerts.keys()
    offices = Office.objects.in_bulk(wanted)
    rows = [
        OfficeFigures(
            office=offices[pk],
            today=_today(now, zones[pk]),
            is_own=pk in own,
            figures=_figures(pk, found, alerts),
        )
        for pk in wanted
    ]
    rows.sort(key=lambda row: (not row.is_own, -row.figures["late"].count, row.office.name))
    return Overview(tuple(rows), _totals(rows), _by_officer(work, offices))


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _figures(
    office: int, found: Mapping[tuple[int, Figure], Counted], alerts: Mapping[int, int]
) -> dict[str, Counted]:
    told = {c: found.get((office, Figure(c)), NOTHING) for c in COLUMNS if c != ALERTS}
    return {**told, ALERTS: Counted(alerts.get(office, 0))}


def _totals(rows: list[OfficeFigures]) -> dict[str, Counted]:
    return {
        column: Counted(
            sum(row.figures[column].count for row in rows),
            min((s for row in rows if (s := row.figures[column].since)), default=None),
        )
        for column in COLUMNS
    }


def _by_officer(work: tuple[Work, ...], offices: Mapping[int, Office]) -> tuple[OfficerWork, ...]:
    people = Staff.objects.in_bulk({w.officer for w in work if w.officer is not None})
    return tuple(
        OfficerWork(offices[w.office], w.officer, str(people.get(w.officer or 0, "")), w.count)
        for w in work
    )
