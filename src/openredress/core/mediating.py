"""Mediation: two sides, a mediator, and rungs that lead on.

Nobody is mediated who does not agree, on each rung anew; whoever says no, or no longer, says no
more than that. What fails on a rung goes to the next one with its whole record, and from the last
to the office that answers anyway. The limits of the procedure run on all the while, so that nobody
loses anything by trying. These acts need no step of a pack, which lays down the rungs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from . import events
from .access import Actor
from .facts import OTHER, PETITIONER, Aside, Mediation
from .procedure import Role
from .refusals import Code, Refusal
from .rungs import MediationRules, MediationRung
from .situation import Decision, Situation
from .steps import build, one
from .text import Text, in_language

PAGE, PAPER = "page", "paper"
FAILED, TIME, CONSENT, LEFT, RECUSED = "failed", "time", "consent", "left", "recused"
#: Who may be at a meeting, by what they are in it.
PRESENT = ("petitioner", "other", "mediator", "co-mediator", "helper", "interpreter", "expert")
#: Who can owe a remedy of an agreement.
OWNERS = ("petitioner", "other", "office")
#: How a point that a side owes is told among the remedies, where the office sees to all of them.
_OWED: Mapping[str, Text] = {
    "petitioner": {"en": "The petitioner: {what}", "zh": "信访人：{what}"},
    "other": {"en": "The other side: {what}", "zh": "对方：{what}"},
    "office": {"en": "{what}", "zh": "{what}"},
}
#: How far ahead an agreement may promise something, in days.
FURTHEST = 3 * 366
#: How many acts of one kind a mediation can hold: beyond that it is a mistake, or a machine.
MOST = 100


@dataclass(frozen=True)
class Running:
    """A mediation that is under way, with what the pack says about it."""

    now: Mediation
    rules: MediationRules

    @property
    def rung(self) -> MediationRung:
        return self.rules.rungs[self.now.rung]


def running(situation: Situation) -> Running | None:
    now, rules = situation.facts.mediation, situation.procedure.mediation
    return Running(now, rules) if now is not None and rules is not None and not now.ended else None


def may_begin(situation: Situation) -> Refusal | None:
    """Why the petitioner cannot begin mediation now."""
    facts, rules = situation.facts, situation.procedure.mediation
    if rules is None or facts.stage not in rules.stages or facts.is_reprisal:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": facts.stage})
    if facts.is_shared:
        return Refusal(Code.GROUP_GOES_ON)
    if facts.mediation is not None:
        return Refusal(Code.MEDIATED_ALREADY)
    return None


def begin(
    situation: Situation, offices: tuple[int, ...], token: str, about: str, how: str
) -> Decision:
    """The petitioner wants it. `offices` stand on the rungs before the last, 0 where none does."""
    refusal = may_begin(situation)
    if refusal is not None:
        return refusal
    if not any(offices):
        return Refusal(Code.NO_MEDIATOR, "office")
    if set(offices) & situation.facts.blocked_offices:
        return Refusal(Code.BLOCKED_RECIPIENT, "office")
    given = {"how": how, "offices": offices, "token": token, "about": about}
    return one(build(events.MediationBegun, "mediation-begun", situation.facts.stage, given))


def due_on(situation: Situation, run: Running) -> date:
    """The last day of the rung; the day on which it was reached is not counted."""
    return situation.calendar.local_date(run.now.since) + timedelta(days=run.rung.days)


def cooling_until(situation: Situation, run: Running) -> date | None:
    """Until when either side can take back what both have confirmed."""
    draft = run.now.draft
    if draft is None or draft.both_at is None:
        return None
    return situation.calendar.local_date(draft.both_at) + timedelta(days=run.rules.cooling_days)


def report_due_on(situation: Situation) -> date | None:
    """By which day a report is owed."""
    now, rules = situation.facts.mediation, situation.procedure.mediation
    if now is None or rules is None or now.owed is None:
        return None
    days = timedelta(days=rules.rungs[now.owed.rung].report_days)
    return situation.calendar.local_date(now.owed.since) + days


def readable(now: Mediation, offices: Iterable[int]) -> tuple[Aside, ...]:
    """What sides said alone that mediators of these offices may read: on their own rung, and what
    a side lets go on.
    """
    mine = frozenset(offices)
    if not mine & set(now.mediators):
        return ()
    return tuple(a for a in now.asides if a.rung == now.rung or a.goes_on)


# The two sides -----------------------------------------------------------------------------


def invite(situation: Situation) -> Decision:
    """A letter to the other side, in place of any before."""
    run = running(situation)
    if run is None:
        return Refusal(Code.NO_MEDIATION)
    if run.now.letter >= MOST:
        return Refusal(Code.TOO_OFTEN)
    return _one(situation, events.OtherSideInvited, "other-side-invited", letter=run.now.letter + 1)


def come(situation: Situation, letter: int) -> Decision:
    """The other side opens the letter."""
    now = situation.facts.mediation
    if now is None or now.has_come or now.letter != letter:
        return Refusal(Code.INVITATION_OVER)
    return _one(situation, events.OtherSideCame, "other-side-came", letter=letter)


def consent(
    situation: Situation, side: str, *, agrees: bool, how: str = PAGE, witness: str = ""
) -> Decision:
    """A side says whether it agrees to mediation on this rung; a no leads on to the next."""
    run = running(situation)
    if run is None:
        return Refusal(Code.NO_MEDIATION)
    if how == PAPER and not witness.strip():
        return Refusal(Code.MISSING, "witness")
    if run.now.consents.get(side) is agrees:
        return ()
    said = _made(situation, events.MediationConsented, "mediation-consented", side=side,
                 agrees=agrees, how=how, witness=witness)  # fmt: skip
    if isinstance(said, Refusal) or agrees:
        return one(said)
    return (said, _handed_on(situation, run, CONSENT))


def leave(situation: Situation, side: str) -> Decision:
    """A side wants no mediation on any rung: the ordinary procedure goes on alone."""
    run = running(situation)
    if run is None:
        return Refusal(Code.NO_MEDIATION)
    return (_handed_on(situation, run, LEFT),)


def write_alone(situation: Situation, side: str, digest: str, *, goes_on: bool) -> Decision:
    """A side and the mediator say something without the other side."""
    run = running(situation)
    if run is None:
        return Refusal(Code.NO_MEDIATION)
    if not run.now.consents.get(side):
        return Refusal(Code.NOT_AGREED)
    if len(run.now.asides) >= MOST:
        return Refusal(Code.TOO_OFTEN)
    return _one(situation, events.SpokenAlone, "spoken-alone", number=len(run.now.asides) + 1,
                side=side, goes_on=goes_on, digest=digest)  # fmt: skip


# The mediator ------------------------------------------------------------------------------


def at_work(situation: Situation) -> Running | Refusal:
    """The mediation, for one who mediates on its rung now."""
    run = running(situation)
    if run is None:
        return Refusal(Code.NO_MEDIATION)
    offices = {p.office for p in situation.actor.posts if p.role in MEDIATING}
    if situation.actor.kind is not Role.SYSTEM and not offices & set(run.now.mediators):
        return Refusal(Code.NOT_YOURS)
    return run


#: The posts whose holders mediate, at the office on the rung.
MEDIATING = (Role.OFFICER, Role.HEAD)


def with_both(situation: Situation) -> Running | Refusal:
    """The same, once both sides have agreed."""
    run = at_work(situation)
    if isinstance(run, Running) and not run.now.both_agree:
        return Refusal(Code.NOT_AGREED)
    return run


def set_meeting(situation: Situation, starts_at: datetime, place: str) -> Decision:
    run = with_both(situation)
    if isinstance(run, Refusal):
        return run
    if starts_at <= situation.now:
        return Refusal(Code.DAY_PAST, "on")
    if len(run.now.meetings) >= MOST:
        return Refusal(Code.TOO_OFTEN)
    return _one(situation, events.MediationMeetingSet, "mediation-meeting-set",
                number=len(run.now.meetings) + 1, starts_at=starts_at, place=place)  # fmt: skip


def hold_meeting(
    situation: Situation, number: int, present: tuple[str, ...], text: str
) -> Decision:  # fmt: skip
    """The record of a meeting: once written, it stands."""
    run = with_both(situation)
    if isinstance(run, Refusal):
        return run
    found = next((m for m in run.now.meetings if m.number == number and not m.held), None)
    if found is None:
        return Refusal(Code.NO_SUCH_MEETING, "number")
    if found.starts_at > situation.now:
        return Refusal(Code.MEETING_AHEAD, "number")
    there = tuple(who for who in PRESENT if who in present)
    if not there:
        return Refusal(Code.MISSING, "present")
    return _one(situation, events.MediationMeetingHeld, "mediation-meeting-held", number=number,
                present=there, text=text)  # fmt: skip


def join(situation: Situation, office: int) -> Decision:
    """An office of another area mediates along."""
    run = at_work(situation)
    if isinstance(run, Refusal):
        return run
    if office in run.now.mediators:
        return Refusal(Code.SAME_OFFICE, "office")
    if office in situation.facts.blocked_offices:
        return Refusal(Code.BLOCKED_RECIPIENT, "office")
    return _one(situation, events.CoMediatorJoined, "co-mediator-joined", office=office)


def hand_on(situation: Situation, text: str) -> Decision:
    """The mediator finds that no agreement is to be had here, and says where the sides stand."""
    run = at_work(situation)
    if isinstance(run, Refusal):
        return run
    if not text.strip():
        return Refusal(Code.MISSING, "text")
    if cooling_until(situation, run) is not None:
        return Refusal(Code.AGREEMENT_WAITS)
    return _one(situation, events.MediationHandedOn, "mediation-handed-on", text=text,
                **_next(situation, run, FAILED, is_written=True))  # fmt: skip


def report(situation: Situation, text: str) -> Decision:
    """The report that is owed of a rung which ended without one."""
    now = situation.facts.mediation
    if now is None or now.owed is None:
        return Refusal(Code.NO_REPORT_OWED)
    if now.owed.office not in {p.office for p in situation.actor.posts if p.role in MEDIATING}:
        return Refusal(Code.NOT_YOURS)
    given = {"office": now.owed.office, "text": text}
    return _one(situation, events.MediationReported, "mediation-reported", **given)


# What both agree on ------------------------------------------------------------------------


def draft(
    situation: Situation, terms: str, owed: Iterable[tuple[str, str, date]]
) -> Decision:  # fmt: skip
    """The mediator writes down what both might agree to. `owed` are (owner, what, by when)."""
    run = with_both(situation)
    if isinstance(run, Refusal):
        return run
    facts, rows = situation.facts, tuple(owed)
    if facts.is_shared:
        return Refusal(Code.GROUP_GOES_ON)
    if cooling_until(situation, run) is not None:
        return Refusal(Code.AGREEMENT_WAITS)
    refusals = (_refused(situation, *row) for row in rows)
    refusal = next((r for r in refusals if r), None)
    return refusal or _one(
        situation,
        events.AgreementDrafted,
        "agreement-drafted",
        number=len(run.now.agreements) + 1,
        owners=tuple(owner for owner, _what, _day in rows),
        terms=terms,
        remedies=tuple(events.Promise(facts.office, day) for _o, _w, day in rows),
        remedy_texts=tuple(what for _owner, what, _day in rows),
    )


def _refused(situation: Situation, owner: str, what: str, day: date) -> Refusal | None:
    if owner not in OWNERS or not what.strip():
        return Refusal(Code.MISSING, "remedies")
    if day < situation.today:
        return Refusal(Code.REMEDY_DATE_PAST, "remedies")
    if (day - situation.today).days > FURTHEST:
        return Refusal(Code.DAY_TOO_FAR, "remedies", {"days": FURTHEST})
    return None


def answer(
    situation: Situation, number: int, side: str, *, agrees: bool, how: str = PAGE,
    witness: str = "",
) -> Decision:  # fmt: skip
    """A side confirms the agreement, or refuses it."""
    run = running(situation)
    found = run.now.draft if run else None
    if run is None or found is None or found.number != number:
        return Refusal(Code.AGREEMENT_OVER)
    if not run.now.consents.get(side):
        return Refusal(Code.NOT_AGREED)
    if side in found.answers:
        return Refusal(Code.AGREEMENT_ANSWERED)
    if how == PAPER and not witness.strip():
        return Refusal(Code.MISSING, "witness")
    return _one(situation, events.AgreementAnswered, "agreement-answered", number=number,
                side=side, agrees=agrees, how=how, witness=witness)  # fmt: skip


def take_back(situation: Situation, number: int, side: str) -> Decision:
    """A side thinks better of what it confirmed."""
    run = running(situation)
    found = run.now.draft if run else None
    if run is None or found is None or found.number != number or not found.answers.get(side):
        return Refusal(Code.AGREEMENT_OVER)
    until = cooling_until(situation, run)
    if until is not None and situation.today > until:
        return Refusal(Code.AGREEMENT_OVER)
    return _one(situation, events.AgreementTakenBack, "agreement-taken-back", number=number,
                side=side)  # fmt: skip


# Leading on --------------------------------------------------------------------------------


def _next(
    situation: Situation, run: Running, ground: str, *, is_written: bool
) -> Mapping[str, Any]:  # fmt: skip
    """Where it goes from here: to the next rung on which somebody stands who is not shut out."""
    offices, blocked = run.now.offices, situation.facts.blocked_offices
    rung = next((i for i in range(run.now.rung + 1, len(offices))
                 if offices[i] and offices[i] not in blocked), len(offices))  # fmt: skip
    if ground == LEFT:
        rung = len(offices)
    goes = rung < len(offices)
    owes = goes and run.rung.report_days and not is_written and run.now.office not in blocked
    return {
        "rung": rung, "office": offices[rung] if goes else situation.facts.office,
        "ground": ground, "owed_by": run.now.office if owes else 0,
    }  # fmt: skip


def _handed_on(situation: Situation, run: Running, ground: str) -> events.MediationHandedOn:
    where = _next(situation, run, ground, is_written=False)
    return events.MediationHandedOn(
        step="mediation-handed-on", stage=situation.facts.stage, **where
    )


def falls_due(situation: Situation) -> tuple[events.Event, ...]:
    """What time brings about: a rung leads on, an agreement binds, a report is missed."""
    return (*_report_missed(situation), *_leads_on(situation))


def _report_missed(situation: Situation) -> Iterator[events.Event]:
    now, due = situation.facts.mediation, report_due_on(situation)
    if now and now.owed and not now.owed.is_missed and due and situation.today > due:
        yield events.MediationReportMissed(
            step="mediation-report-missed", stage=situation.facts.stage, office=now.owed.office
        )


def _leads_on(situation: Situation) -> tuple[events.Event, ...]:
    run = running(situation)
    if run is None:
        return ()
    if run.now.office in situation.facts.blocked_offices:
        return (_handed_on(situation, run, RECUSED),)
    until = cooling_until(situation, run)
    if until is not None:
        return _settled(situation, run) if situation.today > until else ()
    if situation.today > due_on(situation, run):
        return (_handed_on(situation, run, TIME),)
    return ()


def _settled(situation: Situation, run: Running) -> tuple[events.Event, ...]:
    """The agreement binds. It is told as any decision is, with its remedies, and has reached both:
    each of them confirmed it.
    """
    facts, draft, steps = situation.facts, run.now.draft, situation.procedure.steps
    assert draft is not None
    law = in_language(run.rules.citation.article, facts.language)
    decided = steps[run.rules.decide].to[facts.stage]
    texts = tuple(
        in_language(_OWED[owner], facts.language).format(what=what)
        for owner, what in zip(draft.owners, draft.texts, strict=True)
    )
    return (
        events.AgreementBound(step="agreement-bound", stage=facts.stage, number=draft.number),
        events.Decided(
            step=run.rules.decide, stage=decided, outcome="settled", claim=run.now.about,
            facts="", reasons="", finding=draft.terms, basis=law,
            remedies=draft.promises, remedy_texts=texts,
        ),
        events.Served(
            step=run.rules.serve, stage=steps[run.rules.serve].to[decided], how="agreed",
            on=situation.today,
        ),
    )  # fmt: skip


def moments(situation: Situation) -> Iterator[datetime]:
    """When `falls_due` next has something to say."""
    due, end_of = report_due_on(situation), situation.calendar.end_of
    now = situation.facts.mediation
    if due is not None and now and now.owed and not now.owed.is_missed:
        yield end_of(due)
    run = running(situation)
    if run is None:
        return
    until = cooling_until(situation, run)
    if run.now.office in situation.facts.blocked_offices:
        yield situation.facts.changed_at or situation.now
    else:
        yield end_of(until or due_on(situation, run))


def side_of(actor: Actor) -> str:
    """Which of the two sides it is."""
    return OTHER if actor.kind is Role.OTHER_SIDE else PETITIONER


def _made(situation: Situation, kind: type[Any], step: str, **given: Any) -> Any:
    return build(kind, step, situation.facts.stage, given)


def _one(situation: Situation, kind: type[Any], step: str, **given: Any) -> Decision:
    return one(_made(situation, kind, step, **given))
