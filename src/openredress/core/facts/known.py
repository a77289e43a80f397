"""What is known of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from .. import events
from ..clock import Granted, Moment
from ..journal import By, Entry
from .heard import Hearing
from .mediated import Mediation
from .members import Group
from .promised import Remedy
from .received import Appointment, Statement


class Outcome(StrEnum):
    """What was decided. Never mixed with the stage a case is in."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    NOT_UPHELD = "not-upheld"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    OTHER_REMEDY = "other-remedy"


@dataclass(frozen=True)
class Pending:
    """An extension that was asked for and waits for an answer."""

    limit: str
    amount: int
    reason: str
    by: By


@dataclass(frozen=True)
class Recusal:
    """Who is shut out of a case: one person, or everybody of one office."""

    staff: int | None
    office: int | None
    ground: str
    reason: str
    by: By
    at: datetime

    def names(self, staff: int | None, office: int | None) -> bool:
        return (self.staff, self.office) == (staff, office)


@dataclass(frozen=True)
class IdentityRequest:
    """Somebody asked to look at who filed. `seq` is its place in the journal; `granted_at` is
    when a second person agreed. What was refused or used is not here any more.
    """

    seq: int
    by: By
    purpose: str
    asked_at: datetime
    granted_at: datetime | None = None


#: A reminder that was given: limit, remedy or 0, last day, how long before it.
Reminder = tuple[str, int, date, int]

#: A rung that was reached: limit, remedy or 0, run of the limit, what was done, how long after.
Escalation = tuple[str, int, datetime | None, str, int]


@dataclass(frozen=True)
class Replacement:
    """A new receipt that was asked for. By e-mail it is there from `ready_at` on; at the counter
    `granted_at` is when a second person agreed, where one has to.
    """

    how: str
    by: By
    checked: str
    asked_at: datetime
    ready_at: datetime | None = None
    granted_at: datetime | None = None


@dataclass(frozen=True)
class Hold:
    """Why the case must not be forgotten, by whom it was said, and when that is looked at again."""

    reason: str
    review_on: date
    by: By
    at: datetime


@dataclass(frozen=True)
class ErasureRequest:
    """What the petitioner asked to have erased, unanswered so far."""

    scope: str
    reason: str
    asked_at: datetime


@dataclass(frozen=True)
class Memory:
    """What is known about forgetting the case.

    `stage_since` is when it came to the stage it is in. `warned_until` is the day that the
    petitioner was told, `kept_until` the one that they asked for, `erase_on` the one on which an
    office promised to erase everything.
    """

    stage_since: datetime
    warned_until: date | None = None
    kept_until: date | None = None
    kept_times: int = 0
    hold: Hold | None = None
    asked: ErasureRequest | None = None
    erase_on: date | None = None
    identity_erased: bool = False
    forgotten_at: datetime | None = None


@dataclass(frozen=True)
class KeptFile:
    """A file of the case. `seq` is its place in the journal, `given_with` that of what the office
    gave it to the petitioner with; `scan` is off, waiting, clean or infected.
    """

    number: int
    uid: str
    name: str
    kind: str
    size: int
    sha256: str
    received_size: int
    received_sha256: str
    original: bool
    thumbnail: bool
    scan: str
    of_office: bool
    carried: str
    by: By
    at: datetime
    seq: int
    given_with: int | None = None
    erased: bool = False

    @property
    def is_withheld(self) -> bool:
        """Whether nobody but who handed it in may have it: it is not scanned yet, or not clean."""
        return self.scan in ("waiting", "infected")


@dataclass(frozen=True)
class Demand:
    """Something that an office was asked, by another, to answer in writing or to do by a day.

    `kind` is one of `demands.Kind`; `seq` is its place in the journal. `answered_at` is when it
    was answered, `dropped_at` when it was no longer asked for.
    """

    number: int
    kind: str
    office: int
    asked_by: int | None
    seq: int
    asked_at: datetime
    due_on: date
    answered_at: datetime | None = None
    dropped_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.dropped_at is None


@dataclass(frozen=True)
class Agenda:
    """The case before a coordination meeting of `office`. `seq` is where the journal says so,
    `decided` and `off` where it says what came of it, 0 while it does not.
    """

    meeting: int
    item: int
    office: int
    meets_on: date
    offices: tuple[int, ...]
    seq: int
    decided: int = 0
    off: int = 0
    corrections: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        return not (self.decided or self.off)


