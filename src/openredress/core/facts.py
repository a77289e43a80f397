"""Facts: what is known of a case, which is exactly what its journal tells when replayed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from . import events
from .clock import Granted, Moment
from .journal import By, Entry
from .procedure import Role


class Outcome(StrEnum):
    """What was decided. Never mixed with the stage a case is in."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    NOT_UPHELD = "not-upheld"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    OTHER_REMEDY = "other-remedy"


@dataclass(frozen=True)
class Remedy:
    """An action promised in a decision: `number` counts from 1, `office` owes it."""

    number: int
    text: str
    office: int
    due_on: date
    completed_at: datetime | None = None


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
class Facts:
    """A case as of its last entry. `trail` are the steps taken, in order.

    `exclusion_asked_at` is when the office that has to answer whom the petitioner wants kept out
    was asked; `exclusion_office` is that office once it went up.

    `breached` are runs of limits that were recorded as late, `overdue` remedies; `moved` tells by
    which change of the calendar which limit has moved; `escalated` tells
    for each rung of the ladder that was reached which office was told.

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
    version_seq: int = 0
    changed_at: datetime | None = None

    @property
    def is_forgotten(self) -> bool:
        return self.memory.forgotten_at is not None

    @property
    def open_remedies(self) -> tuple[Remedy, ...]:
        return tuple(r for r in self.remedies if r.completed_at is None)

    def file(self, number: int) -> KeptFile | None:
        return next((file for file in self.files if file.number == number), None)

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


def replay(entries: Iterable[Entry]) -> Facts:
    """What the journal tells. Raises `ValueError` if it does not begin with a filing."""
    facts: Facts | None = None
    for entry in entries:
        facts = apply(facts, entry)
    if facts is None:
        raise ValueError("the journal of this case is empty")
    return facts


def apply(facts: Facts | None, entry: Entry) -> Facts:
    """The facts after one more entry."""
    event = entry.event
    if isinstance(event, events.Filed):
        return _mark(_filed(event, entry), entry)
    if facts is None:
        raise ValueError("the journal of this case does not begin with a filing")
    changes = _CHANGES.get(type(event))
    return _mark(replace(facts, **changes(facts, event, entry)) if changes else facts, entry)


def _mark(facts: Facts, entry: Entry) -> Facts:
    moment = Moment(entry.event.step, entry.at, entry.event.on)
    if entry.event.stage != facts.stage:
        facts = replace(facts, memory=replace(facts.memory, stage_since=entry.at))
    return replace(
        facts,
        stage=entry.event.stage,
        trail=(*facts.trail, moment),
        version_seq=entry.seq,
        changed_at=entry.at,
    )


def _filed(event: events.Filed, entry: Entry) -> Facts:
    return Facts(
        number=entry.number,
        root=event.root or entry.number,
        origin=event.origin,
        level=event.level,
        procedure=event.procedure,
        version=event.version,
        digest=event.digest,
        stage=event.stage,
        office=event.office,
        registrar=event.registrar,
        filed_at=entry.at,
        channel=event.channel,
        language=event.language,
        calendar=event.calendar,
        time_zone=event.time_zone,
        text=event.text,
        wish=event.wish,
        place_words=event.place_words,
        matter=event.matter,
        place=event.place,
        chosen_office=event.chosen_office,
        suggested_office=event.suggested_office,
        on_behalf=event.on_behalf,
        source=event.source,
        excluded=event.excluded,
        memory=Memory(stage_since=entry.at),
        is_reprisal=event.is_reprisal,
        about=event.about,
        about_receipt=event.about_receipt,
    )


Changes = dict[str, Any]

#: What can be asked to be erased: name and contact, or all there is.
IDENTITY, EVERYTHING = "identity", "everything"


def _registered(facts: Facts, event: events.Registered, entry: Entry) -> Changes:
    return {"matter": event.matter or facts.matter, "place": event.place or facts.place}


def _transferred(facts: Facts, event: events.Transferred, entry: Entry) -> Changes:
    return {"office": event.office, "co_handlers": event.co_handlers, "pending": None}


def _objected(facts: Facts, event: events.RoutingObjected, entry: Entry) -> Changes:
    objected = facts.objected | {event.office}
    return {"office": event.back_to, "objected": objected, "co_handlers": (), "pending": None}


def _asked(facts: Facts, event: events.PetitionerAsked, entry: Entry) -> Changes:
    return {"question": True}


def _answered(facts: Facts, event: events.Event, entry: Entry) -> Changes:
    return {"question": facts.question and entry.by.role != "petitioner"}


def _extension_requested(facts: Facts, event: events.ExtensionRequested, entry: Entry) -> Changes:
    return {"pending": Pending(event.limit, event.amount, event.reason, entry.by)}


def _extension_granted(facts: Facts, event: events.ExtensionGranted, entry: Entry) -> Changes:
    more = Granted(event.limit, event.amount, entry.at)
    return {"pending": None, "granted": (*facts.granted, more)}


def _extension_refused(facts: Facts, event: events.ExtensionRefused, entry: Entry) -> Changes:
    return {"pending": None}


def _paused(facts: Facts, event: events.Paused, entry: Entry) -> Changes:
    return {"paused": event.limit}


def _resumed(facts: Facts, event: events.Resumed, entry: Entry) -> Changes:
    return {"paused": ""}


def _decided(facts: Facts, event: events.Decided, entry: Entry) -> Changes:
    texts = event.remedy_texts or ("",) * len(event.remedies)
    begun = len(facts.remedies)
    promised = tuple(
        Remedy(begun + i, text, promise.office, promise.due_on)
        for i, (promise, text) in enumerate(zip(event.remedies, texts, strict=True), start=1)
    )
    by = (entry.by.staff,) if entry.by.staff is not None else ()
    return {
        "outcome": Outcome(event.outcome),
        "remedies": (*facts.remedies, *promised),
        "decided_by": tuple(dict.fromkeys((*facts.decided_by, *by))),
        "served_on": None,
        "pending": None,
        "paused": "",
        "rating": None,
    }


def _served(facts: Facts, event: events.Served, entry: Entry) -> Changes:
    return {"served_on": event.on or entry.at.date()}


def _completed(facts: Facts, event: events.RemedyCompleted, entry: Entry) -> Changes:
    done = tuple(
        replace(r, completed_at=entry.at) if r.number == event.number else r for r in facts.remedies
    )
    return {"remedies": done}


def _withdrawn(facts: Facts, event: events.Withdrawn, entry: Entry) -> Changes:
    return {"outcome": Outcome.WITHDRAWN, "pending": None, "paused": "", "question": False}


def _elsewhere(facts: Facts, event: events.Event, entry: Entry) -> Changes:
    return {"outcome": Outcome.OTHER_REMEDY, "pending": None, "paused": ""}


def _not_fixed(facts: Facts, event: events.NotFixed, entry: Entry) -> Changes:
    changes = {"served_on": None, "rating": None, "outcome": None, "pending": None}
    return {**changes, **_remember(facts, erase_on=None)}


def _went_up(facts: Facts, event: events.ReviewAsked, entry: Entry) -> Changes:
    return {"child": event.number, "pending": None, **_remember(facts, erase_on=None)}


def _rated(facts: Facts, event: events.Rated, entry: Entry) -> Changes:
    return {"rating": event.score}


def _exclusion_asked(facts: Facts, event: events.ExclusionAsked, entry: Entry) -> Changes:
    return {"exclusion_asked": True, "exclusion_asked_at": entry.at, "exclusion_office": None}


def _exclusion_sent_up(facts: Facts, event: events.ExclusionSentUp, entry: Entry) -> Changes:
    return {"exclusion_asked_at": entry.at, "exclusion_office": event.office}


ANSWERED: Changes = {
    "exclusion_asked": False, "exclusion_asked_at": None, "exclusion_office": None,
}  # fmt: skip


def _exclusion_refused(facts: Facts, event: events.ExclusionRefused, entry: Entry) -> Changes:
    return ANSWERED


def _recused(facts: Facts, event: events.Recused, entry: Entry) -> Changes:
    """What the petitioner asked is answered by shutting out whom they meant, and by that only."""
    new = Recusal(event.staff, event.office, event.ground, event.reason, entry.by, entry.at)
    answered = ANSWERED if event.ground == "complained-of" else {}
    return {"recusals": (*facts.recusals, new), **answered}


def _readmitted(facts: Facts, event: events.Readmitted, entry: Entry) -> Changes:
    left = (r for r in facts.recusals if not r.names(event.staff, event.office))
    return {"recusals": tuple(left)}


def _identity_asked(facts: Facts, event: events.IdentityAsked, entry: Entry) -> Changes:
    asked = IdentityRequest(entry.seq, entry.by, event.purpose, entry.at)
    # Only what the same person asked before and let lapse can still be there: it is replaced.
    others = tuple(r for r in facts.identity_requests if r.by.staff != entry.by.staff)
    return {"identity_requests": (*others, asked)}


def _identity_granted(facts: Facts, event: events.IdentityGranted, entry: Entry) -> Changes:
    granted = tuple(
        replace(r, granted_at=entry.at) if r.seq == event.request else r
        for r in facts.identity_requests
    )
    return {"identity_requests": granted}


def _identity_settled(
    facts: Facts,
    event: events.IdentityRefused | events.IdentityOpened | events.OriginalOpened,
    entry: Entry,
) -> Changes:
    left = tuple(r for r in facts.identity_requests if r.seq != event.request)
    return {"identity_requests": left}


def _replacement_asked(facts: Facts, event: events.ReplacementAsked, entry: Entry) -> Changes:
    asked = Replacement(event.how, entry.by, event.checked, entry.at, event.ready_at)
    return {"replacement": asked}


def _replacement_granted(facts: Facts, event: events.ReplacementGranted, entry: Entry) -> Changes:
    asked = facts.replacement
    return {"replacement": replace(asked, granted_at=entry.at) if asked else None}


def _replacement_refused(facts: Facts, event: events.ReplacementRefused, entry: Entry) -> Changes:
    return {"replacement": None, "mail_closed": facts.mail_closed or event.ground == "holder"}


def _receipt_replaced(facts: Facts, event: events.ReceiptReplaced, entry: Entry) -> Changes:
    return {"replacement": None, "receipts": facts.receipts + 1}


def _details_changed(facts: Facts, event: events.DetailsChanged, entry: Entry) -> Changes:
    """With the receipt in hand somebody gives a contact that they trust: it may be used again."""
    closed = facts.mail_closed and entry.by.role is not Role.PETITIONER
    return {"mail_closed": closed, **_remember(facts, identity_erased=False)}


def _file_added(facts: Facts, event: events.FileAdded, entry: Entry) -> Changes:
    new = KeptFile(
        number=event.file, uid=event.uid, name=event.name, kind=event.kind, size=event.size,
        sha256=event.sha256, received_size=event.received_size,
        received_sha256=event.received_sha256, original=event.original,
        thumbnail=event.thumbnail, scan=event.scan,
        of_office=isinstance(event, events.OfficeFileAdded), carried=event.carried, by=entry.by,
        at=entry.at, seq=entry.seq,
    )  # fmt: skip
    return {"files": (*facts.files, new)}


def _files_given(facts: Facts, event: events.FilesGiven, entry: Entry) -> Changes:
    return _of_files(facts, event.files, given_with=event.entry)


def _file_scanned(facts: Facts, event: events.FileScanned, entry: Entry) -> Changes:
    return _of_files(facts, (event.file,), scan=event.result)


def _files_erased(facts: Facts, event: events.FilesErased, entry: Entry) -> Changes:
    return _of_files(facts, event.files, erased=True)


def _of_files(facts: Facts, numbers: tuple[int, ...], **changes: Any) -> Changes:
    changed = (replace(f, **changes) if f.number in numbers else f for f in facts.files)
    return {"files": tuple(changed)}


def _breached(facts: Facts, event: events.LimitBreached, entry: Entry) -> Changes:
    return {"breached": facts.breached | {(event.limit, event.started_at)}}


def _reminded(facts: Facts, event: events.LimitReminded, entry: Entry) -> Changes:
    given = (event.limit, event.remedy, event.due_on, event.before)
    return {"reminded": facts.reminded | {given}}


def _escalated(facts: Facts, event: events.LimitEscalated, entry: Entry) -> Changes:
    reached = (event.limit, event.remedy, event.started_at, event.rung, event.after)
    return {"escalated": {**facts.escalated, reached: event.office}}


def _moved(facts: Facts, event: events.DeadlineMoved, entry: Entry) -> Changes:
    return {"moved": facts.moved | {(event.change, event.limit)}}


def _remedy_overdue(facts: Facts, event: events.RemedyOverdue, entry: Entry) -> Changes:
    return {"overdue": facts.overdue | {event.number}}


def _lapsed(facts: Facts, event: events.RightLapsed, entry: Entry) -> Changes:
    return {"lapsed": facts.lapsed | {event.limit}, "pending": None}


def _remember(facts: Facts, **changes: Any) -> Changes:
    return {"memory": replace(facts.memory, **changes)}


def _warned(facts: Facts, event: events.RetentionWarned, entry: Entry) -> Changes:
    return _remember(facts, warned_until=event.until)


def _kept_longer(facts: Facts, event: events.KeptLonger, entry: Entry) -> Changes:
    return _remember(facts, kept_until=event.until, kept_times=facts.memory.kept_times + 1)


def _held(facts: Facts, event: events.HoldPlaced, entry: Entry) -> Changes:
    return _remember(facts, hold=Hold(event.reason, event.review_on, entry.by, entry.at))


def _hold_lifted(facts: Facts, event: events.HoldLifted, entry: Entry) -> Changes:
    return _remember(facts, hold=None)


def _erasure_asked(facts: Facts, event: events.ErasureAsked, entry: Entry) -> Changes:
    return _remember(facts, asked=ErasureRequest(event.scope, event.reason, entry.at))


def _erasure_taken_back(facts: Facts, event: events.ErasureTakenBack, entry: Entry) -> Changes:
    return _remember(facts, asked=None, erase_on=None)


def _erasure_granted(facts: Facts, event: events.ErasureGranted, entry: Entry) -> Changes:
    return _remember(facts, asked=None, erase_on=event.erase_on if event.scope == EVERYTHING
                     else facts.memory.erase_on)  # fmt: skip


def _erasure_refused(facts: Facts, event: events.ErasureRefused, entry: Entry) -> Changes:
    return _remember(facts, asked=None)


def _identity_erased(facts: Facts, event: events.IdentityErased, entry: Entry) -> Changes:
    return _remember(facts, identity_erased=True)


def _forgotten(facts: Facts, event: events.Forgotten, entry: Entry) -> Changes:
    gone = _remember(facts, identity_erased=True, forgotten_at=entry.at, asked=None, erase_on=None)
    return {**gone, "identity_requests": (), "exclusion_asked": False}


def _imported(facts: Facts, event: events.EarlierRecordImported, entry: Entry) -> Changes:
    return {"outcome": Outcome(event.outcome) if event.outcome else None}


_CHANGES: dict[type[events.Event], Callable[[Facts, Any, Entry], Changes]] = {
    events.Registered: _registered,
    events.Transferred: _transferred,
    events.RoutingObjected: _objected,
    events.PetitionerAsked: _asked,
    events.MessageWritten: _answered,
    events.FactsAdded: _answered,
    events.ExtensionRequested: _extension_requested,
    events.ExtensionGranted: _extension_granted,
    events.ExtensionRefused: _extension_refused,
    events.Paused: _paused,
    events.Resumed: _resumed,
    events.Decided: _decided,
    events.Served: _served,
    events.RemedyCompleted: _completed,
    events.Withdrawn: _withdrawn,
    events.Declined: _elsewhere,
    events.Redirected: _elsewhere,
    events.NotFixed: _not_fixed,
    events.ReviewAsked: _went_up,
    events.Rated: _rated,
    events.ExclusionAsked: _exclusion_asked,
    events.ExclusionSentUp: _exclusion_sent_up,
    events.ExclusionRefused: _exclusion_refused,
    events.Recused: _recused,
    events.Readmitted: _readmitted,
    events.IdentityAsked: _identity_asked,
    events.IdentityGranted: _identity_granted,
    events.IdentityRefused: _identity_settled,
    events.IdentityOpened: _identity_settled,
    events.ReplacementAsked: _replacement_asked,
    events.ReplacementGranted: _replacement_granted,
    events.ReplacementRefused: _replacement_refused,
    events.ReceiptReplaced: _receipt_replaced,
    events.DetailsChanged: _details_changed,
    events.RetentionWarned: _warned,
    events.KeptLonger: _kept_longer,
    events.HoldPlaced: _held,
    events.HoldLifted: _hold_lifted,
    events.ErasureAsked: _erasure_asked,
    events.ErasureTakenBack: _erasure_taken_back,
    events.ErasureGranted: _erasure_granted,
    events.ErasureRefused: _erasure_refused,
    events.IdentityErased: _identity_erased,
    events.Forgotten: _forgotten,
    events.FileAdded: _file_added,
    events.OfficeFileAdded: _file_added,
    events.FilesGiven: _files_given,
    events.FileScanned: _file_scanned,
    events.OriginalOpened: _identity_settled,
    events.FilesErased: _files_erased,
    events.LimitBreached: _breached,
    events.LimitReminded: _reminded,
    events.LimitEscalated: _escalated,
    events.DeadlineMoved: _moved,
    events.RemedyOverdue: _remedy_overdue,
    events.RightLapsed: _lapsed,
    events.EarlierRecordImported: _imported,
}
