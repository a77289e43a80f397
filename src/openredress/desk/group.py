"""A group at the desk: how many take part, what each has allowed to be shown, and no more.

There is no list of members, and no way from a member to anything: what is shown here stands in the
order of tokens, which tell nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.cases.models import Case
from openredress.cases.remedy_forms import (
    amount_field,
    check_sum,
    currency_field,
    entered_sum,
    kind_field,
)
from openredress.cases.wording import SCOPES, refusal_text
from openredress.core import group as rules
from openredress.core.access import Permission
from openredress.core.facts import Group, Settlement
from openredress.core.procedure import Citation
from openredress.parties import members
from openredress.parties.keys import CannotOpen
from openredress.web.forms import DateInput

from .door import Desk, at_the_desk


class SettlementForm(forms.Form):
    """What is offered to every member, each of whom answers alone."""

    terms = long_text(
        gettext_lazy("What the office offers"),
        rows=4,
        hint=gettext_lazy("What will be done, in words that everybody understands."),
    )
    offered_kind = kind_field(gettext_lazy("What kind of remedy it is"))
    offered_amount = amount_field(gettext_lazy("How much money for each member who agrees"))
    offered_currency = currency_field(gettext_lazy("In which currency"))
    answer_by = forms.DateField(
        label=gettext_lazy("Last day to answer"), widget=DateInput(),
        error_messages={"required": gettext_lazy("Enter the last day to answer.")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("The office does it by"), widget=DateInput(),
        error_messages={"required": gettext_lazy("Enter the day by which it is done.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        check_sum(self, "offered")
        return self.cleaned_data


class SignaturesForm(forms.Form):
    count = forms.IntegerField(
        label=gettext_lazy("Signatures on the sheet"), min_value=1, max_value=rules.MOST,
        help_text=gettext_lazy(
            "Count only those that no earlier sheet holds. Names stay on the paper: they are "
            "entered nowhere."
        ),
        error_messages={"required": gettext_lazy("Enter how many have signed.")},
    )  # fmt: skip
    file = forms.TypedChoiceField(
        label=gettext_lazy("The sheet among the files of the case"), required=False, coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Add a picture of the sheet to the files first, if there is one."),
    )  # fmt: skip

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [(f.number, f"{f.number}. {f.name}") for f in file.facts.files if not f.erased]
        self.fields["file"].choices = [("", _("Only on paper")), *kept]  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("Who stands before you?"),
        choices=(
            (rules.SHEET, gettext_lazy("Somebody who signed on paper and is counted there")),
            (rules.COUNTER, gettext_lazy("Somebody who joins now")),
        ),
        widget=forms.RadioSelect(),
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    form = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=60)


@dataclass(frozen=True)
class Shown:
    """What a member lets the office see: a name, a say, or both."""

    name: str
    say: str


@dataclass(frozen=True)
class Spokesman:
    number: int
    name: str
    support: int
    scope: tuple[str, ...]


class AboutForm(forms.Form):
    about = long_text(
        gettext_lazy("What others read before they join"), rows=4,
        hint=gettext_lazy("In the words of the petitioner, without names."),
    )  # fmt: skip


@dataclass(frozen=True)
class Opening:
    number: str
    office: str
    form: AboutForm


@dataclass(frozen=True)
class DeskGroup:
    number: str
    office: str
    about: str
    tally: int
    members: int
    on_paper: int
    most: int
    citation: Citation | None
    spoken: tuple[Spokesman, ...]
    shown: tuple[Shown, ...]
    is_locked: bool
    settlements: tuple[Settlement, ...]
    today: date
    offer: SettlementForm | None
    signatures: SignaturesForm | None
    receipt: ReceiptForm | None
    code: str
    forms: tuple[Any, ...]


@require_safe
@at_the_desk
def page(desk: Desk, number: str) -> HttpResponse:
    return _show(desk, _opened(desk, number))


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def opening(desk: Desk, number: str) -> HttpResponse:
    """A clerk lets others join for a petitioner who is at the counter and asks for it."""
    file = desk.open(number, Permission.COUNT_SIGNATURES)
    if file.facts.group is not None:
        return redirect("desk:group", number)
    form = AboutForm(desk.request.POST if desk.request.method == "POST" else None)
    if form.is_valid():
        done = actions.open_group(number, desk.actor, form.cleaned_data["about"], desk.now)
        if isinstance(done, Case):
            messages.success(desk.request, _("Others can join now. Hand on the invitation."))
            return redirect("desk:group", number)
        form.add_error("about", refusal_text(done))
    page = Opening(number, file.case.office.name, form)
    return desk.show("desk/group_opening.html", page, 422 if form.errors else 200)


def _opened(desk: Desk, number: str) -> File:
    file = desk.open(number)
    if file.facts.group is None:
        raise Http404
    return file


def _show(desk: Desk, file: File, status: int = 200, **bound: Any) -> HttpResponse:
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/group.html", _page(file, **bound), status)


def _page(file: File, code: str = "", **bound: Any) -> DeskGroup:
    known = file.facts.group
    assert known is not None
    law, (shown, names, is_locked) = rules.spokesmen(file.procedure), _allowed(file, known)
    is_open = file.stage.kind == "open"
    offers = is_open and file.may(Permission.OFFER_SETTLEMENT)
    counts = is_open and file.may(Permission.COUNT_SIGNATURES)
    offer = bound.get("offer") or SettlementForm() if offers else None
    signatures = bound.get("signatures") or SignaturesForm(file) if counts else None
    receipt = bound.get("receipt") or ReceiptForm(initial={"form": members.new_secret()[:40]})
    return DeskGroup(
        number=file.case.number,
        office=file.case.office.name,
        about=known.about,
        tally=known.tally,
        members=len(known.members),
        on_paper=max(0, known.signatures - known.receipted),
        most=law.most,
        citation=law.citation,
        spoken=tuple(
            Spokesman(n, names.get(n, ""), rules.support(known, n), tuple(
                str(label) for value, label in SCOPES if value in rules.scope_of(known, n)
            ))
            for n in known.seated
        ),
        shown=shown,
        is_locked=is_locked,
        settlements=tuple(reversed(known.settlements)),
        today=file.situation.today,
        offer=offer if rules.open_settlement(known) is None else None,
        signatures=signatures,
        receipt=receipt if counts else None,
        code=code,
        forms=tuple(bound.values()),
    )  # fmt: skip


def _allowed(file: File, known: Group) -> tuple[tuple[Shown, ...], dict[int, str], bool]:
    """What members let the office see, the names of representatives who allow it, and whether any
    of it is locked here.
    """
    tokens = [token for token, what in known.allowed.items() if what]
    try:
        found = members.with_tokens(file.case.root_id, tokens)
    except CannotOpen:
        return (), {}, True
    shown = [
        Shown(
            one.kept.name if rules.NAME in known.allowed[one.token] else "",
            one.kept.say if rules.SAY in known.allowed[one.token] else "",
        )
        for one in found
    ]
    return tuple(s for s in shown if s.name or s.say), dict(_named(known, found)), False


def _named(known: Group, found: Iterable[members.Opened]) -> Iterable[tuple[int, str]]:
    for one in found:
        if rules.NAME in known.allowed[one.token]:
            for candidate in known.candidates:
                if candidate.token == one.token_for("stand", candidate.number):
                    yield candidate.number, one.kept.name


@require_POST
@at_the_desk
def settlement(desk: Desk, number: str) -> HttpResponse:
    """The office offers the members a settlement."""
    file, form = _opened(desk, number), SettlementForm(desk.request.POST)
    if form.is_valid():
        given = form.cleaned_data
        done = actions.offer_settlement(
            number, desk.actor, given["answer_by"], given["due_on"], given["terms"], desk.now,
            given["offered_kind"] or "other", entered_sum(given, "offered"),
        )  # fmt: skip
        if isinstance(done, Case):
            messages.success(desk.request, _("Every member reads it and answers alone."))
            return redirect("desk:group", number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show(desk, file, 422, offer=form)


@require_POST
@at_the_desk
def signatures(desk: Desk, number: str) -> HttpResponse:
    """A clerk takes in a sheet of signatures."""
    file = _opened(desk, number)
    form = SignaturesForm(file, desk.request.POST)
    if form.is_valid():
        given = form.cleaned_data
        done = actions.count_signatures(
            number, desk.actor, given["count"], given["file"], desk.now
        )  # fmt: skip
        if isinstance(done, Case):
            messages.success(desk.request, _("The signatures are counted."))
            return redirect("desk:group", number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    return _show(desk, file, 422, signatures=form)


@require_POST
@at_the_desk
def receipt(desk: Desk, number: str) -> HttpResponse:
    """A clerk hands out a receipt, which stands on this one answer and nowhere else."""
    file, form = _opened(desk, number), ReceiptForm(desk.request.POST)
    if form.is_valid():
        given = form.cleaned_data
        joining = actions.Joining(given["form"] or members.new_secret())
        done = actions.join_at_counter(number, desk.actor, joining, given["how"], desk.now)
        if isinstance(done, actions.Joined):
            file.look_again()
            return _show(desk, file, code=done.code)
        form.add_error("how", refusal_text(done))
    return _show(desk, file, 422, receipt=form)
