"""Filing: what somebody hands in becomes a case that an office answers for."""

from collections.abc import Mapping
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
from openredress.core.refusals import Refusal
from openredress.core.routing import Destination, route
from openredress.core.situation import Decision
from openredress.offices.calendars import calendar_for
from openredress.offices.institution import Ground, institution
from openredress.ops import home
from openredress.parties import identities, receipts
from openredress.parties.details import Details
from openredress.procedures import library
from openredress.wall import as_owner

from ..journal import entries_of
from ..models import Case, PackVersion
from .indexing import index
from .sending_up import send_up_if_nobody_answers
from .writing import Import, locked, open_case

#: The pack of an office that names none, itself or above.
DEFAULT_PACK = "workplace"


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


def file_case(
    filing: Filing, actor: Actor, now: datetime, imported: Import | None = None
) -> Receipted | Refusal:
    """Files a case: routed, journalled, with a receipt. `now` is when it was handed in."""
    with as_owner(), transaction.atomic():
        known = institution()
        goal = route(known.offices, known.wish(filing.office, filing.matter, filing.place))
        law = law_of(known.ground_of(goal.office))
        filed = filed_event(filing, law, goal, now, imported)
        if isinstance(filed, Refusal):
            return filed
        asked = _exclusion(filing, filed)
        if isinstance(asked, Refusal):
            return Refusal(asked.code, "keep_out", asked.params)
        by = _by(actor, goal.registrar)
        with_it = files.filed_with(filed.stage, [each.added for each in filing.files])
        more = [(e, by) for e in (*asked, *with_it)]
        case, entries = open_case(filed, by, now, imported, more=more)
        if asked:
            send_up_if_nobody_answers(*locked(case.number), now)
            entries = entries_of(case)
        details = Details(**(filing.identity or {}))
        identities.keep(case, details)
        index(case, identities.words_that_tell(details), entries)
        for event, file in zip(with_it, filing.files, strict=True):
            kept.keep(case, event.file, file.added.uid, file.added.scan, file.data_key)
        return Receipted(case, receipts.issue(case.pk, now), goal, entries)


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
    PackVersion.objects.get_or_create(
        digest=procedure.digest,
        defaults={"pack": procedure.id, "version": procedure.version, "text": text},
    )
    return procedure


def _by(actor: Actor, registrar: int) -> By:
    if actor.kind in (Role.PETITIONER, Role.SYSTEM):
        return By(actor.kind)
    clerk = next((p for p in actor.posts if p.role is Role.CLERK), None)
    return By(Role.CLERK, actor.staff, clerk.office if clerk else registrar)
