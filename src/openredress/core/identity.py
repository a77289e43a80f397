"""Looking at who filed: what for, and where the office so sets, with the leave of a second person.

None of this reads who filed: a request says nothing about whether there is a name.
"""

from datetime import timedelta

from . import events
from .facts import IdentityRequest
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one

#: For how long a second person's agreement opens an identity, once.
GRANT_LASTS = timedelta(hours=72)


def request_of(situation: Situation) -> IdentityRequest | None:
    """What this actor asked for and can still use or wait for."""
    mine = (
        r for r in situation.facts.identity_requests if r.by.staff == situation.actor.staff
    )  # One at most; see `facts`.
    found = next(mine, None)
    return None if found is None or has_lapsed(situation, found) else found


def has_lapsed(situation: Situation, request: IdentityRequest) -> bool:
    return request.granted_at is not None and situation.now - request.granted_at > GRANT_LASTS


def waiting(situation: Situation) -> tuple[IdentityRequest, ...]:
    """What nobody has answered yet."""
    return tuple(r for r in situation.facts.identity_requests if r.granted_at is None)


def ask(situation: Situation, purpose: str) -> Decision:
    """Somebody asks for leave to look, and says why."""
    if request_of(situation) is not None:
        return Refusal(Code.SECOND_PERSON_WAITS)
    stage = situation.facts.stage
    return one(build(events.IdentityAsked, "ask-identity", stage, {"purpose": purpose}))


def answer(situation: Situation, request: int, agrees: bool, reason: str) -> Decision:
    """A second person agrees or refuses. `request` is where in the journal it was asked."""
    asked = next((r for r in waiting(situation) if r.seq == request), None)
    if asked is None:
        return Refusal(Code.IDENTITY_REQUEST_OVER)
    if asked.by.staff == situation.actor.staff:
        return Refusal(Code.SECOND_PERSON_SAME)
    stage, given = situation.facts.stage, {"request": request, "reason": reason}
    if agrees:
        return one(build(events.IdentityGranted, "grant-identity", stage, given))
    return one(build(events.IdentityRefused, "refuse-identity", stage, given))


def open_(situation: Situation, purpose: str, *, second_person: bool) -> Decision:
    """Somebody looks at who filed. With a `second_person` the purpose is the one agreed to."""
    given: dict[str, str | int] = {"purpose": purpose}
    if second_person:
        asked = request_of(situation)
        if asked is None:
            return Refusal(Code.SECOND_PERSON_NEEDED)
        if asked.granted_at is None:
            return Refusal(Code.SECOND_PERSON_WAITS)
        given = {"purpose": asked.purpose, "request": asked.seq}
    return one(build(events.IdentityOpened, "open-identity", situation.facts.stage, given))


def change(situation: Situation, version: int, *, untold: bool = False) -> Decision:
    """What is kept of who filed was changed; `untold`, without a word to the address before."""
    stage, given = situation.facts.stage, {"version": version, "untold": untold}
    return one(build(events.DetailsChanged, "change-details", stage, given))
