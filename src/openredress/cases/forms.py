"""One form for each kind of step. A form reads what was entered; the core decides about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.core import engine, steps
from openredress.core.events import Promise
from openredress.core.facts import Outcome
from openredress.core.procedure import Act, Step
from openredress.core.promising import Kind
from openredress.core.refusals import Refusal
from openredress.core.service import PROOFS
from openredress.offices.models import Matter, Office, Place
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect

from .access import File
from .remedy_forms import amount_field, check_sum, currency_field, entered_sum, kind_field
from .wording import local, outcome_text, proof_text, refusal_text, served_text

REMEDY_ROWS = range(1, 6)


class StepForm(forms.Form):
    """`params` is what `actions.take` wants; a refusal is shown at the field it names."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        self.file = file
        kwargs.setdefault("initial", {}).setdefault("seen_version", file.case.version)
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices and starting values that depend on the case."""

    def params(self) -> dict[str, Any]:
        beside = ("seen_version", "files", "give")
        return {k: v for k, v in self.cleaned_data.items() if k not in beside}

    def refuse(self, refusal: Refusal) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal_text(refusal))


def long_text(label: Any, *, required: bool = True, rows: int = 5, hint: Any = "") -> Any:
    """A text somebody writes. What they wrote is kept as it is, spaces and lines included."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=engine.MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Fill this in; it cannot stay empty.")},
    )


class NoteForm(StepForm):
    """A step that needs no words, with room for some."""

    note = long_text(_("Note"), required=False, rows=3)


class RegisterForm(StepForm):
    matter = forms.ModelChoiceField(Matter.objects.all(), label=_("Matter"), required=False)
    place = forms.ModelChoiceField(Place.objects.all(), label=_("Place"), required=False)
    note = long_text(_("Note for the record"), required=False, rows=3)

    def prepare(self) -> None:
        self.initial.setdefault("matter", self.file.facts.matter)
        self.initial.setdefault("place", self.file.facts.place)

    def params(self) -> dict[str, Any]:
        return _keys(super().params(), "matter", "place")


