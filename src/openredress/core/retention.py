"""Forgetting: until when a case is kept, who may change that, and what is erased in the end.

A chain of linked cases is forgotten as one. The case at its top says when: while a case is open at
any level, something promised is owed, or a right can still be used, nothing is due. The petitioner
is always told some time before, whatever rule was set meanwhile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from . import events
from .clock import add_months
from .facts import EVERYTHING, IDENTITY, Facts, Outcome
from .journal import By, Entry
from .keeping import ASKING, retention_of, roughly
from .procedure import (
    AtOnce,
    Citation,
    LimitKind,
    Period,
    Role,
    Span,
    StageKind,
)
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one

#: Days in which a petitioner can take back that everything be erased.
SECOND_THOUGHTS = 7
#: Days after which somebody has to look again whether a case must still be held.
LONGEST_HOLD = 366


@dataclass(frozen=True)
class Override:
    """A rule of the institution in place of the one of the pack, with the reason it gave."""

    period: Period
    reason: str


#: By outcome; "" for all outcomes that have no rule of their own.
Overrides = Mapping[str, Override]


class Because(StrEnum):
    """Why a case is kept for as long as it is."""

    OPEN = "open"  # it has not ended
    ABOVE = "above"  # the linked case one level up says when
    REMEDY = "remedy"  # something that was promised is still owed
    HELD = "held"  # somebody said that it must not be forgotten
    NO_RULE = "no-rule"  # neither the pack nor the institution says how long
    RULE = "rule"  # the pack says how long
    INSTITUTION = "institution"  # the institution says how long
    RIGHT = "right"  # a right of the petitioner runs longer than the rule
    KEPT = "kept"  # the petitioner wants it kept
    REQUEST = "request"  # the petitioner asked for erasure, and it was granted
    FORGOTTEN = "forgotten"  # it was forgotten


@dataclass(frozen=True)
class Plan:
    """`forget_on` is the last day on which the case is there, `None` while none is set.

    `act_at` is when something happens by itself: the warning if `is_warned` is false, else the
    end. `period`, `citation` and `reason` are those of the rule that was looked at.
    """

    because: Because
    forget_on: date | None = None
    act_at: datetime | None = None
    is_warned: bool = False
    ended_on: date | None = None
    period: Period | None = None
    citation: Citation | None = None
    reason: str = ""


def later(day: date, period: Period) -> date:
    if period.unit is Span.DAYS:
        return day + timedelta(days=period.amount)
    return add_months(day, period.amount * (12 if period.unit is Span.YEARS else 1))


def earlier(day: date, period: Period) -> date:
    """The latest day from which `period` does not reach beyond `day`."""
    if period.unit is Span.DAYS:
        return day - timedelta(days=period.amount)
    found = add_months(day, -period.amount * (12 if period.unit is Span.YEARS else 1))
    # From the end of a month several days may reach the same one.
    while later(found + timedelta(days=1), period) <= day:
        found += timedelta(days=1)
    return found


def plan(situation: Situation, overrides: Overrides) -> Plan:
    """Until when the case is kept, as far as can be said now."""
    facts, memory = situation.facts, situation.facts.memory
    if because := _not_yet(situation):
        return Plan(because)
    if memory.erase_on is not None:
        ends = situation.calendar.end_of(memory.erase_on)
        return Plan(Because.REQUEST, memory.erase_on, ends, is_warned=True)
    rule = _rule(situation, overrides)
    if rule.period is None:
        return rule
    ended_on = _ended_on(situation)
    because, end = rule.because, later(ended_on, rule.period)
    for right, until in ((Because.RIGHT, _last_right(situation)),
                         (Because.KEPT, facts.memory.kept_until)):  # fmt: skip
        if until is not None and until > end:
            because, end = right, until
    return _warned(situation, replace(rule, because=because, forget_on=end, ended_on=ended_on))


def _not_yet(situation: Situation) -> Because | None:
    facts = situation.facts
    held = facts.memory.hold is not None
    if facts.is_forgotten:
        return Because.FORGOTTEN
    if situation.stage.kind is StageKind.OPEN:
        return Because.OPEN
    if facts.child:
        return Because.ABOVE
    if facts.unsettled_remedies:
        return Because.REMEDY
    return Because.HELD if held else None


def _rule(situation: Situation, overrides: Overrides) -> Plan:
    """What the institution says goes before what the pack says; of a case that went up, no short
    rule for its last outcome may take what was decided below with it.
    """
    retention, outcome = retention_of(situation.procedure), str(situation.facts.outcome or "")
    said = {"": retention.keep} if retention.keep else {}
    by_pack = {**said, **retention.by_outcome}
    found = {
        name: Plan(Because.RULE, period=keep.period, citation=keep.citation)
        for name, keep in by_pack.items()
    }
    if "" in overrides:
        found = {}
    for name, rule in overrides.items():
        found[name] = Plan(Because.INSTITUTION, period=rule.period, reason=rule.reason)
    if situation.facts.level > 1 and found:
        return max(found.values(), key=lambda p: roughly(p.period) if p.period else 0)
    return found.get(outcome) or found.get("") or Plan(Because.NO_RULE)


def _ended_on(situation: Situation) -> date:
    """When it came to the stage it is in, or when the last promise was kept."""
    done = [r.completed_at for r in situation.facts.remedies if r.completed_at is not None]
    return situation.calendar.local_date(max([situation.facts.memory.stage_since, *done]))


def _last_right(situation: Situation) -> date | None:
    """Until when somebody may still go on from here. What can be done at any time cannot keep a
    case for ever.
    """
    rights = (c for c in situation.clocks if c.limit.kind is LimitKind.RIGHT)
    return max((c.due_on() for c in rights if c.stopped_at is None), default=None)


def _warned(situation: Situation, found: Plan) -> Plan:
    told, end = situation.facts.memory.warned_until, found.forget_on
    assert end is not None
    calendar = situation.calendar
    if told is not None and told >= end:
        return replace(found, forget_on=told, act_at=calendar.end_of(told), is_warned=True)
    warn_on = earlier(end, retention_of(situation.procedure).warn)
    return replace(found, act_at=calendar.end_of(warn_on - timedelta(days=1)))


# What happens by itself.


def falls_due(situation: Situation, overrides: Overrides) -> Decision:
    """The warning, if it is time for it; nothing otherwise. Forgetting is decided by `is_due`."""
    found = plan(situation, overrides)
    if found.act_at is None or situation.now < found.act_at or found.is_warned:
        return ()
    assert found.forget_on is not None
    assert found.ended_on is not None
    assert found.period is not None
    soonest = later(situation.today, retention_of(situation.procedure).warn)
    return one(build(events.RetentionWarned, "retention-warned", situation.facts.stage, {
        "until": max(found.forget_on, soonest), "ended_on": found.ended_on,
        "amount": found.period.amount, "unit": str(found.period.unit),
        "by_institution": bool(found.reason),
    }))  # fmt: skip


def is_due(situation: Situation, found: Plan) -> bool:
    return found.is_warned and found.act_at is not None and situation.now >= found.act_at


def blocks_the_chain(situation: Situation) -> Because | None:
    """Why a case keeps the chain it belongs to from being forgotten, once its top is due."""
    facts = situation.facts
    reasons = {
        Because.OPEN: situation.stage.kind is StageKind.OPEN,
        Because.REMEDY: bool(facts.unsettled_remedies),
        Because.HELD: facts.memory.hold is not None,
    }
    return next((because for because, is_so in reasons.items() if is_so), None)


def forget(facts: Facts, written: tuple[int, ...], due_on: date) -> events.Forgotten:
    """What the journal says when it is done. `written` are the entries that hold words."""
    ground = "request" if facts.memory.erase_on is not None else "retention"
    return events.Forgotten(
        step="forgotten", stage=facts.stage, ground=ground, due_on=due_on, erased=written
    )


def is_lawful(before: Facts, entry: Entry, today: date) -> bool:
    """Whether what the journal said before gave a right to forget, for `openredress verify`."""
    memory = before.memory
    if not isinstance(entry.event, events.Forgotten) or memory.hold is not None:
        return False
    told = memory.erase_on if entry.event.ground == "request" else memory.warned_until
    return told is not None and today > told and entry.event.due_on == told


# What petitioners do.


def ask(situation: Situation, scope: str, reason: str) -> Decision:
    memory = situation.facts.memory
    if situation.stage.kind is StageKind.OPEN:
        return Refusal(Code.NOT_ENDED)
    if memory.asked is not None or memory.erase_on is not None:
        return Refusal(Code.ERASURE_WAITS)
    if scope == IDENTITY and memory.identity_erased:
        return Refusal(Code.ERASED_ALREADY, "scope")
    if scope not in (IDENTITY, EVERYTHING):
        return Refusal(Code.MISSING, "scope")
    if scope == EVERYTHING and situation.facts.is_shared:
        return Refusal(Code.GROUP_GOES_ON, "scope")
    given = {"scope": scope, "reason": reason}
    return one(build(events.ErasureAsked, "erasure-asked", situation.facts.stage, given))


def take_back(situation: Situation) -> Decision:
    memory = situation.facts.memory
    if memory.asked is None and memory.erase_on is None:
        return Refusal(Code.NO_ERASURE_ASKED)
    return one(build(events.ErasureTakenBack, "erasure-taken-back", situation.facts.stage, {}))


def may_keep_longer(situation: Situation, overrides: Overrides) -> Refusal | None:
    retention, found = retention_of(situation.procedure), plan(situation, overrides)
    if found.because is Because.FORGOTTEN:
        return Refusal(Code.FORGOTTEN)
    if found.forget_on is None or found.because is Because.REQUEST:
        return Refusal(Code.KEPT_WITHOUT_END)
    if retention.longer is None or situation.facts.memory.kept_times >= retention.times:
        return Refusal(Code.KEPT_ENOUGH)
    return None


def keep_longer(situation: Situation, overrides: Overrides, reason: str) -> Decision:
    """The petitioner needs nobody's leave for it, as often as the pack says."""
    refusal = may_keep_longer(situation, overrides)
    if refusal is not None:
        return refusal
    longer, end = retention_of(situation.procedure).longer, plan(situation, overrides).forget_on
    assert longer is not None
    assert end is not None
    given = {"until": later(end, longer.period), "reason": reason}
    return one(build(events.KeptLonger, "kept-longer", situation.facts.stage, given))


