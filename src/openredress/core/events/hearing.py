"""A hearing: asked for, ordered, held before a panel, with minutes that each side answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class HearingAsked(Event):
    """The petitioner asks to be heard before a panel. `office` has to answer by `due_on` (the
    demand `number`). `closed` is their wish that nobody listens; `needs` is what they need there.
    """

    tag: ClassVar[str] = "hearing-asked"

    hearing: int
    office: int
    number: int
    due_on: date
    closed: bool = False
    reason: str = words()
    needs: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class HearingRefused(Event):
    """There is no hearing; the petitioner reads why."""

    tag: ClassVar[str] = "hearing-refused"

    hearing: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class HearingOrdered(Event):
    """There is to be a hearing, held by `office`, because it was asked for or by its own order.

    `side` is the office that speaks for what was done or answered; nobody of it sits on the panel.
    It takes part from now on. `None`: it is kept from the case.
    """

    tag: ClassVar[str] = "hearing-ordered"

    hearing: int
    office: int
    side: int | None = None
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class PanelNamed(Event):
    """Who sits, in the order of `names`, the first one in the chair. `staff` and `offices` are 0
    for somebody who was invited from outside. Whoever sat before and is not named sits no more.
    """

    tag: ClassVar[str] = "panel-named"

    hearing: int
    staff: tuple[int, ...]
    offices: tuple[int, ...]
    names: tuple[str, ...] = words()


@dataclass(frozen=True, kw_only=True)
class InterestDenied(Event):
    """Whoever has the `seat` declares to have no interest in the matter. Whoever was invited does
    so on paper, which the chair states.
    """

    tag: ClassVar[str] = "interest-denied"

    hearing: int
    seat: int


@dataclass(frozen=True, kw_only=True)
class SeatObjected(Event):
    """The petitioner objects to whoever has the `seat`."""

    tag: ClassVar[str] = "seat-objected"

    hearing: int
    seat: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """Whoever has the `seat` leaves the panel, or stays, with the reason."""

    tag: ClassVar[str] = "objection-answered"

    hearing: int
    seat: int
    leaves: bool
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ClosedHearingAsked(Event):
    """The petitioner wishes that nobody listens."""

    tag: ClassVar[str] = "closed-hearing-asked"

    hearing: int


@dataclass(frozen=True, kw_only=True)
class HearingAnnounced(Event):
    """The notice of a hearing: when, where, and what is arranged for the petitioner. A later one
    moves it.

    `is_public` with what it is called in public (`title`), or closed; `reason` is why. `stops`
    is true where a clock stands still from now until it is over.
    """

    tag: ClassVar[str] = "hearing-announced"

    hearing: int
    starts_at: datetime
    is_public: bool = False
    stops: bool = False
    venue: str = words()
    arranged: str = words(default="")
    title: str = words(default="")
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class CompanionAnnounced(Event):
    """Somebody comes with the petitioner to the hearing, named or not; or nobody does after all."""

    tag: ClassVar[str] = "companion-announced"

    hearing: int
    comes: bool
    companion: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class HearingCancelled(Event):
    """It is not held after all."""

    tag: ClassVar[str] = "hearing-cancelled"

    hearing: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class DocumentsPut(Event):
    """Files of the case that one `side` puts before the hearing; the other one has them at once."""

    tag: ClassVar[str] = "documents-put"

    hearing: int
    side: str
    files: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LateDocumentsAllowed(Event):
    """The chair lets one `side` put documents in after the last day for it."""

    tag: ClassVar[str] = "late-documents-allowed"

    hearing: int
    side: str
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class HearingRecorded(Event):
    """It was held: who was there, and the minutes, which nobody changes after this.

    `present` are seats. `companion` is true where somebody came with the petitioner;
    `representatives` are the numbers of those who spoke for a group by their mandate.
    """

    tag: ClassVar[str] = "hearing-recorded"

    hearing: int
    began_at: datetime
    ended_at: datetime
    present: tuple[int, ...]
    petitioner: bool
    office_came: bool
    companion: bool = False
    representatives: tuple[int, ...] = ()
    minutes: str = words()


@dataclass(frozen=True, kw_only=True)
class MinutesConfirmed(Event):
    """One `side` says that the minutes are right."""

    tag: ClassVar[str] = "minutes-confirmed"

    hearing: int
    side: str


@dataclass(frozen=True, kw_only=True)
class MinutesAnnotated(Event):
    """What one `side` says is wrong or missing in the minutes, in its own words beside them."""

    tag: ClassVar[str] = "minutes-annotated"

    hearing: int
    side: str
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class MinutesUnanswered(Event):
    """One `side` said nothing about the minutes in time. Silence is not consent."""

    tag: ClassVar[str] = "minutes-unanswered"

    hearing: int
    side: str


@dataclass(frozen=True, kw_only=True)
class HearingMinutesCorrected(Event):
    """Something is added to the minutes, which stay as they are."""

    tag: ClassVar[str] = "hearing-minutes-corrected"

    hearing: int
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class HearingFound(Event):
    """What the panel found and why, by how many votes. `dissent` is that of whoever was invited
    from outside; others write their own.
    """

    tag: ClassVar[str] = "hearing-found"

    hearing: int
    votes_for: int
    votes_against: int = 0
    abstained: int = 0
    finding: str = words()
    reasons: str = words()
    dissent: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class DissentWritten(Event):
    """Whoever has the `seat` says in their own words why they found otherwise."""

    tag: ClassVar[str] = "dissent-written"

    hearing: int
    seat: int
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class FindingPublished(Event):
    """What the public reads of the finding, written by hand without names; "" takes it down."""

    tag: ClassVar[str] = "finding-published"

    hearing: int
    headline: str = words(default="")
    text: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class PublicTextHeld(Event):
    """A text for the public was kept back, because it holds something by which the petitioner
    would be known. What it was is told to nobody. `hearing` is 0 where the text was about the cause
    that several cases have in common.
    """

    tag: ClassVar[str] = "public-text-held"

    hearing: int
