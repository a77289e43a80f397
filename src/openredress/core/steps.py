"""The steps: for each kind, what has to hold before it can be taken and what it brings about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from . import events
from .access import Allowed, Permission, may
from .clock import Clock, ClockState
from .facts import At, Facts, Outcome
from .procedure import Act, Limit, Step
from .promising import refused as refused_promise
from .promising import rules_of
from .refusals import Code, Refusal
from .sitting import GROUND
from .situation import Decision, Situation

#: Characters in any one text. Longer ones belong in an attachment.
MAX_TEXT = 50_000


# What has to hold before a step of a kind can be taken at all.


def may_send(situation: Situation) -> Refusal | None:
    """First it is answered whom the petitioner wants kept out: they may sit where it goes.

    Whoever does not answer that is not told that it was asked.
    """
    if not situation.facts.exclusion_asked:
        return None
    answers = may(situation.actor, Permission.ANSWER_EXCLUSION, situation.facts)
    return Refusal(Code.EXCLUSION_WAITS if isinstance(answers, Allowed) else Code.NOT_YOURS)


def _may_send(situation: Situation, step: Step) -> Refusal | None:
    return may_send(situation)


def _may_object(situation: Situation, step: Step) -> Refusal | None:
    if situation.facts.office in situation.facts.objected:
        return Refusal(Code.ALREADY_OBJECTED)
    return refuse_blocked(situation.facts, (situation.facts.registrar,), "")


def refuse_blocked(facts: Facts, offices: Iterable[int | None], field: str) -> Refusal | None:
    """A case goes to no office that is shut out of it, and is promised by none."""
    blocked = any(office in facts.blocked_offices for office in offices)
    return Refusal(Code.BLOCKED_RECIPIENT, field) if blocked else None


def _may_request_extension(situation: Situation, step: Step) -> Refusal | None:
    facts = situation.facts
    if facts.pending is not None:
        return Refusal(Code.EXTENSION_PENDING)
    clock = _extendable(situation, step)
    if clock is None or clock.limit.extension is None:
        return Refusal(Code.NOTHING_TO_EXTEND)
    before = _granted_in_this_run(situation, clock)
    if len(before) >= clock.limit.extension.times:
        return Refusal(Code.EXTENSIONS_USED_UP, params={"times": clock.limit.extension.times})
    return None


def _may_answer_extension(situation: Situation, step: Step) -> Refusal | None:
    pending = situation.facts.pending
    if pending is None:
        return Refusal(Code.NO_EXTENSION_PENDING)
    if pending.by.staff is not None and pending.by.staff == situation.actor.staff:
        return Refusal(Code.OWN_REQUEST)
    return None


def _may_pause(situation: Situation, step: Step) -> Refusal | None:
    if situation.facts.paused:
        return Refusal(Code.ALREADY_PAUSED)
    clock = _pausable(situation, step)
    if clock is None or clock.limit.pause is None:
        return Refusal(Code.NOTHING_TO_PAUSE)
    if set(clock.limit.pause.reasons) == {GROUND} and _hearing_stops_it(situation):
        return Refusal(Code.HEARING_STOPS_IT)
    used = sum((s.end_on - s.start_on).days for s in clock.standstills if s.end_on)
    if used >= clock.limit.pause.max_days:
        return Refusal(Code.PAUSES_USED_UP, params={"max_days": clock.limit.pause.max_days})
    return None


def _is_heard(facts: Facts) -> bool:
    """Whether a hearing is asked for, or goes on and has found nothing yet."""
    return bool(facts.hearings) and not facts.hearings[-1].at.is_over


def _hearing_stops_it(situation: Situation) -> bool:
    """Whether a hearing of the case stops its clock by itself: else both would stop the same one,
    and the step by hand before the notice of the hearing.
    """
    rule, facts = situation.procedure.hearing, situation.facts
    return rule is not None and facts.level in rule.not_counted and _is_heard(facts)


def _may_resume(situation: Situation, step: Step) -> Refusal | None:
    return None if situation.facts.paused else Refusal(Code.NOT_PAUSED)


def _may_decide(situation: Situation, step: Step) -> Refusal | None:
    facts = situation.facts
    if _is_heard(facts):
        # Whoever asked to be heard is answered first, and what is heard is heard to its end.
        return Refusal(Code.HEARING_GOES_ON)
    excluded = situation.actor.staff in facts.excluded
    return Refusal(Code.ANOTHER_PERSON) if excluded else None


def must_answer_hearing(situation: Situation) -> bool:
    """Whether the decision has to say what it makes of what a hearing found."""
    facts, rule = situation.facts, situation.procedure.hearing
    was_heard = bool(facts.hearings) and facts.hearings[-1].at is At.FOUND
    return was_heard and rule is not None and rule.decision_answers


def _may_complete(situation: Situation, step: Step) -> Refusal | None:
    return None if situation.facts.open_remedies else Refusal(Code.NO_SUCH_REMEDY)


def _may_close(situation: Situation, step: Step) -> Refusal | None:
    if situation.facts.served_on is None:
        return Refusal(Code.NOT_SERVED)
    left = len(situation.facts.unsettled_remedies)
    return Refusal(Code.REMEDIES_OPEN, params={"count": left}) if left else None


def _may_withdraw(situation: Situation, step: Step) -> Refusal | None:
    """What others have joined is not one person's to end, whoever presses them."""
    return Refusal(Code.GROUP_GOES_ON) if situation.facts.is_shared else None


