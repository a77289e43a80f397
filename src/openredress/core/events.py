"""Events: what happened to a case, in the past tense.

Tags are stable and fields are only ever added, with a default, so that a journal written today
can be replayed by every later version. What people wrote (`words`) is kept beside the rest of an
event: the chain covers a salted digest of it, so that it can be erased by law and the chain still
holds.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, get_args, get_type_hints

REGISTRY: dict[str, type["Event"]] = {}


def words(**options: Any) -> Any:
    """A field that holds what somebody wrote."""
    return field(metadata={"words": True}, **options)


@dataclass(frozen=True, kw_only=True)
class Event:
    """`step` is the step of the pack that was taken, `stage` where the case is afterwards.

    `on` is the local day on which it took effect, where that differs from when it was recorded:
    a letter received on Friday and typed in on Monday, an answer signed for last week.
    """

    tag: ClassVar[str] = ""
    office_only: ClassVar[bool] = False

    step: str
    stage: str
    on: date | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        REGISTRY[cls.tag] = cls


@dataclass(frozen=True, kw_only=True)
class Filed(Event):
    """`office` answers for the case from now on; `registrar` is the office that registers it.

    `excluded` are the staff who handled it at a lower level and may not decide it again. `files`
    are the SHA-256 of what was handed in with it, as it is kept: the proof of filing covers them.
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
    """A message between the petitioner and the office, in either direction."""

    tag: ClassVar[str] = "message-written"

    text: str = words()


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


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(Event):
    """More time is asked for: `amount` in the unit of the `limit`."""

    tag: ClassVar[str] = "extension-requested"

    limit: str
    amount: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ExtensionGranted(Event):
    """More time is given: `amount` in the unit of the `limit`. The petitioner reads the reason."""

    tag: ClassVar[str] = "extension-granted"

    limit: str
    amount: int
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(Event):
    """No more time is given; the `limit` stays as it was."""

    tag: ClassVar[str] = "extension-refused"

    limit: str
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Paused(Event):
    """The clock of the `limit` stands still from the next day. `ground` is one of the pack."""

    tag: ClassVar[str] = "paused"

    limit: str
    ground: str
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class Resumed(Event):
    """The clock of the `limit` runs again from the next day."""

    tag: ClassVar[str] = "resumed"

    limit: str
    reason: str = words(default="")


@dataclass(frozen=True)
class Promise:
    """A remedy as it was promised: which office owes it, and by which day."""

    office: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """The answer to what was asked; it counts once it is served. Its parts are those of Art. 32 of
    the Chinese regulations.
    """

    tag: ClassVar[str] = "decided"

    outcome: str
    remedies: tuple[Promise, ...] = ()
    claim: str = words()
    facts: str = words()
    reasons: str = words()
    finding: str = words()
    basis: str = words()
    remedy_texts: tuple[str, ...] = words(default=())


@dataclass(frozen=True, kw_only=True)
class Served(Event):
    """`how` is in-person, post, page, phone or email; `on` the day on which it arrived."""

    tag: ClassVar[str] = "served"

    how: str
    note: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class RemedyCompleted(Event):
    """`number` counts the remedies of the case from 1."""

    tag: ClassVar[str] = "remedy-completed"

    number: int
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
class DetailsChanged(Event):
    """What is kept of who filed was changed, to the sealed `version`. Which of it, is not told.

    `untold` is true where a clerk noted that somebody else reads the earlier e-mail address, so
    that it was not told of the change.
    """

    tag: ClassVar[str] = "details-changed"

    version: int
    untold: bool = False


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


@dataclass(frozen=True, kw_only=True)
class RetentionWarned(Event):
    """The petitioner is told that the case will be forgotten once the day `until` is over.

    It ended on `ended_on` and is kept for `amount` of `unit`, by the procedure or, where
    `by_institution`, by a rule that the institution set instead.
    """

    tag: ClassVar[str] = "retention-warned"

    until: date
    ended_on: date
    amount: int
    unit: str
    by_institution: bool = False


@dataclass(frozen=True, kw_only=True)
class KeptLonger(Event):
    """The petitioner wants the case kept, at least until the day `until` is over."""

    tag: ClassVar[str] = "kept-longer"

    until: date
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    """The case must not be forgotten; by `review_on` somebody looks whether that is still so."""

    tag: ClassVar[str] = "hold-placed"

    review_on: date
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    """What kept the case from being forgotten is over."""

    tag: ClassVar[str] = "hold-lifted"

    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Event):
    """The petitioner asks that something be erased: `scope` is "identity" or "everything"."""

    tag: ClassVar[str] = "erasure-asked"

    scope: str
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ErasureTakenBack(Event):
    """The petitioner no longer wants it erased, be it that it was asked for or granted already."""

    tag: ClassVar[str] = "erasure-taken-back"


@dataclass(frozen=True, kw_only=True)
class ErasureGranted(Event):
    """The office agrees to erase `scope`, which may be less than was asked for. It is done once
    the day `erase_on` is over; name and contact are erased at once.
    """

    tag: ClassVar[str] = "erasure-granted"

    scope: str
    erase_on: date
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class ErasureRefused(Event):
    """The office erases nothing now. `doors` say where one can turn with that."""

    tag: ClassVar[str] = "erasure-refused"

    doors: tuple[str, ...] = ()
    reason: str = words()


@dataclass(frozen=True, kw_only=True)
class IdentityErased(Event):
    """Name and contact of the petitioner were erased, every version of them, with their key."""

    tag: ClassVar[str] = "identity-erased"


