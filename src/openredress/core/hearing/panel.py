"""The panel of a hearing: who sits, who has to leave, who objects."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .. import events
from ..facts import At, Facts, Hearing
from ..refusals import Code, Refusal
from ..situation import Decision, Situation
from .course import happened, reached, rule_of


@dataclass(frozen=True)
class Member:
    """Somebody to sit: `staff` and `office` are 0 for somebody from outside. `sees` is whether they
    may see the case, `offices` are all at which they have a post.
    """

    name: str
    staff: int = 0
    office: int = 0
    sees: bool = True
    offices: frozenset[int] = frozenset()


def can_sit(facts: Facts, hearing: Hearing, member: Member, below: Collection[int]) -> bool:
    """Nobody who is kept from the case, decided it before, left the panel upon an objection, or is
    of an office that speaks there for what it did: the `side`, and those that answered `below`.
    """
    if not member.staff:
        return bool(member.name.strip())
    decided = {*facts.decided_by, *facts.excluded}
    own = {hearing.side, *below} & member.offices
    return member.sees and not own and member.staff not in decided | hearing.removed


def name_panel(situation: Situation, members: Sequence[Member], below: Collection[int]) -> Decision:
    found, rule = reached(situation, At.ORDERED, At.ANNOUNCED), rule_of(situation)
    if isinstance(found, Refusal) or rule is None:
        return found if isinstance(found, Refusal) else Refusal(Code.NO_HEARING_HERE)
    staff = [m.staff for m in members if m.staff]
    if len(members) < rule.panel:
        return Refusal(Code.PANEL_TOO_SMALL, "members", {"count": rule.panel})
    if not members[0].staff:
        return Refusal(Code.MISSING, "chair")
    if len(set(staff)) < len(staff) or not all(
        can_sit(situation.facts, found, m, below) for m in members
    ):
        return Refusal(Code.SEAT_NOT_POSSIBLE, "members")
    return happened(
        situation, events.PanelNamed, hearing=found.number,
        staff=tuple(m.staff for m in members), offices=tuple(m.office for m in members),
        names=tuple(m.name.strip() for m in members),
    )  # fmt: skip


def sitting(facts: Facts, hearing: Hearing) -> tuple[int, ...]:
    """The seats of those who still sit: whoever is shut out meanwhile does not."""
    return tuple(
        s.number for s in hearing.seats
        if not s.is_out and s.staff not in facts.blocked and s.office not in facts.blocked_offices
    )  # fmt: skip


def own_seat(situation: Situation, hearing: Hearing) -> int:
    """The seat of the actor, 0 if they have none."""
    own = hearing.seat_of(situation.actor.staff)
    return own.number if own and own.number in sitting(situation.facts, hearing) else 0


def is_chair(situation: Situation, hearing: Hearing) -> bool:
    own = hearing.seat(own_seat(situation, hearing))
    return own is not None and own.chairs


def deny_interest(situation: Situation, seat: int) -> Decision:
    """For oneself; the chair states it for somebody from outside who declared it on paper."""
    found = reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    known = found.seat(seat)
    from_outside = known is not None and not known.staff and is_chair(situation, found)
    if known is None or known.declared or not (from_outside or seat == own_seat(situation, found)):
        return Refusal(Code.NOT_ON_PANEL)
    return happened(situation, events.InterestDenied, hearing=found.number, seat=seat)


def object_to(situation: Situation, seat: int, reason: str) -> Decision:
    found = reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    known = found.seat(seat)
    if known is None:
        return Refusal(Code.NOT_ON_PANEL, "seat")
    if known.objected:
        return Refusal(Code.OBJECTED_ALREADY, "seat")
    return happened(situation, events.SeatObjected, hearing=found.number, seat=seat, reason=reason)


def answer_objection(situation: Situation, seat: int, reason: str, *, leaves: bool) -> Decision:
    """Whoever it is about does not answer it."""
    found = reached(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    known = found.seat(seat)
    if known is None or not known.is_disputed:
        return Refusal(Code.HEARING_NOT_NOW)
    if known.staff and known.staff == situation.actor.staff:
        return Refusal(Code.NOT_YOURS)
    return happened(
        situation, events.ObjectionAnswered, hearing=found.number, seat=seat, leaves=leaves,
        reason=reason,
    )  # fmt: skip
