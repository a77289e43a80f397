"""Several petitioners in one case: who takes part, who speaks for them, and what each agrees to.

A member stands here as a token that tells nothing: another one for each thing that they do, so that
a journal shows how many did something and never that it was the same one. What they are called and
what they say is sealed elsewhere.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class GroupOpened(Event):
    """The petitioner lets others join, as the first member, whose token this is. `about` is what
    others read before they join.
    """

    tag: ClassVar[str] = "group-opened"

    token: str
    about: str = words()


@dataclass(frozen=True, kw_only=True)
class InvitationChanged(Event):
    """The invitation of the number before opens nothing any more; `is_open` is false where nobody
    can join by any for now.
    """

    tag: ClassVar[str] = "invitation-changed"
    within: ClassVar[bool] = True

    number: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """One more takes part, by the `invitation`, at the `counter`, or with a receipt for a signature
    that stands on a `sheet` and is counted there. `shown` is what the office may see of them.
    """

    tag: ClassVar[str] = "member-joined"
    within: ClassVar[bool] = True

    token: str
    how: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MemberShown(Event):
    """A member lets the office see this of them from now on, and nothing else: "say", "name"."""

    tag: ClassVar[str] = "member-shown"
    within: ClassVar[bool] = True

    token: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """A member no longer takes part; `tokens` are all that they used. What they had agreed to and
    what was concluded stays agreed.
    """

    tag: ClassVar[str] = "member-left"
    within: ClassVar[bool] = True

    tokens: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MemberDissented(Event):
    """A member does not agree with what the group or its representatives say, and says so."""

    tag: ClassVar[str] = "member-dissented"

    token: str
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class SignaturesCounted(Event):
    """A clerk took in a sheet with so many signatures on paper; `file` is the number of the sheet
    among the files of the case.
    """

    tag: ClassVar[str] = "signatures-counted"

    count: int
    file: int | None = None


@dataclass(frozen=True, kw_only=True)
class RepresentativeStood(Event):
    """A member is ready to speak for the group, and is `representative` of that number if enough
    give a mandate.
    """

    tag: ClassVar[str] = "representative-stood"
    within: ClassVar[bool] = True

    representative: int
    token: str


@dataclass(frozen=True, kw_only=True)
class RepresentativeStoodDown(Event):
    """Whoever was ready to speak for the group is so no longer."""

    tag: ClassVar[str] = "representative-stood-down"
    within: ClassVar[bool] = True

    representative: int


@dataclass(frozen=True, kw_only=True)
class MandateGiven(Event):
    """A member gives a mandate, or another one in place of theirs: for what is in `scope`, and at
    the longest until the day `until` is over.
    """

    tag: ClassVar[str] = "mandate-given"
    within: ClassVar[bool] = True

    representative: int
    token: str
    scope: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class MandateTakenBack(Event):
    """A member takes their mandate back."""

    tag: ClassVar[str] = "mandate-taken-back"
    within: ClassVar[bool] = True

    representative: int
    token: str


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Event):
    """The last day of a mandate is over."""

    tag: ClassVar[str] = "mandate-ended"
    within: ClassVar[bool] = True

    representative: int
    token: str


@dataclass(frozen=True, kw_only=True)
class RepresentativeChosen(Event):
    """More than half of the members gave a mandate, and a place was free."""

    tag: ClassVar[str] = "representative-chosen"

    representative: int


@dataclass(frozen=True, kw_only=True)
class RepresentativeCeased(Event):
    """No longer represents the group: fewer than half of the members stand behind it ("support"),
    or they stood down or left ("own-wish").
    """

    tag: ClassVar[str] = "representative-ceased"

    representative: int
    ground: str


@dataclass(frozen=True, kw_only=True)
class RepresentativeWrote(Event):
    """A representative wrote to the office for the group."""

    tag: ClassVar[str] = "representative-wrote"

    representative: int
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class ReportedBack(Event):
    """A representative told the members what came of it. What was said is theirs, and sealed;
    `digest` is of it with a salt.
    """

    tag: ClassVar[str] = "reported-back"
    within: ClassVar[bool] = True

    number: int
    representative: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class SettlementOffered(Event):
    """The office offers a settlement: each member says yes or no until the day `answer_by` is over;
    `office` does what it says by `due_on` for those who agree. `kind` and `amount` are those of a
    remedy.
    """

    tag: ClassVar[str] = "settlement-offered"

    number: int
    office: int
    answer_by: date
    due_on: date
    kind: str = "other"
    terms: str = words()
    amount: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class SettlementAnswered(Event):
    """A member agrees to a settlement, or refuses it."""

    tag: ClassVar[str] = "settlement-answered"
    within: ClassVar[bool] = True

    number: int
    token: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class SettlementConcluded(Event):
    """The time to answer is over, or everybody has: it binds those who agreed, and nobody else.
    `remedy` is the number of what the office owes them, 0 where nobody agreed.
    """

    tag: ClassVar[str] = "settlement-concluded"

    number: int
    agreed: int
    refused: int
    silent: int
    remedy: int = 0
