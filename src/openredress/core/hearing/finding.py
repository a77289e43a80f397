"""What the panel found, whoever saw it otherwise, and what the public reads of it."""

from collections.abc import Mapping
from typing import Any

from .. import events
from ..facts import At, Hearing
from ..refusals import Code, Refusal
from ..situation import Decision, Situation
from .course import current, happened, may_be_heard, reached
from .minutes import minutes_until
from .notice import LONGEST_TITLE, must_be_closed
from .panel import is_chair, own_seat


def find(situation: Situation, given: Mapping[str, Any]) -> Decision:
    """The chair writes what the panel found, once each side has answered the minutes or let the
    time for it pass.
    """
    found = reached(situation, At.RECORDED)
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
    return happened(situation, events.HearingFound, hearing=found.number, **given)


def dissent(situation: Situation, text: str) -> Decision:
    """In one's own words, once, as long as the case is not decided."""
    found = reached(situation, At.FOUND)
    if isinstance(found, Refusal):
        return found
    own = hearing_seat_present(situation, found)
    if not own or own in {seat for seat, _seq in found.dissents} or not may_be_heard(situation):
        return Refusal(Code.NOT_ON_PANEL)
    return happened(situation, events.DissentWritten, hearing=found.number, seat=own, text=text)


def hearing_seat_present(situation: Situation, hearing: Hearing) -> int:
    """The seat of the actor, 0 if they did not sit when it was held."""
    own = own_seat(situation, hearing)
    return own if own in hearing.present else 0


def publish(situation: Situation, headline: str, text: str) -> Decision:
    """What the public reads of the finding; an empty text takes it down."""
    found = reached(situation, At.FOUND)
    if isinstance(found, Refusal):
        return found
    if text.strip() and must_be_closed(situation.facts, found):
        return Refusal(Code.HEARING_STAYS_CLOSED)
    if text.strip() and not headline.strip():
        return Refusal(Code.MISSING, "headline")
    if not text.strip() and not found.published:
        return Refusal(Code.MISSING, "text")
    return happened(
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
