"""What one line of a list says. A list takes the same number of queries however long it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from openredress.cases import queries
from openredress.cases.models import Case, PromisedRemedy
from openredress.cases.projection import procedure_of
from openredress.cases.wording import (
    amount_of_money,
    amount_text,
    limit_text,
    local,
    outcome_text,
    remedy_kind_text,
    state_text,
)
from openredress.core.access import Actor
from openredress.core.procedure import Follow, Role
from openredress.offices.institution import Institution, institution
from openredress.offices.tree import ACTING, time_zones


@dataclass(frozen=True)
class Row:
    """`today` is the day it is now where the office is. `news` is what the petitioner wrote last,
    when nobody has answered it: "message-written" or "facts-added".
    """

    number: str
    subject: str
    stage: str
    level: int
    office: str
    matter: str
    place: str
    limit: str
    due_on: date | None
    today: date
    is_late: bool
    is_waiting: bool
    news: str
    outcome: str
    asks_exclusion: bool
    escalated: str
    is_reprisal: bool

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """The stage, and what else is to be seen at a glance."""
        late = ((self.escalated, " tag-late"),) if self.escalated else ()
        waits = ((_("Waits for the petitioner"), ""),) if self.is_waiting else ()
        return (*self.tags_of_ended, *late, *waits)

    @property
    def tags_of_ended(self) -> tuple[tuple[str, str], ...]:
        """The same, for a case in which nothing is late any more."""
        shown = [(self.stage, " tag-stage")]
        if self.is_reprisal:
            shown.insert(0, (_("Report of reprisal"), " tag-late"))
        if self.outcome:
            shown.append((self.outcome, " tag-outcome"))
        if self.news:
            is_message = self.news == "message-written"
            shown.append((_("New message") if is_message else _("New facts"), " tag-waiting"))
        if self.asks_exclusion:
            shown.append((_("Say who must not see it"), " tag-late"))
        return tuple(shown)


@dataclass(frozen=True)
class RemedyRow:
    case: str
    subject: str
    number: int
    text: str
    office: str
    due_on: date
    today: date
    is_late: bool
    promised_on: date
    kind: str
    amount: str
    state: str
    done_on: date | None


@dataclass(frozen=True)
class ExtensionRow:
    """A case whose extension waits for the head, with what was asked for."""

    row: Row
    limit: str
    amount: str
    reason: str
    step: str


def rows_of(cases: Sequence[Case], now: datetime, actor: Actor) -> tuple[Row, ...]:
    known = institution()
    return tuple(_row(case, now, known, _asks(case, actor)) for case in cases)


def subject_of(case: Case) -> str:
    """The first line of what was written; of a case that was forgotten, that it was."""
    return _("(erased)") if case.is_forgotten else case.subject


def _asks(case: Case, actor: Actor) -> bool:
    """Whether the reader has to answer who must not see the case; it is told to nobody else."""
    return case.exclusion_asked and any(
        (post.role is Role.CLERK and post.office == case.registrar_id)
        or (post.role is Role.SUPERVISOR and case.office_id in post.covers)
        or (post.role in ACTING and post.office == case.exclusion_office_id)
        for post in actor.posts
    )


def _row(case: Case, now: datetime, known: Institution, asks: bool) -> Row:
    procedure = procedure_of(case.pack_id)
    # What is newer than what is known of the institution is asked for by itself.
    matter = known.matter_rows.get(case.matter_id) or case.matter if case.matter_id else None
    place = known.place_rows.get(case.place_id) or case.place if case.place_id else None
    return Row(
        number=case.number,
        subject=subject_of(case),
        stage=local(procedure.stages[case.stage].name),
        level=case.level,
        office=(known.rows.get(case.office_id) or case.office).name,
        matter=matter.name if matter else "",
        place=place.name if place else "",
        limit=limit_text(procedure, case.next_limit),
        due_on=case.next_due_on,
        today=today_in(now, known.time_zones[case.office_id]),
        is_late=case.next_due_at is not None and case.next_due_at <= now,
        is_waiting=case.question,
        news=queries.unanswered(case),
        outcome=outcome_text(case.outcome) if case.outcome else "",
        asks_exclusion=asks,
        escalated=_escalated(case),
        is_reprisal=case.is_reprisal,
    )


def _escalated(case: Case) -> str:
    """The furthest that what is late has gone, in two or three words."""
    if not case.escalated:
        return ""
    said = {
        Follow.COUNT_OVERDUE: _("In the public figures"),
        Follow.TELL_SUPERVISOR: _("Taken up above"),
        Follow.TELL_HEAD: _("Head told"),
    }
    return next((text for follow, text in said.items() if follow in case.escalated), "")


def remedy_rows(remedies: Iterable[PromisedRemedy], now: datetime) -> tuple[RemedyRow, ...]:
    zones = time_zones()
    return tuple(
        RemedyRow(
            case=remedy.case.number,
            subject=subject_of(remedy.case),
            number=remedy.number,
            text=remedy.text,
            office=remedy.office.name,
            due_on=remedy.due_on,
            today=today_in(now, zones[remedy.office_id]),
            is_late=remedy.due_on < today_in(now, zones[remedy.office_id]),
            promised_on=remedy.promised_on,
            kind=remedy_kind_text(remedy.kind) if remedy.kind != "other" else "",
            amount=amount_of_money(remedy.amount),
            state=state_text(remedy.state),
            done_on=remedy.done_on,
        )
        for remedy in remedies
    )


def extension_rows(cases: Sequence[Case], now: datetime, actor: Actor) -> tuple[ExtensionRow, ...]:
    asked = queries.extensions_asked(cases)
    return tuple(
        _extension_row(case, row, *asked[case.pk])
        for case, row in zip(cases, rows_of(cases, now, actor), strict=True)
    )


def _extension_row(case: Case, row: Row, amount: int, reason: str) -> ExtensionRow:
    procedure = procedure_of(case.pack_id)
    limit = procedure.limits[case.pending_limit]
    return ExtensionRow(
        row=row,
        limit=limit_text(procedure, limit.id),
        amount=amount_text(amount, limit.unit),
        reason=reason,
        step=limit.extension.grant if limit.extension else "",
    )


def today_in(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
