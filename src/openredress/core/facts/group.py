"""What comes of what members of a group do."""

from dataclasses import replace
from typing import Any

from .. import events
from ..journal import Entry
from .known import Changes, Facts, Themed
from .members import Candidate, Group, GroupReport, Mandate, Settlement
from .promised import Remedy


def _group(facts: Facts) -> Group:
    assert facts.group is not None
    return facts.group


def _with(facts: Facts, **changes: Any) -> Changes:
    return {"group": replace(_group(facts), **changes)}


def _opened(facts: Facts, event: events.GroupOpened, entry: Entry) -> Changes:
    own = frozenset(r.number for r in facts.remedies if r.is_told)
    return {"group": Group(event.about, event.token, (event.token,), entry.seq, own)}


def _invitation(facts: Facts, event: events.InvitationChanged, entry: Entry) -> Changes:
    return _with(facts, invitation=event.number, is_open=event.is_open)


def _joined(facts: Facts, event: events.MemberJoined, entry: Entry) -> Changes:
    group, on_sheet = _group(facts), event.how == "sheet"
    return _with(
        facts,
        members=(*group.members, event.token),
        allowed={**group.allowed, event.token: event.shown},
        receipted=group.receipted + on_sheet,
        sheet_tokens=group.sheet_tokens | ({event.token} if on_sheet else set()),
    )


def _shown(facts: Facts, event: events.MemberShown, entry: Entry) -> Changes:
    return _with(facts, allowed={**_group(facts).allowed, event.token: event.shown})


def _left(facts: Facts, event: events.MemberLeft, entry: Entry) -> Changes:
    group, gone = _group(facts), frozenset(event.tokens)
    # Whoever leaves and had signed on paper is no longer counted there either.
    sheets = len(group.sheet_tokens & gone)
    down = {c.number for c in group.candidates if c.token in gone}
    return _with(
        facts,
        members=tuple(t for t in group.members if t not in gone),
        allowed={t: shown for t, shown in group.allowed.items() if t not in gone},
        signatures=group.signatures - sheets,
        receipted=group.receipted - sheets,
        sheet_tokens=group.sheet_tokens - gone,
        candidates=tuple(replace(c, is_standing=c.is_standing and c.token not in gone)
                         for c in group.candidates),
        mandates={
            k: m for k, m in group.mandates.items() if k[1] not in gone and k[0] not in down
        },
        settlements=tuple(
            replace(s, answers={t: a for t, a in s.answers.items() if t not in gone})
            for s in group.settlements
        ),
    )  # fmt: skip


def _signed(facts: Facts, event: events.SignaturesCounted, entry: Entry) -> Changes:
    return _with(facts, signatures=_group(facts).signatures + event.count)


def _stood(facts: Facts, event: events.RepresentativeStood, entry: Entry) -> Changes:
    new = Candidate(event.representative, event.token)
    return _with(facts, candidates=(*_group(facts).candidates, new))


def _stood_down(facts: Facts, event: events.RepresentativeStoodDown, entry: Entry) -> Changes:
    group = _group(facts)
    return _with(
        facts,
        candidates=tuple(
            replace(c, is_standing=False) if c.number == event.representative else c
            for c in group.candidates
        ),
        mandates={k: m for k, m in group.mandates.items() if k[0] != event.representative},
    )


def _given(facts: Facts, event: events.MandateGiven, entry: Entry) -> Changes:
    new = {(event.representative, event.token): Mandate(event.scope, event.until)}
    return _with(facts, mandates={**_group(facts).mandates, **new})


def _over(
    facts: Facts, event: events.MandateTakenBack | events.MandateEnded, entry: Entry
) -> Changes:
    over = (event.representative, event.token)
    return _with(facts, mandates={k: m for k, m in _group(facts).mandates.items() if k != over})


def _chosen(facts: Facts, event: events.RepresentativeChosen, entry: Entry) -> Changes:
    return _with(facts, seated=(*_group(facts).seated, event.representative))


def _ceased(facts: Facts, event: events.RepresentativeCeased, entry: Entry) -> Changes:
    left = tuple(n for n in _group(facts).seated if n != event.representative)
    return _with(facts, seated=left)


def _reported(facts: Facts, event: events.ReportedBack, entry: Entry) -> Changes:
    new = GroupReport(event.number, event.representative, entry.at, entry.seq, event.digest)
    return _with(facts, reports=(*_group(facts).reports, new))


def _offered(facts: Facts, event: events.SettlementOffered, entry: Entry) -> Changes:
    new = Settlement(
        event.number, event.office, event.answer_by, event.due_on, entry.seq, entry.at, event.terms,
        kind=event.kind, amount=event.amount,
    )  # fmt: skip
    return _with(facts, settlements=(*_group(facts).settlements, new))


def _changed(facts: Facts, number: int, **changes: Any) -> Changes:
    return _with(
        facts,
        settlements=tuple(
            replace(s, **changes) if s.number == number else s for s in _group(facts).settlements
        ),
    )


def _answered(facts: Facts, event: events.SettlementAnswered, entry: Entry) -> Changes:
    found = _group(facts).settlement(event.number)
    before = found.answers if found else {}
    return _changed(facts, event.number, answers={**before, event.token: event.agrees})


def _concluded(facts: Facts, event: events.SettlementConcluded, entry: Entry) -> Changes:
    changes = _changed(
        facts, event.number, concluded_at=entry.at, agreed=event.agreed, refused=event.refused,
        silent=event.silent, remedy=event.remedy,
    )  # fmt: skip
    found = _group(facts).settlement(event.number)
    if event.remedy and found is not None:
        promise = Remedy(
            event.remedy, found.terms, found.office, found.due_on, kind=found.kind,
            amount=found.amount,
        )  # fmt: skip
        changes["remedies"] = (*facts.remedies, promise)
    return changes


CHANGES: Themed = {
    events.GroupOpened: _opened,
    events.InvitationChanged: _invitation,
    events.MemberJoined: _joined,
    events.MemberShown: _shown,
    events.MemberLeft: _left,
    events.SignaturesCounted: _signed,
    events.RepresentativeStood: _stood,
    events.RepresentativeStoodDown: _stood_down,
    events.MandateGiven: _given,
    events.MandateTakenBack: _over,
    events.MandateEnded: _over,
    events.RepresentativeChosen: _chosen,
    events.RepresentativeCeased: _ceased,
    events.ReportedBack: _reported,
    events.SettlementOffered: _offered,
    events.SettlementAnswered: _answered,
    events.SettlementConcluded: _concluded,
}
