"""Supervision at the desk: one page for each case, the lists, and the register of what was late."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import actions, kept_lists, open_work, oversight_lists
from openredress.cases.access import File
from openredress.cases.history import names
from openredress.cases.models import Breach, Case, Demand
from openredress.cases.projection import procedure_of
from openredress.cases.supervised import Asked, Missed, asked, missed
from openredress.cases.wording import (
    citation_of,
    kind_of_demand_text,
    limit_text,
    local,
    refusal_text,
)
from openredress.core import supervision
from openredress.core.access import Permission
from openredress.core.demands import Kind
from openredress.core.procedure import Citation, Role, StageKind
from openredress.core.refusals import Refusal
from openredress.offices.models import Office
from openredress.offices.tree import time_zones

from .cells import plain_cell
from .door import Desk, at_the_desk
from .kept import FEW_OFFICES, KeptRow, definition, rows_of_shares
from .pages import Tab, supervision_looks, tabs
from .rows import ExtensionRow, extension_rows, subject_of, today_in
from .supervision_forms import AnswerForm, AskForm, AssignForm, GiveForm

# The page of one case ---------------------------------------------------------------------------


@dataclass(frozen=True)
class AskedView:
    """A demand, with the form by which the reader answers it, if they do."""

    asked: Asked
    form: AnswerForm | None


@dataclass(frozen=True)
class MissedView:
    missed: Missed
    form: AnswerForm | None


@dataclass(frozen=True)
class Way:
    """Something that the reader can do about the office. `name` is its address."""

    name: str
    title: str
    does: str
    button: str
    form: forms.Form
    is_open: bool


@dataclass(frozen=True)
class CaseSupervision:
    number: str
    subject: str
    office: str
    asked: tuple[AskedView, ...]
    missed: tuple[MissedView, ...]
    ways: tuple[Way, ...]
    forms: tuple[Any, ...]


@require_safe
@at_the_desk
def case(desk: Desk, number: str) -> HttpResponse:
    return _show(desk, _opened(desk, number))


def _opened(desk: Desk, number: str) -> File:
    file = desk.open(number)
    if not supervision_looks(file):
        raise Http404
    return file


def _show(
    desk: Desk, file: File, bound: tuple[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with one form as it was entered: `bound` is its prefix, and the form."""
    name = names()
    asked_ = tuple(AskedView(a, _answering(file, a, bound)) for a in asked(file, name))
    missed_ = tuple(MissedView(m, _explaining(file, m, bound)) for m in missed(file, name))
    page = CaseSupervision(
        number=file.case.number,
        subject=subject_of(file.case),
        office=file.case.office.name,
        asked=asked_,
        missed=missed_,
        ways=_ways(file, bound),
        forms=(bound[1],) if bound else (),
    )
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/supervision.html", page, status)


def _bound(prefix: str, bound: tuple[str, forms.Form] | None) -> Any:
    return bound[1] if bound and bound[0] == prefix else None


def _answering(file: File, one: Asked, bound: tuple[str, forms.Form] | None) -> AnswerForm | None:
    mine = {demand.number for demand in supervision.to_answer(file.situation)}
    if one.number not in mine or not file.may(Permission.ANSWER_SUPERVISION):
        return None
    prefix = f"answer-{one.number}"
    return _bound(prefix, bound) or AnswerForm(prefix=prefix)


def _explaining(file: File, one: Missed, bound: tuple[str, forms.Form] | None) -> AnswerForm | None:
    mine = supervision.answers_for(file.actor, one.to)
    if not mine or not file.may(Permission.ANSWER_SUPERVISION):
        return None
    prefix = f"explain-{one.seq}"
    return _bound(prefix, bound) or AnswerForm(prefix=prefix)


def _ways(file: File, bound: tuple[str, forms.Form] | None) -> tuple[Way, ...]:
    is_open = file.stage.kind is StageKind.OPEN
    if not is_open or not file.may(Permission.SUPERVISE):
        return ()
    found = [
        ("urging", _("Urge the office"), _("It has to do what it owes, and to say in writing how "
         "that stands."), _("Urge the office"), AskForm),
        ("report", _("Have it report"), _("It has to report in writing by the day you name."),
         _("Ask for the report"), AskForm),
    ]  # fmt: skip
    if not file.facts.is_reprisal:
        found += [
            ("taking-over", _("Take the case up yourself"), _("Your office answers for it from now "
             "on. The office before takes part, and accounts in writing for how it stood. Not "
             "possible where the petitioner could then no longer go up."),
             _("Take the case over"), GiveForm),
            ("assignment", _("Give it to another competent office"), _("That office answers for "
             "it from now on. The office before accounts in writing for how it stood."),
             _("Give it to this office"), AssignForm),
        ]  # fmt: skip
    return tuple(
        Way(name, title, does, button, _bound(name, bound) or form(file, prefix=name),
            _bound(name, bound) is not None)
        for name, title, does, button, form in found
    )  # fmt: skip


