"""Hearings: who may ask, who sits, when it is, what each side puts in, what was found.

The Chinese regulations let a serious or complex matter be heard (Art. 31), and do not count the
time of it at the re-review (Art. 36). How it is done they leave open; the pack says it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from . import events
from .clock import Clock, ClockState
from .facts import OFFICE, At, Facts, Hearing
from .procedure import Act, Role, StageKind
from .refusals import Code, Refusal
from .sitting import GROUND, Sitting
from .situation import Decision, Situation
from .steps import build, one
from .supervision import next_number

#: How far ahead a hearing may be set, in days.
LONGEST = 183
LONGEST_TITLE = 150


def rule_of(situation: Situation) -> Sitting | None:
    """What the pack says about hearings at the level of the case; `None` if there are none."""
    rule = situation.procedure.hearing
    return rule if rule is not None and situation.facts.level in rule.levels else None


def current(facts: Facts) -> Hearing | None:
    return facts.hearings[-1] if facts.hearings else None


def goes_on(facts: Facts) -> Hearing | None:
    """The hearing that is asked for, ordered, or waits for its finding."""
    found = current(facts)
    return found if found is not None and not found.at.is_over else None


def may_be_heard(situation: Situation) -> bool:
    """Whether the case waits for a decision, so that a hearing can still matter."""
    steps = situation.procedure.steps.values()
    decides = any(s.act is Act.DECIDE and situation.facts.stage in s.stages for s in steps)
    return decides and situation.stage.kind is StageKind.OPEN


def can_begin(situation: Situation, role: Role) -> Refusal | None:
    """Whether somebody in this role can ask for a hearing now, or order one."""
    rule = rule_of(situation)
    if rule is None or role not in rule.asked_by:
        return Refusal(Code.NO_HEARING_HERE)
    if not may_be_heard(situation):
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": situation.facts.stage})
    return Refusal(Code.HEARING_GOES_ON) if goes_on(situation.facts) else None


def _event(situation: Situation, kind: type[Any], **given: object) -> Decision:
    return one(build(kind, kind.tag, situation.facts.stage, given))


def _at(situation: Situation, *wanted: At) -> Hearing | Refusal:
    """The hearing, where it has come so far."""
    found = current(situation.facts)
    if found is None or found.at not in wanted:
        return Refusal(Code.HEARING_NOT_NOW)
    return found


# Asked for, ordered -----------------------------------------------------------------------------


def ask(situation: Situation, reason: str, needs: str, *, closed: bool) -> Decision:
    refusal, rule = can_begin(situation, Role.PETITIONER), rule_of(situation)
    if refusal is not None or rule is None:
        return refusal or Refusal(Code.NO_HEARING_HERE)
    facts = situation.facts
    return _event(
        situation, events.HearingAsked, hearing=len(facts.hearings) + 1, office=facts.office,
        number=next_number(facts), due_on=situation.today + timedelta(days=rule.answer_days),
        closed=closed, reason=reason, needs=needs,
    )  # fmt: skip


def refuse(situation: Situation, reason: str) -> Decision:
    found = _at(situation, At.ASKED)
    if isinstance(found, Refusal):
        return found
    return _event(situation, events.HearingRefused, hearing=found.number, reason=reason)


def order(
    situation: Situation, role: Role, office: int, below: Sequence[int], reason: str
) -> Decision:
    """Grants what was asked for, or orders a hearing in this `role`, at the `office` that holds it.

    `below` are the offices that answered at the levels below, the last one first.
    """
    facts, found = situation.facts, current(situation.facts)
    if found is None or found.at is not At.ASKED:
        refusal = can_begin(situation, role)
        if refusal is not None:
            return refusal
        number = len(facts.hearings) + 1
    else:
        number = found.number
    side: int | None = next(iter(below), facts.office)
    if side in facts.blocked_offices:
        side = None
    return _event(
        situation, events.HearingOrdered, hearing=number, office=office, side=side, reason=reason
    )


def cancel(situation: Situation, reason: str) -> Decision:
    found = _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    done = _event(situation, events.HearingCancelled, hearing=found.number, reason=reason)
    return _and_resume(situation, found, done, situation.today)


# The panel --------------------------------------------------------------------------------------


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
    found, rule = _at(situation, At.ORDERED, At.ANNOUNCED), rule_of(situation)
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
    return _event(
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


def _own_seat(situation: Situation, hearing: Hearing) -> int:
    """The seat of the actor, 0 if they have none."""
    own = hearing.seat_of(situation.actor.staff)
    return own.number if own and own.number in sitting(situation.facts, hearing) else 0


def is_chair(situation: Situation, hearing: Hearing) -> bool:
    own = hearing.seat(_own_seat(situation, hearing))
    return own is not None and own.chairs


def deny_interest(situation: Situation, seat: int) -> Decision:
    """For oneself; the chair states it for somebody from outside who declared it on paper."""
    found = _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    known = found.seat(seat)
    from_outside = known is not None and not known.staff and is_chair(situation, found)
    if known is None or known.declared or not (from_outside or seat == _own_seat(situation, found)):
        return Refusal(Code.NOT_ON_PANEL)
    return _event(situation, events.InterestDenied, hearing=found.number, seat=seat)


def object_to(situation: Situation, seat: int, reason: str) -> Decision:
    found = _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    known = found.seat(seat)
    if known is None:
        return Refusal(Code.NOT_ON_PANEL, "seat")
    if known.objected:
        return Refusal(Code.OBJECTED_ALREADY, "seat")
    return _event(situation, events.SeatObjected, hearing=found.number, seat=seat, reason=reason)


def answer_objection(situation: Situation, seat: int, reason: str, *, leaves: bool) -> Decision:
    """Whoever it is about does not answer it."""
    found = _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    known = found.seat(seat)
    if known is None or not known.is_disputed:
        return Refusal(Code.HEARING_NOT_NOW)
    if known.staff and known.staff == situation.actor.staff:
        return Refusal(Code.NOT_YOURS)
    return _event(
        situation, events.ObjectionAnswered, hearing=found.number, seat=seat, leaves=leaves,
        reason=reason,
    )  # fmt: skip


# The notice -------------------------------------------------------------------------------------


def wish_closed(situation: Situation) -> Decision:
    found = _at(situation, At.ASKED, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    if found.is_closed_wish:
        return Refusal(Code.NOTHING_CHANGED)
    return _event(situation, events.ClosedHearingAsked, hearing=found.number)


def must_be_closed(facts: Facts, hearing: Hearing) -> bool:
    """Where the petitioner wishes it, and where somebody is shut out: they would read of it."""
    return bool(
        hearing.is_closed_wish or facts.is_reprisal or facts.exclusion_asked or facts.blocked
        or facts.blocked_offices
    )  # fmt: skip


def earliest(situation: Situation) -> date:
    """The first day for which a notice given now is in time."""
    rule = rule_of(situation)
    return situation.today + timedelta(days=rule.notice_days if rule else 1)


def announce(situation: Situation, given: Mapping[str, Any]) -> Decision:
    """Gives notice, or moves what was announced by a new notice of the same length."""
    facts, found = situation.facts, _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    on = situation.calendar.local_date(given["starts_at"])
    refusal = _panel_is_whole(situation, found) or _day(situation, on)
    if refusal is not None:
        return refusal
    if given.get("is_public"):
        if must_be_closed(facts, found):
            return Refusal(Code.HEARING_STAYS_CLOSED, "is_public")
        if not str(given.get("title", "")).strip():
            return Refusal(Code.MISSING, "title")
    pause = None if found.stops else pausing(situation)
    title = str(given.get("title", ""))[:LONGEST_TITLE] if given.get("is_public") else ""
    done = _event(
        situation, events.HearingAnnounced, hearing=found.number,
        **{**given, "title": title, "stops": pause is not None},
    )  # fmt: skip
    if isinstance(done, Refusal) or pause is None or pause.limit.pause is None:
        return done
    law = pause.limit.pause
    paused = events.Paused(
        step=law.pause, stage=facts.stage, limit=pause.limit.id, ground=GROUND,
        reason=str(given["reason"]),
    )  # fmt: skip
    return (*done, paused)


def _panel_is_whole(situation: Situation, hearing: Hearing) -> Refusal | None:
    rule, seats = rule_of(situation), sitting(situation.facts, hearing)
    chair = next((s.number for s in hearing.seats if s.chairs and not s.is_out), 0)
    least = rule.panel if rule else 1
    if len(seats) < least or chair not in seats:
        return Refusal(Code.PANEL_TOO_SMALL, params={"count": least})
    return None


def _day(situation: Situation, on: date) -> Refusal | None:
    first = earliest(situation)
    if on < first:
        return Refusal(Code.NOTICE_TOO_SHORT, "starts_on", {"earliest": first.isoformat()})
    if (on - situation.today).days > LONGEST:
        return Refusal(Code.DAY_TOO_FAR, "starts_on", {"days": LONGEST})
    return None


def pausing(situation: Situation) -> Clock | None:
    """The clock that stands still from the notice on; only where the law says so (Art. 36)."""
    rule, facts = rule_of(situation), situation.facts
    if rule is None or facts.level not in rule.not_counted or facts.paused:
        return None
    for clock in situation.clocks:
        law = clock.limit.pause
        if law is None or GROUND not in law.reasons:
            continue
        used = sum((s.end_on - s.start_on).days for s in clock.standstills if s.end_on)
        if clock.state(situation.now) is ClockState.RUNNING and used < law.max_days:
            return clock
    return None


def _and_resume(situation: Situation, hearing: Hearing, done: Decision, on: date) -> Decision:
    """The clock that stood still for the hearing runs again from the day after it was over."""
    facts = situation.facts
    limit = situation.procedure.limits.get(facts.paused)
    if isinstance(done, Refusal) or not hearing.stops or limit is None or limit.pause is None:
        return done
    resumed = events.Resumed(
        step=limit.pause.resume, stage=facts.stage, limit=limit.id,
        on=on if on != situation.today else None,
    )  # fmt: skip
    return (*done, resumed)


def announce_companion(situation: Situation, name: str, *, comes: bool) -> Decision:
    """The petitioner brings somebody, and names them or does not."""
    found = _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    if not comes and not found.companion:
        return Refusal(Code.NOTHING_CHANGED)
    return _event(
        situation, events.CompanionAnnounced, hearing=found.number, comes=comes,
        companion=name.strip() if comes else "",
    )  # fmt: skip


# Documents --------------------------------------------------------------------------------------


def documents_until(situation: Situation, hearing: Hearing) -> date | None:
    """The last day on which documents are put in: the one before it begins."""
    if hearing.starts_at is None:
        return None
    return situation.calendar.local_date(hearing.starts_at) - timedelta(days=1)


def put_documents(situation: Situation, side: str, files: Collection[int]) -> Decision:
    """Puts files of the case before the hearing. Those of the office go to the petitioner at once,
    which `files.give` says.
    """
    facts, found = situation.facts, _at(situation, At.ORDERED, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    until = documents_until(situation, found)
    if until is not None and situation.today > until and side not in found.late:
        return Refusal(Code.DOCUMENTS_LATE, "files", {"until": until.isoformat()})
    can = {file.number for file in can_put(facts, found, side)}
    if not files or not set(files) <= can:
        return Refusal(Code.NOTHING_CHOSEN if not files else Code.NO_SUCH_FILE, "files")
    return _event(
        situation, events.DocumentsPut, hearing=found.number, side=side,
        files=tuple(sorted(set(files))),
    )  # fmt: skip


def can_put(facts: Facts, hearing: Hearing, side: str) -> tuple[Any, ...]:
    """The files of one side that can still be put before the hearing."""
    there = {document.file for document in hearing.documents}
    return tuple(
        f for f in facts.files
        if f.of_office is (side == OFFICE) and f.number not in there
        and not f.erased and not f.is_withheld
    )  # fmt: skip


def allow_late(situation: Situation, side: str, reason: str) -> Decision:
    found = _at(situation, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    if not is_chair(situation, found):
        return Refusal(Code.NOT_ON_PANEL)
    return _event(
        situation, events.LateDocumentsAllowed, hearing=found.number, side=side, reason=reason
    )


# It is held -------------------------------------------------------------------------------------


def may_record(situation: Situation, hearing: Hearing) -> bool:
    """Whoever writes the minutes is of no side."""
    offices = {post.office for post in situation.actor.posts}
    return situation.actor.staff is not None and hearing.side not in offices


def record(situation: Situation, given: Mapping[str, Any]) -> Decision:
    """Who was there and what was said. Only those who declared to have no interest sit."""
    facts, found = situation.facts, _at(situation, At.ANNOUNCED)
    if isinstance(found, Refusal):
        return found
    refusal = _cannot_record(situation, found, given)
    if refusal is not None:
        return refusal
    group = facts.group
    seated = set(group.seated) if group else set()
    if not set(given.get("representatives", ())) <= seated:
        return Refusal(Code.NOT_REPRESENTING, "representatives")
    done = _event(situation, events.HearingRecorded, hearing=found.number, **given)
    ended_on = situation.calendar.local_date(given["ended_at"])
    return _and_resume(situation, found, done, ended_on)


def _cannot_record(
    situation: Situation, hearing: Hearing, given: Mapping[str, Any]
) -> Refusal | None:
    assert hearing.starts_at is not None
    rule, began, ended = rule_of(situation), given["began_at"], given["ended_at"]
    seats = sitting(situation.facts, hearing)
    there = [s for s in hearing.seats if s.number in given["present"]]
    chairs = any(s.chairs for s in there)
    return (
        Refusal(Code.NOT_YOURS) if not may_record(situation, hearing)
        else Refusal(Code.NOT_MET_YET) if situation.now < hearing.starts_at
        else Refusal(Code.DATE_TOO_EARLY, "began_at") if began < _hour_before(hearing.starts_at)
        else Refusal(Code.DATE_IN_FUTURE, "ended_at") if ended > situation.now
        else Refusal(Code.DATE_TOO_EARLY, "ended_at") if ended < began
        else Refusal(Code.OBJECTION_WAITS) if hearing.disputed
        else Refusal(Code.NOT_ON_PANEL, "present") if not set(given["present"]) <= set(seats)
        else Refusal(Code.PANEL_TOO_SMALL, "present", {"count": rule.panel if rule else 1})
        if rule is None or len(there) < rule.panel or not chairs
        else Refusal(Code.SEAT_UNDECLARED, "present", {"name": _undeclared(there)})
        if _undeclared(there)
        else None
    )  # fmt: skip


def _hour_before(moment: datetime) -> datetime:
    """A hearing may begin a little early when everybody is there."""
    return moment - timedelta(hours=1)


def _undeclared(there: Collection[Any]) -> str:
    return next((s.name or "?" for s in there if not s.declared), "")


# The minutes ------------------------------------------------------------------------------------


def confirm_minutes(situation: Situation, side: str) -> Decision:
    found = _at(situation, At.RECORDED)
    if isinstance(found, Refusal):
        return found
    if side not in found.sides or found.answers.get(side, "silent") != "silent":
        return Refusal(Code.CONFIRMED_ALREADY)
    return _event(situation, events.MinutesConfirmed, hearing=found.number, side=side)


def annotate_minutes(situation: Situation, side: str, text: str) -> Decision:
    """Beside the minutes and never in them, before the panel finds."""
    found = _at(situation, At.RECORDED)
    if isinstance(found, Refusal):
        return found
    if side not in found.sides:
        return Refusal(Code.NOT_YOURS)
    return _event(situation, events.MinutesAnnotated, hearing=found.number, side=side, text=text)


def correct_minutes(situation: Situation, text: str) -> Decision:
    """By whoever wrote them, or the chair."""
    found = _at(situation, At.RECORDED, At.FOUND)
    if isinstance(found, Refusal):
        return found
    if not (is_chair(situation, found) or situation.actor.staff == found.recorder):
        return Refusal(Code.NOT_ON_PANEL)
    return _event(situation, events.HearingMinutesCorrected, hearing=found.number, text=text)


def minutes_until(situation: Situation, hearing: Hearing) -> date | None:
    """The last day on which a side can answer the minutes."""
    rule = rule_of(situation)
    if hearing.recorded_at is None or rule is None:
        return None
    return situation.calendar.local_date(hearing.recorded_at) + timedelta(days=rule.minutes_days)


def falls_due(situation: Situation) -> tuple[events.Event, ...]:
    """Whoever said nothing of the minutes in time is recorded as silent."""
    found = current(situation.facts)
    if found is None or found.at is not At.RECORDED or situation.facts.is_forgotten:
        return ()
    until = minutes_until(situation, found)
    if until is None or situation.today <= until:
        return ()
    stage = situation.facts.stage
    return tuple(
        events.MinutesUnanswered(
            step="minutes-unanswered", stage=stage, hearing=found.number, side=side
        )
        for side in found.waits_for
    )


def moments(situation: Situation) -> tuple[datetime, ...]:
    """When `falls_due` next has something to say."""
    found = current(situation.facts)
    if found is None or not found.waits_for or found.at is not At.RECORDED:
        return ()
    until = minutes_until(situation, found)
    if until is None or situation.facts.is_forgotten:
        return ()
    return (situation.calendar.end_of(until),)


# The finding ------------------------------------------------------------------------------------


def find(situation: Situation, given: Mapping[str, Any]) -> Decision:
    """The chair writes what the panel found, once each side has answered the minutes or let the
    time for it pass.
    """
    found = _at(situation, At.RECORDED)
    if isinstance(found, Refusal):
        return found
    until = minutes_until(situation, found)
    if not is_chair(situation, found):
        return Refusal(Code.NOT_ON_PANEL)
    if found.waits_for and until is not None:
        return Refusal(Code.MINUTES_WAIT, params={"until": until.isoformat()})
    votes = [given["votes_for"], given["votes_against"], given["abstained"]]
    if sum(votes) != len(found.present) or votes[0] <= votes[1]:
        return Refusal(Code.VOTES_WRONG, "votes_for", {"count": len(found.present)})
    return _event(situation, events.HearingFound, hearing=found.number, **given)


def dissent(situation: Situation, text: str) -> Decision:
    """In one's own words, once, as long as the case is not decided."""
    found = _at(situation, At.FOUND)
    if isinstance(found, Refusal):
        return found
    own = hearing_seat_present(situation, found)
    if not own or own in {seat for seat, _seq in found.dissents} or not may_be_heard(situation):
        return Refusal(Code.NOT_ON_PANEL)
    return _event(situation, events.DissentWritten, hearing=found.number, seat=own, text=text)


def hearing_seat_present(situation: Situation, hearing: Hearing) -> int:
    """The seat of the actor, 0 if they did not sit when it was held."""
    own = _own_seat(situation, hearing)
    return own if own in hearing.present else 0


def publish(situation: Situation, headline: str, text: str) -> Decision:
    """What the public reads of the finding; an empty text takes it down."""
    found = _at(situation, At.FOUND)
    if isinstance(found, Refusal):
        return found
    if text.strip() and must_be_closed(situation.facts, found):
        return Refusal(Code.HEARING_STAYS_CLOSED)
    if text.strip() and not headline.strip():
        return Refusal(Code.MISSING, "headline")
    if not text.strip() and not found.published:
        return Refusal(Code.MISSING, "text")
    return _event(
        situation, events.FindingPublished, hearing=found.number,
        headline=headline.strip()[:LONGEST_TITLE], text=text.strip(),
    )  # fmt: skip


def hold_back(situation: Situation) -> events.PublicTextHeld:
    """A text for the public was kept back, which stands in the journal: whoever tries out names
    there is seen to do so.
    """
    found = current(situation.facts)
    return events.PublicTextHeld(
        step="public-text-held", stage=situation.facts.stage, hearing=found.number if found else 0
    )
