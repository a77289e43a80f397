"""A mediation for whoever reads it: one of its two sides, or those who mediate.

What is here is everything that a reader gets of a case by way of its mediation. What a side said
alone is opened for that side and for the mediators who may read it, and for nobody else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import pgettext

from openredress.core import events, mediating
from openredress.core.access import Actor
from openredress.core.facts import OTHER, PETITIONER, SIDES, Agreement, Aside, Mediation
from openredress.core.procedure import Citation
from openredress.core.refusals import Refusal
from openredress.core.rungs import MediationRung
from openredress.core.text import Text
from openredress.offices.institution import institution
from openredress.offices.models import Office
from openredress.parties import sides
from openredress.parties.keys import CannotOpen

from .access import File, NotHere, mediated_with, mediation_for
from .history import names
from .models import Mediation as Row
from .wording import ended_text, ground_text_of_rung, owner_text, present_text, side_text

#: A reader of the case who is neither a side nor a mediator.
OFFICE = "office"
Names = Callable[[int | None], str]


@dataclass(frozen=True)
class RungShown:
    """A rung of the ladder. `office` is "" where nobody stands on it. `state` is passed, now, ahead
    or none; `ground` is why it was left, and `report` what was reported of it.
    """

    name: Text
    office: str
    state: str
    days: int
    due_on: date | None
    citation: Citation
    is_last: bool
    ground: str = ""
    left_at: datetime | None = None
    report: str = ""


@dataclass(frozen=True)
class MeetingShown:
    number: int
    starts_at: datetime
    place: str
    is_ahead: bool
    present: tuple[str, ...]
    record: str


@dataclass(frozen=True)
class AsideShown:
    """What was said alone; `who` is the side in words, and `text` is `None` where it is locked."""

    side: str
    who: str
    at: datetime
    by_side: bool
    goes_on: bool
    text: str | None


@dataclass(frozen=True)
class SideSaid:
    """What a side said: yes, no, or "" where it has not."""

    side: str
    name: str
    said: str


@dataclass(frozen=True)
class OwedShown:
    """`who` is the owner in words."""

    owner: str
    who: str
    text: str
    due_on: date


@dataclass(frozen=True)
class AgreementShown:
    """`until` is until when it can be taken back, and `mine` what the reader's side answered."""

    number: int
    at: datetime
    terms: str
    owed: tuple[OwedShown, ...]
    answers: tuple[SideSaid, ...]
    until: date | None
    is_open: bool
    is_bound: bool
    mine: str = ""


@dataclass(frozen=True)
class MediationShown:
    """`side` is the reader's, "" for a mediator. `called` is what the other side is let know of who
    asks, `other` who the petitioner says that it is; `became` says what became of it.
    """

    number: str
    side: str
    about: str
    called: str
    other: str
    reach: str
    office: Office
    along: tuple[str, ...]
    rungs: tuple[RungShown, ...]
    ended: str
    became: str
    is_running: bool
    is_at_work: bool
    is_locked: bool
    both_agree: bool
    consents: tuple[SideSaid, ...]
    mine: str
    due_on: date | None
    today: date
    letter: int
    has_come: bool
    meetings: tuple[MeetingShown, ...]
    asides: tuple[AsideShown, ...]
    agreements: tuple[AgreementShown, ...]
    report_by: date | None
    owes_report: bool
    time_zone: str
    citation: Citation
    cooling_days: int
    cooling_citation: Citation

    @property
    def draft(self) -> AgreementShown | None:
        """The agreement that is before the two sides."""
        return next((a for a in self.agreements if a.is_open), None)

    @property
    def bound(self) -> AgreementShown | None:
        return next((a for a in self.agreements if a.is_bound), None)


def for_mediator(actor: Actor, number: str, now: datetime) -> tuple[File, MediationShown]:
    """What somebody who mediates reads of it. Raises `NotHere`."""
    file = mediation_for(actor, number, now)
    found = _shown(file, "")
    if found is None:
        raise NotHere(number)
    return file, found


def for_other_side(number: str, now: datetime) -> MediationShown | None:
    """What the other side reads, who has shown by a code that it is them."""
    file = mediated_with(number, now)
    return _shown(file, OTHER) if file else None


def for_petitioner(file: File) -> MediationShown | None:
    """What the petitioner reads of it; `None` where there is no mediation."""
    return _shown(file, PETITIONER)


def for_office(file: File) -> MediationShown | None:
    """What whoever reads the case reads of its mediation: neither what a side said alone nor who
    the other side is.
    """
    return _shown(file, OFFICE)


def mine(actor: Actor) -> QuerySet[Row]:
    """The mediations that the actor mediates or owes a report of: the wall shows no others."""
    rows = Row.objects.select_related("office").order_by("due_on", "pk")
    offices = [p.office for p in actor.posts if p.role in mediating.MEDIATING]
    return rows if offices else rows.none()


