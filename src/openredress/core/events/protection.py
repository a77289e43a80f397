"""Who was kept from a case, who opened a name, what was done against harm, new receipts."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class IdentityAsked(Event):
    """Somebody wants to look at who filed, where a second person has to agree."""

    tag: ClassVar[str] = "identity-asked"

    purpose: str = words()


@dataclass(frozen=True, kw_only=True)
class IdentityGranted(Event):
    """A second person agreed. `request` is the place in the journal of what was asked."""

    tag: ClassVar[str] = "identity-granted"

    request: int
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class IdentityRefused(Event):
    """A second person refused, and says why."""

    tag: ClassVar[str] = "identity-refused"

    request: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class IdentityOpened(Event):
    """Somebody looked at who filed. The petitioner sees office, purpose and time.

    `request` is what a second person had agreed to, where one has to.
    """

    tag: ClassVar[str] = "identity-opened"

    request: int | None = None
    purpose: str = words()


@dataclass(frozen=True, kw_only=True)
class ExclusionAsked(Event):
    """The petitioner says, in their words, who must not see the case. Only a clerk of the office
    that registered it and the supervisor read this: whoever is meant must not learn of it.
    """

    tag: ClassVar[str] = "exclusion-asked"

    text: str = words()


@dataclass(frozen=True, kw_only=True)
class ExclusionSentUp(Event):
    """Nobody answered in time, or nobody can, whom the petitioner wants kept out: `office` above
    answers it now. As what was asked, it is read by those who answer, and by the petitioner.
    """

    tag: ClassVar[str] = "exclusion-sent-up"

    office: int


@dataclass(frozen=True, kw_only=True)
class ExclusionRefused(Event):
    """Nobody (more) is shut out on what the petitioner asked; they read the reason."""

    tag: ClassVar[str] = "exclusion-refused"

    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Recused(Event):
    """A person (`staff`) or a whole `office` is shut out from now on. `ground` is "interest" or
    "complained-of". The petitioner learns that it happened, and neither name nor reason.
    """

    tag: ClassVar[str] = "recused"

    staff: int | None = None
    office: int | None = None
    ground: str
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Readmitted(Event):
    """The person or the office is let in again."""

    tag: ClassVar[str] = "readmitted"

    staff: int | None = None
    office: int | None = None
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class MeasureTaken(Event):
    """What was done so that whoever reported a reprisal is safe. `kind` is "moved" (the case it is
    about went to `office`), "excluded" (somebody no longer sees that case), "contact" (who may
    speak with the petitioner), "other", or "none". The petitioner reads it.
    """

    tag: ClassVar[str] = "measure-taken"

    kind: str
    office: int | None = None
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ReplacementAsked(Event):
    """A new receipt is asked for in place of a lost one. `how` is "email", where somebody showed
    that they read the address on file, and can have it from `ready_at` on; or "counter", where a
    clerk says what was checked.
    """

    tag: ClassVar[str] = "replacement-asked"

    how: str
    ready_at: datetime | None = None
    checked: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ReplacementGranted(Event):
    """A second person agreed that the receipt be replaced at the counter."""

    tag: ClassVar[str] = "replacement-granted"

    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ReplacementRefused(Event):
    """The receipt is not replaced. `ground` is "holder", where somebody with the receipt in hand
    said no and the e-mail way is closed, "second-person", or "nothing-on-file", where there is
    neither name nor contact that anybody could show to be theirs.
    """

    tag: ClassVar[str] = "replacement-refused"

    ground: str
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ReceiptReplaced(Event):
    """A new receipt was given out, `how` it was asked for. The one before opens nothing more."""

    tag: ClassVar[str] = "receipt-replaced"

    how: str