class TransferForm(StepForm):
    office = forms.ModelChoiceField(
        Office.objects.all(),
        label=_("Office that is to answer"),
        error_messages={"required": _("Choose the office that is to answer.")},
    )
    co_handlers = forms.ModelMultipleChoiceField(
        Office.objects.all(),
        label=_("Offices that take part"),
        required=False,
        help_text=_("Only if several offices are competent. The one above leads."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    reason = long_text(_("Why this office"), rows=3)

    def clean(self) -> dict[str, Any]:
        """The reason that was suggested is not the reason for another office."""
        entered = self.cleaned_data
        office, reason = entered.get("office"), entered.get("reason")
        suggested = self.initial.get("reason")
        if office and suggested and reason == suggested and office.pk != self.initial["office"]:
            self.add_error("reason", _("You chose another office. Say why this one."))
        return entered

    def params(self) -> dict[str, Any]:
        given = _keys(super().params(), "office")
        given["co_handlers"] = tuple(office.pk for office in given["co_handlers"])
        given["by_hand"] = given["office"] != self.initial.get("office")
        return given


class ObjectForm(StepForm):
    competent = forms.ModelChoiceField(
        Office.objects.all(), label=_("Which office is competent, if you know"), required=False
    )
    reason = long_text(_("Reasons, in detail"))

    def params(self) -> dict[str, Any]:
        return _keys(super().params(), "competent")


class DoorsForm(StepForm):
    doors = forms.MultipleChoiceField(
        label=_("Where the petitioner can turn"),
        required=False,
        widget=CheckboxSelectMultiple(),
    )
    reason = long_text(_("Reasons, for the petitioner"))

    def prepare(self) -> None:
        doors = self.file.procedure.doors.values()
        self.fields["doors"].choices = [(door.id, local(door.name)) for door in doors]
        self.fields["doors"].widget.hints = {door.id: local(door.by_when) for door in doors}


class AskForm(StepForm):
    text = long_text(_("Your question to the petitioner"))
    reply_by = forms.DateField(label=_("Please answer by"), required=False, widget=DateInput())


class TextForm(StepForm):
    text = long_text(_("Your message"))


class FactsForm(StepForm):
    text = long_text(_("What you want to add"))


class ExtensionForm(StepForm):
    amount = forms.IntegerField(
        label=_("How many more days"),
        min_value=1,
        error_messages={"required": _("Say how many days."), "invalid": _("Enter a number.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = long_text(_("Reasons"))


class GrantForm(StepForm):
    amount = forms.IntegerField(label=_("How many more days"), min_value=1, required=False)
    reason = long_text(_("Reasons, for the petitioner"), rows=3)

    def prepare(self) -> None:
        pending = self.file.facts.pending
        if pending is not None:
            self.initial.update(amount=pending.amount, reason=pending.reason)


class ReasonForm(StepForm):
    reason = long_text(_("Reasons"))


class PauseForm(StepForm):
    ground = forms.ChoiceField(label=_("Ground"), widget=RadioSelect())
    reason = long_text(_("Reasons, for the petitioner"), rows=3)

    def prepare(self) -> None:
        limits = self.file.procedure.limits_of(self.file.facts.level)
        reasons = {k: v for limit in limits if limit.pause for k, v in limit.pause.reasons.items()}
        self.fields["ground"].choices = [(key, local(text)) for key, text in reasons.items()]


class ResumeForm(StepForm):
    reason = long_text(_("Note"), required=False, rows=3)


class DecideForm(StepForm):
    claim = long_text(_("Claim: what the petitioner asks for"), rows=3)
    facts = long_text(_("Facts: what was established"))
    reasons = long_text(_("Reasons"))
    finding = long_text(_("Finding: what the office decides"))
    basis = long_text(_("Legal basis: law, rule or policy"), rows=2)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=RadioSelect(),
        error_messages={"required": _("Choose the outcome.")},
    )

    def prepare(self) -> None:
        if steps.must_answer_hearing(self.file.situation):
            self.fields["on_hearing"] = long_text(
                _("What the panel of the hearing found, and what follows from it here"), rows=3
            )
        outcomes = [o for o in Outcome if o is not Outcome.WITHDRAWN]
        self.fields["outcome"].choices = [(o.value, outcome_text(o)) for o in outcomes]
        for row in REMEDY_ROWS:
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        number = {"number": row}
        self.fields[f"remedy_{row}"] = forms.CharField(
            label=_("Remedy %(number)s: what is to be done") % number,
            required=False,
            max_length=2000,
        )
        self.fields[f"remedy_{row}_kind"] = kind_field(_("Remedy %(number)s: its kind") % number)
        self.fields[f"remedy_{row}_amount"] = amount_field(
            _("Remedy %(number)s: how much money") % number
        )
        self.fields[f"remedy_{row}_currency"] = currency_field(
            _("Remedy %(number)s: in which currency") % number
        )
        self.fields[f"remedy_{row}_office"] = forms.ModelChoiceField(
            Office.objects.all(),
            label=_("Remedy %(number)s: which office") % number,
            required=False,
            initial=self.file.facts.office,
        )
        self.fields[f"remedy_{row}_due_on"] = forms.DateField(
            label=_("Remedy %(number)s: by which day") % number, required=False, widget=DateInput()
        )

    def clean(self) -> dict[str, Any]:
        for row in REMEDY_ROWS:
            text, due = self.cleaned_data.get(f"remedy_{row}"), f"remedy_{row}_due_on"
            if self.cleaned_data.get(due) and not text:
                self.add_error(f"remedy_{row}", _("Say what will be done by that day."))
            if text and not self.cleaned_data.get(due) and due not in self.errors:
                self.add_error(due, _("Say by which day it will be done."))
            if self.cleaned_data.get(f"remedy_{row}_amount") and not text:
                self.add_error(f"remedy_{row}", _("Say what will be done by that day."))
            if text:
                check_sum(self, f"remedy_{row}")
        return self.cleaned_data

    @property
    def decision_fields(self) -> list[Any]:
        return [field for field in self if not field.name.startswith("remedy_")]

    @property
    def remedy_rows(self) -> list[list[Any]]:
        parts = ("", "_kind", "_due_on", "_office", "_amount", "_currency")
        return [[self[f"remedy_{row}{part}"] for part in parts] for row in REMEDY_ROWS]

    def params(self) -> dict[str, Any]:
        entered = self.cleaned_data
        rows = [row for row in REMEDY_ROWS if entered.get(f"remedy_{row}")]
        owners = {row: entered[f"remedy_{row}_office"] for row in rows}
        names = ("claim", "facts", "reasons", "finding", "basis", "outcome")
        return {
            **{name: entered[name] for name in names},
            "on_hearing": entered.get("on_hearing", ""),
            "remedies": tuple(
                Promise(
                    owners[row].pk if owners[row] else self.file.facts.office,
                    entered[f"remedy_{row}_due_on"],
                    entered.get(f"remedy_{row}_kind") or Kind.OTHER.value,
                )
                for row in rows
            ),
            "remedy_texts": tuple(entered[f"remedy_{row}"] for row in rows),
            "remedy_amounts": tuple(entered_sum(entered, f"remedy_{row}") for row in rows),
        }


class ServeForm(StepForm):
    how = forms.ChoiceField(label=_("How it reached the petitioner"), widget=RadioSelect())
    on = forms.DateField(
        label=_("On which day"), widget=DateInput(), error_messages={"required": _("Say the day.")}
    )
    proof = forms.ChoiceField(
        label=_("What shows that it arrived"), required=False, widget=RadioSelect()
    )
    note = long_text(_("Note"), required=False, rows=2)

    def prepare(self) -> None:
        shown = [("", _("Nothing but this record")), *((p, proof_text(p)) for p in PROOFS if p)]
        self.fields["proof"].choices = shown
        self.fields["how"].choices = [(way, served_text(way)) for way in steps.SERVED_BY]
        self.initial["on"] = self.file.situation.today


class RemedyForm(StepForm):
    number = forms.TypedChoiceField(label=_("Which remedy"), coerce=int, widget=RadioSelect())
    note = long_text(_("What was done, and when"), rows=3)

    def prepare(self) -> None:
        left = self.file.facts.open_remedies
        self.fields["number"].choices = [(remedy.number, remedy.text) for remedy in left]
        if len(left) == 1:
            self.initial["number"] = left[0].number


class WithdrawForm(StepForm):
    reason = long_text(_("Why, if you want to say"), required=False, rows=3)


class NotFixedForm(StepForm):
    reason = long_text(_("What is still not right"))


class GoUpForm(StepForm):
    reason = long_text(_("What you disagree with, and why"))


class ProtectForm(StepForm):
    kind = forms.ChoiceField(
        label=_("What is done"),
        choices=[
            (steps.CONTACT, _("Only one person or office may speak with them")),
            (steps.OTHER, _("Something else is done to protect them")),
            (steps.NONE, _("Nothing is done now, for the reasons below")),
        ],
        widget=RadioSelect(),
        error_messages={"required": _("Choose what is done.")},
    )
    reason = long_text(
        _("What exactly, and why"),
        rows=4,
        hint=_("The person reads this: who may speak with them, how, from when."),
    )


class RateForm(StepForm):
    score = forms.TypedChoiceField(
        label=_("Did the answer deal with what you asked?"),
        coerce=int,
        widget=RadioSelect(),
        error_messages={"required": _("Choose one of the five marks.")},
    )
    comment = long_text(_("Anything you want to add"), required=False, rows=3)

    def prepare(self) -> None:
        self.fields["score"].choices = [
            (5, _("5 – fully")),
            (4, _("4 – mostly")),
            (3, _("3 – partly")),
            (2, _("2 – hardly")),
            (1, _("1 – not at all")),
        ]


FORMS: dict[Act, type[StepForm]] = {
    Act.REGISTER: RegisterForm,
    Act.TRANSFER: TransferForm,
    Act.ASSIGN: TransferForm,
    Act.OBJECT: ObjectForm,
    Act.ACCEPT: NoteForm,
    Act.DECLINE: DoorsForm,
    Act.REDIRECT: DoorsForm,
    Act.ASK: AskForm,
    Act.MESSAGE: TextForm,
    Act.ADD_FACTS: FactsForm,
    Act.REQUEST_EXTENSION: ExtensionForm,
    Act.GRANT_EXTENSION: GrantForm,
    Act.REFUSE_EXTENSION: ReasonForm,
    Act.PAUSE: PauseForm,
    Act.RESUME: ResumeForm,
    Act.DECIDE: DecideForm,
    Act.SERVE: ServeForm,
    Act.COMPLETE_REMEDY: RemedyForm,
    Act.CLOSE: NoteForm,
    Act.WITHDRAW: WithdrawForm,
    Act.NOT_FIXED: NotFixedForm,
    Act.GO_UP: GoUpForm,
    Act.PROTECT: ProtectForm,
    Act.RATE: RateForm,
}


def form_for(step: Step, file: File, data: Any = None, **kwargs: Any) -> StepForm:
    """The form of a step; its fields carry the step's id, so that several fit on one page."""
    return FORMS[step.act](file, data, prefix=step.id, **kwargs)


def _keys(params: dict[str, Any], *names: str) -> dict[str, Any]:
    """Rows of the database as their keys, which is what an event holds."""
    return {**params, **{name: getattr(params[name], "pk", None) for name in names}}
