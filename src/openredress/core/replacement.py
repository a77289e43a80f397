"""A new receipt for one that was lost.

By e-mail it takes `WAITS`, in which whoever holds the old receipt can refuse: somebody else may
read the mailbox. At the counter a clerk checks what the office asks for, and it is there at once.
None of this says whether there is a contact, or which.
"""

from datetime import timedelta

from . import events
from .facts import Replacement
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one

EMAIL, COUNTER = "email", "counter"
#: Between showing that one reads the address on file and having the new receipt.
WAITS = timedelta(hours=72)
#: For how long it can be had then.
LASTS = timedelta(days=14)
#: For how long a second person's agreement holds at the counter, as for opening a name.
GRANT_LASTS = timedelta(hours=72)


def waiting(situation: Situation) -> Replacement | None:
    """What was asked for and neither given out, refused nor let lapse. What a second person has
    not answered at the counter waits until they do.
    """
    asked = situation.facts.replacement
    return None if asked is None or has_lapsed(situation, asked) else asked


def has_lapsed(situation: Situation, asked: Replacement) -> bool:
    if asked.how == EMAIL:
        return asked.ready_at is None or situation.now >= asked.ready_at + LASTS
    return asked.granted_at is not None and situation.now >= asked.granted_at + GRANT_LASTS


def ask_by_email(situation: Situation) -> Decision:
    """Somebody showed that they read the address on file."""
    if situation.facts.mail_closed:
        return Refusal(Code.EMAIL_CLOSED)
    if waiting(situation) is not None:
        return Refusal(Code.REPLACEMENT_WAITS)
    given = {"how": EMAIL, "ready_at": situation.now + WAITS}
    return one(build(events.ReplacementAsked, "ask-replacement", situation.facts.stage, given))


def collect(situation: Situation) -> Decision:
    """The new receipt that was asked for by e-mail is given out."""
    asked = waiting(situation)
    if asked is None or asked.how != EMAIL or asked.ready_at is None:
        return Refusal(Code.REPLACEMENT_OVER)
    if situation.now < asked.ready_at:
        return Refusal(Code.REPLACEMENT_WAITS)
    return _replaced(situation, EMAIL)


def ask_at_counter(situation: Situation, checked: str) -> Decision:
    """A clerk says what was checked. What somebody asked for by e-mail stands back behind it."""
    asked = waiting(situation)
    if asked is not None and asked.how == COUNTER:
        return Refusal(Code.REPLACEMENT_WAITS)
    if not checked.strip():
        return Refusal(Code.MISSING, "checked")
    given = {"how": COUNTER, "checked": checked}
    return one(build(events.ReplacementAsked, "ask-replacement", situation.facts.stage, given))


def refuse_unknown(situation: Situation) -> Decision:
    """Nothing is on file, so there is nothing that anybody could show to be theirs."""
    return _refused(situation, "nothing-on-file", "")


def give_out(situation: Situation, *, second_person: bool) -> Decision:
    """The clerk who asked hands the new receipt over."""
    asked = waiting(situation)
    if asked is None or asked.how != COUNTER:
        return Refusal(Code.REPLACEMENT_OVER)
    if asked.by.staff != situation.actor.staff:
        return Refusal(Code.NOT_YOURS)
    if second_person and asked.granted_at is None:
        return Refusal(Code.REPLACEMENT_WAITS)
    return _replaced(situation, COUNTER)


def answer(situation: Situation, agrees: bool, reason: str) -> Decision:
    """A second person agrees that the receipt be replaced at the counter, or says no and why."""
    asked = waiting(situation)
    if asked is None or asked.how != COUNTER or asked.granted_at is not None:
        return Refusal(Code.REPLACEMENT_OVER)
    if asked.by.staff == situation.actor.staff:
        return Refusal(Code.SECOND_PERSON_SAME)
    if not agrees:
        return Refusal(Code.MISSING, "reason") if not reason.strip() else _refused(
            situation, "second-person", reason
        )  # fmt: skip
    stage, given = situation.facts.stage, {"reason": reason}
    return one(build(events.ReplacementGranted, "grant-replacement", stage, given))


def refuse(situation: Situation) -> Decision:
    """Whoever holds the receipt says that it is not lost."""
    if waiting(situation) is None:
        return Refusal(Code.REPLACEMENT_OVER)
    return _refused(situation, "holder", "")


def _refused(situation: Situation, ground: str, reason: str) -> Decision:
    stage, given = situation.facts.stage, {"ground": ground, "reason": reason}
    return one(build(events.ReplacementRefused, "refuse-replacement", stage, given))


def _replaced(situation: Situation, how: str) -> Decision:
    stage = situation.facts.stage
    return one(build(events.ReceiptReplaced, "replace-receipt", stage, {"how": how}))
