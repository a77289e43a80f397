"""Reports of reprisal: who reads them, and what may be done so that the petitioner is safe.

A report goes past every office that took part in the case and everybody who is shut out of it, to
an office above them all. The Chinese regulations forbid reprisal (Art. 18) and make offices liable
for it (Arts. 43 to 46); others say the same. None of these acts needs a step of a pack but the
record of a measure, so that no procedure can leave them out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from . import events
from .facts import Facts
from .journal import Entry
from .procedure import Act, Procedure, StageKind
from .recusal import INTEREST
from .refusals import Code, Refusal
from .routing import OfficeMap
from .situation import Decision, Situation
from .steps import CONTACT, NONE, OTHER, build, one, refuse_blocked

__all__ = ["CONTACT", "EXCLUDED", "MOVED", "NONE", "OTHER"]

#: The pack that every report is handled by; an institution may put its own in its place.
REPORTS = "reprisal"

MOVED, EXCLUDED = "moved", "excluded"


class Why(StrEnum):
    """Why this office reads a report; its text is in the reader's language."""

    ABOVE = "above"
    NAMED = "named"
    TOOK_IN = "took-in"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Concerned:
    """The offices that a report goes past: those that answer or were meant to (`answering`), those
    that only took the case in, and those that are excluded or that the petitioner names.
    """

    answering: frozenset[int] = frozenset()
    taking_in: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()

    @property
    def every(self) -> frozenset[int]:
        return self.answering | self.taking_in | self.refused


@dataclass(frozen=True)
class Supervision:
    """The office that reads a report, why, and the offices that learn nothing of it."""

    office: int
    why: Why
    passed: frozenset[int]


def took_part(entries: Iterable[Entry]) -> Concerned:
    """The offices of one case, from its journal: also those that it has left again."""
    answering: set[int | None] = set()
    taking_in: set[int | None] = set()
    for entry in entries:
        event = entry.event
        if isinstance(event, events.Filed):
            taking_in.add(event.registrar)
            answering |= {event.chosen_office, event.suggested_office}
            if event.office != event.registrar:
                answering.add(event.office)
        elif isinstance(event, events.Transferred):
            answering |= {event.office, *event.co_handlers}
    found = frozenset(office for office in answering if office is not None)
    return Concerned(found, frozenset(o for o in taking_in if o is not None) - found)


def supervising(
    offices: OfficeMap, concerned: Concerned, can_read: Callable[[int], bool]
) -> Supervision:
    """The one office that reads the report. Total by construction: there is always one.

    The nearest office above all that are concerned; else the one the institution names for it;
    else one above that only took the case in. Where nobody can read it, the report is kept at an
    office that does not see it, until somebody can.
    """
    found = candidates(offices, concerned)
    for office, why in found.items():
        if can_read(office):
            return Supervision(office, why, concerned.every - {office})
    outside = (office for office in found if office not in concerned.every)
    kept = next(outside, _top(offices, concerned))
    return Supervision(kept, Why.NOBODY, concerned.every)


def _top(offices: OfficeMap, concerned: Concerned) -> int:
    """The highest office of the institution that the report is about."""
    known = concerned.answering or concerned.every
    first = next((o for o in sorted(known) if o in offices.offices), None)
    return offices.root() if first is None else offices.upwards(first)[-1]


def candidates(offices: OfficeMap, concerned: Concerned) -> dict[int, Why]:
    """Every office that could read the report, the first one first."""
    named = [o for o in _named(offices, concerned.every) if o not in concerned.every]
    top = _top(offices, concerned)
    found = dict.fromkeys(_above(offices, concerned.every, top), Why.ABOVE)
    found |= {o: Why.NAMED for o in named if o not in found}
    took_in = _above(offices, concerned.answering | concerned.refused, top)
    return found | {o: Why.TOOK_IN for o in took_in if o not in found}


def _above(offices: OfficeMap, below: frozenset[int], top: int) -> list[int]:
    """The offices above all of these that lie under `top`, nearest first, and none of these."""
    paths = [offices.upwards(office) for office in sorted(below & offices.offices.keys())]
    paths = [path[1:] for path in paths if path[-1] == top]
    if not paths:
        return [top]
    return [o for o in paths[0] if o not in below and all(o in path for path in paths)]


def _named(offices: OfficeMap, concerned: frozenset[int]) -> list[int]:
    """Which office those concerned, or the nearest above each, name for reports."""
    found: dict[int, None] = {}
    for office in sorted(concerned & offices.offices.keys()):
        named = (offices.offices[o].reprisals_to for o in offices.upwards(office))
        to = next((n for n in named if n is not None), None)
        if to is not None:
            found[to] = None
    return list(found)


def protect_step(procedure: Procedure) -> str:
    """The step of the pack by which a measure is recorded; a pack of one's own may have none."""
    return next((s.id for s in procedure.steps.values() if s.act is Act.PROTECT), "protect")


def measure(report: Situation, kind: str, office: int | None, reason: str) -> Decision:
    """What was done, as the report records it and its petitioner reads it."""
    if report.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": report.facts.stage})
    given = {"kind": kind, "office": office, "reason": reason}
    step = protect_step(report.procedure)
    return one(build(events.MeasureTaken, step, report.facts.stage, given))


def move(case: Situation, office: int, reason: str) -> Decision:
    """Takes the case that is reported about to another office, at the stage that it is at.

    Its time limits run on. The office that had it no longer sees it. Nothing of this says why.
    """
    facts = case.facts
    if case.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOTHING_TO_MOVE)
    if office == facts.office:
        return Refusal(Code.SAME_OFFICE, "office")
    blocked = refuse_blocked(facts, (office,), "office")
    if blocked is not None:
        return blocked
    given = {"office": office, "by_hand": True, "reason": reason}
    sent = build(events.Transferred, "reassignment", facts.stage, given)
    if isinstance(sent, Refusal):
        return Refusal(sent.code, "words", sent.params)
    return (sent, shut_out(facts, None, facts.office, reason))


def shut_out(facts: Facts, staff: int | None, office: int | None, reason: str) -> events.Recused:
    """Somebody no longer sees the case. It does not answer what its petitioner asked for."""
    return events.Recused(
        step="exclusion", stage=facts.stage, staff=staff, office=office, ground=INTEREST,
        reason=reason,
    )  # fmt: skip
