"""Mediation at the desk: for those who mediate, who see it and not the case, and for a clerk who
begins one for a petitioner at the counter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File, NotHere
from openredress.cases.hearings import NEW
from openredress.cases.mediated import MediationShown, for_mediator, for_office, mine
from openredress.cases.mediation_forms import BeginForm
from openredress.cases.models import Case
from openredress.cases.models import Mediation as Row
from openredress.cases.wording import refusal_text
from openredress.core import mediating
from openredress.core.access import Permission
from openredress.core.refusals import Refusal
from openredress.offices.mediators import all_mediators, beginnings
from openredress.offices.tree import time_zones

from .door import Desk, at_the_desk
from .mediation_forms import (
    AloneForm,
    AlongForm,
    DraftForm,
    MeetingForm,
    PaperAnswerForm,
    PaperConsentForm,
    RecordForm,
    ReportForm,
)
from .pages import Tab, tabs

Given = dict[str, Any]


# The list ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MediationLine:
    number: str
    row: Row
    today: Any
    owes: bool
    zone: str
    is_new: bool


@dataclass(frozen=True)
class MediationsPage:
    here: str
    tabs: tuple[Tab, ...]
    rows: tuple[MediationLine, ...]


@require_safe
@at_the_desk
def mediations(desk: Desk) -> HttpResponse:
    """What the reader mediates, the nearest day first."""
    offices, zones = {p.office for p in desk.actor.posts}, time_zones()
    rows = tuple(
        MediationLine(
            number=row.number, row=row, today=timezone.localdate(desk.now),
            owes=bool(row.ended) or not offices & {row.office_id, *row.joint},
            zone=zones[row.office_id],
            is_new=row.news_at is not None and row.news_at >= desk.now - NEW,
        )
        for row in list(mine(desk.actor))[:MOST]
    )  # fmt: skip
    page = MediationsPage("mediations", tabs(desk, "mediations"), rows)
    return desk.show("desk/mediations.html", page)


#: How many stand on the list: those with the nearest day.
MOST = 200


# One mediation -----------------------------------------------------------------------------


@dataclass(frozen=True)
class MediationPage:
    """`forms` are by the noun of their address; those that were sent and refused are `bound`."""

    shown: MediationShown
    forms: Mapping[str, Any]
    bound: tuple[Any, ...]


@require_safe
@at_the_desk
def mediation(desk: Desk, number: str) -> HttpResponse:
    file, shown = _opened(desk, number)
    return _show(desk, file, shown)


def _opened(desk: Desk, number: str) -> tuple[File, MediationShown]:
    try:
        return for_mediator(desk.actor, number, desk.now)
    except NotHere:
        raise Http404 from None


def _show(
    desk: Desk, file: File, shown: MediationShown, status: int = 200,
    bound: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    sent = dict(bound or {})
    names = dict.fromkeys((*_possible(shown), *sent))
    wanted = {name.replace("-", "_"): sent.get(name) or _form(name, file, shown) for name in names}
    page = MediationPage(shown, wanted, tuple(sent.values()))
    with timezone.override(ZoneInfo(shown.time_zone)):
        return desk.show("desk/mediation.html", page, status)


def _possible(shown: MediationShown) -> tuple[str, ...]:
    """What can be done now, by the noun in its address."""
    if not shown.is_at_work:
        return ("report",) if shown.owes_report else ()
    both = ("meeting", "agreement") if shown.both_agree else ()
    record = ("record",) if any(not m.record and not m.is_ahead for m in shown.meetings) else ()
    settling = shown.draft is not None and shown.draft.until is not None
    draft = ("answer",) if shown.draft is not None and not settling else ()
    on = () if settling else ("handing-on",)
    words = ("words",) if any(one.said == "yes" for one in shown.consents) else ()
    return ("consent", *both, *record, *draft, *words, "along", *on)


def _form(name: str, file: File, shown: MediationShown, *given: Any) -> forms.Form:
    """Several forms stand on one page, so each has ids of its own."""
    kind = ACTS[name].form
    before: tuple[Any, ...] = ()
    if kind is RecordForm:
        before = (shown,)
    if kind is AlongForm:
        known, blocked = file.facts.mediators, file.facts.blocked_offices
        before = (all_mediators(file.facts.office, {*blocked, *known}),)
    return kind(*before, *given, auto_id=f"{name}_%s")


@require_POST
@at_the_desk
def letter(desk: Desk, number: str) -> HttpResponse:
    """Makes the letter to the other side. Its code stands on this one answer and nowhere else."""
    _file, shown = _opened(desk, number)
    done = actions.invite_other_side(number, desk.actor, desk.now)
    if isinstance(done, Refusal):
        messages.error(desk.request, refusal_text(done))
        return redirect("desk:mediation", number)
    site = (settings.URL or desk.request.build_absolute_uri("/")).rstrip("/")
    page = LetterPage(shown, done, site + reverse("petitioner:open"))
    return desk.show("desk/mediation_letter.html", page)


@dataclass(frozen=True)
class LetterPage:
    shown: MediationShown
    code: str
    open_at: str
    address: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", f"{self.open_at}#{self.code}")


Do = Callable[[Desk, MediationShown, Any], Case | Refusal]


@dataclass(frozen=True)
class Act:
    form: type[Any]
    do: Do
    done: Callable[[], str]


def _consent(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    given = form.cleaned_data
    return actions.consent_on_paper(
        shown.number, desk.actor, given["side"], given["witness"], desk.now,
        agrees=given["agrees"] == "yes",
    )  # fmt: skip


def _answer(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    given, number = form.cleaned_data, shown.draft.number if shown.draft else 0
    return actions.agreement_on_paper(
        shown.number, desk.actor, given["side"], number, given["witness"], desk.now,
        agrees=given["agrees"] == "yes",
    )  # fmt: skip


def _meeting(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    given = form.cleaned_data
    starts_at = datetime.combine(given["on"], given["at"], ZoneInfo(shown.time_zone))
    return actions.set_mediation_meeting(
        shown.number, desk.actor, starts_at, given["place"], desk.now
    )


def _record(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    given = form.cleaned_data
    return actions.record_mediation_meeting(
        shown.number, desk.actor, given["number"], given["present"], given["text"], desk.now
    )


def _words(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    given = form.cleaned_data
    return actions.note_alone(
        shown.number, desk.actor, given["side"], given["text"], desk.now, goes_on=given["goes_on"]
    )


def _along(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    office = form.cleaned_data["office"].pk
    return actions.mediate_along(shown.number, desk.actor, office, desk.now)


def _hand_on(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    text = form.cleaned_data["text"]
    return actions.hand_mediation_on(shown.number, desk.actor, text, desk.now)


def _report(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    text = form.cleaned_data["text"]
    return actions.report_mediation(shown.number, desk.actor, text, desk.now)


def _draft(desk: Desk, shown: MediationShown, form: Any) -> Case | Refusal:
    terms = form.cleaned_data["terms"]
    return actions.draft_agreement(shown.number, desk.actor, terms, form.owed, desk.now)


ACTS: dict[str, Act] = {
    "consent": Act(PaperConsentForm, _consent, lambda: _("It is written down, as on paper.")),
    "answer": Act(PaperAnswerForm, _answer, lambda: _("It is written down, as on paper.")),
    "meeting": Act(MeetingForm, _meeting, lambda: _("Both sides read it on their pages.")),
    "record": Act(RecordForm, _record, lambda: _("It is in the record, which both sides read.")),
    "words": Act(AloneForm, _words, lambda: _("Kept for that side and whoever mediates here.")),
    "along": Act(AlongForm, _along, lambda: _("That office mediates along from now on.")),
    "handing-on": Act(ReportForm, _hand_on, lambda: _("It went on, with its whole record.")),
    "report": Act(ReportForm, _report, lambda: _("The report is with the next rung.")),
    "agreement": Act(DraftForm, _draft, lambda: _("Both sides read it, and each answers alone.")),
}


@require_POST
@at_the_desk
def act(desk: Desk, number: str, act: str) -> HttpResponse:
    file, shown = _opened(desk, number)
    known = ACTS.get(act)
    if known is None:
        raise Http404
    form = _form(act, file, shown, desk.request.POST)
    if form.is_valid():
        done = known.do(desk, shown, form)
        if isinstance(done, Case):
            messages.success(desk.request, known.done())
            return _after(desk, number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show(desk, file, shown, 422, {act: form})


def _after(desk: Desk, number: str) -> HttpResponse:
    """Back to the mediation, or to the list where it is not the reader's any more."""
    try:
        for_mediator(desk.actor, number, desk.now)
    except NotHere:
        return redirect("desk:mediations")
    return redirect("desk:mediation", number)


