"""Reporting reprisal: past the offices of the case, to one above that reads it, and what follows.

Nothing is written into the case that a report is about, not even a lock on its row, until the
office that reads the report decides on a measure that has to be seen there.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists
from django.utils import translation
from django.utils.translation import gettext as _

from openredress.core import engine, events, recusal, reprisal
from openredress.core.access import Actor, Allowed, Permission, may
from openredress.core.facts import Facts, replay
from openredress.core.journal import By, Entry
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.reprisal import REPORTS, Concerned, Supervision, Why
from openredress.core.situation import Decision
from openredress.offices.calendars import calendar_for
from openredress.offices.tree import REPORTED_TO, ground_of, office_map, somebody_left
from openredress.parties import identities, receipts
from openredress.parties.details import Details
from openredress.wall import as_owner

from .. import bulk, projection
from ..access import people_left
from ..journal import entries_of
from ..models import Case
from .chain import locked_chain, write_to
from .filing import Law, pack_of
from .sending_up import send_up_if_nobody_answers
from .writing import append, begin_case, capacity, locked, next_report_number

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What somebody reports. `about` is the first case of the chain whose receipt they showed, ""
    if none, and `about_receipt` which receipt of it that was, counted from 1; without one `office`
    is where it comes from. `refused` are further offices that must not read it, `keep_out` says in
    their words which people must not.
    """

    text: str
    wish: str = ""
    about: str = ""
    about_receipt: int = 0
    office: int | None = None
    refused: tuple[int, ...] = ()
    keep_out: str = ""
    language: str = "en"
    channel: str = "web"
    read_back: bool = False
    identity: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reported:
    """A report that was just filed, with the code that opens it, and who reads it."""

    case: Case
    code: str
    goal: Supervision


Level = tuple[Case, tuple[Entry, ...], Facts]


def supervision(report: Report) -> Supervision:
    """Who would read this, and which offices would not, without filing it."""
    with as_owner():
        return _supervision(report, _chain(report.about))


def readers(report: Report) -> tuple[int, ...]:
    """Every office that could read this, so that its author can say which must not."""
    with as_owner():
        concerned, _people = _concerned(replace(report, refused=()), _chain(report.about))
        return tuple(reprisal.candidates(office_map(), concerned))


def file_report(report: Report, actor: Actor, now: datetime) -> Reported | Refusal:
    """Files a report of reprisal. It has a receipt of its own, and the case it is about says
    nothing of it. Refused for a clerk whose own office it goes past.
    """
    with as_owner(), transaction.atomic():
        chain = _chain(report.about)
        goal = _supervision(report, chain)
        if any(post.office in goal.passed for post in actor.posts):
            return Refusal(Code.TAKEN_DOWN_HERE)
        filed = _filed(report, chain, goal, now)
        asked = _exclusion(report, filed)
        if isinstance(filed, Refusal):
            return filed
        if isinstance(asked, Refusal):
            return Refusal(asked.code, "keep_out", asked.params)
        by = _by(actor)
        more = [*_passed(report, goal, chain, filed.stage), *((event, by) for event in asked)]
        numbered = next_report_number(now, filed.time_zone)
        about = chain[0][0].pk if chain else None
        begun = begin_case(filed, by, now, None, numbered, more=more, about=about)
        case, code = begun.case, receipts.fresh_code()
        identities.hold()
        beside = identities.seal(case, Details(**report.identity))
        bulk.insert_together([*begun.rows, beside, receipts.issued(case.pk, code, now)])
        if asked:
            send_up_if_nobody_answers(*locked(case.number), now)
        return Reported(case, code, goal)


def _chain(about: str) -> tuple[Level, ...]:
    """Every level of the case. A report about a report is about the same case."""
    rows = Case.objects.filter(root__number=about).order_by("level") if about else ()
    found = []
    for case in rows:
        if case.is_reprisal:
            return _chain(case.about.number if case.about else "")
        entries = entries_of(case)
        found.append((case, entries, replay(entries)))
    return tuple(found)


def _supervision(report: Report, chain: tuple[Level, ...]) -> Supervision:
    concerned, people = _concerned(report, chain)

    def can_read(office: int) -> bool:
        return somebody_left(office, people, concerned.every - {office}, REPORTED_TO)

    return reprisal.supervising(office_map(), concerned, can_read)


def _concerned(report: Report, chain: tuple[Level, ...]) -> tuple[Concerned, set[int]]:
    """The offices that the report goes past, and the people shut out of the case."""
    parts = [reprisal.took_part(entries) for _case, entries, _facts in chain]
    excluded = {office for _case, _entries, facts in chain for office in facts.blocked_offices}
    answering = {office for part in parts for office in part.answering}
    answering |= {report.office} if report.office is not None else set()
    concerned = Concerned(
        frozenset(answering),
        frozenset(o for part in parts for o in part.taking_in) - answering,
        frozenset({*report.refused, *excluded}) - answering,
    )
    return concerned, {person for _case, _entries, facts in chain for person in facts.blocked}


def _filed(
    report: Report, chain: tuple[Level, ...], goal: Supervision, now: datetime
) -> events.Filed | Refusal:
    procedure, calendar = _law(goal.office)
    filed = engine.file(
        procedure,
        now=now,
        calendar=calendar,
        office=goal.office,
        registrar=goal.office,
        is_reprisal=True,
        about=chain[0][0].number if chain else "",
        about_receipt=report.about_receipt if chain else 0,
        channel=report.channel,
        language=report.language,
        read_back=report.read_back,
        text=report.text,
        wish=report.wish,
    )
    assert isinstance(filed, events.Filed | Refusal)
    return filed


