"""Service: what brings an answer to the petitioner, and what counts as having reached them.

Rule of service (of this product, where a procedure lays down nothing else): an answer has reached
the petitioner on the day on which it was handed over, arrived by post, was read out to them, or on
which they opened it themselves on their page after being told what opening means. That a message
was sent, that a letter was posted, or that time has passed never counts. Until then the clock of
the office goes on, and no time of the petitioner begins.
"""

from . import events
from .access import roles_on
from .procedure import Act, Procedure, Step
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one

#: By which the petitioner learns that an answer can be read; nothing of it goes that way.
TOLD_BY = ("email", "sms", "chat")
#: By which an answer itself goes to the petitioner.
GOES_BY = ("post", "in-person", "phone")
RESULTS = ("sent", "failed", "returned")
PROOFS = ("", "signed", "delivered")
PAGE, OPENED = "page", "opened"


def serving_step(procedure: Procedure, stage: str) -> Step | None:
    """The step by which an answer is recorded as served in this stage; `None` if there is none."""
    steps = procedure.steps.values()
    return next((s for s in steps if s.act is Act.SERVE and stage in s.stages), None)


def is_unserved(situation: Situation) -> bool:
    """Whether an answer was given that has not reached the petitioner."""
    facts = situation.facts
    is_there = facts.answered_at is not None and not facts.is_forgotten
    return is_there and serving_step(situation.procedure, facts.stage) is not None


def open_on_page(situation: Situation) -> Decision:
    """The petitioner opens the answer on their page, which serves it."""
    step = serving_step(situation.procedure, situation.facts.stage)
    if step is None or not is_unserved(situation):
        return Refusal(Code.NOTHING_TO_SERVE)
    stage = step.to.get(situation.facts.stage, situation.facts.stage)
    given = {"how": PAGE, "proof": OPENED, "on": situation.today}
    return one(build(events.Served, step.id, stage, given))


def try_(situation: Situation, how: str, result: str, note: str = "") -> Decision:
    """Something was tried, with that result. Staff may say so who could record the service."""
    step = serving_step(situation.procedure, situation.facts.stage)
    if step is None or not is_unserved(situation):
        return Refusal(Code.NOTHING_TO_SERVE)
    if how not in (*TOLD_BY, *GOES_BY) or result not in RESULTS:
        return Refusal(Code.MISSING, "how" if how not in (*TOLD_BY, *GOES_BY) else "result")
    facts = situation.facts
    given = {"about": facts.answered_seq, "how": how, "result": result, "note": note}
    return one(build(events.ServiceTried, "service-try", facts.stage, given))


def print_letter(situation: Situation, about: int) -> Decision:
    """A letter is printed, with name and address on it."""
    stage = situation.facts.stage
    return one(build(events.LetterPrinted, "print-letter", stage, {"about": about}))


def choose_notices(situation: Situation, version: int) -> Decision:
    stage = situation.facts.stage
    return one(build(events.NoticesChosen, "choose-notices", stage, {"version": version}))


def serves(situation: Situation) -> bool:
    """Whether the actor is one of those who, by the pack, record that the answer was served."""
    step = serving_step(situation.procedure, situation.facts.stage)
    return step is not None and bool(step.actors & roles_on(situation.actor, situation.facts))
