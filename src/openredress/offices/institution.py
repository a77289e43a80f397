"""The institution as a whole: its offices, matters and places, read once and kept in memory.

They change seldom and are asked for with every filing. A number in the database says which state
they are in: triggers draw a new one from a sequence with every change, so no two states ever have
the same, not even one that was rolled back. A change counts at once, in whichever process.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from django.conf import settings
from django.db.models.expressions import RawSQL

from openredress.core.routing import OfficeMap, OfficeRule, Wish
from openredress.wall import numbers
from openredress.wall.standby import read_from

from . import standing
from .models import Matter, Named, Office, Place

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Ground:
    """What a case at an office stands on: its procedure, calendar and time zone."""

    procedure: str
    calendar: str
    time_zone: str


@dataclass(frozen=True)
class Institution:
    """`grounds` are what each office says by itself; `matters` and `places` name the one above;
    `codes` lead from the code of a matter, a place or an office to its key; the rows are
    offices, matters and places as they are stored, to be read only; `worked_out` is what
    others make of it and keep until it changes.
    """

    offices: OfficeMap
    grounds: Mapping[int, Ground]
    matters: Mapping[int, int | None]
    places: Mapping[int, int | None]
    codes: Mapping[str, Mapping[str, int]]
    rows: Mapping[int, Office]
    matter_rows: Mapping[int, Matter]
    place_rows: Mapping[int, Place]
    worked_out: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: Hashable, work_out: Callable[[], Kept]) -> Kept:
        """What `work_out` makes of it, the same for everybody and until it changes."""
        if key not in self.worked_out:
            self.worked_out[key] = work_out()
        found: Kept = self.worked_out[key]
        return found

    def rows_of(self, model: type[Named]) -> Iterable[Any]:
        """Offices, matters or places by their keys."""
        named = {Office: self.rows, Matter: self.matter_rows, Place: self.place_rows}
        return named[model].values()

    def ground_of(self, office: int) -> Ground:
        """Its own, else that of the nearest office above; `calendar` may be ""."""
        path = [self.grounds[each] for each in self.offices.upwards(office)]
        return Ground(
            next((g.procedure for g in path if g.procedure), ""),
            next((g.calendar for g in path if g.calendar), ""),
            next((g.time_zone for g in path if g.time_zone), settings.TIME_ZONE),
        )

    @cached_property
    def time_zones(self) -> Mapping[int, str]:
        """The time zone of every office, which whatever is listed asks for."""
        return MappingProxyType({o: self.ground_of(o).time_zone for o in self.grounds})

    def wish(self, office: int | None, matter: int | None, place: int | None) -> Wish:
        """What was asked for, with matter and place as paths, narrowest first."""
        return Wish(office, _upwards(self.matters, matter), _upwards(self.places, place))

    def below(self, office: int) -> frozenset[int]:
        """All offices under this one, without it."""
        return frozenset(
            other for other in self.offices.offices if office in self.offices.upwards(other)[1:]
        )


def _upwards(parents: Mapping[int, int | None], item: int | None) -> tuple[int, ...]:
    found: list[int] = []
    while item is not None and item in parents and item not in found:
        found.append(item)
        item = parents[item]
    return tuple(found)


_held: ContextVar[Institution | None] = ContextVar("institution", default=None)


def institution() -> Institution:
    """As it is now: one query, and six more after a change."""
    return _held.get() or _read(_database(), state_now())


@contextmanager
def held(state: int | None = None) -> Iterator[Institution]:
    """Asks once, for a block that needs it several times; not at all where its number is known."""
    found = _read(_database(), state) if state is not None else institution()
    token = _held.set(found)
    try:
        yield found
    finally:
        _held.reset(token)


@contextmanager
def held_with_calendars() -> Iterator[Institution]:
    """The same, and the latest change of the calendars, in one statement; none where both are held
    already.
    """
    known = _held.get()
    if known is not None and standing.is_held():
        yield known
        return
    state, change = numbers(
        "SELECT state, coalesce((SELECT max(id) FROM offices_calendarchange), 0) FROM offices_state"
    )
    with standing.held(change), held(state) as found:
        yield found


#: The same beside the rows of a query.
STATE = RawSQL("SELECT state FROM offices_state", [])


def _database() -> str:
    return str(read_from(Office).settings_dict["NAME"])


def state_now() -> int:
    """The number of the institution."""
    (state,) = numbers("SELECT state FROM offices_state", read_from(Office).alias)
    return state


@lru_cache(maxsize=2)
def _read(database: str, state: int) -> Institution:
    offices = list(Office.objects.order_by("pk"))
    places, matters = _links(Office.places.through), _links(Office.matters.through)
    rules = {
        o.pk: OfficeRule(o.pk, o.parent_id, frozenset(places[o.pk]), frozenset(matters[o.pk]),
                         o.registers, o.reprisals_to_id)
        for o in offices
    }  # fmt: skip
    named = {
        "office": offices, "matter": list(Matter.objects.all()), "place": list(Place.objects.all())
    }  # fmt: skip
    return Institution(
        OfficeMap(rules),
        {o.pk: Ground(o.procedure, o.calendar, o.time_zone) for o in offices},
        {row.pk: row.parent_id for row in named["matter"]},
        {row.pk: row.parent_id for row in named["place"]},
        {kind: {row.code: row.pk for row in rows} for kind, rows in named.items()},
        {o.pk: o for o in offices},
        {row.pk: row for row in named["matter"]},
        {row.pk: row for row in named["place"]},
    )


def _links(through: type) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    column = "place_id" if hasattr(through, "place_id") else "matter_id"
    for office, other in through._default_manager.values_list("office_id", column):  # type: ignore[attr-defined]
        found[office].add(other)
    return found