def _law(office: int) -> Law:
    """The procedure for reports, with the days of rest that the office counts by otherwise."""
    ground = ground_of(office)
    named = ground.calendar
    if not named and ground.procedure:
        named = pack_of(ground.procedure).calendar
    procedure = pack_of(REPORTS)
    return procedure, calendar_for(named or procedure.calendar, ground.time_zone)


def _exclusion(report: Report, filed: events.Filed | Refusal) -> Decision:
    if isinstance(filed, Refusal) or not report.keep_out.strip():
        return ()
    return recusal.ask_exclusion(filed.stage, report.keep_out)


def _passed(
    report: Report, goal: Supervision, chain: tuple[Level, ...], stage: str
) -> Iterator[tuple[events.Event, By]]:
    """Who learns nothing of the report, from its first moment on. Nobody can let them in."""
    people = sorted({p for _case, _entries, facts in chain for p in facts.blocked})
    pairs: list[tuple[int | None, int | None]] = [(None, office) for office in sorted(goal.passed)]
    pairs += [(person, None) for person in people]
    with translation.override(report.language):
        reason = _("The report goes past them.")
    for staff, office in pairs:
        yield (
            events.Recused(
                step="exclusion", stage=stage, staff=staff, office=office,
                ground=recusal.COMPLAINED_OF, reason=reason,
            ),
            By(Role.SYSTEM),
        )  # fmt: skip


def _by(actor: Actor) -> By:
    if actor.kind in (Role.PETITIONER, Role.SYSTEM):
        return By(actor.kind)
    clerk = next(post for post in actor.posts if post.role is Role.CLERK)
    return By(Role.CLERK, actor.staff, clerk.office)


# What the office that reads a report can do in the case that it is about.


def move_case(
    number: str, actor: Actor, office: int, reason: str, words: str, now: datetime
) -> Case | Refusal:
    """Takes the case that the report `number` is about away from its office, to another one.

    `reason` stands in the report; `words` stand in that case, where its offices read them.
    """
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        refusal = _cannot_protect(actor, facts)
        if refusal is not None:
            return refusal
        if office in facts.blocked_offices:
            return Refusal(Code.BLOCKED_RECIPIENT, "office")
        chain = locked_chain(facts.about)
        top, its_facts = next(iter(chain.values()))
        moved = reprisal.move(projection.situation(its_facts, actor, now), office, words)
        if isinstance(moved, Refusal):
            return moved
        sent, shut = moved
        assert isinstance(shut, events.Recused)
        if not somebody_left(office, its_facts.blocked, its_facts.blocked_offices):
            return Refusal(Code.NOBODY_LEFT, "office")
        told = _measure(case, facts, actor, reprisal.MOVED, office, reason, now)
        if isinstance(told, Refusal):
            return told
        chain[top.number] = (top, append(top, its_facts, [sent], capacity(actor, its_facts), now))
        write_to(chain, [shut], capacity(actor, its_facts), now)
        return case


def exclude_from_case(
    number: str, actor: Actor, person: int, reason: str, words: str, now: datetime
) -> Case | Refusal:
    """Shuts a person out of the case that the report `number` is about, and out of the report."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        refusal = _cannot_protect(actor, facts)
        if refusal is not None:
            return refusal
        chain = locked_chain(facts.about)
        its_facts = next(iter(chain.values()))[1]
        if person == actor.staff:
            return Refusal(Code.UNKNOWN_PERSON, "person")
        if person in its_facts.blocked:
            return Refusal(Code.EXCLUDED_ALREADY, "person")
        told = _measure(case, facts, actor, reprisal.EXCLUDED, None, reason, now)
        if isinstance(told, Refusal):
            return told
        shut = reprisal.shut_out(its_facts, person, None, words)
        write_to(chain, [shut], capacity(actor, its_facts), now)
        return case


def _cannot_protect(actor: Actor, facts: Facts) -> Refusal | None:
    if not isinstance(may(actor, Permission.PROTECT, facts), Allowed):
        return Refusal(Code.NOT_YOURS)
    return None if facts.about else Refusal(Code.NOTHING_TO_MOVE)


def _measure(
    case: Case, facts: Facts, actor: Actor, kind: str, office: int | None, reason: str,
    now: datetime,
) -> Facts | Refusal:  # fmt: skip
    decision = reprisal.measure(projection.situation(facts, actor, now), kind, office, reason)
    if isinstance(decision, Refusal):
        return decision
    return append(case, facts, decision, capacity(actor, facts, REPORTED_TO), now)


def send_up_unread_reports(now: datetime) -> tuple[str, ...]:
    """Gives reports at an office where nobody can read them to one where somebody can.

    A report filed when nobody could read it is found here once somebody can. One that fails does
    not stop the others; returns the numbers of those.
    """
    failed = []
    rows = Case.objects.filter(is_reprisal=True, is_open=True)
    unread = rows.filter(~Exists(people_left(REPORTED_TO))).order_by("id")
    for number in unread.values_list("number", flat=True):
        try:
            with transaction.atomic():
                _send_up(number, now)
        except Exception:
            log.exception("Report %s could not be sent to an office that can read it.", number)
            failed.append(number)
    return tuple(failed)


def _send_up(number: str, now: datetime) -> None:
    case, facts = locked(number)
    concerned = Concerned(answering=facts.blocked_offices)

    def can_read(office: int) -> bool:
        return somebody_left(office, facts.blocked, facts.blocked_offices, REPORTED_TO)

    if can_read(facts.office):
        return
    goal = reprisal.supervising(office_map(), concerned, can_read)
    if goal.why is Why.NOBODY:
        return
    with translation.override(facts.language):
        reason = _("Nobody could read the report where it was. Its time limits run on.")
    event = events.Transferred(
        step="sent-up", stage=facts.stage, office=goal.office, reason=reason
    )  # fmt: skip
    append(case, facts, [event], By(Role.SYSTEM), now)
