"""Procedures: the law as data.

A procedure is read from a pack (see `pack.py`) and is frozen. It says which stages a case can be
in, which steps lead from one to the next, who may take them and on what authority, and which
limits run meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .duty import USUAL, Within
from .rungs import MediationRules
from .sitting import Sitting
from .standard import USUAL as USUAL_RECEPTION
from .standard import Standard
from .text import Text


class Role(StrEnum):
    """In what capacity somebody acts on a case."""

    PETITIONER = "petitioner"  # who filed, or holds the receipt
    CLERK = "clerk"  # takes grievances in, registers them and sends them on
    OFFICER = "officer"  # handles the cases of an office
    HEAD = "head"  # answers for an office and grants extensions
    SUPERVISOR = "supervisor"  # reads what offices below let pass, and steps in
    OPERATOR = "operator"  # runs the installation; sees no case
    OTHER_SIDE = "other-side"  # who is on the other side of a dispute that is mediated
    HELPER = "helper"  # whom an office offers, and the petitioner chose, to help with the case
    PROXY = "proxy"  # whom the petitioner lets act for them, with a code of their own
    SYSTEM = "system"  # what happens by itself, such as a time limit that ends


class Act(StrEnum):
    """The kinds of step the engine knows. A pack names, orders and limits them; it adds none."""

    FILE = "file"  # the case begins
    REGISTER = "register"  # take the case into the register
    TRANSFER = "transfer"  # send the case to the competent office
    ASSIGN = "assign"  # send the case to an office and order it to report back
    OBJECT = "object-to-routing"  # say that another office is competent
    ACCEPT = "accept"  # say that this office will answer
    DECLINE = "decline"  # refuse to answer, with reasons and where else to turn
    REDIRECT = "redirect"  # name the right door: a court, arbitration, another authority
    ASK = "ask"  # put a question to the petitioner
    MESSAGE = "message"  # write to the other side
    ADD_FACTS = "add-facts"  # add to what was filed
    REQUEST_EXTENSION = "request-extension"  # ask for more time, with reasons
    GRANT_EXTENSION = "grant-extension"  # give the time that was asked for, up to the cap
    REFUSE_EXTENSION = "refuse-extension"  # give no more time
    PAUSE = "pause"  # let a clock stand still on a ground that the law names
    RESUME = "resume"  # let it run again
    DECIDE = "decide"  # answer what was asked, with findings, reasons, an outcome and remedies
    SERVE = "serve"  # record how and when the answer reached the petitioner
    COMPLETE_REMEDY = "complete-remedy"  # record what was promised as done
    CLOSE = "close"  # end the work of the office on the case
    WITHDRAW = "withdraw"  # take the case back
    NOT_FIXED = "not-fixed"  # say that the answer did not put it right; the clock starts anew
    GO_UP = "go-up"  # ask the next level to look at it: a linked case at a higher office
    PROTECT = "protect"  # say what is done so that whoever reported a reprisal is safe
    RATE = "rate"  # say how well the answer dealt with what was asked


#: After these nothing is waited for any more.
SETTLES = frozenset({Act.DECIDE, Act.DECLINE, Act.REDIRECT, Act.WITHDRAW})


class StageKind(StrEnum):
    OPEN = "open"  # an office owes something
    ENDED = "ended"  # nothing is owed now, yet steps may lead on
    FINAL = "final"  # nothing leads on inside; `doors` say what remains outside


class Unit(StrEnum):
    HOURS = "hours"  # round the clock
    OFFICE_HOURS = "office-hours"  # while the office is open
    DAYS = "days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"

    @property
    def in_hours(self) -> bool:
        """Whether it ends at a moment and not with a day."""
        return self in (Unit.HOURS, Unit.OFFICE_HOURS)


class LimitKind(StrEnum):
    DUTY = "duty"  # an office must act by then; afterwards it is late
    RIGHT = "right"  # somebody may act until then; afterwards the chance has passed


class Follow(StrEnum):
    """What is done about a duty that nears its end, or is late."""

    REMIND = "remind"  # those who handle the case are reminded
    TELL_HEAD = "tell-head"  # the head of the office is told
    TELL_SUPERVISOR = "tell-supervisor"  # the office that supervises takes it up
    COUNT_OVERDUE = "count-overdue"  # it counts in the public figures


class Basis(StrEnum):
    LAW = "law"  # read in the text that is named
    CHECK = "check"  # a default from general knowledge that the operator is to confirm
    PRACTICE = "practice"  # a rule of the institution or of OpenRedress, not of a law


@dataclass(frozen=True)
class Citation:
    """`article` is short ("Art. 34"); `text` says in plain words what it lays down."""

    article: Text
    text: Text
    basis: Basis = Basis.LAW


@dataclass(frozen=True)
class Door:
    """Somewhere else to turn: a court, arbitration, administrative review, an ombudsman."""

    id: str
    name: Text
    where: Text
    how: Text
    by_when: Text
    citation: Citation


@dataclass(frozen=True)
class Stage:
    """`plain` tells the petitioner in one or two sentences where the case is and what is next."""

    id: str
    name: Text
    plain: Text
    level: int = 1
    kind: StageKind = StageKind.OPEN
    doors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A thing that somebody may do. `does` says what it brings about, for its button.

    `to` maps the stage a case is in to the stage it moves to; a stage that is missing stays.
    `within` names a limit of kind `right` after which the step is refused.
    """

    id: str
    act: Act
    actors: frozenset[Role]
    stages: frozenset[str]
    to: Mapping[str, str]
    name: Text
    does: Text
    citation: Citation
    within: str = ""


