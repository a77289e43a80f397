"""A case as staff read it: header, details, clocks, remedies, decisions, history."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from openredress.cases import queries
from openredress.cases.access import File, visible_to
from openredress.cases.history import Line, history
from openredress.cases.ladder import LadderLine, ladder
from openredress.cases.models import Case
from openredress.cases.wording import (
    amount_of_money,
    amount_text,
    channel_text,
    limit_text,
    local,
    outcome_text,
    proxy_scopes,
    remedy_kind_text,
    state_text,
    words_label,
)
from openredress.core import events, helping, proxying
from openredress.core.access import PETITIONERS_SIDE, Permission, stands_too_near
from openredress.core.clock import Clock, ClockState, Day
from openredress.core.journal import Entry
from openredress.core.procedure import Citation, LimitKind, Role
from openredress.offices.help_list import called, line_of
from openredress.offices.institution import institution
from openredress.offices.models import Matter, Place, Staff
from openredress.offices.tree import actor_of
from openredress.parties import proxies
from openredress.parties.keys import CannotOpen
from openredress.procedures.wording import role_text


@dataclass(frozen=True)
class Question:
    text: str
    asked_at: datetime
    reply_by: date | None


@dataclass(frozen=True)
class Asked:
    """An extension that waits for an answer."""

    amount: str
    limit: str
    reason: str


@dataclass(frozen=True)
class Header:
    """What is read first: where the case is, what is due, and what waits."""

    stage: str
    level: str
    office: str
    outcome: str
    limit: str
    due_on: date | None
    today: date
    question: Question | None
    news: Line | None
    asked: Asked | None
    is_paused: bool


@dataclass(frozen=True)
class LinkedCase:
    number: str
    text: str


@dataclass(frozen=True)
class Acting:
    """Somebody acts for the petitioner: `texts` say what for. `name` is "" unless the petitioner
    lets the office know what they call them.
    """

    texts: tuple[str, ...]
    until: date | None
    name: str


@dataclass(frozen=True)
class Helped:
    """A helper of the list helps the petitioner: who, of which office, and what they may do."""

    name: str
    office: str
    texts: tuple[str, ...]
    until: date | None


@dataclass(frozen=True)
class Details:
    """`co_handlers` and `taken_down_by` may be empty; `language` is its name in itself."""

    procedure: Any
    co_handlers: tuple[str, ...]
    registrar: str
    matter: str
    place: str
    place_words: str
    channel: str
    taken_down_by: str
    filed_at: datetime
    received_on: date | None
    language: str
    on_behalf: bool
    linked: tuple[LinkedCase, ...]
    acting: Acting | None
    helped: Helped | None


@dataclass(frozen=True)
class ClockView:
    label: Any
    due_on: date
    state: ClockState
    citation: Citation
    length: str
    days: tuple[Day, ...]
    is_provisional: bool
    is_duty: bool
    is_over: bool
    ladder: tuple[LadderLine, ...]

    @property
    def is_late(self) -> bool:
        return self.state is ClockState.LATE


@dataclass(frozen=True)
class RemedyView:
    number: int
    text: str
    office: str
    due_on: date
    completed_at: datetime | None
    kind: str
    amount: str
    state: str
    is_contested: bool


@dataclass(frozen=True)
class DecisionView:
    """`parts` are (label, text) in the order of the law."""

    at: datetime
    outcome: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HistoryLine:
    """`texts` leaves out what the page shows elsewhere in full. `is_new` marks what the reader had
    not seen when they sent their form.
    """

    line: Line
    texts: tuple[tuple[str, str], ...]
    is_office_only: bool
    is_new: bool


Answer = events.Decided | events.Declined | events.Redirected


def header(file: File) -> Header:
    case, facts = file.case, file.facts
    level = file.procedure.levels[facts.level]
    return Header(
        stage=local(file.stage.name),
        level=local(level.name) if facts.level > 1 else "",
        office=case.office.name,
        outcome=outcome_text(facts.outcome) if facts.outcome else "",
        limit=limit_text(file.procedure, case.next_limit),
        due_on=case.next_due_on,
        today=file.situation.today,
        question=_question(file),
        news=_news(file),
        asked=_asked(file),
        is_paused=bool(facts.paused),
    )


def _question(file: File) -> Question | None:
    if not file.facts.question:
        return None
    entry = _last(file, events.PetitionerAsked)
    event: Any = entry.event if entry else None
    return Question(event.text, entry.at, event.reply_by) if entry else None


def _last(file: File, *kinds: type[events.Event]) -> Entry | None:
    return next((e for e in reversed(file.entries) if isinstance(e.event, kinds)), None)


def _news(file: File) -> Line | None:
    """What the petitioner wrote, while it is the last word."""
    said = [e for e in file.entries if not _is_no_word(e.event)]
    last = said[-1]
    wrote = isinstance(last.event, events.MessageWritten | events.FactsAdded | events.FileAdded)
    if not wrote or last.by.role not in PETITIONERS_SIDE:
        return None
    return next(line for line in history(file, with_office_notes=False) if line.seq == last.seq)


def _is_no_word(event: events.Event) -> bool:
    came_with_it = isinstance(event, events.FileAdded) and event.with_filing
    return came_with_it or event.tag in queries.NO_WORD


def _asked(file: File) -> Asked | None:
    pending = file.facts.pending
    if pending is None:
        return None
    limit = file.procedure.limits[pending.limit]
    amount = amount_text(pending.amount, limit.unit)
    return Asked(amount, limit_text(file.procedure, limit.id), pending.reason)


def exclusion_asked(file: File) -> str:
    """Whom the petitioner wants kept out, for those who answer it while it waits; else ""."""
    if not file.facts.exclusion_asked or not file.may(Permission.ANSWER_EXCLUSION):
        return ""
    entry = _last(file, events.ExclusionAsked)
    event: Any = entry.event if entry else None
    return event.text or _("(what they wrote was erased)") if event else ""


def details(file: File) -> Details:
    facts, filed = file.facts, file.entries[0]
    known = institution()
    return Details(
        procedure=file.procedure.name,
        co_handlers=tuple(known.rows[o].name for o in facts.co_handlers),
        registrar=known.rows[facts.registrar].name,
        matter=_named(known.matter_rows, facts.matter),
        place=_named(known.place_rows, facts.place),
        place_words=facts.place_words,
        channel=channel_text(facts.channel),
        taken_down_by=_taken_down_by(filed),
        filed_at=facts.filed_at,
        received_on=filed.event.on,
        language=_language(facts.language),
        on_behalf=facts.on_behalf,
        linked=_linked(file),
        acting=_acting(file),
        helped=_helped(file),
    )


def _helped(file: File) -> Helped | None:
    """Who helps now. Who was only asked, or declined, is between them and the petitioner."""
    known = helping.chosen(file.situation)
    if known is None or known.accepted_at is None:
        return None
    row = line_of(known.staff)
    if row is None or stands_too_near(actor_of(row.post.staff), file.facts):
        return None
    texts = proxy_scopes(known.scope)
    return Helped(row.goes_by, row.post.office.name, texts, known.until)


def _acting(file: File) -> Acting | None:
    known = proxying.acting(file.situation)
    if known is None:
        return None
    row = None
    if known.is_shown:
        with suppress(CannotOpen):
            row = proxies.of_case(file.facts.root)
    is_same = row is not None and row.proxy == known.number
    return Acting(proxy_scopes(known.scope), known.until, row.name if row and is_same else "")


def _named(rows: Mapping[int, Matter] | Mapping[int, Place], key: int | None) -> str:
    """From broad to narrow: "Linjiang › Qingshi"."""
    names: list[str] = []
    while key is not None and len(names) < 5:
        names.append(rows[key].name)
        key = rows[key].parent_id
    return " › ".join(reversed(names))


def _taken_down_by(filed: Entry) -> str:
    if filed.by.role is Role.HELPER and filed.by.staff is not None:
        return called([filed.by.staff]).get(filed.by.staff, role_text(Role.HELPER))
    if filed.by.role is not Role.CLERK or filed.by.staff is None:
        return ""
    return str(Staff.objects.get(pk=filed.by.staff))


def _language(code: str) -> str:
    names = {"en": "English", "zh": "中文"}
    return names.get(code[:2].lower(), code)


def _linked(file: File) -> tuple[LinkedCase, ...]:
    """The levels next to this one, as far as the reader may know of them."""
    wanted = [n for n in (file.facts.origin, file.facts.child) if n]
    if not wanted:
        return ()
    rows = visible_to(file.actor).filter(number__in=wanted).order_by("level")
    return tuple(LinkedCase(row.number, _level_name(file, row)) for row in rows)


def _level_name(file: File, row: Case) -> str:
    level = file.procedure.levels.get(row.level)
    return local(level.name) if level else str(row.level)


#: States of a clock that still means something for what is to be done.
RUNS = (ClockState.LATE, ClockState.RUNNING, ClockState.PAUSED)


def clocks(file: File) -> tuple[ClockView, ...]:
    """Running duties first, by what is due next; then rights; then what is over."""

    def rank(clock: Clock) -> tuple[bool, bool, date]:
        running = clock.state(file.now) in RUNS
        return not running, clock.limit.kind is not LimitKind.DUTY, clock.due_on()

    return tuple(_clock(file, clock) for clock in sorted(file.situation.clocks, key=rank))


def _clock(file: File, clock: Clock) -> ClockView:
    limit = clock.limit
    length = amount_text(limit.amount, limit.unit)
    if clock.extra:
        extra = amount_text(clock.extra, limit.unit)
        length = _("%(length)s, and %(extra)s granted") % {"length": length, "extra": extra}
    return ClockView(
        label=limit.name,
        due_on=clock.due_on(),
        state=clock.state(file.now),
        citation=limit.citation,
        length=length,
        days=clock.counted_days(),
        is_provisional=clock.is_provisional(),
        is_duty=limit.kind is LimitKind.DUTY,
        is_over=clock.state(file.now) not in RUNS,
        ladder=ladder(file, limit.id),
    )


def remedies(file: File) -> tuple[RemedyView, ...]:
    offices = institution().rows
    return tuple(
        RemedyView(
            r.number,
            r.text,
            offices[r.office].name,
            r.due_on,
            r.completed_at,
            remedy_kind_text(r.kind) if r.kind != "other" else "",
            amount_of_money(r.amount),
            state_text(r.state),
            r.is_contested,
        )
        for r in file.facts.remedies
    )


def decisions(file: File) -> tuple[DecisionView, ...]:
    """All that were made, the newest first."""
    made = [e for e in reversed(file.entries) if isinstance(e.event, events.Decided)]
    return tuple(_decision(entry) for entry in made)


PARTS = ("claim", "facts", "on_hearing", "reasons", "finding", "basis")


def _decision(entry: Entry) -> DecisionView:
    event: Any = entry.event
    written = ((words_label(part), getattr(event, part)) for part in PARTS)
    parts = tuple((label, text) for label, text in written if text)
    return DecisionView(entry.at, outcome_text(event.outcome), parts)


def last_answer(file: File) -> Entry | None:
    """The decision, or what stands in its place."""
    return _last(file, events.Decided, events.Declined, events.Redirected)


def lines(file: File, seen: int | None) -> tuple[HistoryLine, ...]:
    notes = {e.seq for e in file.entries if e.event.office_only}
    return tuple(
        HistoryLine(
            line=line,
            texts=() if line.tag in ("filed", "decided") else line.texts,
            is_office_only=line.seq in notes,
            is_new=seen is not None and line.seq > seen,
        )
        for line in history(file, with_office_notes=True)
    )
