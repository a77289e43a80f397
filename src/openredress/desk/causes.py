"""Cases with one cause at the desk: linked, told, and the systemic issue about them."""

from collections.abc import Callable
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

from openredress.cases import actions, public_issues
from openredress.cases.access import File
from openredress.cases.causes import CauseShown, cause_of, linked_with, open_issues, titles
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.causes import TOLD_FROM
from openredress.core.refusals import Refusal
from openredress.core.supervision import answers_for
from openredress.offices.tree import time_zones

from .causes_forms import (
    AnswerAllForm,
    ChangeForm,
    IssueForm,
    LinkForm,
    PublishForm,
    UnlinkForm,
)
from .door import Desk, at_the_desk
from .pages import Tab, around
from .rows import Row, rows_of, subject_of, today_in

Bound = tuple[str, forms.Form] | None


@dataclass(frozen=True)
class Way:
    """Something that the reader can do about the cause. `name` is its address."""

    name: str
    title: str
    does: str
    button: str
    form: forms.Form
    is_open: bool


@dataclass(frozen=True)
class CausePage:
    number: str
    subject: str
    linked: tuple[Row, ...]
    is_linked: bool
    sees_all: bool
    shown: CauseShown | None
    ways: tuple[Way, ...]
    forms: tuple[Any, ...]


def looks_at_cause(file: File) -> bool:
    """Whether the page about the cause is there for this reader."""
    return file.may(Permission.LINK)


def _opened(desk: Desk, number: str) -> File:
    return desk.open(number, Permission.LINK)


@require_safe
@at_the_desk
def cause(desk: Desk, number: str) -> HttpResponse:
    return _show(desk, _opened(desk, number))


def _show(desk: Desk, file: File, bound: Bound = None, status: int = 200) -> HttpResponse:
    """The page, with one form as it was entered: `bound` is its address, and the form."""
    linked = linked_with(desk.actor, file.case)
    is_linked = file.facts.cause is not None
    sees_all = is_linked and actions.sees_all(file.case.number, desk.actor)
    page = CausePage(
        number=file.case.number,
        subject=subject_of(file.case),
        linked=rows_of(linked, desk.now, desk.actor),
        is_linked=is_linked,
        sees_all=sees_all,
        shown=cause_of(file, names()),
        ways=_ways(file, sees_all, bound),
        forms=(bound[1],) if bound else (),
    )
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/cause.html", page, status)