Act = Callable[[Any], Case | Refusal]


def _take(
    desk: Desk, file: File, form: forms.Form, prefix: str, act: Act, said: str
) -> HttpResponse:
    if form.is_valid():
        done = act(form.cleaned_data)
        if not isinstance(done, Refusal):
            messages.success(desk.request, said)
            return _onwards(desk, file.case.number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show(desk, file, (prefix, form), 422)


def _onwards(desk: Desk, number: str) -> HttpResponse:
    """Back to the page, or to the lists where the case went beyond the reader."""
    try:
        _opened(desk, number)
    except Http404:
        return redirect("desk:supervision")
    return redirect("desk:case-supervision", number)


def _supervised(desk: Desk, number: str) -> File:
    return desk.open(number, Permission.SUPERVISE)


@require_POST
@at_the_desk
def urging(desk: Desk, number: str) -> HttpResponse:
    file = _supervised(desk, number)
    return _take(
        desk, file, AskForm(file, desk.request.POST, prefix="urging"), "urging",
        lambda e: actions.urge(number, desk.actor, e["text"], e["due_on"], desk.now),
        _("The office was urged. Its answer comes here, and to the petitioner."),
    )  # fmt: skip


@require_POST
@at_the_desk
def report(desk: Desk, number: str) -> HttpResponse:
    file = _supervised(desk, number)
    return _take(
        desk, file, AskForm(file, desk.request.POST, prefix="report"), "report",
        lambda e: actions.demand_report(number, desk.actor, e["text"], e["due_on"], desk.now),
        _("The report was asked for. It comes here, and to the petitioner."),
    )  # fmt: skip


@require_POST
@at_the_desk
def taking_over(desk: Desk, number: str) -> HttpResponse:
    file = _supervised(desk, number)
    return _take(
        desk, file, GiveForm(file, desk.request.POST, prefix="taking-over"), "taking-over",
        lambda e: actions.take_over(number, desk.actor, e["reason"], e["due_on"], desk.now),
        _("Your office answers for this case now."),
    )  # fmt: skip


@require_POST
@at_the_desk
def assignment(desk: Desk, number: str) -> HttpResponse:
    file = _supervised(desk, number)
    return _take(
        desk, file, AssignForm(file, desk.request.POST, prefix="assignment"), "assignment",
        lambda e: actions.assign(
            number, desk.actor, e["office"].pk, e["reason"], e["due_on"], desk.now
        ),
        _("The other office answers for this case now."),
    )  # fmt: skip


@require_POST
@at_the_desk
def answer(desk: Desk, number: str, demand: int) -> HttpResponse:
    file = desk.open(number, Permission.ANSWER_SUPERVISION)
    prefix = f"answer-{demand}"
    return _take(
        desk, file, AnswerForm(desk.request.POST, prefix=prefix), prefix,
        lambda e: actions.answer_demand(number, desk.actor, demand, e["text"], desk.now),
        _("Answered. The office above and the petitioner read it."),
    )  # fmt: skip


@require_POST
@at_the_desk
def explanation(desk: Desk, number: str, breach: int) -> HttpResponse:
    file = desk.open(number, Permission.ANSWER_SUPERVISION)
    prefix = f"explain-{breach}"
    return _take(
        desk, file, AnswerForm(desk.request.POST, prefix=prefix), prefix,
        lambda e: actions.explain_breach(number, desk.actor, breach, e["text"], desk.now),
        _("Your reasons stand in the register, and on the petitioner's page."),
    )  # fmt: skip


# The lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DemandRow:
    number: str
    subject: str
    what: str
    office: str
    asked_by: str
    due_on: date
    today: date
    is_late: bool
    is_about_remedy: bool


#: Extensions that wait below are listed by themselves, too.
FEW_EXTENSIONS = 20


@dataclass(frozen=True)
class Lists:
    here: str
    tabs: tuple[Tab, ...]
    to_answer: tuple[DemandRow, ...]
    to_answer_next: str
    asked: tuple[DemandRow, ...]
    asked_next: str
    kept: tuple[KeptRow, ...]
    kept_means: str
    extensions: tuple[ExtensionRow, ...]
    has_more_extensions: bool
    supervises: bool
    handles: bool


@require_safe
@at_the_desk
def lists(desk: Desk) -> HttpResponse:
    """What the reader's offices have to answer, what they asked, and extensions asked for below."""
    get, actor = desk.request.GET.get, desk.actor
    mine = oversight_lists.to_answer(actor, get("answer-after", ""))
    ours = oversight_lists.asked_from_here(actor, get("asked-after", ""))
    zones, supervises = time_zones(), actor.has_role(Role.SUPERVISOR)
    waiting = oversight_lists.extensions_below(actor, FEW_EXTENSIONS + 1)
    page = Lists(
        here="supervision",
        tabs=tabs(desk, "supervision"),
        to_answer=tuple(_demand_row(d, desk, zones) for d in mine.demands),
        to_answer_next=mine.next,
        asked=tuple(_demand_row(d, desk, zones) for d in ours.demands),
        asked_next=ours.next,
        kept=(
            rows_of_shares(kept_lists.shares(actor, desk.now), FEW_OFFICES) if supervises else ()
        ),
        kept_means=definition(),
        extensions=extension_rows(waiting[:FEW_EXTENSIONS], desk.now, actor),
        has_more_extensions=len(waiting) > FEW_EXTENSIONS,
        supervises=supervises,
        handles=actor.has_role(Role.OFFICER, Role.HEAD),
    )
    return desk.show("desk/supervision_list.html", page)


def _demand_row(demand: Demand, desk: Desk, zones: Mapping[int, str]) -> DemandRow:
    today = today_in(desk.now, zones[demand.office_id])
    return DemandRow(
        number=demand.case.number,
        subject=subject_of(demand.case),
        what=kind_of_demand_text(demand.kind),
        office=demand.office.name,
        asked_by=demand.asked_by.name if demand.asked_by else "",
        due_on=demand.due_on,
        today=today,
        is_late=demand.due_on < today,
        is_about_remedy=demand.kind == Kind.REMEDY,
    )


@dataclass(frozen=True)
class BreachRow:
    """One line of the register. `explanation` is "" where the office said nothing."""

    number: str
    subject: str
    office: str
    code: str
    what: str
    article: str
    citation: Citation | None
    due_on: date
    ended_on: date | None
    is_open: bool
    explanation: str


@dataclass(frozen=True)
class Register:
    here: str
    tabs: tuple[Tab, ...]
    of: str
    rows: tuple[BreachRow, ...]
    next: str
    after: str
    query: str
    most_lines: int


@require_safe
@at_the_desk
def register(desk: Desk) -> HttpResponse:
    """What offices missed, under which article, since when, and why, as they say."""
    offices, name, code = _whose(desk)
    after = desk.request.GET.get("after", "")
    found = oversight_lists.register(desk.actor, offices, after)
    page = Register(
        here="breaches", tabs=tabs(desk, "breaches"), of=name,
        rows=tuple(_breach_rows(found.breaches)), next=found.next, after=after,
        query=f"office={code}&" if code else "", most_lines=MOST_LINES,
    )  # fmt: skip
    return desk.show("desk/breaches.html", page)


def _whose(desk: Desk) -> tuple[frozenset[int], str, str]:
    """The offices of the register: all that the reader oversees, or the one that is named."""
    if not desk.actor.has_role(Role.HEAD, Role.SUPERVISOR):
        raise Http404
    theirs, code = open_work.overseen(desk.actor), desk.request.GET.get("office", "")
    if not code:
        return theirs, "", ""
    office = Office.objects.filter(code=code, pk__in=theirs).first()
    if office is None:
        raise Http404
    return frozenset({office.pk}), office.name, code


def _breach_rows(breaches: Sequence[Breach]) -> Iterator[BreachRow]:
    said = oversight_lists.explanations(breaches)
    for breach in breaches:
        procedure = procedure_of(breach.case.pack_id)
        cited = citation_of(procedure, breach.limit)
        yield BreachRow(
            number=breach.case.number,
            subject=subject_of(breach.case),
            office=breach.office.name,
            code=breach.office.code,
            what=limit_text(procedure, breach.limit),
            article=local(cited.article) if cited else "",
            citation=cited,
            due_on=breach.due_on,
            ended_on=breach.ended_on,
            is_open=breach.ended_on is None and (breach.case.is_open or breach.remedy > 0),
            explanation=said.get(breach.pk, ""),
        )


#: As many lines as a spreadsheet holds easily; the rest is on the page.
MOST_LINES = 10_000
HEADER = ("case", "office", "name", "missed", "article", "due", "done", "explanation")


@require_safe
@at_the_desk
def register_table(desk: Desk) -> HttpResponse:
    """The same for a spreadsheet."""
    offices, _name, _code = _whose(desk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="breaches.csv"'
    table = csv.writer(response)
    table.writerow(HEADER)
    for page in oversight_lists.register_from_the_latest(desk.actor, offices, MOST_LINES):
        for row in _breach_rows(page):
            cells = (row.number, row.code, row.office, row.what, row.article, row.due_on,
                     row.ended_on or "", row.explanation)  # fmt: skip
            table.writerow([plain_cell(cell) for cell in cells])
    return response
