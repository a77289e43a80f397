"""The page of a case: everything the petitioner is shown, ready for the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.agendas import Before, agendas
from openredress.cases.causes import CauseShown, cause_of
from openredress.cases.files import FileView, visible
from openredress.cases.hearings import HearingShown, hearings
from openredress.cases.history import Line, history, names
from openredress.cases.models import Case
from openredress.cases.promised import Promised, promises
from openredress.cases.received import Heard, heard, visits
from openredress.cases.received import Visit as Booked
from openredress.cases.supervised import Asked, Missed, asked, missed
from openredress.cases.wording import amount_text, ended_text, event_text, limit_text, local
from openredress.core import events, mediating, recusal, replacement
from openredress.core import hearing as rules
from openredress.core.access import PETITIONERS_SIDE
from openredress.core.facts import PETITIONER
from openredress.core.procedure import Citation, Role, StageKind
from openredress.offices.models import Office
from openredress.offices.opening import Opens, opens
from openredress.parties import identities
from openredress.parties.keys import CannotOpen

from .acting import ProxyShown, as_proxy_sees, proxy_shown
from .answers import Answer, Doors, Names, answer, doors
from .clocks import ClockCard, duties, office_rights, rights
from .entrance import Visit
from .helping import HelperShown, helper_shown
from .keeping import Keeping, keeping
from .steps import WRITING, Ways, refused, ways
from .told import Told, told
from .told import Waiting as AnswerWaits
from .told import waiting as answer_waits


@dataclass(frozen=True)
class Tab:
    number: str
    level: str
    stage: str
    is_shown: bool
    is_current: bool


@dataclass(frozen=True)
class Question:
    """What the office asked and still waits for; `step` is where to answer, "" if nowhere."""

    text: str
    at: datetime
    reply_by: date | None
    step: str


@dataclass(frozen=True)
class Look:
    """Somebody opened name and contact of the petitioner, or asked for leave to. `what` is opened,
    asked, granted, refused, or original-opened for a file; `purpose` what for or, in an answer,
    why.
    """

    what: str
    title: str
    office: str
    purpose: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """An extension that was asked for and not answered yet."""

    is_mine: bool
    amount: str
    limit: str
    citation: Citation | None


@dataclass(frozen=True)
class Replacing:
    """A new receipt was asked for in place of a lost one, which whoever holds this one can refuse.

    By e-mail it can be had from `ready_at` on; at the counter, when a second person has agreed.
    """

    is_by_email: bool
    asked_at: datetime
    ready_at: datetime | None
    office: str


@dataclass(frozen=True)
class Together:
    """How many take part, 0 while nobody else can, and whether the petitioner can let them."""

    tally: int
    can_open: bool


@dataclass(frozen=True)
class Mediated:
    """Whether the petitioner can have it mediated, and how a mediation stands that there is:
    `office` is where, `due_on` until when, `is_waiting` whether something waits for their answer.
    """

    can_begin: bool
    state: str = ""
    text: str = ""
    office: str = ""
    due_on: date | None = None
    is_waiting: bool = False


@dataclass(frozen=True)
class CasePage:
    """`rights` are those without a step now: their time has passed, or something else comes first.

    A report of reprisal (`is_report`) is `about` the first case of a chain, "" if it is about none
    or its receipt was not shown.
    `doors_first` is true where turning elsewhere is what the petitioner has to know; `kept` is
    `None` while what is sealed cannot be opened.
    """

    number: str
    filed_at: datetime
    matter: str
    place: str
    stage: str
    plain: str
    office: Office
    opening: Opens
    co_handlers: tuple[str, ...]
    tabs: tuple[Tab, ...]
    linked: Case | None
    today: date
    duties: tuple[ClockCard, ...]
    rights: tuple[ClockCard, ...]
    office_rights: tuple[ClockCard, ...]
    is_open: bool
    doors_first: bool
    waiting: Waiting | None
    question: Question | None
    ways: Ways
    answer: Answer | None
    promises: tuple[Promised, ...]
    owed: tuple[Promised, ...]
    doors: Doors | None
    looks: tuple[Look, ...]
    kept: tuple[str, ...] | None
    asks_exclusion: bool
    exclusion_office: str
    exclusion_by: date | None
    replacing: Replacing | None
    files: tuple[FileView, ...]
    supervision: tuple[Asked, ...]
    missed: tuple[Missed, ...]
    meetings: tuple[Before, ...]
    visits: tuple[Booked, ...]
    statements: tuple[Heard, ...]
    cause: CauseShown | None
    hearings: tuple[HearingShown, ...]
    can_ask_hearing: bool
    joining: actions.JoiningOffer | None
    is_report: bool
    about: str
    history: tuple[Line, ...]
    rating: int | None
    keeping: Keeping
    mediation: Mediated
    told: Told
    opens: AnswerWaits | None
    group: Together
    proxy: ProxyShown | None
    helper: HelperShown | None

    @property
    def is_for_another(self) -> bool:
        """Whether somebody reads who is not the petitioner."""
        return any(each is not None and each.is_reader for each in (self.proxy, self.helper))

    @property
    def writes_for_another(self) -> bool:
        reads = next((e for e in (self.proxy, self.helper) if e is not None and e.is_reader), None)
        return reads is not None and reads.writes


def case_page(visit: Visit) -> CasePage:
    file, chain = visit.file, visit.chain
    case, facts = file.case, file.facts
    name = names()
    possible, promised = ways(file), promises(file, name)
    page = CasePage(
        number=case.number,
        filed_at=facts.filed_at,
        matter=case.matter.name if case.matter else "",
        place=case.place.name if case.place else facts.place_words,
        stage=local(file.stage.name),
        plain=local(file.stage.plain),
        office=case.office,
        opening=opens(case.office, file.situation.today),
        co_handlers=tuple(name(office) for office in facts.co_handlers),
        tabs=tuple(_tabs(visit)),
        linked=_linked(visit),
        today=file.situation.today,
        duties=duties(file),
        rights=tuple(r for r in rights(file) if r.id not in possible.timed),
        office_rights=office_rights(file),
        is_open=file.stage.kind is StageKind.OPEN,
        doors_first=_leads_elsewhere(file),
        waiting=_waiting(file),
        question=question(file),
        ways=possible,
        answer=answer(file, name),
        promises=promised,
        owed=tuple(p for p in promised if p.done_at is None),
        doors=doors(file, no_way_up=possible.no_way_up),
        looks=tuple(_looks(chain, name)),
        kept=None if file.actor.acts_for_another else _kept(chain[0].case),
        asks_exclusion=facts.exclusion_asked,
        exclusion_office=name(facts.exclusion_office or facts.registrar),
        exclusion_by=_answered_by(file),
        replacing=_replacing(chain[0], name),
        files=visible(file),
        supervision=asked(file, name),
        missed=missed(file, name),
        meetings=agendas(file, name),
        visits=visits(file, name),
        statements=heard(file, name),
        cause=cause_of(file, name),
        hearings=hearings(file, name),
        can_ask_hearing=rules.can_begin(file.situation, Role.PETITIONER) is None,
        joining=actions.joining_offer(case, facts),
        is_report=facts.is_reprisal,
        about=facts.about if facts.about_receipt else "",
        history=history(file, with_office_notes=False),
        rating=facts.rating,
        keeping=keeping(chain[-1]),
        mediation=_mediated(file, name),
        told=told(chain[0].case),
        opens=answer_waits(file),
        group=_together(file),
        proxy=proxy_shown(chain[-1]),
        helper=helper_shown(chain),
    )
    return as_proxy_sees(page, file) if file.actor.acts_for_another else page


def _mediated(file: File, name: Names) -> Mediated:
    view, now = file.situation, file.facts.mediation
    if now is None or file.facts.is_forgotten:
        return Mediated(mediating.may_begin(view) is None)
    run, draft = mediating.running(view), now.draft
    asked = draft is not None and PETITIONER not in draft.answers
    return Mediated(
        can_begin=False,
        state=now.ended or "running",
        text=ended_text(now.ended),
        office=name(now.office),
        due_on=mediating.due_on(view, run) if run else None,
        is_waiting=now.is_running and (PETITIONER not in now.consents or asked),
    )


def _together(file: File) -> Together:
    facts = file.facts
    is_open = file.stage.kind is StageKind.OPEN and not facts.is_reprisal
    return Together(facts.group.tally if facts.group else 0, is_open and facts.group is None)


def _answered_by(file: File) -> date | None:
    """By which day it is to be answered who must not see the case."""
    clock = recusal.due_at(file.situation)
    return clock.due_on() if clock else None


def _leads_elsewhere(file: File) -> bool:
    redirected = any(isinstance(e.event, events.Redirected) for e in file.entries)
    return file.stage.kind is StageKind.FINAL or (
        redirected and file.stage.kind is StageKind.ENDED and not file.facts.child
    )


def _tabs(visit: Visit) -> Iterable[Tab]:
    for file in visit.chain:
        yield Tab(
            number=file.case.number,
            level=local(file.procedure.levels[file.facts.level].name),
            stage=local(file.stage.name),
            is_shown=file is visit.file,
            is_current=file is visit.chain[-1],
        )


def _linked(visit: Visit) -> Case | None:
    """The case one level up, with the office that answers there."""
    above = visit.chain.index(visit.file) + 1
    return visit.chain[above].case if above < len(visit.chain) else None


def _waiting(file: File) -> Waiting | None:
    pending = file.facts.pending
    limit = file.procedure.limits.get(pending.limit) if pending else None
    if pending is None or limit is None:
        return None
    return Waiting(
        is_mine=pending.by.role in PETITIONERS_SIDE,
        amount=amount_text(pending.amount, limit.unit),
        limit=limit_text(file.procedure, limit.id),
        citation=limit.extension.citation if limit.extension else None,
    )


def question(file: File) -> Question | None:
    """The question that still waits for the petitioner."""
    asked = [e for e in file.entries if isinstance(e.event, events.PetitionerAsked)]
    if not file.facts.question or not asked:
        return None
    event = asked[-1].event
    assert isinstance(event, events.PetitionerAsked)
    mine = [s for s in file.procedure.steps.values() if s.act in WRITING]
    step = next((s.id for s in mine if refused(file, s) is None), "")
    return Question(event.text, asked[-1].at, event.reply_by, step)


def _replacing(root: File, name: Names) -> Replacing | None:
    asked = replacement.waiting(root.situation)
    if asked is None:
        return None
    is_by_email = asked.how == replacement.EMAIL
    return Replacing(is_by_email, asked.asked_at, asked.ready_at, name(asked.by.office))


ABOUT_NAMES = (
    events.IdentityOpened, events.IdentityAsked, events.IdentityGranted, events.IdentityRefused,
    events.OriginalOpened, events.LetterPrinted,
)  # fmt: skip


def _looks(chain: Iterable[File], name: Names) -> Iterable[Look]:
    found = [(e, file) for file in chain for e in file.entries if isinstance(e.event, ABOUT_NAMES)]
    for entry, file in sorted(found, key=lambda pair: (pair[0].at, pair[0].seq), reverse=True):
        event: Any = entry.event
        yield Look(
            what=event.tag.removeprefix("identity-"),
            title=event_text(event, name, file.procedure),
            office=name(entry.by.office),
            purpose=_purpose(event),
            at=entry.at,
        )


def _purpose(event: Any) -> str:
    if isinstance(event, events.LetterPrinted):
        return _("To post you a letter, as you had asked for.")
    return str(event.purpose if hasattr(event, "purpose") else event.reason)


def _kept(root: Case) -> tuple[str, ...] | None:
    """Which kinds of detail are on file. Not the details: the device may be borrowed."""
    try:
        found = identities.kinds_on_file(root)
    except CannotOpen:
        return None
    kinds = {
        "name": _("your name"),
        "phone": _("a telephone number"),
        "email": _("an e-mail address"),
        "address": _("a postal address"),
        "chat": _("where you are reached by chat"),
        "helper_name": _("the name of who files for you"),
        "helper_relation": _("what they are to you"),
        "revealing": _("things that would give you away"),
    }
    return tuple(kinds[kind] for kind in found)
