"""What comes of the acts of a mediation."""

from dataclasses import replace
from typing import Any

from .. import events
from ..journal import Entry
from .known import Changes, Facts, Themed
from .mediated import (
    PETITIONER,
    SIDES,
    Agreement,
    Aside,
    Mediation,
    MediationMeeting,
    Owed,
    Passed,
)


def _begun(facts: Facts, event: events.MediationBegun, entry: Entry) -> Changes:
    rung = next(i for i, office in enumerate(event.offices) if office)
    return {
        "mediation": Mediation(
            seq=entry.seq, stage=event.stage, about=event.about, offices=event.offices,
            token=event.token, rung=rung,
            office=event.offices[rung], since=entry.at, consents={PETITIONER: True},
        )
    }  # fmt: skip


def _of(facts: Facts) -> Mediation:
    assert facts.mediation is not None
    return facts.mediation


def _with(facts: Facts, **changes: Any) -> Changes:
    return {"mediation": replace(_of(facts), **changes)}


def _invited(facts: Facts, event: events.OtherSideInvited, entry: Entry) -> Changes:
    return _with(facts, letter=event.letter, has_come=False)


def _came(facts: Facts, event: events.OtherSideCame, entry: Entry) -> Changes:
    return _with(facts, has_come=True)


def _consented(facts: Facts, event: events.MediationConsented, entry: Entry) -> Changes:
    return _with(facts, consents={**_of(facts).consents, event.side: event.agrees})


def _handed_on(facts: Facts, event: events.MediationHandedOn, entry: Entry) -> Changes:
    now = _of(facts)
    report = entry.seq if event.text else 0
    left = Passed(now.rung, now.office, now.joint, now.since, entry.at, event.ground, report)
    is_last = event.rung == len(now.offices)
    return _with(
        facts,
        rung=event.rung,
        office=event.office,
        since=entry.at,
        joint=(),
        meets_at=None,
        consents={},
        passed=(*now.passed, left),
        owed=Owed(now.rung, event.owed_by, entry.at) if event.owed_by else now.owed,
        agreements=_all_off(now),
        ended="competent" if is_last else "",
    )


def _all_off(now: Mediation) -> tuple[Agreement, ...]:
    return tuple(replace(a, is_off=True) if a.is_open else a for a in now.agreements)


def _reported(facts: Facts, event: events.MediationReported, entry: Entry) -> Changes:
    now = _of(facts)
    rung = now.owed.rung if now.owed else 0
    passed = tuple(replace(p, report=entry.seq) if p.rung == rung else p for p in now.passed)
    return _with(facts, owed=None, passed=passed)


def _report_missed(facts: Facts, event: events.MediationReportMissed, entry: Entry) -> Changes:
    owed = _of(facts).owed
    return _with(facts, owed=replace(owed, is_missed=True) if owed else None)


def _joined(facts: Facts, event: events.CoMediatorJoined, entry: Entry) -> Changes:
    return _with(facts, joint=(*_of(facts).joint, event.office), news_at=entry.at)


def _meeting_set(facts: Facts, event: events.MediationMeetingSet, entry: Entry) -> Changes:
    new = MediationMeeting(event.number, entry.seq, event.starts_at)
    return _with(
        facts, meetings=(*_of(facts).meetings, new), meets_at=event.starts_at, news_at=entry.at
    )


def _meeting_held(facts: Facts, event: events.MediationMeetingHeld, entry: Entry) -> Changes:
    meetings = tuple(
        replace(m, held=entry.seq) if m.number == event.number else m for m in _of(facts).meetings
    )
    return _with(facts, meetings=meetings, meets_at=None)


def _spoken(facts: Facts, event: events.SpokenAlone, entry: Entry) -> Changes:
    now = _of(facts)
    by_side = entry.by.staff is None
    new = Aside(event.number, event.side, now.rung, entry.at, by_side, event.goes_on, event.digest)
    return _with(facts, asides=(*now.asides, new))


def _drafted(facts: Facts, event: events.AgreementDrafted, entry: Entry) -> Changes:
    texts = event.remedy_texts or ("",) * len(event.remedies)
    new = Agreement(
        event.number, entry.seq, event.owners, event.remedies, event.terms, texts
    )  # fmt: skip
    return _with(facts, agreements=(*_all_off(_of(facts)), new))


def _answered(facts: Facts, event: events.AgreementAnswered, entry: Entry) -> Changes:
    def changed(one: Agreement) -> Agreement:
        answers = {**one.answers, event.side: event.agrees}
        both = all(answers.get(side) for side in SIDES)
        return replace(
            one, answers=answers, both_at=entry.at if both else None, is_off=not event.agrees
        )

    return _agreement(facts, event.number, changed)


def _taken_back(facts: Facts, event: events.AgreementTakenBack, entry: Entry) -> Changes:
    return _agreement(facts, event.number, lambda one: replace(one, is_off=True))


def _bound(facts: Facts, event: events.AgreementBound, entry: Entry) -> Changes:
    after = _agreement(facts, event.number, lambda one: replace(one, is_bound=True))
    return {"mediation": replace(after["mediation"], ended="settled")}


def _agreement(facts: Facts, number: int, change: Any) -> Changes:
    return _with(
        facts,
        agreements=tuple(change(a) if a.number == number else a for a in _of(facts).agreements),
    )


def ends_with_stage(facts: Facts) -> Facts:
    """A mediation is over once the case has left the stage in which it began."""
    now = facts.mediation
    if now is None or now.ended or now.stage == facts.stage:
        return facts
    over = replace(now, ended="over", agreements=_all_off(now), owed=None)
    return replace(facts, mediation=over)


CHANGES: Themed = {
    events.MediationBegun: _begun,
    events.OtherSideInvited: _invited,
    events.OtherSideCame: _came,
    events.MediationConsented: _consented,
    events.MediationHandedOn: _handed_on,
    events.MediationReported: _reported,
    events.MediationReportMissed: _report_missed,
    events.CoMediatorJoined: _joined,
    events.MediationMeetingSet: _meeting_set,
    events.MediationMeetingHeld: _meeting_held,
    events.SpokenAlone: _spoken,
    events.AgreementDrafted: _drafted,
    events.AgreementAnswered: _answered,
    events.AgreementTakenBack: _taken_back,
    events.AgreementBound: _bound,
}