@dataclass(frozen=True)
class Extension:
    """How far a limit may be extended, in the limit's own unit and at most `times` times."""

    ask: str
    grant: str
    max_amount: int
    times: int
    citation: Citation


@dataclass(frozen=True)
class Pause:
    """When the clock stands still: from the day after `pause` through the day of `resume`.

    `max_days` caps all pauses of one run together, in calendar days.
    """

    pause: str
    resume: str
    max_days: int
    reasons: Mapping[str, Text]
    citation: Citation


@dataclass(frozen=True)
class Lapse:
    """Where a case goes by itself once a right has passed unused."""

    stages: frozenset[str]
    to: str


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: what is done how long `before` the last day, or how long `after` it.

    One of the two is 0. They are told in the unit of the limit, months in days; `after` 1 is the
    day after the last one. `citation` is on whose authority, where there is one.
    """

    follow: Follow
    before: int = 0
    after: int = 0
    citation: Citation | None = None


@dataclass(frozen=True)
class Limit:
    """A time limit: `amount` of `unit` after the latest of the steps in `runs_from`.

    `levels` restricts it to cases of these levels. `rolls` moves a last day that is a day of
    rest to the next working day, on the authority of `roll_citation`.
    """

    id: str
    kind: LimitKind
    name: Text
    amount: int
    unit: Unit
    runs_from: frozenset[str]
    stops_at: frozenset[str]
    citation: Citation
    levels: frozenset[int] = frozenset({1})
    rolls: bool = False
    roll_citation: Citation | None = None
    extension: Extension | None = None
    pause: Pause | None = None
    lapse: Lapse | None = None
    follows: tuple[Rung, ...] = ()

    @property
    def rung_unit(self) -> Unit:
        """In what the rungs of its ladder are counted."""
        return Unit.DAYS if self.unit is Unit.MONTHS else self.unit


class GoesTo(StrEnum):
    """Which office answers at the next level."""

    PARENT = "parent"  # the next office up; none above: there is no such level here
    PARENT_OR_SAME = "parent-or-same"  # the top office answers again, by another person


@dataclass(frozen=True)
class Level:
    """A level of review. `entry` is the stage a case of this level begins in."""

    number: int
    name: Text
    entry: str
    asked_by: str = ""
    goes_to: GoesTo = GoesTo.PARENT


class Span(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Period:
    """A length of time by the calendar."""

    amount: int
    unit: Span


@dataclass(frozen=True)
class Keeping:
    """For how long something is kept, and on what authority."""

    period: Period
    citation: Citation


class AtOnce(StrEnum):
    """What an office may erase when the petitioner asks, without waiting for the end of keeping."""

    IDENTITY = "identity"  # name and contact, once the case has ended
    WITHDRAWN = "withdrawn"  # all of a case that was withdrawn before anything was decided


@dataclass(frozen=True)
class Retention:
    """How long a case is kept once it has ended, and what happens then.

    `by_outcome` takes the place of `keep` for cases that end with this outcome. The petitioner is
    told `warn` before; they may have it kept for `longer`, at most `times`. `answer` is the limit
    within which an office answers who asks for erasure; `must_keep` says why the rest stays, and
    `doors` where to turn with a refusal.
    """

    keep: Keeping | None
    warn: Period
    citation: Citation
    by_outcome: Mapping[str, Keeping]
    longer: Keeping | None
    times: int
    answer: Limit
    at_once: frozenset[AtOnce]
    must_keep: Text
    doors: tuple[str, ...]


@dataclass(frozen=True)
class Answering:
    """How long an office has to answer whom a petitioner wants kept out. It is no clock of the
    case: whoever is meant would read it there.
    """

    amount: int
    unit: Unit
    citation: Citation


@dataclass(frozen=True)
class Supervising:
    """By when an office answers in writing what a higher one asks: `amount` days unless that says
    otherwise, and what is done when it is late.
    """

    amount: int
    citation: Citation
    follows: tuple[Rung, ...] = ()


@dataclass(frozen=True)
class RemedyRules:
    """Within how many days the petitioner says whether a remedy was done, and within how many it is
    settled where they say that it was not.
    """

    answer_days: int
    settle_days: int
    citation: Citation


@dataclass(frozen=True)
class Grouping:
    """How many representatives a group may have at most, and within how many days they report back
    to the members.
    """

    representatives: int
    citation: Citation
    report_days: int
    report_citation: Citation


@dataclass(frozen=True)
class Procedure:
    """One law in one version. A case keeps the version under which it was filed.

    `acknowledge` is how long whoever an alert has reached has to say that they have it in hand.
    """

    id: str
    version: int
    name: Text
    law: Text
    calendar: str
    stages: Mapping[str, Stage]
    steps: Mapping[str, Step]
    limits: Mapping[str, Limit]
    levels: Mapping[int, Level]
    doors: Mapping[str, Door]
    digest: str = ""
    confirm: tuple[Text, ...] = ()
    exclusion: Answering | None = None
    remedies_follow: tuple[Rung, ...] = ()
    remedies: RemedyRules | None = None
    retention: Retention | None = None
    supervision: Supervising | None = None
    group: Grouping | None = None
    acknowledge: Within = USUAL
    acknowledge_urgent: Within = USUAL
    reception: Standard = USUAL_RECEPTION
    hearing: Sitting | None = None
    mediation: MediationRules | None = None

    def entry(self, level: int) -> Stage:
        return self.stages[self.levels[level].entry]

    def limits_of(self, level: int) -> tuple[Limit, ...]:
        return self._limits_by_level.get(level, ())

    @cached_property
    def _limits_by_level(self) -> Mapping[int, tuple[Limit, ...]]:
        levels = {level for limit in self.limits.values() for level in limit.levels}
        return {
            level: tuple(limit for limit in self.limits.values() if level in limit.levels)
            for level in levels
        }

    @cached_property
    def settling_steps(self) -> frozenset[str]:
        """The steps by which whoever handles the case, or who filed it, is done with it."""
        return frozenset(step.id for step in self.steps.values() if step.act in SETTLES)

    def level_after(self, level: int) -> Level | None:
        return self.levels.get(level + 1)
