"""What the list pages and the case page of the desk are given to show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from openredress.cases import queries
from openredress.cases.access import File
from openredress.cases.actions import GOING
from openredress.cases.files import FileView, visible
from openredress.cases.history import names as names_in
from openredress.cases.models import Case
from openredress.cases.received import Heard, heard
from openredress.cases.wording import refusal_text
from openredress.core import engine, mediating
from openredress.core import hearing as rules
from openredress.core.access import Permission
from openredress.core.coordination import on_agenda
from openredress.core.procedure import Act, Citation, Role, StageKind, Step
from openredress.core.refusals import Code, Refusal
from openredress.offices.institution import institution
from openredress.offices.tree import REPORTED_TO
from openredress.suggestions.suggesting import Suggested

from . import facts
from .alike import is_compared
from .asking import NamePanel, name_panel
from .cards import Card, address, cards
from .door import Desk
from .forms import NoteForm, Trees, step_form
from .keeping_view import KeepingView, keeping_view
from .recusal_forms import AsideForm
from .replacing import AnswerReplacementForm, ReplacementPanel, replacement_panel
from .routes import Suggestion, matters_suggested, suggestion
from .rows import ExtensionRow, RemedyRow, extension_rows, remedy_rows, rows_of


@dataclass(frozen=True)
class Tab:
    """A list of the desk."""

    name: str
    text: str

    @property
    def url(self) -> str:
        return address(self.name)


@dataclass(frozen=True)
class ListPage:
    """`here` is the tab one is on, `next` what continues the list, `after` where it began."""

    here: str
    tabs: tuple[Tab, ...]
    can_take_down: bool
    rows: tuple[Any, ...]
    next: str = ""
    after: str = ""


@dataclass(frozen=True)
class QueuePage(ListPage):
    cards: tuple[Card, ...] = ()


def queue(desk: Desk, found: queries.Page) -> QueuePage:
    return QueuePage(
        **around(desk, "queue"),
        rows=rows_of(found.cases, desk.now, desk.actor),
        next=found.next,
        cards=() if desk.request.GET.get("after") else cards(desk),
    )


def listing(desk: Desk, name: str, found: queries.Page) -> ListPage:
    rows = rows_of(found.cases, desk.now, desk.actor)
    return ListPage(**around(desk, name), rows=rows, next=found.next)


def extensions(desk: Desk) -> ListPage:
    rows: tuple[ExtensionRow, ...] = extension_rows(
        queries.waiting_for_head(desk.actor), desk.now, desk.actor
    )
    return ListPage(**around(desk, "extensions"), rows=rows)


def names(desk: Desk) -> ListPage:
    rows = rows_of(queries.waiting_for_second_person(desk.actor), desk.now, desk.actor)
    return ListPage(**around(desk, "names"), rows=rows)


@dataclass(frozen=True)
class RemediesList(ListPage):
    judges: bool = False


def remedies(desk: Desk) -> RemediesList:
    rows: tuple[RemedyRow, ...] = remedy_rows(queries.remedies_owed(desk.actor), desk.now)
    judges = desk.actor.has_role(Role.HEAD, Role.SUPERVISOR)
    return RemediesList(**around(desk, "remedies"), rows=rows, judges=judges)


@dataclass(frozen=True)
class NotFoundPage(ListPage):
    typed: str = ""


def not_found(desk: Desk, typed: str) -> NotFoundPage:
    return NotFoundPage(**around(desk, ""), rows=(), typed=typed)


def around(desk: Desk, here: str) -> dict[str, Any]:
    return {
        "here": here,
        "tabs": tabs(desk, here),
        "can_take_down": desk.actor.has_role(Role.CLERK),
        "after": desk.request.GET.get("after", ""),
    }


def tabs(desk: Desk, here: str = "") -> tuple[Tab, ...]:
    has = desk.actor.has_role
    works = any(post.role is not Role.HELPER for post in desk.actor.posts)
    found = [
        (works, Tab("queue", _("Due next"))),
        (desk.helps, Tab("helping", _("Whom I help"))),
        (works, Tab("search", _("Search"))),
        (has(Role.HEAD, Role.SUPERVISOR), Tab("head", _("Five minutes"))),
        (works, Tab("alerts", _("Alerts"))),
        (has(Role.HEAD), Tab("extensions", _("Extensions to answer"))),
        (has(Role.HEAD, Role.SUPERVISOR), Tab("names", _("Names to open"))),
        (has(Role.OFFICER, Role.HEAD), Tab("remedies", _("Remedies owed"))),
        (has(*SERVING), Tab("unserved", _("Not yet served"))),
        (has(*SERVING) and settings.LETTERS, Tab("letters", _("Letters"))),
        (has(Role.SUPERVISOR), Tab("overdue", _("Overdue below"))),
        (has(Role.OFFICER, Role.HEAD, Role.SUPERVISOR), Tab("supervision", _("Supervision"))),
        (has(*LINKING), Tab("issues", _("Systemic issues"))),
        (has(Role.OFFICER, Role.HEAD, Role.SUPERVISOR), Tab("meetings", _("Meetings"))),
        (_mediates(desk, here), Tab("mediations", _("Mediations"))),
        (has(*SERVING), Tab("hearings", _("Hearings"))),
        (has(Role.HEAD, Role.SUPERVISOR), Tab("breaches", _("Register of what was late"))),
        (has(*SERVING), Tab("reception", _("Reception"))),
        (has(*GOING), Tab("rounds", _("Rounds"))),
        (here == "exclusions", Tab("exclusions", _("Who must not see a case"))),
        (has(*REPORTED_TO), Tab("reports", _("Reports of reprisal"))),
        (has(Role.CLERK), Tab("registered", _("Sent on from here"))),
        (here == "mail" or has(Role.CLERK), Tab("mail", _("E-mail set aside"))),
        (here == "unattended", Tab("unattended", _("Nobody left to act"))),
        (here == "keeping", Tab("keeping", _("Keeping and erasing"))),
        (works, Tab("closed", _("Ended"))),
        (has(Role.HEAD), Tab("helpers", _("Helpers"))),
        (has(Role.HEAD, Role.OPERATOR), Tab("calendar", _("Days of rest"))),
        (has(Role.OPERATOR), Tab("texts", _("Texts of messages"))),
        (has(Role.OPERATOR), Tab("operation", _("Operation"))),
    ]
    return tuple(tab for shown, tab in found if shown)


def _mediates(desk: Desk, here: str) -> bool:
    """Whether an office of the reader stands on a rung of mediation. The offices are in memory."""
    if here == "mediations":
        return True
    rows = institution().rows
    posts = [p for p in desk.actor.posts if p.role in (Role.OFFICER, Role.HEAD)]
    return any(p.office in rows and rows[p.office].mediates for p in posts)


#: Who acts on a cause that several cases have in common.
LINKING = (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)

#: Who brings answers and letters to petitioners, or sees to it that others do.
SERVING = (Role.CLERK, Role.OFFICER, Role.HEAD, Role.SUPERVISOR)

# The page of one case.


@dataclass(frozen=True)
class Panel:
    """A step that can be taken now, with its form. `kind` chooses how the form is laid out."""

    id: str
    name: Any
    does: Any
    citation: Citation
    form: Any
    kind: str
    look: str
    is_open: bool
    suggestion: Suggestion | None = None
    matters: tuple[Suggested, ...] = ()


@dataclass(frozen=True)
class Blocked:
    """A step that belongs to this stage and role, and why it cannot be taken now."""

    name: Any
    citation: Citation
    reason: str


@dataclass(frozen=True)
class CasePage:
    """`forms` are those that hold something entered, for the summary of errors."""

    file: File
    case: Case
    header: facts.Header
    details: facts.Details
    running: tuple[facts.ClockView, ...]
    over: tuple[facts.ClockView, ...]
    remedies: tuple[facts.RemedyView, ...]
    files: tuple[FileView, ...]
    decisions: tuple[facts.DecisionView, ...]
    lines: tuple[facts.HistoryLine, ...]
    ours: tuple[Panel, ...]
    theirs: tuple[Panel, ...]
    stuck: Panel | None
    blocked: tuple[Blocked, ...]
    note: NoteForm | None
    who: NamePanel
    replacing: ReplacementPanel | None
    replaces: bool
    aside: AsideForm | None
    excludes: bool
    protects: bool
    supervised: bool
    takes_signatures: bool
    brings: bool
    may_hear: bool
    mediation: str
    hears: bool
    heard: tuple[Heard, ...]
    compares: bool
    links: bool
    is_linked: bool
    asks_exclusion: str
    keeping: KeepingView
    is_read_only: bool
    has_answer: bool
    forms: tuple[Any, ...]
    tabs: tuple[Tab, ...]


def unattended(desk: Desk) -> ListPage:
    rows = rows_of(queries.unattended(desk.actor), desk.now, desk.actor)
    return ListPage(**around(desk, "unattended"), rows=rows)


def case(
    desk: Desk,
    file: File,
    *,
    open_step: str = "",
    bound: tuple[Step, Any] | None = None,
    note: NoteForm | None = None,
    purpose: Any = None,
    answer: tuple[int, Any] | None = None,
    aside: AsideForm | None = None,
    lost: AnswerReplacementForm | None = None,
    seen: int | None = None,
    taken: Mapping[str, Any] | None = None,
) -> CasePage:
    """The case, with one form as it was entered (`bound`) or one step opened, with what was `taken`
    over from a suggestion.
    """
    panels, clocks = _panels(file, open_step, bound, taken), facts.clocks(file)
    available = {panel.id for panel in panels}
    is_stuck = bound is not None and bound[0].id not in available
    entered = (
        bound[1] if bound else None, note, purpose, aside, answer[1] if answer else None, lost
    )  # fmt: skip
    return CasePage(
        file=file,
        case=file.case,
        header=facts.header(file),
        details=facts.details(file),
        running=tuple(clock for clock in clocks if not clock.is_over),
        over=tuple(clock for clock in clocks if clock.is_over),
        remedies=facts.remedies(file),
        files=visible(file),
        decisions=facts.decisions(file),
        lines=facts.lines(file, seen),
        ours=tuple(p for p in panels if not _is_for_petitioner(file.procedure.steps[p.id])),
        theirs=tuple(p for p in panels if _is_for_petitioner(file.procedure.steps[p.id])),
        stuck=_panel(*bound, look="", is_open=True) if bound and is_stuck else None,
        blocked=_blocked(file),
        note=note or _if_may(file, Permission.WRITE_NOTE, NoteForm(prefix="note")),
        who=name_panel(file, purpose, answer),
        replacing=replacement_panel(file, lost),
        replaces=file.may(Permission.REPLACE_RECEIPT),
        aside=aside or _if_may(file, Permission.STEP_ASIDE, AsideForm(prefix="aside")),
        excludes=file.may(Permission.EXCLUDE),
        protects=file.may(Permission.PROTECT),
        supervised=supervision_looks(file),
        takes_signatures=_takes_signatures(file),
        brings=_can_be_brought(file),
        may_hear=file.may(Permission.SIT_AT_HEARING) and hearing_matters(file),
        mediation=_mediation(file),
        hears=file.may(Permission.TAKE_STATEMENT),
        heard=heard(file, names_in()),
        compares=is_compared(file),
        links=file.may(Permission.LINK),
        is_linked=file.facts.cause is not None,
        asks_exclusion=facts.exclusion_asked(file),
        keeping=keeping_view(file),
        is_read_only=not file.steps,
        has_answer=facts.last_answer(file) is not None and not file.facts.is_forgotten,
        forms=tuple(form for form in entered if form is not None),
        tabs=tabs(desk),
    )


def hearing_matters(file: File) -> bool:
    """Whether there is a hearing in it, or can be one now."""
    here = file.situation
    can_be = rules.rule_of(here) is not None and rules.may_be_heard(here)
    return bool(file.facts.hearings) or can_be


def _can_be_brought(file: File) -> bool:
    """Whether the reader can bring the case before a coordination meeting."""
    is_open = file.stage.kind is StageKind.OPEN and not file.facts.is_reprisal
    return is_open and on_agenda(file.facts) is None and file.may(Permission.PUT_ON_AGENDA)


def _mediation(file: File) -> str:
    """Whether the case is, or was, mediated ("there"), or the reader can begin it ("begin")."""
    if file.facts.mediation is not None:
        return "" if file.facts.is_forgotten else "there"
    begins = file.may(Permission.ASK_MEDIATION) and mediating.may_begin(file.situation) is None
    return "begin" if begins else ""


def _takes_signatures(file: File) -> bool:
    """Whether the reader can let others join, for the petitioner at the counter."""
    is_open = file.stage.kind is StageKind.OPEN and not file.facts.is_reprisal
    return is_open and file.may(Permission.COUNT_SIGNATURES)


def supervision_looks(file: File) -> bool:
    """Whether the page about supervision is there for this reader."""
    if file.may(Permission.SUPERVISE):
        return True
    told = bool(file.facts.demands or file.facts.breaches)
    return told and file.may(Permission.ANSWER_SUPERVISION)


def _if_may(file: File, permission: Permission, form: Any) -> Any:
    return form if file.may(permission) else None


def _panels(
    file: File,
    open_step: str,
    bound: tuple[Step, Any] | None,
    taken: Mapping[str, Any] | None,
) -> tuple[Panel, ...]:
    trees, main = Trees(), _main_step(file)
    found = []
    for step in sorted(file.steps, key=lambda s: (s is not main, _rank(s))):
        is_bound = bound is not None and bound[0].id == step.id
        is_open = step.id == open_step
        form = (
            bound[1]
            if bound and is_bound
            else step_form(step, file, trees, taken=taken if is_open else None)
        )
        look = "step-main" if step is main else "step-danger" if step.act in ENDS else ""
        hint = suggestion(file) if step.act in SENDS else None
        panel = _panel(step, form, look, is_bound or is_open, hint)
        if step.act is Act.REGISTER:
            panel = replace(panel, matters=matters_suggested(file))
        found.append(panel)
    return tuple(found)


def _rank(step: Step) -> int:
    """What leads on first, then talk, then what ends the case."""
    return 2 if step.act in ENDS else 1 if step.act in TALK else 0


def _panel(
    step: Step, form: Any, look: str, is_open: bool, hint: Suggestion | None = None
) -> Panel:
    return Panel(
        step.id, step.name, step.does, step.citation, form, step.act.value, look, is_open, hint
    )


#: Steps that end a case without an answer on what was asked.
ENDS = (Act.DECLINE, Act.REDIRECT, Act.WITHDRAW)
TALK = (Act.ASK, Act.MESSAGE)
SENDS = (Act.TRANSFER, Act.ASSIGN)
#: What an office does when all goes its ordinary way; the first of these that is possible leads.
ORDINARY = (
    Act.GRANT_EXTENSION, Act.REGISTER, Act.ACCEPT, Act.TRANSFER, Act.RESUME, Act.DECIDE,
    Act.SERVE, Act.COMPLETE_REMEDY, Act.CLOSE,
)  # fmt: skip


def _main_step(file: File) -> Step | None:
    own = [s for s in file.steps if s.act in ORDINARY and not _is_for_petitioner(s)]
    return min(own, key=lambda s: ORDINARY.index(s.act), default=None)


def _is_for_petitioner(step: Step) -> bool:
    """Whether staff take the step for a petitioner at the counter or on the telephone."""
    return Role.PETITIONER in step.actors and step.act is not Act.MESSAGE


#: Reasons that only say that there is nothing to do; nobody wonders why such a step is missing.
IDLE = (
    Code.NO_EXTENSION_PENDING, Code.NOT_PAUSED, Code.NO_SUCH_REMEDY, Code.NOTHING_TO_EXTEND,
    Code.NOTHING_TO_PAUSE, Code.ALREADY_PAUSED, Code.NOT_YOURS, Code.NOT_IN_THIS_STAGE,
)  # fmt: skip


def _blocked(file: File) -> tuple[Blocked, ...]:
    found = []
    for step in file.procedure.steps.values():
        refusal = engine.refused(file.situation, step)
        if isinstance(refusal, Refusal) and refusal.code not in IDLE:
            found.append(Blocked(step.name, step.citation, refusal_text(refusal)))
    return tuple(found)
