"""Forms of the desk: those of a step with the trees it chooses from, a note, a purpose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openredress.cases.access import File
from openredress.cases.forms import StepForm, form_for, long_text
from openredress.core.procedure import Act, Step
from openredress.offices.institution import institution
from openredress.offices.models import Matter, Named, Office, Place
from openredress.parties.forms import DetailsForm
from openredress.web.forms import RadioSelect, Written, offer

from .enclosing import add_to_form
from .routes import suggestion

#: Spaces that a list of choices keeps, for each level of the tree.
INDENT = "\N{NO-BREAK SPACE}" * 2

Choices = list[tuple[int | str, str]]


class NoteForm(forms.Form):
    """A note that only the office sees."""

    text = long_text(_("Note"), rows=3)


class PurposeForm(forms.Form):
    """Why somebody looks at who filed. The petitioner reads it."""

    purpose = forms.CharField(
        label=_("What you need it for"),
        help_text=_("The petitioner reads this on their page, with your office and the time."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what you need the name and contact for.")},
    )


class DetailsAtTheCounterForm(DetailsForm):
    """A change of the address is told to the one before, unless that would harm the petitioner."""

    untold = forms.BooleanField(
        label=_("Do not write to the earlier e-mail address: somebody else reads it"),
        required=False,
        help_text=_(
            "Ask the petitioner. Otherwise a message without any content goes there, so that "
            "nobody changes a contact unseen. What you tick stands on the petitioner’s page."
        ),
    )


class AnswerForm(forms.Form):
    """A second person agrees or refuses that somebody looks at who filed."""

    AGREE, REFUSE = "agree", "refuse"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(AGREE, _("I agree: once, within 72 hours")), (REFUSE, _("I refuse"))],
        widget=RadioSelect(),
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("The petitioner reads this. A refusal needs a reason."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") == self.REFUSE and not str(given.get("reason", "")).strip():
            self.add_error("reason", _("Say why you refuse."))
        return given


class Trees:
    """Offices, matters and places as indented choices.

    Of more than `most_places` only those are offered that have others below them.
    """

    def __init__(self, most_places: int | None = None) -> None:
        self._most_places = most_places

    def offer(
        self, form: forms.Form, without: Collection[int] = (), nothing: str | None = None
    ) -> None:
        """Puts the choices into every field of the form that chooses from one of the trees.

        `without` are offices that are not to be chosen; `nothing` is said for none of them.
        """
        first = nothing or _("Choose …")
        for field in form.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if model in (Office, Matter, Place):
                many = isinstance(field, forms.ModelMultipleChoiceField)
                found = self._of(model)
                if without and model is Office:
                    found = Written(each for each in found.choices if each[0] not in without)
                offer(field, found, "" if many else first)

    def _of(self, model: type[Named]) -> Written:
        """The same for everybody who reads this language, for as long as nothing of the
        institution changes.
        """
        most = self._most_places if model is Place else None
        known = institution()
        key = (model, most, get_language())
        return known.once(key, lambda: Written(_indented(known.rows_of(model), most)))


def _indented(rows: Iterable[Any], most: int | None = None) -> Choices:
    """Beyond `most` only those with others below them."""
    below: dict[int | None, list[Any]] = defaultdict(list)
    for item in rows:
        below[item.parent_id].append(item)
    if most is not None and sum(map(len, below.values())) > most:
        below = defaultdict(list, {
            parent: [item for item in items if item.pk in below] for parent, items in below.items()
        })  # fmt: skip

    def walk(parent: int | None, depth: int) -> Choices:
        found: Choices = []
        for item in below[parent]:
            found.append((item.pk, INDENT * depth + item.name))
            found += walk(item.pk, depth + 1)
        return found

    return walk(None, 0)


def step_form(
    step: Step, file: File, trees: Trees, data: Any = None, taken: Mapping[str, Any] | None = None
) -> StepForm:
    """The form of a step, with what is already known filled in as something to start from.

    `taken` are values that somebody took over from a suggestion.
    """
    form = form_for(step, file, data, initial={**_beginning(step, file), **(taken or {})})
    add_to_form(form, step, file)
    trees.offer(form, file.facts.blocked_offices)
    return form


def _beginning(step: Step, file: File) -> dict[str, Any]:
    if step.act in (Act.TRANSFER, Act.ASSIGN):
        return suggestion(file).initial()
    if step.act is Act.DECIDE:
        return {"claim": file.facts.wish or file.facts.text}
    return {}


def renewed(data: Mapping[str, Any], step: Step, version: int) -> Any:
    """What was entered, as if it had been written on the case as it is now."""
    entered = data.copy()  # type: ignore[attr-defined]
    entered[f"{step.id}-seen_version"] = version
    return entered
