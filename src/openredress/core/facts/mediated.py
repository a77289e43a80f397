"""What is known of a mediation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..events import Promise

PETITIONER, OTHER = SIDES = ("petitioner", "other")


@dataclass(frozen=True)
class MediationMeeting:
    """`seq` is where the journal sets it, `held` where its record is, 0 while there is none."""

    number: int
    seq: int
    starts_at: datetime
    held: int = 0


@dataclass(frozen=True)
class Aside:
    """What a side and the mediator said alone, on which rung. `by_side` is true where the side
    wrote it.
    """

    number: int
    side: str
    rung: int
    at: datetime
    by_side: bool
    goes_on: bool
    digest: str


@dataclass(frozen=True)
class Agreement:
    """What was drafted. `both_at` is when the second side confirmed; `is_off` once a side refused
    or took it back, `is_bound` once it binds.
    """

    number: int
    seq: int
    owners: tuple[str, ...]
    promises: tuple[Promise, ...]
    terms: str
    texts: tuple[str, ...]
    answers: Mapping[str, bool] = field(default_factory=dict)
    both_at: datetime | None = None
    is_off: bool = False
    is_bound: bool = False

    @property
    def is_open(self) -> bool:
        return not (self.is_off or self.is_bound)


@dataclass(frozen=True)
class Passed:
    """A rung that was left, why, and where its report stands in the journal, 0 if nowhere."""

    rung: int
    office: int
    joint: tuple[int, ...]
    since: datetime
    until: datetime
    ground: str
    report: int = 0


@dataclass(frozen=True)
class Owed:
    """A report that an office owes of the rung, since when; `is_missed` once its day has passed."""

    rung: int
    office: int
    since: datetime
    is_missed: bool = False


@dataclass(frozen=True)
class Mediation:
    """`seq` is where it began. `consents` are those on this rung; a side that is not in it has not
    said. `meets_at` is when they meet next, and `news_at` when whoever mediates had to learn of
    that, or was asked to mediate along. `ended` is "" while it runs, else settled, competent, or
    over where the case moved on.
    """

    seq: int
    stage: str
    about: str
    offices: tuple[int, ...]
    token: str
    rung: int
    office: int
    since: datetime
    consents: Mapping[str, bool]
    joint: tuple[int, ...] = ()
    letter: int = 0
    has_come: bool = False
    meetings: tuple[MediationMeeting, ...] = ()
    asides: tuple[Aside, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    passed: tuple[Passed, ...] = ()
    owed: Owed | None = None
    ended: str = ""
    meets_at: datetime | None = None
    news_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        return not self.ended

    @property
    def both_agree(self) -> bool:
        return all(self.consents.get(side) for side in SIDES)

    @property
    def mediators(self) -> tuple[int, ...]:
        """The offices that mediate now."""
        return (self.office, *self.joint) if self.is_running else ()

    @property
    def readers(self) -> tuple[int, ...]:
        """Those and the one that owes a report of it."""
        late = (self.owed.office,) if self.owed else ()
        return tuple(dict.fromkeys((*self.mediators, *late)))

    @property
    def draft(self) -> Agreement | None:
        """The agreement that is before the two sides."""
        return next((a for a in self.agreements if a.is_open), None)
