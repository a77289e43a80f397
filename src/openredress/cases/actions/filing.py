"""Filing: what somebody hands in becomes a case that an office answers for."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openredress.attachments import kept
from openredress.attachments.taking import Received
from openredress.core import engine, events, files, recusal
from openredress.core.access import Actor
from openredress.core.calendar import WorkingCalendar
from openredress.core.journal import By, Entry
from openredress.core.procedure import Procedure, Role
from openredress.core.receipt import key_in
from openredress.core.refusals import Refusal
from openredress.core.routing import Destination, route
from openredress.core.situation import Decision
from openredress.offices.calendars import calendar_for
from openredress.offices.institution import (
    Ground,
    Institution,
    held_with_calendars,
    institution,
)
from openredress.ops import home
from openredress.parties import identities, receipts
from openredress.parties.details import Details
from openredress.parties.models import Receipt
from openredress.procedures import library
from openredress.wall import as_owner

from .. import bulk
from ..journal import entries_of
from ..models import Case, PackVersion
from .indexing import found_by
from .sending_up import send_up_if_nobody_answers
from .writing import Import, append, begin_case, locked

#: The pack of an office that names none, itself or above.
DEFAULT_PACK = "workplace"
#: Who goes out for an office, and takes down what people say there.
GOING = (Role.CLERK, Role.OFFICER, Role.HEAD)


@dataclass(frozen=True)
class Filing:
    """What somebody hands in. `identity` are fields of `Details`, sealed apart from the case;
    `keep_out` says in their words who must not see it; `files` were taken in already, and
    `files_refused` counts those that could not be.
    """

    text: str
    wish: str = ""
    place_words: str = ""
    office: int | None = None
    matter: int | None = None
    place: int | None = None
    language: str = "en"
    channel: str = "web"
    on_behalf: bool = False
    read_back: bool = False
    received_on: date | None = None
    identity: Mapping[str, str] | None = None
    keep_out: str = ""
    files: tuple[Received, ...] = ()
    files_refused: int = 0


@dataclass(frozen=True)
class Receipted:
    """A case that was just filed, with the code that opens it. The code is not kept anywhere.

    `goal` is where it should go, and why there; `entries` are its journal so far.
    """

    case: Case
    code: str
    goal: Destination
    entries: tuple[Entry, ...]


def destination(filing: Filing) -> Destination:
    """Where this would go, without filing it."""
    known = institution()
    return route(known.offices, known.wish(filing.office, filing.matter, filing.place))


@dataclass(frozen=True)
class Brought:
    """Something received on the round of this key, `place` being where that was. `code` is the
    verifier of the receipt that was handed out there and `number` what stands on it, "" if none.
    """

    round: int
    kit: str
    place: str
    office: int
    number: str
    code: str
    received_at: datetime
    told_at: datetime
    is_handed: bool
    kit_revoked: bool = False

    @property
    def identified(self) -> tuple[int, str] | None:
        key = key_in(self.number)
        return (key, self.number) if key is not None else None

    def event(self, stage: str) -> events.BroughtFromRound:
        return events.BroughtFromRound(
            step="brought-from-round", stage=stage, round=self.round, kit=self.kit,
            received_at=self.received_at, told_at=self.told_at, kit_revoked=self.kit_revoked,
            place=self.place,
        )  # fmt: skip


@contextmanager
def ready_to_file() -> Iterator[Institution]:
    """The institution and its calendars, asked for once for a filing and what is said of it.

    As the owner, as which the filing goes on: the database is told of each change of who reads.
    """
    with ExitStack() as reading:
        with as_owner():
            stands = reading.enter_context(held_with_calendars())
        yield stands


def file_case(
    filing: Filing, actor: Actor, now: datetime, imported: Import | None = None
) -> Receipted | Refusal:
    """Files a case: routed, journalled, with a receipt. `now` is when it was handed in."""
    # Whoever calls this in a transaction of their own gives it up where this fails.
    with as_owner(), transaction.atomic(savepoint=False), held_with_calendars():
        code = receipts.fresh_code()
        opened = _opened(filing, actor, now, lambda key: receipts.issued(key, code, now), imported)
        if isinstance(opened, Refusal):
            return opened
        case, goal, entries = opened
        return Receipted(case, code, goal, entries)


def file_from_round(
    filing: Filing, holder: Actor, uploader: Actor, brought: Brought, now: datetime
) -> Case | Refusal:
    """Files what the holder of a kit received on a round and the uploader brings now. The receipt
    was handed out there already.
    """
    at, is_handed = brought.received_at, brought.is_handed
    with as_owner(), transaction.atomic():
        opened = _opened(
            filing, holder, at,
            lambda key: receipts.handed_out(key, brought.code, at, is_handed=is_handed),
            brought=brought, arrived_at=now,
        )  # fmt: skip
        if isinstance(opened, Refusal):
            return opened
        case, facts = locked(opened[0].number)
        told = brought.event(facts.stage)
        append(case, facts, [told], _at_round(uploader, brought), now)
        return case


def give_receipt_again(
    number: str, actor: Actor, code: str, brought: Brought, now: datetime
) -> bool:
    """The code that the device gave later counts, where nobody had taken the earlier one."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if not receipts.correct_handed_out(case.pk, code, brought.received_at):
            return False
        event = events.ReceiptGivenAgain(
            step="receipt-given-on-round", stage=facts.stage, round=brought.round, kit=brought.kit
        )
        append(case, facts, [event], _at_round(actor, brought), now)
        return True


