"""Mediation: two sides, a mediator, and rungs that lead on.

`side` is "petitioner" or "other". Who the other side is, what each side said to the mediator alone,
and the codes, are sealed elsewhere and stand in no journal.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .event import Event, words
from .handling import Promise


@dataclass(frozen=True, kw_only=True)
class MediationBegun(Event):
    """The petitioner wants mediation, which they say on their `page` or, at a counter, on `paper`.

    `offices` are those on the rungs of the pack from the first on, 0 where none stands on it.
    `token` is of the other side, and `about` what they read.
    """

    tag: ClassVar[str] = "mediation-begun"

    how: str
    offices: tuple[int, ...]
    token: str
    about: str = words()


@dataclass(frozen=True, kw_only=True)
class OtherSideInvited(Event):
    """A letter with a code was made for the other side; those before open nothing any more."""

    tag: ClassVar[str] = "other-side-invited"

    letter: int


@dataclass(frozen=True, kw_only=True)
class OtherSideCame(Event):
    """The other side opened their page with the code of this letter, and got a receipt of their
    own. The letter opens nothing from then on.
    """

    tag: ClassVar[str] = "other-side-came"

    letter: int


@dataclass(frozen=True, kw_only=True)
class MediationConsented(Event):
    """A side agrees to mediation on this rung, or does not, or no longer. No reason is asked for.

    `how` is page or paper; `witness` is who was there when it was signed on paper.
    """

    tag: ClassVar[str] = "mediation-consented"

    side: str
    agrees: bool
    how: str
    witness: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class MediationHandedOn(Event):
    """The mediation goes to the next rung, with its whole record. On the last `rung` it is over,
    and the ordinary procedure goes on, as it did all along.

    `ground` is failed, where the mediator says so; time; consent, where a side does not agree;
    left, where a side wants no mediation any more; or recused. `text` is the report of the
    mediator; `owed_by` is the office that still owes it in writing, 0 where none does.
    """

    tag: ClassVar[str] = "mediation-handed-on"

    rung: int
    office: int
    ground: str
    owed_by: int = 0
    text: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class MediationReported(Event):
    """The report that was owed is written: what was tried, and where the two sides stand."""

    tag: ClassVar[str] = "mediation-reported"

    office: int
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class MediationReportMissed(Event):
    """The report that was owed is not there on its day."""

    tag: ClassVar[str] = "mediation-report-missed"

    office: int


@dataclass(frozen=True, kw_only=True)
class CoMediatorJoined(Event):
    """Another office mediates along with the one on the rung. It sees the mediation only."""

    tag: ClassVar[str] = "co-mediator-joined"

    office: int


@dataclass(frozen=True, kw_only=True)
class MediationMeetingSet(Event):
    """Both sides are asked to come."""

    tag: ClassVar[str] = "mediation-meeting-set"

    number: int
    starts_at: datetime
    place: str = words()


@dataclass(frozen=True, kw_only=True)
class MediationMeetingHeld(Event):
    """They met. `present` are those who were there, by what they are in it and not by name; `text`
    is the record, which both sides read.
    """

    tag: ClassVar[str] = "mediation-meeting-held"

    number: int
    present: tuple[str, ...]
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class SpokenAlone(Event):
    """A side and the mediator spoke or wrote without the other. What was said is sealed for them;
    `digest` is of it with a salt. `goes_on` is true where the side lets later mediators read it.
    """

    tag: ClassVar[str] = "spoken-alone"
    within: ClassVar[bool] = True

    number: int
    side: str
    goes_on: bool
    digest: str


@dataclass(frozen=True, kw_only=True)
class AgreementDrafted(Event):
    """The mediator wrote down what both sides might agree to. `owners` tell for each remedy who
    owes it: petitioner, other or office; the office of the remedy sees to it that it is kept.
    """

    tag: ClassVar[str] = "agreement-drafted"

    number: int
    owners: tuple[str, ...]
    remedies: tuple[Promise, ...]
    terms: str = words()
    remedy_texts: tuple[str, ...] = words(default=())


@dataclass(frozen=True, kw_only=True)
class AgreementAnswered(Event):
    """A side confirms the agreement or refuses it: on their `page`, or on `paper` before somebody,
    the `witness`.
    """

    tag: ClassVar[str] = "agreement-answered"

    number: int
    side: str
    agrees: bool
    how: str
    witness: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class AgreementTakenBack(Event):
    """A side takes the agreement back before the time to think it over has ended."""

    tag: ClassVar[str] = "agreement-taken-back"

    number: int
    side: str


@dataclass(frozen=True, kw_only=True)
class AgreementBound(Event):
    """The time to think it over has ended: the agreement binds both sides."""

    tag: ClassVar[str] = "agreement-bound"

    number: int
