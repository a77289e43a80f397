"""Coordination meetings: cases that no single office can settle, and what came of them.

Several offices that are concerned agree, or a joint conference does (Art. 24 of the Chinese
regulations; other institutions as a matter of practice). What it agrees becomes what an office
owes, with a clock, and not a paper beside the case.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from . import events
from .demands import LONGEST
from .facts import Agenda, Facts
from .procedure import StageKind
from .refusals import Code, Refusal
from .routing import OfficeMap
from .situation import Decision, Situation
from .steps import build, may_send, one, refuse_blocked
from .supervision import cuts_off, next_number

#: How long before the lead has to decide its co-handlers have to have done their part, in days.
BEFORE_THE_LEAD = 7


@dataclass(frozen=True)
class Called:
    """A meeting as it was called: by `office` for the day `meets_on`, with who attends."""

    meeting: int
    office: int
    attending: frozenset[int]
    meets_on: date
    closes_on: date

    @property
    def there(self) -> frozenset[int]:
        return self.attending | {self.office}


@dataclass(frozen=True)
class Agreed:
    """What the minutes say about one item."""

    lead: int
    co_handlers: tuple[int, ...]
    due_on: date
    decision: str


def on_agenda(facts: Facts) -> Agenda | None:
    """The meeting that the case goes to now, if there is one."""
    return next((a for a in facts.agendas if a.is_open), None)


def put(
    situation: Situation, called: Called, item: int, offices: Collection[int], question: str
) -> Decision:
    """Puts the case on the agenda. Whoever is asked to settle it takes part from now on."""
    facts = situation.facts
    if situation.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOT_IN_THIS_STAGE, "cases", {"stage": facts.stage})
    refusal = (
        Refusal(Code.STAYS_WHERE_IT_IS, "cases") if facts.is_reprisal
        else may_send(situation) if facts.exclusion_asked
        else Refusal(Code.ON_AGENDA, "cases") if on_agenda(facts)
        else Refusal(Code.AGENDA_CLOSED) if situation.today > called.closes_on
        else Refusal(Code.NOT_ATTENDING, "offices") if not called.there >= {*offices, facts.office}
        else refuse_blocked(facts, (called.office, *offices), "offices")
    )  # fmt: skip
    if refusal is not None:
        return refusal
    return one(build(events.PutOnAgenda, "on-agenda", facts.stage, {
        "meeting": called.meeting, "item": item, "office": called.office,
        "meets_on": called.meets_on, "question": question,
        "offices": tuple(o for o in offices if o not in (facts.office, called.office)),
    }))  # fmt: skip


def take_off(situation: Situation, item: int, office: int, reason: str) -> Decision:
    """The case does not go there after all."""
    found = on_agenda(situation.facts)
    if found is None or found.item != item:
        return Refusal(Code.NOT_ON_AGENDA)
    given = {"meeting": found.meeting, "item": item, "office": office, "reason": reason}
    return one(build(events.TakenOffAgenda, "off-agenda", situation.facts.stage, given))


def decide(
    situation: Situation, called: Called, item: int, agreed: Agreed, offices: OfficeMap
) -> Decision:
    """What the minutes say becomes what the offices owe."""
    facts, today = situation.facts, situation.today
    found = on_agenda(facts)
    if found is None or found.item != item:
        return Refusal(Code.NOT_ON_AGENDA)
    refusal = (
        Refusal(Code.NOT_MET_YET) if today < called.meets_on
        else Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": facts.stage})
        if situation.stage.kind is not StageKind.OPEN
        else Refusal(Code.NOT_ATTENDING, "lead") if agreed.lead not in called.there
        else Refusal(Code.NOT_ATTENDING, "co_handlers")
        if not called.there >= set(agreed.co_handlers)
        else Refusal(Code.DAY_PAST, "due_on") if agreed.due_on <= today
        else Refusal(Code.DAY_TOO_FAR, "due_on", {"days": LONGEST})
        if (agreed.due_on - today).days > LONGEST
        else refuse_blocked(facts, (agreed.lead,), "lead")
        or refuse_blocked(facts, agreed.co_handlers, "co_handlers")
        or cuts_off(situation, agreed.lead, offices, "lead")
    )  # fmt: skip
    if refusal is not None:
        return refusal
    others = tuple(o for o in dict.fromkeys(agreed.co_handlers) if o != agreed.lead)
    return one(build(events.JointlyDecided, "meeting-decided", facts.stage, {
        "meeting": called.meeting, "item": item, "office": called.office,
        "number": next_number(facts), "lead": agreed.lead, "co_handlers": others,
        "due_on": agreed.due_on, "contribute_by": _before_the_lead(today, agreed.due_on),
        "decision": agreed.decision,
    }))  # fmt: skip


def _before_the_lead(today: date, due_on: date) -> date:
    """A week before the lead has to decide, or half of the time where that is short."""
    days = (due_on - today).days
    ahead = days - BEFORE_THE_LEAD if days > 2 * BEFORE_THE_LEAD else (days + 1) // 2
    return today + timedelta(days=ahead)


def correct(situation: Situation, item: int, office: int, text: str) -> Decision:
    """Adds a correction; what was confirmed stays as it is."""
    found = next((a for a in situation.facts.agendas if a.item == item), None)
    if found is None or not found.decided:
        return Refusal(Code.NOT_ON_AGENDA)
    given = {"meeting": found.meeting, "item": item, "office": office, "text": text}
    stage = situation.facts.stage
    return one(build(events.MinutesCorrected, "minutes-corrected", stage, given))