@dataclass(frozen=True)
class Issue:
    """A systemic issue: the `owner` has to answer all by `due_on`. `opened` and `changed` are where
    the journal says so first and last, `answered` where the answer is, 0 while there is none.
    `number` is the demand of this case by which it is owed, 0 where another one carries the clock.
    `published` is where the journal says in which words it is public, 0 while it is not.
    """

    owner: int
    due_on: date
    opened: int
    changed: int
    number: int = 0
    answered: int = 0
    published: int = 0


@dataclass(frozen=True)
class Cause:
    """The cause that the case has in common with others. `is_told` is true once its petitioner was
    told that there are others, `is_offered` once they were asked whether they want to join those
    who complain together.
    """

    key: int
    is_told: bool = False
    is_offered: bool = False
    issue: Issue | None = None


@dataclass(frozen=True)
class Breach:
    """A day that an office missed. `seq` is its place in the journal, `since` when it was due;
    `started_at` tells the run of the limit, `None` for the remedy of the number `remedy`.
    `explained` is the place of what the office last said about it, 0 where it said nothing.
    """

    seq: int
    limit: str
    remedy: int
    office: int
    started_at: datetime | None
    due_on: date
    explained: int = 0


@dataclass(frozen=True)
class Proxy:
    """Who acts for the petitioner: the `number`th of this case. `scope` is what for, beside
    following it; `ends_at` is when the day `until` is over, `ended_at` when it was taken back or
    laid down.
    """

    number: int
    scope: tuple[str, ...]
    until: date | None
    ends_at: datetime | None
    is_shown: bool
    named_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Helper:
    """Whom the petitioner chose of the helpers that an office offers, the `number`th of this case:
    the account `staff`. `scope`, `until` and `ends_at` are as of a proxy. They help from
    `accepted_at` on; `ended` says how it ended, and `reason` why, where they said so.
    """

    number: int
    staff: int
    scope: tuple[str, ...]
    until: date | None
    ends_at: datetime | None
    asked_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ended: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """A case as of its last entry. `trail` are the steps taken, in order.

    `exclusion_asked_at` is when the office that has to answer whom the petitioner wants kept out
    was asked; `exclusion_office` is that office once it went up.

    `breached` are runs of limits that were recorded as late, `overdue` remedies; `moved` tells by
    which change of the calendar which limit has moved; `escalated` tells
    for each rung of the ladder that was reached which office was told.

    `answered_at` is when an answer was given that has not reached the petitioner, `answered_seq`
    its place in the journal, `service_tries` what was tried since.

    `root` is the number of the first case of the chain, `origin` that of the case one level
    down, `child` that of the case one level up. `receipts` counts those that were given out for
    the first case; `mail_closed` is true where its holder refused one that was asked for by e-mail.
    `shut_below` and `offices_shut_below` are not of this journal: who is shut out of the case that
    a report of reprisal is about.
    """

    number: str
    root: str
    origin: str
    level: int
    procedure: str
    version: int
    digest: str
    stage: str
    office: int
    registrar: int
    filed_at: datetime
    channel: str
    language: str
    calendar: str
    time_zone: str
    text: str
    wish: str
    place_words: str
    matter: int | None
    place: int | None
    chosen_office: int | None
    suggested_office: int | None
    on_behalf: bool
    source: str
    excluded: tuple[int, ...]
    memory: Memory
    is_reprisal: bool = False
    about: str = ""
    about_receipt: int = 0
    co_handlers: tuple[int, ...] = ()
    objected: frozenset[int] = frozenset()
    trail: tuple[Moment, ...] = ()
    granted: tuple[Granted, ...] = ()
    pending: Pending | None = None
    identity_requests: tuple[IdentityRequest, ...] = ()
    replacement: Replacement | None = None
    receipts: int = 1
    mail_closed: bool = False
    paused: str = ""
    question: bool = False
    outcome: Outcome | None = None
    decided_by: tuple[int, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    served_on: date | None = None
    answered_at: datetime | None = None
    answered_seq: int = 0
    service_tries: int = 0
    child: str = ""
    rating: int | None = None
    recusals: tuple[Recusal, ...] = ()
    shut_below: frozenset[int] = frozenset()
    offices_shut_below: frozenset[int] = frozenset()
    exclusion_asked: bool = False
    files: tuple[KeptFile, ...] = ()
    exclusion_asked_at: datetime | None = None
    exclusion_office: int | None = None
    breached: frozenset[tuple[str, datetime]] = frozenset()
    lapsed: frozenset[str] = frozenset()
    overdue: frozenset[int] = frozenset()
    moved: frozenset[tuple[int, str]] = frozenset()
    reminded: frozenset[Reminder] = frozenset()
    escalated: Mapping[Escalation, int | None] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    breaches: tuple[Breach, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    group: Group | None = None
    appointments: tuple[Appointment, ...] = ()
    statements: tuple[Statement, ...] = ()
    cause: Cause | None = None
    hearings: tuple[Hearing, ...] = ()
    mediation: Mediation | None = None
    proxy: Proxy | None = None
    helper: Helper | None = None
    taken_on_by: int | None = None
    version_seq: int = 0
    changed_at: datetime | None = None

    @property
    def is_forgotten(self) -> bool:
        return self.memory.forgotten_at is not None

    @property
    def open_remedies(self) -> tuple[Remedy, ...]:
        return tuple(r for r in self.remedies if r.completed_at is None)

    @property
    def unsettled_remedies(self) -> tuple[Remedy, ...]:
        """What is still owed, or is said not to be done."""
        return tuple(r for r in self.remedies if r.completed_at is None or r.is_contested)

    @property
    def is_shared(self) -> bool:
        """Whether others than the petitioner take part, so that it is not theirs alone to end."""
        group = self.group
        return group is not None and group.tally > (group.first in group.members)

    @property
    def answering(self) -> frozenset[int]:
        """The offices that answer. One that has only registered the case so far is none of them."""
        waits = self.office == self.registrar != self.taken_on_by
        return frozenset({*self.co_handlers, *(() if waits else (self.office,))})

    @property
    def mediators(self) -> tuple[int, ...]:
        """The offices that read what is mediated here, and see nothing else of the case."""
        return self.mediation.readers if self.mediation else ()

    def demand(self, number: int) -> Demand | None:
        return next((d for d in self.demands if d.number == number), None)

    def file(self, number: int) -> KeptFile | None:
        return next((file for file in self.files if file.number == number), None)

    def statement(self, seq: int) -> Statement | None:
        return next((s for s in self.statements if s.seq == seq), None)

    def hearing(self, number: int) -> Hearing | None:
        return next((h for h in self.hearings if h.number == number), None)

    @property
    def recused(self) -> frozenset[int]:
        """Who is shut out by the journal of this case."""
        return frozenset(r.staff for r in self.recusals if r.staff is not None)

    @property
    def recused_offices(self) -> frozenset[int]:
        return frozenset(r.office for r in self.recusals if r.office is not None)

    @property
    def blocked(self) -> frozenset[int]:
        return self.recused | self.shut_below

    @property
    def blocked_offices(self) -> frozenset[int]:
        return self.recused_offices | self.offices_shut_below


Changes = dict[str, Any]

#: What can be asked to be erased: name and contact, or all there is.
IDENTITY, EVERYTHING = "identity", "everything"

#: What events of a theme change, by their kind.
Themed = dict[type[events.Event], Callable[[Facts, Any, Entry], Changes]]


def changed(facts: Facts, changes: Changes) -> Facts:
    """The facts with these changes. Every entry of every journal makes such a copy, and
    `dataclasses.replace` would set each of all the fields anew.
    """
    if unknown := changes.keys() - facts.__dict__.keys():
        raise TypeError(f"nothing of this name is known of a case: {sorted(unknown)}")
    after = object.__new__(Facts)
    after.__dict__.update(facts.__dict__)
    after.__dict__.update(changes)
    return after


def remember(facts: Facts, **changes: Any) -> Changes:
    """A change of what is known about forgetting the case."""
    return {"memory": replace(facts.memory, **changes)}


def in_stage_since(memory: Memory, at: datetime) -> Memory:
    """The same with another `stage_since`, which every second entry of a journal makes."""
    after = object.__new__(Memory)
    after.__dict__.update(memory.__dict__)
    after.__dict__["stage_since"] = at
    return after
