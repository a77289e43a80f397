"""What the row of a case must say, given its journal: one function for writing and for proving."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F

from openredress.core import engine, helping, mediating, recusal, retention, service
from openredress.core.access import SYSTEM, Actor
from openredress.core.calendar import WorkingCalendar
from openredress.core.demands import demand_clocks
from openredress.core.facts import Facts
from openredress.core.keeping import ERASURE
from openredress.core.ladder import reached
from openredress.core.missed import ended_on
from openredress.core.names import limit_of_demand
from openredress.core.pack import read_pack
from openredress.core.procedure import Follow, Period, Procedure, Span, StageKind
from openredress.core.receipt import key_in
from openredress.core.replacement import COUNTER
from openredress.core.retention import Override, Overrides
from openredress.offices.standing import standing

from .models import PackVersion, RetentionRule

SUBJECT_LENGTH = 80


@lru_cache(maxsize=64)
def procedure_of(digest: str) -> Procedure:
    """The procedure a case was filed under. A digest names one text for ever."""
    pack = PackVersion.objects.get(digest=digest)
    return read_pack(pack.text, f"{pack.pack} {pack.version}")


def calendar_of(facts: Facts, upto: int | None = None) -> WorkingCalendar:
    """The calendar of the case as it stands, or as it stood up to a change."""
    return standing(facts.calendar, facts.time_zone, facts.registrar, upto)


def situation(facts: Facts, actor: Actor, now: datetime) -> engine.Situation:
    """Everything the core needs to know of a case to decide about it."""
    return engine.Situation(procedure_of(facts.digest), facts, calendar_of(facts), actor, now)


Rules = Mapping[str, Overrides]
_rules: ContextVar[Rules | None] = ContextVar("rules", default=None)


def rules() -> Rules:
    """What the institution says about keeping, by procedure and then by outcome."""
    known = _rules.get()
    return rules_in(RULES.values(**RULE)) if known is None else known


RULES = RetentionRule.objects.filter(ended_at=None).order_by("pk")
#: What a rule says.
RULE = {f"its_{name}": F(name) for name in ("pack", "outcome", "amount", "unit", "reason")}


def rules_in(rows: Iterable[Mapping[str, Any]]) -> Rules:
    found: dict[str, dict[str, Override]] = {}
    for row in rows:
        override = Override(Period(row["its_amount"], Span(row["its_unit"])), row["its_reason"])
        found.setdefault(row["its_pack"], {})[row["its_outcome"]] = override
    return dict(found)


@contextmanager
def by_rules(known: Rules) -> Iterator[None]:
    """For a block that only reads, and has read the rules already."""
    token = _rules.set(known)
    try:
        yield
    finally:
        _rules.reset(token)


def keeping(view: engine.Situation, known: Mapping[str, Overrides] | None = None) -> retention.Plan:
    """Until when the case is kept. `known` are the `rules`, where many cases are looked at."""
    if known is None:
        known = {} if view.stage.kind is StageKind.OPEN else rules()
    return retention.plan(view, known.get(view.procedure.id, {}))


def columns(
    facts: Facts, upto: int | None = None, known: Mapping[str, Overrides] | None = None
) -> dict[str, Any]:
    """The columns of `Case` that follow from its journal, by name; counted by the calendar as it
    stands, or as it stood up to a change.
    """
    view = engine.Situation(
        procedure_of(facts.digest), facts, calendar_of(facts, upto), SYSTEM,
        facts.changed_at or facts.filed_at,
    )  # fmt: skip
    plan, done = engine.schedule(view), reached(view)
    kept, memory = keeping(view, known), facts.memory
    asked = view.clock(ERASURE) if memory.asked else None
    answer_by = recusal.due_at(view)
    return {
        "number": facts.number,
        "level": facts.level,
        "pack_id": facts.digest,
        "stage": facts.stage,
        "is_open": view.stage.kind is StageKind.OPEN,
        "outcome": facts.outcome or "",
        "office_id": facts.office,
        "registrar_id": facts.registrar,
        "co_handlers": list(facts.co_handlers),
        "matter_id": facts.matter,
        "place_id": facts.place,
        "subject": subject(facts.text),
        "channel": facts.channel,
        "language": facts.language,
        "source": facts.source,
        "filed_at": facts.filed_at,
        "served_on": facts.served_on,
        "unserved_since": facts.answered_at if service.is_unserved(view) else None,
        "next_limit": plan.next_limit,
        "next_due_on": plan.next_due_on,
        "next_due_at": plan.next_due_at,
        "act_at": plan.act_at,
        "escalated": [follow.value for follow in done],
        "taken_up_by_id": done.get(Follow.TELL_SUPERVISOR),
        "pending_limit": facts.pending.limit if facts.pending else "",
        "identity_waits": _waits_for_second_person(facts),
        "question": facts.question,
        "exclusion_asked": facts.exclusion_asked,
        "exclusion_office_id": facts.exclusion_office,
        "exclusion_due_at": answer_by.due_at() if answer_by else None,
        "blocked": sorted(facts.recused),
        "blocked_offices": sorted(facts.recused_offices),
        "is_reprisal": facts.is_reprisal,
        "rating": facts.rating,
        "forget_on": kept.forget_on,
        "forget_act_at": kept.act_at,
        "hold_review_on": memory.hold.review_on if memory.hold else None,
        "erasure_due_on": asked.due_on() if asked else None,
        "is_forgotten": facts.is_forgotten,
        "cause": facts.cause.key if facts.cause else None,
        "version": facts.version_seq,
        "changed_at": facts.changed_at,
    }


def _waits_for_second_person(facts: Facts) -> bool:
    """To open a name, or to replace a receipt at the counter."""
    asked = facts.replacement
    at_counter = asked is not None and asked.how == COUNTER and asked.granted_at is None
    return at_counter or any(r.granted_at is None for r in facts.identity_requests)


def remedies(facts: Facts) -> list[dict[str, Any]]:
    """The rows of `PromisedRemedy` that follow from the journal."""
    return [
        {"number": r.number, "text": r.text, "kind": r.kind, "amount": r.amount,
         "office_id": r.office, "promised_on": r.promised_on, "due_on": r.due_on,
         "completed_at": r.completed_at, "done_on": r.done_on, "answer_by": r.answer_by,
         "state": r.state}
        for r in facts.remedies
    ]  # fmt: skip


def demands(facts: Facts) -> list[dict[str, Any]]:
    """The rows of `Demand` that follow from the journal."""
    clocks = {c.limit.id: c for c in demand_clocks(procedure_of(facts.digest), facts,
                                                   calendar_of(facts))}  # fmt: skip
    return [
        {"number": d.number, "kind": d.kind, "office_id": d.office, "asked_by_id": d.asked_by,
         "asked_at": d.asked_at, "due_on": d.due_on,
         "ended_at": d.dropped_at or clocks[limit_of_demand(d.number)].stopped_at}
        for d in facts.demands
    ]  # fmt: skip


def breaches(facts: Facts) -> list[dict[str, Any]]:
    """The rows of `Breach` that follow from the journal."""
    procedure, calendar = procedure_of(facts.digest), calendar_of(facts)
    return [
        {"seq": b.seq, "limit": b.limit, "remedy": b.remedy, "office_id": b.office,
         "due_on": b.due_on, "ended_on": ended_on(procedure, facts, calendar, b),
         "explained": b.explained}
        for b in facts.breaches
    ]  # fmt: skip


def hearings(facts: Facts) -> list[dict[str, Any]]:
    """The rows of `Hearing` that follow from the journal."""
    return [
        {"number": h.number, "office_id": h.office or None, "at": h.at.value,
         "starts_at": h.starts_at, "title": h.title, "venue": h.venue if h.is_public else "",
         "headline": h.headline, "finding": h.published, "published_at": h.published_at,
         "panel": list(h.panel), "news_at": h.news_at}
        for h in facts.hearings
    ]  # fmt: skip


def mediations(facts: Facts) -> list[dict[str, Any]]:
    """The row of `Mediation` that follows from the journal, if there is one."""
    now = facts.mediation
    if now is None:
        return []
    view = situation(facts, SYSTEM, facts.changed_at or facts.filed_at)
    run = mediating.running(view)
    return [
        {"case_id": key_in(facts.number), "number": facts.number,
         "office_id": now.office, "joint": list(now.joint),
         "owed_by_id": now.owed.office if now.owed else None, "rung": now.rung,
         "since": now.since, "due_on": mediating.due_on(view, run) if run else None,
         "ended": now.ended, "meets_at": now.meets_at, "news_at": now.news_at,
         "blocked": sorted(facts.blocked),
         "blocked_offices": sorted(facts.blocked_offices)}
    ]  # fmt: skip


def helpings(facts: Facts) -> list[dict[str, Any]]:
    """The row of `Helping` that follows from the journal, if there is one."""
    known = facts.helper
    if known is None:
        return []
    view = situation(facts, SYSTEM, facts.changed_at or facts.filed_at)
    is_on = helping.is_current(known, view)
    asked = {facts.exclusion_office} if facts.exclusion_office else set()
    working = {facts.office, facts.registrar, *facts.co_handlers, *facts.mediators, *asked}
    return [
        {"case_id": key_in(facts.number), "root": facts.root, "number": facts.number,
         "level": facts.level, "staff_id": known.staff if is_on else None,
         "scope": list(known.scope), "until": known.until, "ends_at": known.ends_at,
         "asked_at": known.asked_at, "accepted_at": known.accepted_at,
         "office_id": facts.office, "matter_id": facts.matter, "asks": bool(facts.question),
         "blocked": sorted(facts.blocked),
         "apart": sorted(facts.blocked_offices | facts.answering),
         "working": sorted(working)}
    ]  # fmt: skip


def subject(text: str) -> str:
    """The first line of what was written, cut at a word or, in Chinese, at a sign."""
    line = text.strip().split("\n", 1)[0].strip()
    if len(line) <= SUBJECT_LENGTH:
        return line
    cut = line[:SUBJECT_LENGTH]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > SUBJECT_LENGTH // 2 else cut) + "…"
