"""What waits at the offices of a head, by office: one source for the page and for the digest."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openredress.cases import open_work
from openredress.cases.open_work import Counted, Figure, Work
from openredress.core.access import Actor
from openredress.offices.institution import institution
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
    """The reader's offices first, then those below at which something waits, those with most that
    is late before the others; `all_offices` are how many of them there are.
    """

    offices: tuple[OfficeFigures, ...]
    all_offices: int
    totals: Mapping[str, Counted]
    work: tuple[OfficerWork, ...]


def overview(actor: Actor, now: datetime, most: int | None = None) -> Overview:
    """Everything at once, in the same number of queries however much there is; of the offices only
    so many as are to be shown.
    """
    zones, own = time_zones(), open_work.own(actor)
    found = open_work.counts(actor, now, zones)
    alerts = unacknowledged(actor, open_work.overseen(actor))
    work = open_work.work(actor)
    wanted = own | {office for office, _figure in found} | alerts.keys()
    offices = institution().rows
    shown = _first(wanted, own, found, offices, most)
    since = open_work.since(actor, found, shown, now)
    rows = tuple(
        OfficeFigures(
            office=offices[pk],
            today=_today(now, zones[pk]),
            is_own=pk in own,
            figures=_figures(pk, found, since, alerts),
        )
        for pk in shown
    )
    return Overview(rows, len(wanted), _totals(found, since, alerts), _by_officer(work, offices))


def _first(
    wanted: Collection[int], own: Collection[int], found: Mapping[tuple[int, Figure], int],
    offices: Mapping[int, Office], most: int | None,
) -> list[int]:  # fmt: skip
    """In the order in which they are shown. Names are looked at where they decide."""

    def place(office: int) -> tuple[bool, int]:
        return office not in own, -found.get((office, Figure.LATE), 0)

    places = {office: place(office) for office in wanted}
    if most is not None and len(places) > most:
        last = sorted(places.values())[most - 1]
        places = {office: place for office, place in places.items() if place <= last}
    return sorted(places, key=lambda office: (*places[office], offices[office].name))[:most]


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _figures(
    office: int, found: Mapping[tuple[int, Figure], int],
    since: Mapping[tuple[int, Figure], date], alerts: Mapping[int, int],
) -> dict[str, Counted]:  # fmt: skip
    told = {c: _counted((office, Figure(c)), found, since) for c in COLUMNS if c != ALERTS}
    return {**told, ALERTS: Counted(alerts.get(office, 0))}


def _counted(
    key: tuple[int, Figure], found: Mapping[tuple[int, Figure], int],
    since: Mapping[tuple[int, Figure], date],
) -> Counted:  # fmt: skip
    count = found.get(key, 0)
    return Counted(count, since.get(key)) if count else NOTHING


def _totals(
    found: Mapping[tuple[int, Figure], int], since: Mapping[tuple[int, Figure], date],
    alerts: Mapping[int, int],
) -> dict[str, Counted]:  # fmt: skip
    whole: Counter[tuple[int, Figure]] = Counter()
    for (_office, figure), count in found.items():
        whole[open_work.ALL, figure] += count
    return _figures(open_work.ALL, whole, since, {open_work.ALL: sum(alerts.values())})


def _by_officer(work: tuple[Work, ...], offices: Mapping[int, Office]) -> tuple[OfficerWork, ...]:
    people = Staff.objects.in_bulk({w.officer for w in work if w.officer is not None})
    return tuple(
        OfficerWork(offices[w.office], w.officer, str(people.get(w.officer or 0, "")), w.count)
        for w in work
    )
