"""Demands: what one office asks of another within a case, each with a clock of its own.

A demand is a duty like those of the pack: its clock is counted day by day, it is breached, and what
the pack lays down follows. Its last day is the one that was named when it was asked.
"""

from collections.abc import Mapping
from enum import StrEnum

from .calendar import WorkingCalendar
from .clock import Clock, Moment
from .facts import Demand, Facts
from .names import limit_of_demand
from .procedure import (
    Basis,
    Citation,
    Follow,
    Limit,
    LimitKind,
    Procedure,
    Rung,
    Supervising,
    Unit,
)
from .text import Text


class Kind(StrEnum):
    """What is asked."""

    URGE = "urge"  # do what is owed, and say in writing how it stands
    REPORT = "report"  # report in writing
    DEAL = "deal"  # decide the case that was taken over or given
    ACCOUNT = "account"  # say how things stand in a case that was taken away
    LEAD = "lead"  # decide what a meeting gave to this office
    CONTRIBUTE = "contribute"  # do one's part, and tell the office that leads
    SYSTEMIC = "systemic"  # answer everybody who complains of one cause
    REMEDY = "remedy"  # settle whether a remedy was done, which the petitioner says it was not
    HEARING = "hearing"  # answer whether there is the hearing that the petitioner asked for


NAMES: Mapping[Kind, Text] = {
    Kind.URGE: {"en": "Answer the office above, which urges", "zh": "书面答复上级催办"},
    Kind.REPORT: {"en": "Report to the office above", "zh": "向上级书面报告"},
    Kind.DEAL: {"en": "Decide the case that was given to it", "zh": "对交来的事项作出意见"},
    Kind.ACCOUNT: {"en": "Account for how the case stood", "zh": "书面说明原办理情况"},
    Kind.LEAD: {"en": "Decide as the meeting agreed", "zh": "按会议议定意见办结"},
    Kind.SYSTEMIC: {
        "en": "Answer all who complain of this cause",
        "zh": "对同一起因统一答复",
    },
    Kind.REMEDY: {
        "en": "Settle whether a remedy was done",
        "zh": "核实落实事项是否已落实",
    },
    Kind.HEARING: {"en": "Answer the request for a hearing", "zh": "答复听证申请"},
    Kind.CONTRIBUTE: {"en": "Do its part and tell the lead office", "zh": "完成协办并书面告知牵头"},
}
#: What is met by deciding the case, and not by an answer.
BY_DECISION = (Kind.DEAL, Kind.LEAD)

#: What has a page of its own, where it is answered.
APART = (Kind.SYSTEMIC, Kind.REMEDY, Kind.HEARING)

#: How far ahead a day may be named, in days.
LONGEST = 92

_PRACTICE = Citation(
    {"en": "Rule of OpenRedress", "zh": "本系统规则"},
    {
        "en": "What a higher office asks is answered in writing by the day that it names.",
        "zh": "上级单位督办提出的要求，应当在其指定的日期之前书面答复。",
    },
    Basis.PRACTICE,
)
_SILENT = Supervising(
    10,
    _PRACTICE,
    (
        Rung(Follow.REMIND, before=2),
        Rung(Follow.TELL_HEAD, after=1),
        Rung(Follow.TELL_SUPERVISOR, after=3),
    ),
)


def supervising_of(procedure: Procedure) -> Supervising:
    """What the pack says about supervision, or what holds where it says nothing."""
    return procedure.supervision or _SILENT


def demand_clocks(
    procedure: Procedure, facts: Facts, calendar: WorkingCalendar
) -> tuple[Clock, ...]:
    """The clock of every demand that was not dropped."""
    return tuple(
        _clock(procedure, facts, demand, calendar)
        for demand in facts.demands
        if demand.dropped_at is None
    )


def _clock(procedure: Procedure, facts: Facts, demand: Demand, calendar: WorkingCalendar) -> Clock:
    asked_on, rule = calendar.local_date(demand.asked_at), supervising_of(procedure)
    days = max((demand.due_on - asked_on).days, 0)
    limit = Limit(
        id=limit_of_demand(demand.number),
        kind=LimitKind.DUTY,
        name=NAMES[Kind(demand.kind)],
        amount=days,
        unit=Unit.DAYS,
        runs_from=frozenset(),
        stops_at=frozenset(),
        citation=procedure.hearing.citation
        if procedure.hearing and demand.kind == Kind.HEARING
        else rule.citation,
        follows=tuple(rung for rung in rule.follows if rung.before < max(days, 1)),
    )
    stop = _stop(facts, demand, procedure.settling_steps)
    return Clock(
        limit=limit,
        calendar=calendar,
        started_at=demand.asked_at,
        started_on=asked_on,
        stopped_at=stop.at if stop else None,
        stopped_on=stop.day(calendar) if stop else None,
    )


def _stop(facts: Facts, demand: Demand, decided: frozenset[str]) -> Moment | None:
    """By what it was met: an answer, or for some kinds a decision after it was asked."""
    if demand.answered_at is not None:
        return Moment("", demand.answered_at)
    if demand.kind not in BY_DECISION:
        return None
    return next((m for m in facts.trail[demand.seq :] if m.step in decided), None)


def is_owed(situation_clocks: tuple[Clock, ...], demand: Demand) -> bool:
    """Whether the demand is still to be met."""
    limit = limit_of_demand(demand.number)
    clock = next((c for c in situation_clocks if c.limit.id == limit), None)
    return clock is not None and clock.stopped_at is None