def tell_brought(number: str, actor: Actor, brought: Brought, now: datetime) -> None:
    """Says of what was added last that it had been received on a round."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        append(case, facts, [brought.event(facts.stage)], _at_round(actor, brought), now)


def is_in_use(number: str) -> bool:
    """Whether a case has this number, whoever may see it."""
    with as_owner():
        return bool(Case.objects.filter(number=number).exists())


Opened = tuple[Case, Destination, tuple[Entry, ...]]


def _opened(
    filing: Filing,
    actor: Actor,
    at: datetime,
    receipt: Callable[[int], Receipt],
    imported: Import | None = None,
    brought: Brought | None = None,
    arrived_at: datetime | None = None,
) -> Opened | Refusal:
    """The case with all that belongs to it; `receipt` gives the one for the key of the case."""
    known = institution()
    goal = route(known.offices, known.wish(filing.office, filing.matter, filing.place))
    filed = filed_event(filing, law_of(known.ground_of(goal.office)), goal, at, imported)
    if isinstance(filed, Refusal):
        return filed
    asked = _exclusion(filing, filed)
    if isinstance(asked, Refusal):
        return Refusal(asked.code, "keep_out", asked.params)
    by = _at_round(actor, brought) if brought else _by(actor, goal.registrar)
    with_it = files.filed_with(filed.stage, [each.added for each in filing.files])
    more = [(e, by) for e in (*asked, *with_it)]
    identified = brought.identified if brought else None
    begun = begin_case(filed, by, at, imported, identified, more=more, arrived_at=arrived_at)
    case, entries, details = begun.case, begun.entries, Details(**(filing.identity or {}))
    if identified:
        identities.hold()  # Else it came with the number.
    beside = [identities.seal(case, details), receipt(case.pk)]
    beside += found_by(begun.case, begun.facts, entries, identities.words_that_tell(details))
    bulk.insert_together([*begun.rows, *beside])
    if asked:
        send_up_if_nobody_answers(*locked(case.number), arrived_at or at)
        entries = entries_of(case)
    for event, file in zip(with_it, filing.files, strict=True):
        kept.keep(case, event.file, file.added.uid, file.added.scan, file.data_key)
    return case, goal, entries


Law = tuple[Procedure, WorkingCalendar]


def law_of(ground: Ground) -> Law:
    """The procedure that a new case stands under, and the calendar its days are counted by."""
    procedure = pack_of(ground.procedure or DEFAULT_PACK)
    return procedure, calendar_for(ground.calendar or procedure.calendar, ground.time_zone)


def filed_event(
    filing: Filing,
    law: Law,
    goal: Destination,
    now: datetime,
    imported: Import | None,
    source: str = "",
) -> events.Filed | Refusal:
    """`source` is where an invented case comes from; an imported one says it by itself."""
    procedure, calendar = law
    return engine.file(
        procedure,
        now=now,
        calendar=calendar,
        # What an earlier system had lies at its office already; nobody takes it in anew.
        office=goal.office if imported else goal.registrar,
        registrar=goal.registrar,
        suggested_office=goal.office,
        chosen_office=filing.office,
        matter=filing.matter,
        place=filing.place,
        channel=filing.channel,
        language=filing.language,
        on_behalf=filing.on_behalf,
        read_back=filing.read_back,
        on=filing.received_on,
        source=imported.source if imported else source,
        files=tuple(file.added.sha256 for file in filing.files),
        files_refused=filing.files_refused,
        text=filing.text,
        wish=filing.wish,
        place_words=filing.place_words,
    )


def _exclusion(filing: Filing, filed: events.Filed) -> Decision:
    """What the petitioner asks from the first moment on about who must not see the case."""
    return recusal.ask_exclusion(filed.stage, filing.keep_out) if filing.keep_out.strip() else ()


def pack_of(pack: str) -> Procedure:
    """The newest version of a pack, with its text kept for the cases filed under it."""
    procedure, text = library(home.own_procedures())[pack]
    digest = procedure.digest
    if digest not in _kept:
        PackVersion.objects.get_or_create(
            digest=digest,
            defaults={"pack": procedure.id, "version": procedure.version, "text": text},
        )
        transaction.on_commit(lambda: _kept.add(digest))
    return procedure


#: Digests of the versions that this process knows to be kept. None is ever taken out.
_kept: set[str] = set()


def _by(actor: Actor, registrar: int) -> By:
    if actor.kind in (Role.PETITIONER, Role.SYSTEM):
        return By(actor.kind)
    clerk = next((p for p in actor.posts if p.role is Role.CLERK), None)
    helper = next((p for p in actor.posts if p.role is Role.HELPER), None)
    if clerk is None and helper is not None:
        return By(Role.HELPER, actor.staff, helper.office)
    return By(Role.CLERK, actor.staff, clerk.office if clerk else registrar)


def _at_round(actor: Actor, brought: Brought) -> By:
    """As what somebody acts for the office whose round it was."""
    post = next((p for p in actor.posts if p.office == brought.office and p.role in GOING), None)
    return By(post.role if post else Role.CLERK, actor.staff, brought.office)
