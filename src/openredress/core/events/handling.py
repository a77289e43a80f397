"""From the filing to the answer and the way up: what is done with a case."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class Filed(Event):
    """`office` answers for the case from now on; `registrar` is the office that registers it.

    `excluded` are the staff who handled it at a lower level and may not decide it again. `files`
    are the SHA-256 of what was handed in with it, as it is kept: the proof of filing covers them;
    `files_refused` counts those that came with it by e-mail and could not be taken.
    A report of reprisal `is_reprisal`; `about` is the first case of the chain that it is about, ""
    if none, and `about_receipt` counts which receipt of that was shown.
    """

    tag: ClassVar[str] = "filed"

    procedure: str
    version: int
    digest: str
    office: int
    registrar: int
    channel: str
    language: str
    calendar: str
    time_zone: str
    level: int = 1
    origin: str = ""
    root: str = ""
    matter: int | None = None
    place: int | None = None
    chosen_office: int | None = None
    suggested_office: int | None = None
    on_behalf: bool = False
    read_back: bool = False
    excluded: tuple[int, ...] = ()
    source: str = ""
    files: tuple[str, ...] = ()
    is_reprisal: bool = False
    about: str = ""
    about_receipt: int = 0
    files_refused: int = 0
    text: str = words()
    wish: str = words(default="")
    place_words: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class Registered(Event):
    """The case has its place in the register. `matter` and `place` are as the clerk found them."""

    tag: ClassVar[str] = "registered"

    matter: int | None = None
    place: int | None = None
    note: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class Transferred(Event):
    """`by_hand` is true when the clerk chose otherwise than was suggested."""

    tag: ClassVar[str] = "transferred"

    office: int
    co_handlers: tuple[int, ...] = ()
    by_hand: bool = False
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class RoutingObjected(Event):
    """`office` says it is not competent; the case goes back to `back_to`. `competent` is the office
    that it names instead, if it knows one.
    """

    tag: ClassVar[str] = "routing-objected"

    office: int
    back_to: int
    competent: int | None = None
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Accepted(Event):
    """The office will answer. The time for its answer runs from here."""

    tag: ClassVar[str] = "accepted"

    note: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class Declined(Event):
    """The office will not answer, with the reason; `doors` say where else one can turn."""

    tag: ClassVar[str] = "declined"

    doors: tuple[str, ...] = ()
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Redirected(Event):
    """The right door is elsewhere: `doors` say where, how and by when."""

    tag: ClassVar[str] = "redirected"

    doors: tuple[str, ...]
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class PetitionerAsked(Event):
    """The office asks something and waits, until `reply_by` if it names a day."""

    tag: ClassVar[str] = "petitioner-asked"

    reply_by: date | None = None
    text: str = words()


@dataclass(frozen=True, kw_only=True)
class MessageWritten(Event):
    """A message between the petitioner and the office, in either direction.

    `channel` is "email" for one that came to the reply address of the case: whoever knew the
    address wrote it. `quoted` is what stood below it of earlier mail, and `files_refused` how many
    files came with it that could not be taken.
    """

    tag: ClassVar[str] = "message-written"

    channel: str = ""
    files_refused: int = 0
    text: str = words()
    quoted: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class FactsAdded(Event):
    """The petitioner adds to what was filed."""

    tag: ClassVar[str] = "facts-added"

    text: str = words()


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """A note that the offices which take part read, and the petitioner does not."""

    tag: ClassVar[str] = "note-written"
    office_only: ClassVar[bool] = True

    text: str = words()


@dataclass(frozen=True)
class Promise:
    """A remedy as it was promised: which office owes it, by which day, and of which kind it is, one
    of `remedies.Kind`.
    """

    office: int
    due_on: date
    kind: str = "other"


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """The answer to what was asked; it counts once it is served. Its parts are those of Art. 32 of
    the Chinese regulations. `remedy_amounts` are "" for what is not money, as in "1200.00 CNY".
    `on_hearing` is what it makes of what a hearing found.
    """

    tag: ClassVar[str] = "decided"

    outcome: str
    remedies: tuple[Promise, ...] = ()
    claim: str = words()
    facts: str = words()
    reasons: str = words()
    finding: str = words()
    basis: str = words()
    on_hearing: str = words(default="")
    remedy_texts: tuple[str, ...] = words(default=())
    remedy_amounts: tuple[str, ...] = words(default=())


@dataclass(frozen=True, kw_only=True)
class Served(Event):
    """`how` is in-person, post, page, phone or email; `on` the day on which it arrived. `proof` is
    what shows it: signed, where somebody signed for it; delivered, where the post says that it
    arrived; opened, where the petitioner opened it on their page; "" where the office says so.
    """

    tag: ClassVar[str] = "served"

    how: str
    proof: str = ""
    note: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class RemedyCompleted(Event):
    """`number` counts the remedies of the case from 1. `answer_days` are those in which the
    petitioner can say whether it was done, once they know of it; 0 where they were not asked.
    """

    tag: ClassVar[str] = "remedy-completed"

    number: int
    answer_days: int = 0
    note: str = words()


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    """The office is done with the case. Steps of the petitioner may still lead on."""

    tag: ClassVar[str] = "closed"

    note: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Event):
    """The petitioner takes the case back."""

    tag: ClassVar[str] = "withdrawn"

    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class NotFixed(Event):
    """The petitioner says that what was promised or answered did not put it right."""

    tag: ClassVar[str] = "not-fixed"

    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event):
    """`number` is the linked case of the next level, `office` the office that answers there."""

    tag: ClassVar[str] = "review-asked"

    number: str
    office: int
    level: int
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(Event):
    """The linked case one level up was answered with `outcome`."""

    tag: ClassVar[str] = "review-answered"

    number: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Rated(Event):
    """`score` from 1 (not at all) to 5 (fully): did the answer deal with what was asked?"""

    tag: ClassVar[str] = "rated"

    score: int
    comment: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class DetailsChanged(Event):
    """What is kept of who filed was changed, to the sealed `version`. Which of it, is not told.

    `untold` is true where a clerk noted that somebody else reads the earlier e-mail address, so
    that it was not told of the change.
    """

    tag: ClassVar[str] = "details-changed"

    version: int
    untold: bool = False


@dataclass(frozen=True, kw_only=True)
class EarlierRecordImported(Event):
    """What an earlier system says became of the case; `outcome` may be unknown ("")."""

    tag: ClassVar[str] = "earlier-record-imported"

    outcome: str = ""
    answer: str = words(default="")
    note: str = words(default="")