# What offices do.


def allowed(situation: Situation, scope: str) -> bool:
    """Whether the pack lets this be erased at once."""
    facts, at_once = situation.facts, retention_of(situation.procedure).at_once
    if scope == IDENTITY:
        return AtOnce.IDENTITY in at_once
    undecided = facts.outcome is Outcome.WITHDRAWN and facts.level == 1 and not facts.decided_by
    return AtOnce.WITHDRAWN in at_once and undecided and not facts.unsettled_remedies


def may_grant(situation: Situation, scope: str) -> Refusal | None:
    memory = situation.facts.memory
    if memory.asked is None:
        return Refusal(Code.NO_ERASURE_ASKED)
    problems = {
        Code.NOT_ENDED: situation.stage.kind is StageKind.OPEN,
        Code.HELD: memory.hold is not None,
        Code.MISSING: scope not in (IDENTITY, EVERYTHING),
        Code.MORE_THAN_ASKED: scope == EVERYTHING and memory.asked.scope == IDENTITY,
        Code.ERASED_ALREADY: scope == IDENTITY and memory.identity_erased,
        Code.MUST_BE_KEPT: not allowed(situation, scope),
    }
    code = next((code for code, is_so in problems.items() if is_so), None)
    return Refusal(code, "scope") if code else None