def _ways(file: File, sees_all: bool, bound: Bound) -> tuple[Way, ...]:
    cause = file.facts.cause
    issue = cause.issue if cause else None
    waits = issue is not None and not issue.answered
    found: list[tuple[str, str, str, str, Callable[[], forms.Form]]] = []
    if waits and sees_all and issue and answers_for(file.actor, issue.owner):
        found.append((
            "answer", _("Answer everybody"), _("It goes to each petitioner. Each case keeps its "
            "own time limits and gets an answer of its own."), _("Send the answer to everybody"),
            lambda: AnswerAllForm(prefix="answer"),
        ))  # fmt: skip
    found.append((
        "links", _("Link further cases"), _("Who is shut out of one of them is shut out of all, "
        "from then on. Petitioners are told of it only where those of the other cases were told "
        "already."), _("Link these cases"),
        lambda: LinkForm(prefix="links"),
    ))  # fmt: skip
    if sees_all and cause and not cause.is_told:
        found.append((
            "others-told", _("Tell each petitioner that they are not alone"), _("They read that "
            "others complain of the same, and neither who nor how many. Possible from %(count)s "
            "cases on.") % {"count": TOLD_FROM}, _("Tell them"), forms.Form,
        ))  # fmt: skip
    if sees_all and cause and cause.is_told and not cause.is_offered:
        found.append((
            "joining-offered", _("Offer them to join those who complain together"), _("Who has "
            "opened their case for others is not named. Each decides alone, and loses nothing by "
            "saying no."), _("Offer it"), forms.Form,
        ))  # fmt: skip
    if sees_all and issue and answers_for(file.actor, issue.owner) and _can_publish(file):
        shown = cause_of(file, names())
        title = shown.issue.title if shown and shown.issue else ""
        found.append((
            "issue-public", _("Publish the systemic issue"), _("Everybody reads the cause in your "
            "words, plan, day and answer, and how many cases there are where they are not few."),
            _("Publish it"), lambda: PublishForm(prefix="issue-public", initial={"title": title}),
        ))  # fmt: skip
    if sees_all and issue and answers_for(file.actor, issue.owner) and issue.published:
        found.append((
            "issue-withdrawn", _("Take it off the public page"), _("The petitioners go on reading "
            "it on theirs."), _("Take it off"), forms.Form,
        ))  # fmt: skip
    if sees_all and not waits:
        found.append((
            "issue", _("Open a systemic issue"), _("The cause itself gets one office, one plan, a "
            "day, and an answer to all. Time limits of the cases run on."),
            _("Open the systemic issue"), lambda: IssueForm(file, prefix="issue"),
        ))  # fmt: skip
    if sees_all and waits and issue:
        initial = {"owner": issue.owner, "due_on": issue.due_on}
        found.append((
            "issue-change", _("Change owner, plan or day"), _("Everybody is told, with the reason. "
            "What stood before stays in the history."), _("Change it"),
            lambda: ChangeForm(file, prefix="issue-change", initial=initial),
        ))  # fmt: skip
    if cause and not (waits and issue and issue.number):
        found.append((
            "unlinking", _("Take this case out"), _("It is not about the same cause after all. Who "
            "was shut out of it because of another case stays so until let in again."),
            _("Take it out"), lambda: UnlinkForm(prefix="unlinking"),
        ))  # fmt: skip
    return tuple(
        Way(name, title, does, button, bound[1] if bound and bound[0] == name else form(),
            bool(bound and bound[0] == name))
        for name, title, does, button, form in found
    )  # fmt: skip


def _can_publish(file: File) -> bool:
    """Also where it came off by itself, since it would have given somebody away."""
    cause = file.facts.cause
    is_published = cause is not None and cause.issue is not None and bool(cause.issue.published)
    return cause is not None and not (is_published and public_issues.is_shown(cause.key))


Act = Callable[[], Case | tuple[Case, ...] | Refusal]


