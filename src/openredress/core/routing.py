"""Routing: which office should answer, and why. Total by construction: there is always one.

Matters and places are trees; a path runs from the narrowest known to the root. An office is
competent for a matter it names or that lies below one it names, at a place that it (or the
nearest office above it that names places) covers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True)
class OfficeRule:
    """What routing knows of an office. `registers` marks an office that takes cases in.

    `reprisals_to` reads reports of reprisal that no office above can.
    """

    id: int
    parent: int | None
    places: frozenset[int] = frozenset()
    matters: frozenset[int] = frozenset()
    registers: bool = False
    reprisals_to: int | None = None


class Because(StrEnum):
    """Why an office was found; its text is in the reader's language."""

    CHOSEN = "chosen"
    MATTER_AND_PLACE = "matter-and-place"
    MATTER = "matter"
    PLACE = "place"
    SEVERAL_PLACES = "several-places"
    NOBODY_NAMED = "nobody-named"


@dataclass(frozen=True)
class Wish:
    """What the petitioner said: an office, or a matter and a place, narrowest first."""

    office: int | None = None
    matters: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Destination:
    """`office` leads; `co_handlers` are as competent; `registrar` takes the case in first."""

    office: int
    because: Because
    registrar: int
    co_handlers: tuple[int, ...] = ()


@dataclass(frozen=True)
class OfficeMap:
    """The tree of offices. At least one root; the first root is where nothing else fits."""

    offices: Mapping[int, OfficeRule]

    def root(self) -> int:
        roots = [r.id for r in self.offices.values() if r.parent not in self.offices]
        return min(roots or self.offices)

    def upwards(self, office: int) -> tuple[int, ...]:
        """The office and those above it, nearest first."""
        found: list[int] = []
        current: int | None = office
        while current is not None and current in self.offices and current not in found:
            found.append(current)
            current = self.offices[current].parent
        return tuple(found)

    def registrar_of(self, office: int) -> int:
        """The office that takes in what is meant for `office`: itself, or the nearest above,
        or the registering office beside it under the same parent."""
        for candidate in self.upwards(office):
            if self.offices[candidate].registers:
                return candidate
            if candidate in self._registering_below:
                return self._registering_below[candidate]
        return self.upwards(office)[-1]

    @cached_property
    def _registering_below(self) -> Mapping[int, int]:
        """The first registering office right under each that has one."""
        found: dict[int, int] = {}
        for rule in self.offices.values():
            if rule.registers and rule.parent is not None:
                found[rule.parent] = min(rule.id, found.get(rule.parent, rule.id))
        return found

    @cached_property
    def naming(self) -> Mapping[int, Sequence[OfficeRule]]:
        """The offices that name each matter."""
        found: dict[int, list[OfficeRule]] = {}
        for rule in self.offices.values():
            for matter in rule.matters:
                found.setdefault(matter, []).append(rule)
        return found

    def places_of(self, office: int) -> frozenset[int]:
        """Its own jurisdiction, else that of the nearest office above that names one."""
        return next(
            (self.offices[o].places for o in self.upwards(office) if self.offices[o].places),
            frozenset(),
        )


def route(offices: OfficeMap, wish: Wish) -> Destination:
    """The one office that should answer for what is wished."""
    if wish.office is not None and wish.office in offices.offices:
        return _to(offices, wish.office, Because.CHOSEN)
    if wish.matters:
        found = _by_matter(offices, wish)
        if found is not None:
            return found
    covering = _covering(offices, wish.places)
    if covering is not None:
        return _to(offices, covering, Because.PLACE)
    return _to(offices, offices.registrar_of(offices.root()), Because.NOBODY_NAMED)


def _by_matter(offices: OfficeMap, wish: Wish) -> Destination | None:
    scores = {
        rule.id: (_narrowness(wish.matters, rule.matters), _place_score(offices, rule, wish))
        for matter in wish.matters
        for rule in offices.naming.get(matter, ())
    }
    able = {office: (m, p) for office, (m, p) in scores.items() if p is not None}
    if not able:
        return None
    best = max(able.values())
    leaders = sorted(o for o, score in able.items() if score == best)
    if len(leaders) > 1 and not wish.places:
        common = _common_office(offices, leaders)
        return _to(offices, offices.registrar_of(common), Because.SEVERAL_PLACES)
    because = Because.MATTER_AND_PLACE if wish.places else Because.MATTER
    return _to(offices, leaders[0], because, tuple(leaders[1:]))


def _narrowness(path: tuple[int, ...], named: frozenset[int]) -> int:
    """How narrowly `named` fits the path: the narrower, the higher; 0 when it does not fit."""
    return max((len(path) - i for i, item in enumerate(path) if item in named), default=0)


def _place_score(offices: OfficeMap, rule: OfficeRule, wish: Wish) -> int | None:
    if not wish.places:
        return 0
    covered = offices.places_of(rule.id)
    if not covered:
        return 0
    return _narrowness(wish.places, covered) or None


def _covering(offices: OfficeMap, places: tuple[int, ...]) -> int | None:
    """The office that takes cases in at the narrowest covered place."""
    scores = {
        rule.id: _narrowness(places, offices.places_of(rule.id))
        for rule in offices.offices.values()
        if rule.registers
    }
    best = max(scores.values(), default=0)
    return min(o for o, score in scores.items() if score == best) if best else None


def _common_office(offices: OfficeMap, several: list[int]) -> int:
    """The nearest office above all of them, else the first root."""
    shared = [o for o in offices.upwards(several[0])
              if all(o in offices.upwards(other) for other in several)]  # fmt: skip
    return shared[0] if shared else offices.root()


def _to(
    offices: OfficeMap, office: int, because: Because, co_handlers: tuple[int, ...] = ()
) -> Destination:
    return Destination(office, because, offices.registrar_of(office), co_handlers)
