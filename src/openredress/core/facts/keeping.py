"""What keeping and erasing change."""

from .. import events
from ..journal import Entry
from .known import EVERYTHING, Changes, ErasureRequest, Facts, Hold, Themed, remember


def _warned(facts: Facts, event: events.RetentionWarned, entry: Entry) -> Changes:
    return remember(facts, warned_until=event.until)


def _kept_longer(facts: Facts, event: events.KeptLonger, entry: Entry) -> Changes:
    return remember(facts, kept_until=event.until, kept_times=facts.memory.kept_times + 1)


def _held(facts: Facts, event: events.HoldPlaced, entry: Entry) -> Changes:
    return remember(facts, hold=Hold(event.reason, event.review_on, entry.by, entry.at))


def _hold_lifted(facts: Facts, event: events.HoldLifted, entry: Entry) -> Changes:
    return remember(facts, hold=None)


def _erasure_asked(facts: Facts, event: events.ErasureAsked, entry: Entry) -> Changes:
    return remember(facts, asked=ErasureRequest(event.scope, event.reason, entry.at))


def _erasure_taken_back(facts: Facts, event: events.ErasureTakenBack, entry: Entry) -> Changes:
    return remember(facts, asked=None, erase_on=None)


def _erasure_granted(facts: Facts, event: events.ErasureGranted, entry: Entry) -> Changes:
    return remember(facts, asked=None, erase_on=event.erase_on if event.scope == EVERYTHING
                     else facts.memory.erase_on)  # fmt: skip


def _erasure_refused(facts: Facts, event: events.ErasureRefused, entry: Entry) -> Changes:
    return remember(facts, asked=None)


def _identity_erased(facts: Facts, event: events.IdentityErased, entry: Entry) -> Changes:
    return remember(facts, identity_erased=True)


def _forgotten(facts: Facts, event: events.Forgotten, entry: Entry) -> Changes:
    gone = remember(facts, identity_erased=True, forgotten_at=entry.at, asked=None, erase_on=None)
    return {**gone, "identity_requests": (), "exclusion_asked": False}


CHANGES: Themed = {
    events.RetentionWarned: _warned,
    events.KeptLonger: _kept_longer,
    events.HoldPlaced: _held,
    events.HoldLifted: _hold_lifted,
    events.ErasureAsked: _erasure_asked,
    events.ErasureTakenBack: _erasure_taken_back,
    events.ErasureGranted: _erasure_granted,
    events.ErasureRefused: _erasure_refused,
    events.IdentityErased: _identity_erased,
    events.Forgotten: _forgotten,
}
