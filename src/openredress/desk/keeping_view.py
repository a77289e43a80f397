"""Until when a case is kept, in words for staff, and what they can decide about that."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.cases import projection
from openredress.cases.access import File
from openredress.cases.history import names
from openredress.cases.wording import scope_text
from openredress.core import retention
from openredress.core.access import Permission
from openredress.core.facts import EVERYTHING, IDENTITY
from openredress.core.keeping import ERASURE, retention_of
from openredress.core.procedure import Citation
from openredress.core.retention import Because, Plan
from openredress.procedures.wording import local


@dataclass(frozen=True)
class Hold:
    office: str
    reason: str
    review_on: date
    is_late: bool


@dataclass(frozen=True)
class Asked:
    """What the petitioner asked to have erased; `can_grant` are the scopes the rule allows now."""

    what: str
    reason: str
    due_on: date
    is_late: bool
    can_grant: tuple[str, ...]
    must_keep: str
    citation: Citation


@dataclass(frozen=True)
class KeepingView:
    """`may_hold` and `may_answer` say what this reader can decide."""

    sentence: str
    citation: Citation | None
    rule_reason: str
    is_warned: bool
    is_forgotten: bool
    hold: Hold | None
    asked: Asked | None
    may_hold: bool
    may_answer: bool


def keeping_view(file: File) -> KeepingView:
    plan = projection.keeping(file.situation)
    return KeepingView(
        sentence=sentence(file, plan),
        citation=plan.citation,
        rule_reason=plan.reason,
        is_warned=plan.is_warned,
        is_forgotten=file.facts.is_forgotten,
        hold=_hold(file),
        asked=_asked(file),
        may_hold=file.may(Permission.HOLD),
        may_answer=file.may(Permission.ANSWER_ERASURE),
    )


def sentence(file: File, plan: Plan) -> str:
    """Until when it is kept, and why, in one sentence."""
    memory = file.facts.memory
    if memory.forgotten_at is not None:
        day = date_format(projection.calendar_of(file.facts).local_date(memory.forgotten_at),
                          "DATE_FORMAT")  # fmt: skip
        return _("Erased on %(day)s.") % {"day": day}
    said = {
        Because.OPEN: _("For as long as it is open."),
        Because.ABOVE: _("Together with the linked case one level up."),
        Because.REMEDY: _("For as long as something promised is still to be done."),
        Because.HELD: _("On hold: it must not be erased for now."),
        Because.NO_RULE: _("No time is set yet after which it is erased."),
    }
    if plan.because in said:
        return said[plan.because]
    day = date_format(plan.forget_on, "DATE_FORMAT")
    why = {
        Because.REQUEST: _("Until %(day)s; the petitioner asked for it to be erased."),
        Because.KEPT: _("Until %(day)s; the petitioner asked for it to be kept this long."),
        Because.INSTITUTION: _("Until %(day)s, by a rule that the institution has set."),
    }
    return why.get(plan.because, _("Until %(day)s, by the procedure.")) % {"day": day}


def _hold(file: File) -> Hold | None:
    held = file.facts.memory.hold
    if held is None:
        return None
    late = held.review_on < file.situation.today
    return Hold(names()(held.by.office), held.reason, held.review_on, late)


def _asked(file: File) -> Asked | None:
    asked, clock = file.facts.memory.asked, file.situation.clock(ERASURE)
    if asked is None or clock is None:
        return None
    rules = retention_of(file.procedure)
    return Asked(
        what=scope_text(asked.scope),
        reason=asked.reason,
        due_on=clock.due_on(),
        is_late=file.now >= clock.due_at(),
        can_grant=tuple(
            scope
            for scope in (IDENTITY, EVERYTHING)
            if retention.may_grant(file.situation, scope) is None
        ),
        must_keep=local(rules.must_keep),
        citation=rules.answer.citation,
    )
