"""Until when a case is kept, as the petitioner reads it, and what they can do about that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from openredress.cases import projection
from openredress.cases.access import File
from openredress.cases.history import names
from openredress.cases.wording import refusal_text, scope_text
from openredress.core import events, retention
from openredress.core.facts import EVERYTHING, IDENTITY
from openredress.core.keeping import ERASURE, retention_of
from openredress.core.procedure import Citation, Door, StageKind
from openredress.core.retention import Because, Plan
from openredress.procedures.wording import local, period_text

from .clocks import ClockCard, card


@dataclass(frozen=True)
class Held:
    """Why the case must not be erased for now."""

    office: str
    reason: str
    review_on: date


@dataclass(frozen=True)
class Refused:
    """The last request to erase was refused; `doors` are where to turn with that."""

    at: datetime
    reason: str
    must_keep: str
    doors: tuple[Door, ...]


@dataclass(frozen=True)
class Keeping:
    """`number` is the case at the top of the chain, which says how long all of it is kept.

    `asked` names what the petitioner asked to have erased, "" if nothing waits; `no_longer` says
    why it cannot be kept longer, "" if it can.
    """

    number: str
    because: str
    forget_on: date | None
    is_warned: bool
    ended_on: date | None
    length: str
    citation: Citation | None
    rule_reason: str
    erasure: Citation
    held: Held | None
    asked: str
    answer_by: ClockCard | None
    refused: Refused | None
    can_ask: bool
    can_take_back: bool
    no_longer: str
    identity_erased: bool
    forgotten_at: datetime | None
    by_request: bool

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None

    @property
    def can_keep_longer(self) -> bool:
        return not self.no_longer and self.forget_on is not None


def keeping(file: File) -> Keeping:
    """What holds for the chain that ends with this case."""
    facts, view = file.facts, file.situation
    memory, plan = facts.memory, projection.keeping(view)
    rules = retention_of(file.procedure)
    asked, clock = memory.asked, view.clock(ERASURE)
    return Keeping(
        number=file.case.number,
        because=str(plan.because),
        forget_on=plan.forget_on,
        is_warned=plan.is_warned,
        ended_on=plan.ended_on,
        length=period_text(plan.period) if plan.period else "",
        citation=plan.citation,
        rule_reason=plan.reason,
        erasure=rules.citation,
        held=_held(file),
        asked=scope_text(asked.scope) if asked else "",
        answer_by=card(file, clock) if asked and clock else None,
        refused=None if asked else _refused(file),
        can_ask=_can_ask(file, plan),
        can_take_back=asked is not None or memory.erase_on is not None,
        no_longer=_no_longer(file),
        identity_erased=memory.identity_erased,
        forgotten_at=memory.forgotten_at,
        by_request=_by_request(file),
    )


def _can_ask(file: File, plan: Plan) -> bool:
    has_ended = file.stage.kind is not StageKind.OPEN and plan.because is not Because.FORGOTTEN
    memory = file.facts.memory
    return has_ended and memory.asked is None and memory.erase_on is None


def _no_longer(file: File) -> str:
    view = file.situation
    known = projection.rules().get(view.procedure.id, {})
    refusal = retention.may_keep_longer(view, known)
    return refusal_text(refusal) if refusal else ""


def _held(file: File) -> Held | None:
    hold = file.facts.memory.hold
    if hold is None:
        return None
    return Held(names()(hold.by.office), hold.reason, hold.review_on)


def _refused(file: File) -> Refused | None:
    """The answer, unless the petitioner has asked again since."""
    about = (events.ErasureAsked, events.ErasureRefused, events.ErasureGranted)
    last = next((e for e in reversed(file.entries) if isinstance(e.event, about)), None)
    if last is None or not isinstance(last.event, events.ErasureRefused):
        return None
    found = file.procedure.doors
    return Refused(
        at=last.at,
        reason=last.event.reason,
        must_keep=local(retention_of(file.procedure).must_keep),
        doors=tuple(found[door] for door in last.event.doors if door in found),
    )


def _by_request(file: File) -> bool:
    last = file.entries[-1].event
    return isinstance(last, events.Forgotten) and last.ground == "request"


def scopes(file: File) -> Mapping[str, tuple[str, str]]:
    """What can be asked to be erased: its name, and what will come of asking."""
    return {
        IDENTITY: (
            _("My name and contact"),
            _("Every version of them, with the key they are locked with. The case stays.")
            if retention.allowed(file.situation, IDENTITY)
            else local(retention_of(file.procedure).must_keep),
        ),
        EVERYTHING: (
            _("Everything that was written, and my name and contact"),
            _("This can be done now, because the case was withdrawn before it was decided.")
            if retention.allowed(file.situation, EVERYTHING)
            else _("The procedure does not allow this yet. If you ask, you get a reasoned answer."),
        ),
    }  # fmt: skip
