"""What is known of a hearing. It imports nothing, so that `known` can name it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: The sides of a hearing.
PETITIONER, OFFICE = "petitioner", "office"


class At(StrEnum):
    """How far a hearing has come."""

    ASKED = "asked"
    REFUSED = "refused"
    ORDERED = "ordered"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    RECORDED = "recorded"
    FOUND = "found"

    @property
    def is_over(self) -> bool:
        return self in (At.REFUSED, At.CANCELLED, At.FOUND)


@dataclass(frozen=True)
class Seat:
    """A place on the panel. `staff` and `office` are 0 for somebody from outside; `objected` is
    where the petitioner objected, `answered` where that was answered, 0 while it was not.
    """

    number: int
    staff: int
    office: int
    name: str
    chairs: bool
    declared: bool = False
    objected: int = 0
    answered: int = 0
    is_out: bool = False

    @property
    def is_disputed(self) -> bool:
        return bool(self.objected and not self.answered) and not self.is_out


@dataclass(frozen=True)
class Document:
    """A file of the case that a side put before the hearing."""

    side: str
    file: int
    seq: int


@dataclass(frozen=True)
class Hearing:
    """A hearing of the case, counted from 1. Numbers such as `asked` are places in the journal, 0
    where it does not say so.

    `companion` is where the petitioner said that somebody comes with them, 0 where nobody does;
    `removed` are people who left the panel upon an objection; `answers` is what each side said of
    the minutes: confirmed, annotated or silent. `news_at` is when those who sit had to learn of
    something: that they sit, its day, or that it is not held.
    """

    number: int
    at: At
    asked: int = 0
    ended: int = 0
    ordered: int = 0
    office: int = 0
    side: int | None = None
    demand: int = 0
    is_closed_wish: bool = False
    seats: tuple[Seat, ...] = ()
    removed: frozenset[int] = frozenset()
    announced: tuple[int, ...] = ()
    starts_at: datetime | None = None
    is_public: bool = False
    stops: bool = False
    companion: int = 0
    title: str = ""
    venue: str = ""
    documents: tuple[Document, ...] = ()
    late: frozenset[str] = frozenset()
    recorded: int = 0
    recorder: int = 0
    recorded_at: datetime | None = None
    present: tuple[int, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[tuple[str, int], ...] = ()
    corrections: tuple[int, ...] = ()
    found: int = 0
    dissents: tuple[tuple[int, int], ...] = ()
    headline: str = ""
    published: str = ""
    published_at: datetime | None = None
    news_at: datetime | None = None

    @property
    def panel(self) -> tuple[int, ...]:
        """The people who work here and sit at it."""
        return tuple(sorted(s.staff for s in self.seats if s.staff and not s.is_out))

    @property
    def sides(self) -> tuple[str, ...]:
        return (PETITIONER,) if self.side is None else (PETITIONER, OFFICE)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sides that have said nothing of the minutes, and could still."""
        is_written = self.at in (At.RECORDED, At.FOUND)
        return tuple(s for s in self.sides if is_written and s not in self.answers)

    @property
    def disputed(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.is_disputed)

    def seat(self, number: int) -> Seat | None:
        return next((s for s in self.seats if s.number == number and not s.is_out), None)

    def seat_of(self, staff: int | None) -> Seat | None:
        """Where somebody who works here sits, if they do."""
        return next((s for s in self.seats if staff and s.staff == staff and not s.is_out), None)
