"""What recusal, identities and receipts change."""

from dataclasses import replace

from .. import events
from ..journal import Entry
from .known import Changes, Facts, IdentityRequest, Recusal, Replacement, Themed


def _exclusion_asked(facts: Facts, event: events.ExclusionAsked, entry: Entry) -> Changes:
    return {"exclusion_asked": True, "exclusion_asked_at": entry.at, "exclusion_office": None}


def _exclusion_sent_up(facts: Facts, event: events.ExclusionSentUp, entry: Entry) -> Changes:
    return {"exclusion_asked_at": entry.at, "exclusion_office": event.office}


ANSWERED: Changes = {
    "exclusion_asked": False, "exclusion_asked_at": None, "exclusion_office": None,
}  # fmt: skip


def _exclusion_refused(facts: Facts, event: events.ExclusionRefused, entry: Entry) -> Changes:
    return ANSWERED


def _recused(facts: Facts, event: events.Recused, entry: Entry) -> Changes:
    """What the petitioner asked is answered by shutting out whom they meant, and by that only."""
    new = Recusal(event.staff, event.office, event.ground, event.reason, entry.by, entry.at)
    answered = ANSWERED if event.ground == "complained-of" else {}
    return {"recusals": (*facts.recusals, new), **answered}


def _readmitted(facts: Facts, event: events.Readmitted, entry: Entry) -> Changes:
    left = (r for r in facts.recusals if not r.names(event.staff, event.office))
    return {"recusals": tuple(left)}


def _identity_asked(facts: Facts, event: events.IdentityAsked, entry: Entry) -> Changes:
    asked = IdentityRequest(entry.seq, entry.by, event.purpose, entry.at)
    # Only what the same person asked before and let lapse can still be there: it is replaced.
    others = tuple(r for r in facts.identity_requests if r.by.staff != entry.by.staff)
    return {"identity_requests": (*others, asked)}


def _identity_granted(facts: Facts, event: events.IdentityGranted, entry: Entry) -> Changes:
    granted = tuple(
        replace(r, granted_at=entry.at) if r.seq == event.request else r
        for r in facts.identity_requests
    )
    return {"identity_requests": granted}


def _identity_settled(
    facts: Facts,
    event: events.IdentityRefused | events.IdentityOpened | events.OriginalOpened,
    entry: Entry,
) -> Changes:
    left = tuple(r for r in facts.identity_requests if r.seq != event.request)
    return {"identity_requests": left}


def _replacement_asked(facts: Facts, event: events.ReplacementAsked, entry: Entry) -> Changes:
    asked = Replacement(event.how, entry.by, event.checked, entry.at, event.ready_at)
    return {"replacement": asked}


def _replacement_granted(facts: Facts, event: events.ReplacementGranted, entry: Entry) -> Changes:
    asked = facts.replacement
    return {"replacement": replace(asked, granted_at=entry.at) if asked else None}


def _replacement_refused(facts: Facts, event: events.ReplacementRefused, entry: Entry) -> Changes:
    return {"replacement": None, "mail_closed": facts.mail_closed or event.ground == "holder"}


def _receipt_replaced(facts: Facts, event: events.ReceiptReplaced, entry: Entry) -> Changes:
    return {"replacement": None, "receipts": facts.receipts + 1}


CHANGES: Themed = {
    events.ExclusionAsked: _exclusion_asked,
    events.ExclusionSentUp: _exclusion_sent_up,
    events.ExclusionRefused: _exclusion_refused,
    events.Recused: _recused,
    events.Readmitted: _readmitted,
    events.IdentityAsked: _identity_asked,
    events.IdentityGranted: _identity_granted,
    events.IdentityRefused: _identity_settled,
    events.IdentityOpened: _identity_settled,
    events.OriginalOpened: _identity_settled,
    events.ReplacementAsked: _replacement_asked,
    events.ReplacementGranted: _replacement_granted,
    events.ReplacementRefused: _replacement_refused,
    events.ReceiptReplaced: _receipt_replaced,
}