def _take(desk: Desk, file: File, name: str, form: forms.Form, act: Act, said: str) -> HttpResponse:
    if form.is_valid():
        done = act()
        if not isinstance(done, Refusal):
            messages.success(desk.request, said)
            return _onwards(desk, file.case.number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show(desk, file, (name, form), 422)


def _onwards(desk: Desk, number: str) -> HttpResponse:
    """Back to the page, or to the queue where linking shut the reader out."""
    try:
        _opened(desk, number)
    except Http404:
        return redirect("desk:queue")
    return redirect("desk:cause", number)


@require_POST
@at_the_desk
def links(desk: Desk, number: str) -> HttpResponse:
    """Cases come one in a line, or ticked on the page of what is alike."""
    file, data = _opened(desk, number), desk.request.POST.copy()
    data["links-cases"] = "\n".join(desk.request.POST.getlist("links-cases"))
    form = LinkForm(data, prefix="links")
    if form.is_valid() and not _are_seen(desk, form):
        return _show(desk, file, ("links", form), 422)
    return _take(
        desk, file, "links", form,
        lambda: actions.link_cases(
            [number, *form.cleaned_data["cases"]], desk.actor, form.cleaned_data["reason"], desk.now
        ),
        _("The cases are linked."),
    )  # fmt: skip


def _are_seen(desk: Desk, form: LinkForm) -> bool:
    """One that the reader does not see is not told from one that does not exist."""
    for number in form.cleaned_data["cases"]:
        try:
            _opened(desk, number)
        except Http404:
            text = _("There is no case %(number)s that you can link.") % {"number": number}
            form.add_error("cases", text)
            return False
    return True


@require_POST
@at_the_desk
def unlinking(desk: Desk, number: str) -> HttpResponse:
    file, form = _opened(desk, number), UnlinkForm(desk.request.POST, prefix="unlinking")
    return _take(
        desk, file, "unlinking", form,
        lambda: actions.unlink_case(number, desk.actor, form.cleaned_data["reason"], desk.now),
        _("The case is linked with no other any more."),
    )  # fmt: skip


@require_POST
@at_the_desk
def others_told(desk: Desk, number: str) -> HttpResponse:
    return _take(
        desk, _opened(desk, number), "others-told", forms.Form(desk.request.POST),
        lambda: actions.tell_others(number, desk.actor, desk.now),
        _("Each petitioner can read that they are not alone."),
    )  # fmt: skip


@require_POST
@at_the_desk
def issue(desk: Desk, number: str) -> HttpResponse:
    file = _opened(desk, number)
    form = IssueForm(file, desk.request.POST, prefix="issue")
    return _take(
        desk, file, "issue", form,
        lambda: actions.open_issue(number, desk.actor, form.what(), desk.now),
        _("The systemic issue is open. Everybody concerned can read the plan and the day."),
    )  # fmt: skip


@require_POST
@at_the_desk
def issue_change(desk: Desk, number: str) -> HttpResponse:
    file = _opened(desk, number)
    form = ChangeForm(file, desk.request.POST, prefix="issue-change")
    return _take(
        desk, file, "issue-change", form,
        lambda: actions.change_issue(
            number, desk.actor, form.what(), form.cleaned_data["reason"], desk.now
        ),
        _("The systemic issue is changed, and everybody concerned is told."),
    )  # fmt: skip


@require_POST
@at_the_desk
def issue_answer(desk: Desk, number: str) -> HttpResponse:
    file, form = _opened(desk, number), AnswerAllForm(desk.request.POST, prefix="answer")
    return _take(
        desk, file, "answer", form,
        lambda: actions.answer_issue(number, desk.actor, form.cleaned_data["text"], desk.now),
        _("Everybody who complained of this cause can read the answer."),
    )  # fmt: skip


@require_POST
@at_the_desk
def joining_offered(desk: Desk, number: str) -> HttpResponse:
    return _take(
        desk, _opened(desk, number), "joining-offered", forms.Form(desk.request.POST),
        lambda: actions.offer_joining(number, desk.actor, desk.now),
        _("Each petitioner can read that they can join, or not."),
    )  # fmt: skip


@require_POST
@at_the_desk
def issue_public(desk: Desk, number: str) -> HttpResponse:
    """The owner puts the issue on the public page."""
    file, form = _opened(desk, number), PublishForm(desk.request.POST, prefix="issue-public")
    return _take(
        desk, file, "issue-public", form,
        lambda: actions.publish_issue(
            number, desk.actor, form.cleaned_data["title"], form.cleaned_data["text"], desk.now,
            is_public=True,
        ),
        _("Everybody can read it now."),
    )  # fmt: skip


@require_POST
@at_the_desk
def issue_withdrawn(desk: Desk, number: str) -> HttpResponse:
    """The owner takes it off the public page."""
    return _take(
        desk, _opened(desk, number), "issue-withdrawn", forms.Form(desk.request.POST),
        lambda: actions.publish_issue(number, desk.actor, "", "", desk.now, is_public=False),
        _("It is not on the public page any more."),
    )  # fmt: skip


# The list ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IssueRow:
    case: str
    title: str
    office: str
    due_on: date
    today: date

    @property
    def is_late(self) -> bool:
        return self.today > self.due_on


@dataclass(frozen=True)
class IssuesPage:
    here: str
    tabs: tuple[Tab, ...]
    rows: tuple[IssueRow, ...]
    can_take_down: bool
    after: str = ""
    next: str = ""


@require_safe
@at_the_desk
def issues(desk: Desk) -> HttpResponse:
    """Systemic issues that wait for their answer."""
    found, zones = open_issues(desk.actor), time_zones()
    told = titles(found)
    rows = tuple(
        IssueRow(each.case.number, told.get(each.case_id, ""), each.office.name, each.due_on,
                 today_in(desk.now, zones[each.office_id]))
        for each in found
    )  # fmt: skip
    page = IssuesPage(**around(desk, "issues"), rows=rows)
    return desk.show("desk/issues.html", page)