def grant(situation: Situation, scope: str, reason: str) -> Decision:
    """The office agrees. Everything goes some days later, so that it can still be taken back."""
    refusal, stage = may_grant(situation, scope), situation.facts.stage
    if refusal is not None:
        return refusal
    wait = timedelta(days=SECOND_THOUGHTS if scope == EVERYTHING else 0)
    given = {"scope": scope, "erase_on": situation.today + wait, "reason": reason}
    granted = build(events.ErasureGranted, "erasure-granted", stage, given)
    if isinstance(granted, Refusal) or scope == EVERYTHING:
        return one(granted)
    return granted, events.IdentityErased(step="identity-erased", stage=stage)


def refuse(situation: Situation, reason: str) -> Decision:
    if situation.facts.memory.asked is None:
        return Refusal(Code.NO_ERASURE_ASKED)
    doors = retention_of(situation.procedure).doors
    given = {"doors": doors, "reason": reason}
    return one(build(events.ErasureRefused, "erasure-refused", situation.facts.stage, given))


def hold(situation: Situation, review_on: date, reason: str) -> Decision:
    """Keeps the case from being forgotten until somebody lifts it. Said again, it is reviewed."""
    if review_on <= situation.today:
        return Refusal(Code.REVIEW_PAST, "review_on")
    if (review_on - situation.today).days > LONGEST_HOLD:
        return Refusal(Code.REVIEW_TOO_FAR, "review_on", {"days": LONGEST_HOLD})
    given = {"review_on": review_on, "reason": reason}
    return one(build(events.HoldPlaced, "hold-placed", situation.facts.stage, given))


def lift(situation: Situation, reason: str, roles: frozenset[Role]) -> Decision:
    """What a supervisor holds, a supervisor lets go. `roles` are those of who acts."""
    held = situation.facts.memory.hold
    if held is None:
        return Refusal(Code.NOT_HELD)
    if held.by.role is Role.SUPERVISOR and Role.SUPERVISOR not in roles:
        return Refusal(Code.STANDS_ABOVE)
    return one(build(events.HoldLifted, "hold-lifted", situation.facts.stage, {"reason": reason}))


def carried_up(facts: Facts, stage: str) -> Iterator[tuple[events.Event, By]]:
    """What holds the case below holds the one above from its first moment on, and what was asked
    there can be answered here.
    """
    held, asked = facts.memory.hold, facts.memory.asked
    if held is not None:
        yield events.HoldPlaced(
            step="hold-placed", stage=stage, review_on=held.review_on, reason=held.reason
        ), held.by  # fmt: skip
    if asked is not None:
        yield events.ErasureAsked(
            step=ASKING, stage=stage, scope=asked.scope, reason=asked.reason
        ), By(Role.PETITIONER)  # fmt: skip