@dataclass(frozen=True, kw_only=True)
class Forgotten(Event):
    """The case was forgotten: what people wrote in the entries `erased` is gone, and so are name,
    contact and files. `ground` is "retention" or "request", `due_on` the day it was due.
    """

    tag: ClassVar[str] = "forgotten"

    ground: str
    due_on: date
    erased: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class FileAdded(Event):
    """A photo, document or recording from the petitioner. `file` counts the files of the case from
    1; `sha256` and `size` (in bytes) are those of what is kept, after hidden details were taken
    out, and `received_sha256` and `received_size` those of what was handed in. `original` is true
    where that is kept too, sealed. `scan` is off, waiting or clean; `carried` is the case one
    level down that it comes from.
    """

    tag: ClassVar[str] = "file-added"

    file: int
    uid: str
    kind: str
    size: int
    sha256: str
    received_size: int
    received_sha256: str
    original: bool = False
    thumbnail: bool = False
    scan: str = "off"
    with_filing: bool = False
    carried: str = ""
    name: str = words()


@dataclass(frozen=True, kw_only=True)
class OfficeFileAdded(FileAdded):
    """A file of the office, which the petitioner does not see until it is given to them."""

    tag: ClassVar[str] = "office-file-added"
    office_only: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class FilesGiven(Event):
    """Files of the office that go to the petitioner with what stands at `entry` in the journal;
    with a decision, once that is served.
    """

    tag: ClassVar[str] = "files-given"

    files: tuple[int, ...]
    entry: int


@dataclass(frozen=True, kw_only=True)
class FileScanned(Event):
    """A file that had waited for it was scanned: `result` is clean or infected. What is infected
    stays sealed and is shown to nobody; `finding` is what the scanner calls it.
    """

    tag: ClassVar[str] = "file-scanned"

    file: int
    result: str
    finding: str = ""


@dataclass(frozen=True, kw_only=True)
class OriginalOpened(Event):
    """Somebody opened the untouched original of a file, with the hidden details that it may hold.

    The petitioner sees office, purpose and time. `request` is what a second person had agreed to,
    where one has to.
    """

    tag: ClassVar[str] = "original-opened"

    file: int
    request: int | None = None
    purpose: str = words()


@dataclass(frozen=True, kw_only=True)
class FilesErased(Event):
    """These files were erased for good; their digests stay in the journal."""

    tag: ClassVar[str] = "files-erased"

    files: tuple[int, ...]
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class LimitBreached(Event):
    """A duty was not met in time. `started_at` tells which run of the limit it was."""

    tag: ClassVar[str] = "limit-breached"

    limit: str
    due_on: date
    started_at: datetime
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LimitReminded(Event):
    """Those who handle the case were reminded, `before` the last day `due_on`. `remedy` is the
    number of a promised remedy that is meant, 0 where it is a limit of the pack.
    """

    tag: ClassVar[str] = "limit-reminded"

    limit: str
    due_on: date
    before: int
    remedy: int = 0


@dataclass(frozen=True, kw_only=True)
class LimitEscalated(Event):
    """What the pack lays down for what is late was done. `rung` is remind, tell-head,
    tell-supervisor or count-overdue, `after` how long after the last day it was to be done,
    `office` the one that was told or takes it up, if there is one. `remedy` is as in
    `LimitReminded`; `started_at` tells the run of a limit.
    """

    tag: ClassVar[str] = "limit-escalated"

    limit: str
    due_on: date
    rung: str
    after: int
    office: int | None = None
    remedy: int = 0
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(Event):
    """The last day of a limit that runs is another one, because the calendar was changed: by
    `office`, or `None` when official holidays were announced. `change` is the number of the change.
    """

    tag: ClassVar[str] = "deadline-moved"

    limit: str
    was_due_on: date
    due_on: date
    change: int
    office: int | None = None
    reason: str = words(default="")


@dataclass(frozen=True, kw_only=True)
class RemedyOverdue(Event):
    """The remedy `number` was not done on the day that was promised."""

    tag: ClassVar[str] = "remedy-overdue"

    number: int
    due_on: date
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RightLapsed(Event):
    """A right was not used in time."""

    tag: ClassVar[str] = "right-lapsed"

    limit: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class EarlierRecordImported(Event):
    """What an earlier system says became of the case; `outcome` may be unknown ("")."""

    tag: ClassVar[str] = "earlier-record-imported"

    outcome: str = ""
    answer: str = words(default="")
    note: str = words(default="")


def dump(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """An event as (data, words), both ready for JSON."""
    data: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for item in fields(event):
        value = _plain(getattr(event, item.name))
        (written if item.metadata.get("words") else data)[item.name] = value
    return data, written


def load(tag: str, data: dict[str, Any], written: dict[str, Any] | None) -> Event:
    """The event that was dumped. Erased words come back as empty texts.

    Raises `KeyError` for a tag that no version of OpenRedress has written.
    """
    kind = REGISTRY[tag]
    hints = _hints(tag)
    values: dict[str, Any] = {}
    for item in fields(kind):
        source = (written or {}) if item.metadata.get("words") else data
        if item.name in source:
            values[item.name] = _typed(hints[item.name], source[item.name])
        elif item.metadata.get("words"):
            values[item.name] = () if item.name == "remedy_texts" else ""
    return kind(**values)


@cache
def _hints(tag: str) -> dict[str, Any]:
    return get_type_hints(REGISTRY[tag])


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Promise):
        return {"office": value.office, "due_on": value.due_on.isoformat()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if datetime in (hint, *get_args(hint)):
        return datetime.fromisoformat(value)
    if date in (hint, *get_args(hint)):
        return date.fromisoformat(value)
    if Promise in get_args(hint):
        return tuple(Promise(p["office"], date.fromisoformat(p["due_on"])) for p in value)
    return tuple(value) if isinstance(value, list) else value
