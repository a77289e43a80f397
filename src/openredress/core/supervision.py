"""Supervision: what a higher office does about a case below, and what is answered in writing.

These acts need no step of a pack: no procedure may leave them out. Nothing here takes a right of
the petitioner away: a case is not taken to an office from which it could no longer go up.
"""

from datetime import date, timedelta

from . import events
from .access import Actor
from .demands import APART, BY_DECISION, LONGEST, is_owed, supervising_of
from .facts import Demand, Facts
from .procedure import GoesTo, Role, StageKind
from .refusals import Code, Refusal
from .routing import OfficeMap
from .situation import Decision, Situation
from .steps import build, one, refuse_blocked

ANSWERING = (Role.OFFICER, Role.HEAD)


def usual_day(situation: Situation) -> date:
    """By when an answer is asked for where nobody says otherwise: a working day."""
    day = situation.today + timedelta(days=supervising_of(situation.procedure).amount)
    while not situation.calendar.is_working_day(day) and (day - situation.today).days < LONGEST:
        day += timedelta(days=1)
    return day


def urge(situation: Situation, text: str, due_on: date | None) -> Decision:
    """Urges the office that answers to do what it owes."""
    return _ask(situation, events.OfficeUrged, "urging", text, due_on)


def demand_report(situation: Situation, text: str, due_on: date | None) -> Decision:
    """Has the office that answers report by a day."""
    return _ask(situation, events.ReportDemanded, "report-demanded", text, due_on)


def _ask(
    situation: Situation, kind: type[events.Event], step: str, text: str, due_on: date | None
) -> Decision:
    facts = situation.facts
    refusal = _not_open(situation) or _wrong_day(situation, due_on, "due_on")
    if refusal is not None:
        return refusal
    return one(build(kind, step, facts.stage, {
        "number": next_number(facts), "office": facts.office, "due_on": due_on, "text": text,
    }))  # fmt: skip


def take_over(
    situation: Situation, office: int, offices: OfficeMap, reason: str, due_on: date | None
) -> Decision:
    """The supervising `office` answers for the case itself from now on."""
    if not any(p.role is Role.SUPERVISOR and p.office == office for p in situation.actor.posts):
        return Refusal(Code.NOT_YOURS)
    return _give(situation, events.CaseTakenOver, "taking-over", office, offices, reason, due_on)


def assign(
    situation: Situation, office: int, offices: OfficeMap, reason: str, due_on: date | None
) -> Decision:
    """Another competent office answers from now on: one that the supervisor stands over."""
    covered = {o for p in situation.actor.posts if p.role is Role.SUPERVISOR for o in p.covers}
    if office not in covered:
        return Refusal(Code.NOT_BELOW, "office")
    return _give(situation, events.CaseReassigned, "supervised", office, offices, reason, due_on)


def _give(
    situation: Situation, kind: type[events.Event], step: str, office: int, offices: OfficeMap,
    reason: str, due_on: date | None,
) -> Decision:  # fmt: skip
    facts = situation.facts
    if office == facts.office:
        return Refusal(Code.SAME_OFFICE, "office")
    refusal = (
        _not_open(situation)
        or refuse_blocked(facts, (office,), "office")
        or cuts_off(situation, office, offices)
        or _wrong_day(situation, due_on, "due_on")
    )
    if refusal is not None:
        return refusal
    if facts.is_reprisal:
        return Refusal(Code.STAYS_WHERE_IT_IS)
    return one(build(kind, step, facts.stage, {
        "number": next_number(facts), "office": office, "before": facts.office, "due_on": due_on,
        "account_by": usual_day(situation), "reason": reason,
    }))  # fmt: skip


def cuts_off(
    situation: Situation, office: int, offices: OfficeMap, field: str = "office"
) -> Refusal | None:
    """Whether the petitioner could go up from where the case is, and no longer from there."""
    facts = situation.facts
    level = situation.procedure.level_after(facts.level)
    if level is None or level.goes_to is GoesTo.PARENT_OR_SAME:
        return None

    def above(start: int) -> bool:
        higher = offices.upwards(start)[1:]
        return any(o not in facts.blocked_offices for o in higher)

    is_cut = above(facts.office) and not above(office)
    return Refusal(Code.NOBODY_ABOVE, field) if is_cut else None


def _not_open(situation: Situation) -> Refusal | None:
    is_open = situation.stage.kind is StageKind.OPEN
    params = {"stage": situation.facts.stage}
    return None if is_open else Refusal(Code.NOT_IN_THIS_STAGE, params=params)


def _wrong_day(situation: Situation, day: date | None, field: str) -> Refusal | None:
    if day is None:
        return Refusal(Code.MISSING, field)
    if day <= situation.today:
        return Refusal(Code.DAY_PAST, field)
    if (day - situation.today).days > LONGEST:
        return Refusal(Code.DAY_TOO_FAR, field, {"days": LONGEST})
    return None


def next_number(facts: Facts) -> int:
    return max((demand.number for demand in facts.demands), default=0) + 1


# What the office below answers.


def answers_for(actor: Actor, office: int) -> bool:
    """Whether the actor answers for this office: as an officer of it, or its head."""
    return any(post.office == office and post.role in ANSWERING for post in actor.posts)


def to_answer(situation: Situation) -> tuple[Demand, ...]:
    """What this actor can answer now."""
    return tuple(
        demand
        for demand in situation.facts.demands
        if demand.kind not in (*BY_DECISION, *APART)
        and is_owed(situation.clocks, demand)
        and answers_for(situation.actor, demand.office)
    )


def answer(situation: Situation, number: int, text: str) -> Decision:
    """Answers in writing what was asked; once."""
    demand = situation.facts.demand(number)
    if demand is None or not answers_for(situation.actor, demand.office):
        return Refusal(Code.NOT_YOURS)
    if demand not in to_answer(situation):
        return Refusal(Code.ANSWERED_ALREADY)
    given = {"number": number, "office": demand.office, "text": text}
    return one(build(events.DemandAnswered, "demand-answered", situation.facts.stage, given))


def explain(situation: Situation, breach: int, text: str) -> Decision:
    """The office that was late says why. It may say more later."""
    missed = next((b for b in situation.facts.breaches if b.seq == breach), None)
    if missed is None or not answers_for(situation.actor, missed.office):
        return Refusal(Code.NOT_YOURS)
    given = {"breach": breach, "office": missed.office, "text": text}
    return one(build(events.BreachExplained, "breach-explained", situation.facts.stage, given))