def _may_go_up(situation: Situation, step: Step) -> Refusal | None:
    return Refusal(Code.ALREADY_WENT_UP) if situation.facts.child else None


Condition = Callable[[Situation, Step], Refusal | None]

CONDITIONS: dict[Act, Condition] = {
    Act.TRANSFER: _may_send,
    Act.ASSIGN: _may_send,
    Act.OBJECT: _may_object,
    Act.REQUEST_EXTENSION: _may_request_extension,
    Act.GRANT_EXTENSION: _may_answer_extension,
    Act.REFUSE_EXTENSION: _may_answer_extension,
    Act.PAUSE: _may_pause,
    Act.RESUME: _may_resume,
    Act.DECIDE: _may_decide,
    Act.COMPLETE_REMEDY: _may_complete,
    Act.CLOSE: _may_close,
    Act.WITHDRAW: _may_withdraw,
    Act.GO_UP: _may_go_up,
}


_STILL_IN_TIME = (ClockState.RUNNING, ClockState.PAUSED)


def _extendable(situation: Situation, step: Step) -> Clock | None:
    """The running clock whose extension is asked for by this step.

    What is late stays late: an extension asked for afterwards would hide it.
    """
    return next(
        (
            c
            for c in situation.clocks
            if c.limit.extension and c.limit.extension.ask == step.id
            and c.state(situation.now) in _STILL_IN_TIME
        ),
        None,
    )  # fmt: skip


def _granted_in_this_run(situation: Situation, clock: Clock) -> tuple[int, ...]:
    return tuple(
        g.amount
        for g in situation.facts.granted
        if g.limit == clock.limit.id and g.at >= clock.started_at
    )


def _pausable(situation: Situation, step: Step) -> Clock | None:
    return next(
        (
            c
            for c in situation.clocks
            if c.limit.pause
            and c.limit.pause.pause == step.id
            and c.state(situation.now) in _STILL_IN_TIME
        ),
        None,
    )


# What a step of a kind brings about.


