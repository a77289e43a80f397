"""What the passing of time brings about, and when somebody must look again.

Nothing here reads a clock: `now` is part of the situation. What is answered for one moment is
answered once, because each act is in the journal afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from . import events, group, hearing, mediating, remedies
from .clock import Clock
from .ladder import Owed, owed
from .names import demand_in
from .procedure import Follow, Rung
from .situation import Situation


@dataclass(frozen=True)
class Schedule:
    """What is due next, and when somebody must look again.

    `next_limit` is the limit that is due next, "remedy" for a promise; `next_due_on` is its last
    day here and `next_due_at` the moment from which it is late. `act_at` is when `falls_due`
    next has something to say.
    """

    next_limit: str = ""
    next_due_on: date | None = None
    next_due_at: datetime | None = None
    act_at: datetime | None = None


def falls_due(situation: Situation) -> tuple[events.Event, ...]:
    """What the passing of time brings about by `now`, in the order in which it was to happen:
    reminders, breaches, the rungs of the ladder, and rights that lapse.

    Which office supervises is not known here: `office` of a rung that tells it is left open.
    """
    found: list[tuple[datetime, events.Event]] = []
    for item in owed(situation):
        found += _reminders(situation, item)
        found += _breach(situation, item)
        found += _escalations(situation, item)
    happened = [event for _, event in sorted(found, key=lambda pair: pair[0])]
    happened += group.falls_due(situation)
    happened += remedies.falls_due(situation)
    happened += hearing.falls_due(situation)
    happened += mediating.falls_due(situation)
    lapse = next((c for c in _lapsing(situation) if situation.now >= c.due_at()), None)
    if lapse is not None and lapse.limit.lapse is not None:
        happened.append(
            events.RightLapsed(
                step="lapse",
                stage=lapse.limit.lapse.to,
                limit=lapse.limit.id,
                due_on=lapse.due_on(),
            )
        )
    return tuple(happened)


Moments = Iterator[tuple[datetime, events.Event]]


def _reminders(situation: Situation, item: Owed) -> Moments:
    """The latest reminder whose day has come. What it makes idle, and what comes too late to be a
    reminder, is not given any more.
    """
    if situation.now >= item.due_at:
        return
    come = [r for r in _to_remind(situation, item) if item.at(r) <= situation.now]
    if come:
        rung = min(come, key=lambda r: r.before)
        yield (
            item.at(rung),
            events.LimitReminded(
                step="reminder",
                stage=situation.facts.stage,
                limit=item.limit,
                due_on=item.due_on,
                before=rung.before,
                remedy=item.remedy,
            ),
        )


def _to_remind(situation: Situation, item: Owed) -> tuple[Rung, ...]:
    """Reminders that are still to be given before this last day."""
    if item.is_flagged:
        return ()
    key = item.reminder(Rung(Follow.REMIND))[:3]
    given = min((r[3] for r in situation.facts.reminded if r[:3] == key), default=None)
    return tuple(r for r in item.rungs if r.before and (given is None or r.before < given))


def _breach(situation: Situation, item: Owed) -> Moments:
    if item.is_flagged or situation.now < item.due_at:
        return
    stage, follows = situation.facts.stage, tuple(r.follow.value for r in item.rungs if r.after)
    if item.started_at is None:
        yield (
            item.due_at,
            events.RemedyOverdue(
                step="overdue-remedy",
                stage=stage,
                number=item.remedy,
                due_on=item.due_on,
                follows=follows,
            ),
        )
    else:
        yield (
            item.due_at,
            events.LimitBreached(
                step="breach",
                stage=stage,
                limit=item.limit,
                due_on=item.due_on,
                started_at=item.started_at,
                follows=follows,
            ),
        )


def _escalations(situation: Situation, item: Owed) -> Moments:
    # Only what is late is ever escalated.
    for rung in _to_escalate(situation, item) if situation.now >= item.due_at else ():
        at = item.at(rung)
        if situation.now >= at:
            told = rung.follow in (Follow.REMIND, Follow.TELL_HEAD)
            yield (
                at,
                events.LimitEscalated(
                    step="escalation",
                    stage=situation.facts.stage,
                    limit=item.limit,
                    due_on=item.due_on,
                    rung=rung.follow.value,
                    after=rung.after,
                    office=item.office if told else None,
                    remedy=item.remedy,
                    started_at=item.started_at,
                ),
            )


def _to_escalate(situation: Situation, item: Owed) -> tuple[Rung, ...]:
    reached = situation.facts.escalated
    return tuple(r for r in item.rungs if r.after and item.escalation(r) not in reached)


def schedule(situation: Situation) -> Schedule:
    """The stored columns that queue and worker go by: a pure function, like everything here."""
    items = owed(situation)
    # What another office was asked is no deadline of the one that answers for the case.
    own = (i for i in items if i.office == situation.facts.office or not demand_in(i.limit))
    first = min(((i.due_at, i.due_on, i.limit) for i in own), default=None)
    acts = [moment for item in items for moment in _moments(situation, item)]
    acts += [clock.due_at() for clock in _lapsing(situation)]
    acts += group.moments(situation)
    acts += remedies.moments(situation)
    acts += hearing.moments(situation)
    acts += mediating.moments(situation)
    return Schedule(
        next_limit=first[2] if first else "",
        next_due_on=first[1] if first else None,
        next_due_at=first[0] if first else None,
        act_at=min(acts, default=None),
    )


def _moments(situation: Situation, item: Owed) -> Iterator[datetime]:
    """When something is to be done about this. Nothing is escalated before it is late, so that
    until then the rungs after the last day need not be asked.
    """
    if not item.is_flagged:
        yield item.due_at
        yield from (item.at(rung) for rung in _to_remind(situation, item))
        return
    for rung in _to_escalate(situation, item):
        yield max(item.at(rung), item.due_at)


def _lapsing(situation: Situation) -> tuple[Clock, ...]:
    """Rights that may lapse. One whose extension was asked for waits for the answer."""
    facts = situation.facts
    waiting = facts.pending.limit if facts.pending else ""
    return tuple(
        c
        for c in situation.clocks
        if c.limit.lapse
        and facts.stage in c.limit.lapse.stages
        and c.stopped_at is None
        and c.limit.id != waiting
    )