def _shown(file: File, side: str) -> MediationShown | None:
    facts, name = file.facts, names()
    now, rules = facts.mediation, file.procedure.mediation
    if now is None or rules is None or facts.is_forgotten:
        return None
    view = file.situation
    run = mediating.running(view)
    kept, is_locked = (None, False) if side == OFFICE else _kept(file.case.pk)
    at_work = not side and not isinstance(mediating.at_work(view), Refusal)
    told, locked_too = _asides(file, now, side)
    owes = now.owed is not None and now.owed.office in {p.office for p in file.actor.posts}
    return MediationShown(
        number=facts.number,
        side=side,
        about=now.about,
        called=kept.called if kept else "",
        other=kept.name if kept and side != OTHER else "",
        reach=kept.reach if kept and not side else "",
        office=institution().rows[now.office],
        along=tuple(name(office) for office in now.joint),
        rungs=tuple(_rungs(file, now, rules.rungs, name)),
        ended=now.ended,
        became=ended_text(now.ended),
        is_running=run is not None,
        is_at_work=at_work,
        is_locked=is_locked or locked_too,
        both_agree=now.both_agree,
        consents=_said(now.consents, side),
        mine=_mine(now.consents, side),
        due_on=mediating.due_on(view, run) if run else None,
        today=view.today,
        letter=now.letter,
        has_come=now.has_come,
        meetings=tuple(_meetings(file, now)),
        asides=told,
        agreements=tuple(_agreement(file, a, side) for a in reversed(now.agreements)),
        report_by=mediating.report_due_on(view),
        owes_report=not side and owes,
        time_zone=facts.time_zone,
        citation=rules.citation,
        cooling_days=rules.cooling_days,
        cooling_citation=rules.cooling_citation,
    )


def _kept(case: int) -> tuple[sides.Kept | None, bool]:
    """What is sealed of the other side, and whether it is locked here."""
    try:
        found = sides.of_case(case)
    except CannotOpen:
        return None, True
    return (found.kept if found else None), False


def _said(answers: Mapping[str, bool], reader: str) -> tuple[SideSaid, ...]:
    return tuple(SideSaid(side, _who(side, reader), _mine(answers, side)) for side in SIDES)


def _who(side: str, reader: str) -> str:
    """A side in words; to themselves nobody is the other side."""
    return pgettext("mediation", "You") if side == reader else side_text(side)


def _mine(answers: Mapping[str, bool], side: str) -> str:
    return {None: "", True: "yes", False: "no"}[answers.get(side)]


def _rungs(
    file: File, now: Mediation, rungs: tuple[MediationRung, ...], name: Names
) -> Iterator[RungShown]:
    passed = {p.rung: p for p in now.passed}
    run = mediating.running(file.situation)
    for number, rung in enumerate(rungs):
        is_last = number == len(now.offices)
        office = file.facts.office if is_last else now.offices[number]
        left = passed.get(number)
        is_here = now.rung == number and (now.is_running or (is_last and now.ended == "competent"))
        state = (
            "passed" if left else "now" if is_here
            else "none" if not office or number < now.rung else "ahead"
        )  # fmt: skip
        yield RungShown(
            name=rung.name,
            office=name(office) if office else "",
            state=state,
            days=rung.days,
            due_on=mediating.due_on(file.situation, run) if run and is_here else None,
            citation=rung.citation,
            is_last=is_last,
            ground=ground_text_of_rung(left.ground) if left else "",
            left_at=left.until if left else None,
            report=_text(file, left.report) if left and left.report else "",
        )


def _text(file: File, seq: int) -> str:
    return str(getattr(file.entries[seq - 1].event, "text", ""))


def _meetings(file: File, now: Mediation) -> Iterator[MeetingShown]:
    for meeting in reversed(now.meetings):
        called = file.entries[meeting.seq - 1].event
        held = file.entries[meeting.held - 1].event if meeting.held else None
        assert isinstance(called, events.MediationMeetingSet)
        record = held if isinstance(held, events.MediationMeetingHeld) else None
        yield MeetingShown(
            number=meeting.number,
            starts_at=meeting.starts_at,
            place=called.place,
            is_ahead=meeting.starts_at > file.now,
            present=tuple(map(present_text, record.present)) if record else (),
            record=record.text if record else "",
        )


def _asides(file: File, now: Mediation, side: str) -> tuple[tuple[AsideShown, ...], bool]:
    """What the reader may read of what was said alone, the latest first; and if it is locked."""
    allowed = _readable(file, now, side)
    if not allowed:
        return (), False
    try:
        texts = sides.words_of(file.case.pk, [a.number for a in allowed])
        is_locked = False
    except CannotOpen:
        texts, is_locked = {}, True
    shown = tuple(
        AsideShown(a.side, side_text(a.side), a.at, a.by_side, a.goes_on, texts.get(a.number))
        for a in reversed(allowed)
    )
    return shown, is_locked


def _readable(file: File, now: Mediation, side: str) -> tuple[Aside, ...]:
    if side:
        return tuple(a for a in now.asides if a.side == side)
    return mediating.readable(now, (p.office for p in file.actor.posts))


def _agreement(file: File, one: Agreement, side: str) -> AgreementShown:
    run = mediating.running(file.situation)
    until = mediating.cooling_until(file.situation, run) if run and one.is_open else None
    rows = zip(one.owners, one.texts, one.promises, strict=True)
    return AgreementShown(
        number=one.number,
        at=file.entries[one.seq - 1].at,
        terms=one.terms,
        owed=tuple(
            OwedShown(owner, owner_text(owner), text, promise.due_on)
            for owner, text, promise in rows
        ),
        answers=_said(one.answers, side),
        until=until,
        is_open=one.is_open,
        is_bound=one.is_bound,
        mine=_mine(one.answers, side),
    )