def _simple(kind: type[events.Event]) -> "Handler":
    """A step that needs nothing but its texts."""

    def handle(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
        return one(build(kind, step.id, _target(situation, step), params))

    return handle


def _transfer(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    if params.get("office") == situation.facts.office:
        return Refusal(Code.SAME_OFFICE, "office")
    params["co_handlers"] = tuple(
        o for o in params.get("co_handlers", ()) if o != params.get("office")
    )
    blocked = refuse_blocked(situation.facts, (params.get("office"),), "office")
    blocked = blocked or refuse_blocked(situation.facts, params["co_handlers"], "co_handlers")
    return blocked or _simple(events.Transferred)(situation, step, params)


def _object(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    facts = situation.facts
    given = {**params, "office": facts.office, "back_to": facts.registrar}
    return _simple(events.RoutingObjected)(situation, step, given)


def _with_doors(kind: type[events.Event], *, needed: bool) -> "Handler":
    def handle(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
        doors = tuple(params.get("doors", ()))
        if any(door not in situation.procedure.doors for door in doors):
            return Refusal(Code.UNKNOWN_DOOR, "doors")
        if needed and not doors:
            return Refusal(Code.MISSING, "doors")
        return _simple(kind)(situation, step, {**params, "doors": doors})

    return handle


def _request_extension(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    clock = _extendable(situation, step)
    if clock is None:
        return Refusal(Code.NOTHING_TO_EXTEND)
    limit = clock.limit
    too_long = _too_long(situation, limit, clock, params.get("amount"))
    given = {**params, "limit": limit.id}
    return too_long or _simple(events.ExtensionRequested)(situation, step, given)


def _grant_extension(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    pending = situation.facts.pending
    clock = situation.clock(pending.limit) if pending else None
    if pending is None or clock is None:
        return Refusal(Code.NO_EXTENSION_PENDING)
    if clock.stopped_at is not None or clock.state(situation.now) is ClockState.LATE:
        return Refusal(Code.NOTHING_TO_EXTEND)
    amount = params.get("amount") or pending.amount
    too_long = _too_long(situation, clock.limit, clock, amount)
    given = {**params, "limit": pending.limit, "amount": amount}
    return too_long or _simple(events.ExtensionGranted)(situation, step, given)


def _refuse_extension(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    pending = situation.facts.pending
    if pending is None:
        return Refusal(Code.NO_EXTENSION_PENDING)
    return _simple(events.ExtensionRefused)(situation, step, {**params, "limit": pending.limit})


def _too_long(situation: Situation, limit: Limit, clock: Clock, amount: Any) -> Refusal | None:
    if not isinstance(amount, int) or amount < 1:
        return Refusal(Code.MISSING, "amount")
    cap = limit.extension.max_amount if limit.extension else 0
    left = cap - sum(_granted_in_this_run(situation, clock))
    return Refusal(Code.EXTENSION_TOO_LONG, "amount", {"max": left}) if amount > left else None


def _pause(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    clock = _pausable(situation, step)
    if clock is None or clock.limit.pause is None:
        return Refusal(Code.NOTHING_TO_PAUSE)
    if params.get("ground") not in clock.limit.pause.reasons:
        return Refusal(Code.UNKNOWN_GROUND, "ground")
    if params["ground"] == GROUND and _hearing_stops_it(situation):
        return Refusal(Code.HEARING_STOPS_IT, "ground")
    return _simple(events.Paused)(situation, step, {**params, "limit": clock.limit.id})


def _resume(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    given = {**params, "limit": situation.facts.paused}
    return _simple(events.Resumed)(situation, step, given)


def _decide(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    refusal = _outcome(situation.facts, params.get("outcome")) or _on_hearing(situation, params)
    if refusal is not None:
        return refusal
    promises = tuple(params.get("remedies", ()))
    amounts = tuple(params.get("remedy_amounts", ())) or ("",) * len(promises)
    given = {**params, "remedies": promises, "remedy_amounts": amounts}
    refusal = _cannot_promise(situation, given)
    return refusal or _simple(events.Decided)(situation, step, given)


def _cannot_promise(situation: Situation, given: Mapping[str, Any]) -> Refusal | None:
    promises: tuple[events.Promise, ...] = given["remedies"]
    if any(promise.due_on < situation.today for promise in promises):
        return Refusal(Code.REMEDY_DATE_PAST, "remedies")
    blocked = refuse_blocked(situation.facts, (p.office for p in promises), "remedies")
    if blocked is not None:
        return blocked
    texts = tuple(given.get("remedy_texts", ()))
    if len(texts) != len(promises) or not all(text.strip() for text in texts):
        return Refusal(Code.MISSING, "remedies")
    if any(len(text) > MAX_TEXT for text in texts):
        return Refusal(Code.TOO_LONG, "remedies", {"max": MAX_TEXT})
    return refused_promise([p.kind for p in promises], given["remedy_amounts"])


def _on_hearing(situation: Situation, params: Mapping[str, Any]) -> Refusal | None:
    said = str(params.get("on_hearing") or "").strip()
    is_missing = must_answer_hearing(situation) and not said
    return Refusal(Code.MISSING, "on_hearing") if is_missing else None


def _outcome(facts: Facts, outcome: object) -> Refusal | None:
    """A settlement binds those who agreed: while somebody did not, the case is not settled."""
    if outcome not in set(Outcome) - {Outcome.WITHDRAWN}:
        return Refusal(Code.UNKNOWN_OUTCOME, "outcome")
    group = facts.group if facts.is_shared and outcome == Outcome.SETTLED else None
    if group is not None and not group.all_agreed:
        return Refusal(Code.NOT_ALL_AGREED, "outcome")
    return None


#: What gives an answer, which then has to reach the petitioner.
ANSWERING = (Act.DECIDE, Act.DECLINE, Act.REDIRECT)


#: How staff can say that an answer arrived. That it was opened on their page, the petitioner says
#: by opening it; see `service`.
SERVED_BY = ("in-person", "post", "phone", "email")


def _serve(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    if params.get("how") not in SERVED_BY:
        return Refusal(Code.MISSING, "how")
    on = params.get("on") or situation.today
    answered = [m for m in situation.facts.trail if _act_of(situation, m.step) in ANSWERING]
    if answered and on < answered[-1].day(situation.calendar):
        return Refusal(Code.DATE_TOO_EARLY, "on")
    return _simple(events.Served)(situation, step, {**params, "on": on})


def _complete(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    if params.get("number") not in {r.number for r in situation.facts.open_remedies}:
        return Refusal(Code.NO_SUCH_REMEDY, "number")
    given = {**params, "answer_days": rules_of(situation.procedure).answer_days}
    return _simple(events.RemedyCompleted)(situation, step, given)


def _go_up(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    level = situation.procedure.level_after(situation.facts.level)
    if level is None or not params.get("office"):
        return Refusal(Code.NO_HIGHER_OFFICE)
    blocked = refuse_blocked(situation.facts, (params["office"],), "")
    if blocked is not None:
        return blocked
    given = {**params, "level": level.number}
    return _simple(events.ReviewAsked)(situation, step, given)


CONTACT, OTHER, NONE = "contact", "other", "none"


def _protect(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    """To move a case and to exclude somebody are acts of their own: see `reprisal`."""
    if params.get("kind") not in (CONTACT, OTHER, NONE):
        return Refusal(Code.UNKNOWN_MEASURE, "kind")
    return _simple(events.MeasureTaken)(situation, step, params)


def _rate(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    if params.get("score") not in range(1, 6):
        return Refusal(Code.BAD_RATING, "score")
    return _simple(events.Rated)(situation, step, params)


def _never(situation: Situation, step: Step, params: dict[str, Any]) -> Decision:
    return Refusal(Code.NOT_IN_THIS_STAGE)


Handler = Callable[[Situation, Step, dict[str, Any]], Decision]

HANDLERS: dict[Act, Handler] = {
    Act.FILE: _never,
    Act.REGISTER: _simple(events.Registered),
    Act.TRANSFER: _transfer,
    Act.ASSIGN: _transfer,
    Act.OBJECT: _object,
    Act.ACCEPT: _simple(events.Accepted),
    Act.DECLINE: _with_doors(events.Declined, needed=False),
    Act.REDIRECT: _with_doors(events.Redirected, needed=True),
    Act.ASK: _simple(events.PetitionerAsked),
    Act.MESSAGE: _simple(events.MessageWritten),
    Act.ADD_FACTS: _simple(events.FactsAdded),
    Act.REQUEST_EXTENSION: _request_extension,
    Act.GRANT_EXTENSION: _grant_extension,
    Act.REFUSE_EXTENSION: _refuse_extension,
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.DECIDE: _decide,
    Act.SERVE: _serve,
    Act.COMPLETE_REMEDY: _complete,
    Act.CLOSE: _simple(events.Closed),
    Act.WITHDRAW: _simple(events.Withdrawn),
    Act.NOT_FIXED: _simple(events.NotFixed),
    Act.GO_UP: _go_up,
    Act.PROTECT: _protect,
    Act.RATE: _rate,
}


def _target(situation: Situation, step: Step) -> str:
    return step.to.get(situation.facts.stage, situation.facts.stage)


def _act_of(situation: Situation, step_id: str) -> Act | None:
    step = situation.procedure.steps.get(step_id)
    return step.act if step else None


def one(built: events.Event | Refusal) -> Decision:
    return built if isinstance(built, Refusal) else (built,)


def build(kind: type[Any], step: str, stage: str, params: Mapping[str, Any]) -> Any:
    """The event, or a refusal naming the first text that is missing or too long."""
    for name, is_needed in _texts_of(kind.tag):
        value = params.get(name)
        if isinstance(value, tuple):
            continue
        if is_needed and not str(value or "").strip():
            return Refusal(Code.MISSING, name)
        if len(str(value or "")) > MAX_TEXT:
            return Refusal(Code.TOO_LONG, name, {"max": MAX_TEXT})
    return kind(step=step, stage=stage, **{k: v for k, v in params.items() if v is not None})


@cache
def _texts_of(tag: str) -> tuple[tuple[str, bool], ...]:
    """The fields of an event that somebody writes, and whether something has to stand there."""
    texts = (item for item in fields(events.REGISTRY[tag]) if item.metadata.get("words"))
    return tuple((item.name, item.default is MISSING) for item in texts)
