"""What a pack promises to people who come together: who comes out to them, and how soon."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .procedure import Citation


class Capacity(StrEnum):
    """In which capacity somebody goes out to a group; each next one is higher."""

    OFFICER = "officer"
    DEPUTY_HEAD = "deputy-head"
    HEAD = "head"

    @property
    def height(self) -> int:
        return list(Capacity).index(self)


@dataclass(frozen=True)
class Meets:
    """From so many people on, who comes out to meet them, within how many minutes."""

    people: int
    who: Capacity
    minutes: int


@dataclass(frozen=True)
class Standard:
    """What a pack promises to people who come together. `climbs` is after how many minutes the
    alert goes one rung up while nobody says that they are coming.
    """

    meets: tuple[Meets, ...]
    climbs: int
    citation: "Citation | None" = None

    def for_people(self, people: int) -> Meets | None:
        """Who has to come; `None` for fewer people than the pack speaks of."""
        found = [m for m in self.meets if m.people <= people]
        return max(found, key=lambda m: m.people, default=None)


#: Where a pack says nothing.
USUAL = Standard(
    (
        Meets(5, Capacity.OFFICER, 30),
        Meets(50, Capacity.DEPUTY_HEAD, 30),
        Meets(100, Capacity.HEAD, 30),
    ),
    climbs=10,
)


class Check(StrEnum):
    """What the institution sees to for people who wait."""

    WATER = "water"
    SEATS = "seats"
    TOILETS = "toilets"
    FIRST_AID = "first-aid"
    WAY_HOME = "way-home"