# The case ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BeginPage:
    """`shown` is the mediation as the petitioner reads it; `form` begins one."""

    number: str
    office: str
    shown: MediationShown | None
    form: BeginForm | None
    rules: Any


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def of_case(desk: Desk, number: str) -> HttpResponse:
    """The record of a mediation for whoever reads the case, or the form to begin one on paper."""
    file = desk.open(number)
    rules, shown = file.procedure.mediation, for_office(file)
    if shown is not None:
        with timezone.override(ZoneInfo(shown.time_zone)):
            return desk.show(
                "desk/case_mediation.html",
                BeginPage(number, file.case.office.name, shown, None, rules),
            )
    begins = file.may(Permission.ASK_MEDIATION) and mediating.may_begin(file.situation) is None
    if not begins or rules is None:
        raise Http404
    offices = beginnings(rules.rungs, file.facts.office, file.facts.blocked_offices)
    form = BeginForm(offices, desk.request.POST if desk.request.method == "POST" else None)
    if form.is_valid():
        done = actions.begin_mediation(number, desk.actor, _wanted(form), desk.now)
        if isinstance(done, Case):
            messages.success(desk.request, _("Mediation begins. The mediator invites both sides."))
            return redirect("desk:case-mediation", number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    page = BeginPage(number, file.case.office.name, None, form, rules)
    return desk.show("desk/case_mediation.html", page, 422 if form.errors else 200)


def _wanted(form: BeginForm) -> actions.Wanted:
    given = form.cleaned_data
    return actions.Wanted(
        given["office"].pk, given["about"], given["name"].strip(), given["reach"].strip(),
        given["called"].strip(),
    )  # fmt: skip
