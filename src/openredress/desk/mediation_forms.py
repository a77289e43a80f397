"""What those who mediate enter, and what a clerk enters for a petitioner who wants mediation."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.cases.forms import long_text
from openredress.cases.mediated import MediationShown
from openredress.cases.wording import owner_text, present_text, side_text
from openredress.core import mediating
from openredress.core.facts import SIDES
from openredress.offices.models import Office
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect
from openredress.web.templatetags.openredress import plain_moment

#: How many points an agreement can have.
POINTS = 4


def _side() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Which side?"),
        choices=lambda: [(side, side_text(side)) for side in SIDES],
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose which side.")},
    )


def _witness() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Signed before"),
        max_length=200,
        help_text=gettext_lazy("Who saw it signed, and in what capacity. Both sides read it."),
        error_messages={"required": gettext_lazy("Say who saw it signed.")},
    )


class PaperConsentForm(forms.Form):
    """A side said it on paper. Nobody says it for them."""

    side = _side()
    agrees = forms.ChoiceField(
        label=gettext_lazy("What they signed"),
        choices=(
            ("yes", gettext_lazy("They agree to mediation here")),
            ("no", gettext_lazy("They do not agree")),
        ),
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose what they signed.")},
    )
    witness = _witness()


class PaperAnswerForm(forms.Form):
    side = _side()
    agrees = forms.ChoiceField(
        label=gettext_lazy("What they signed"),
        choices=(
            ("yes", gettext_lazy("They confirm the agreement")),
            ("no", gettext_lazy("They refuse it")),
        ),
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose what they signed.")},
    )
    witness = _witness()


class MeetingForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Day"), widget=DateInput(),
        error_messages={"required": gettext_lazy("Enter a day.")},
    )  # fmt: skip
    at = forms.TimeField(
        label=gettext_lazy("Hour"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": gettext_lazy("Enter an hour.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        help_text=gettext_lazy("Building and room, and how one comes in without steps."),
        error_messages={"required": gettext_lazy("Say where.")},
    )


class RecordForm(forms.Form):
    number = forms.TypedChoiceField(
        label=gettext_lazy("Which meeting?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose which meeting.")},
    )
    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there"),
        choices=lambda: [(who, present_text(who)) for who in mediating.PRESENT],
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy("By what they are in it. No names."),
        error_messages={"required": gettext_lazy("Tick who was there.")},
    )
    text = long_text(
        gettext_lazy("What was said and offered in the presence of both"),
        hint=gettext_lazy("Both sides read it, and so does every later rung."),
    )

    def __init__(self, page: MediationShown, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [m for m in page.meetings if not m.record and not m.is_ahead]
        choices = [(m.number, plain_moment(m.starts_at)) for m in held]
        self.fields["number"].choices = choices  # type: ignore[attr-defined]


class AloneForm(forms.Form):
    side = _side()
    text = long_text(
        gettext_lazy("What they said to you alone, or what you write to them alone"),
        rows=4,
        hint=gettext_lazy("That side reads it, and whoever mediates on this rung. Nobody else."),
    )
    goes_on = forms.BooleanField(
        label=gettext_lazy("That side lets the next mediator read it"), required=False
    )


class ReportForm(forms.Form):
    text = long_text(
        gettext_lazy("Report to the next rung"),
        hint=gettext_lazy(
            "What was tried, where the two sides stand, and what is left open. Both sides read it. "
            "Nothing that a side said to you alone."
        ),
    )


class AlongForm(forms.Form):
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=gettext_lazy("Which office mediates along?"),
        empty_label=gettext_lazy("Choose an office"),
        help_text=gettext_lazy("Of another area, where the other side is at home. It sees the "
                               "mediation and nothing else of the case."),
        error_messages={"required": gettext_lazy("Choose an office.")},
    )  # fmt: skip

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [office.pk for office in offices]
        self.fields["office"].queryset = Office.objects.filter(pk__in=keys)  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """An agreement with what each owes. A point without words is left out."""

    terms = long_text(
        gettext_lazy("What both sides agree on"),
        hint=gettext_lazy("In words that everybody understands. Both confirm exactly this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [("", _("Choose who")), *((o, owner_text(o)) for o in mediating.OWNERS)]
        for n in range(1, POINTS + 1):
            said = {"number": n}
            self.fields[f"what{n}"] = forms.CharField(
                label=_("Point %(number)s: what is done") % said, required=False, max_length=1000
            )
            self.fields[f"who{n}"] = forms.ChoiceField(
                label=_("Point %(number)s: who does it") % said, choices=owners, required=False
            )
            self.fields[f"by{n}"] = forms.DateField(
                label=_("Point %(number)s: by when") % said, widget=DateInput(), required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.owed: list[tuple[str, str, date]] = []
        for n in range(1, POINTS + 1):
            what, who, day = (given.get(f"{name}{n}") for name in ("what", "who", "by"))
            if not any((what, who, day)):
                continue
            for name, value in (("what", what), ("who", who), ("by", day)):
                if not value and f"{name}{n}" not in self.errors:
                    self.add_error(f"{name}{n}", _("Fill this in, or leave the whole point empty."))
            if what and who and day:
                self.owed.append((who, what, day))
        return given

    @property
    def points(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"what{n}"], self[f"who{n}"], self[f"by{n}"]) for n in range(1, POINTS + 1)
        ]  # fmt: skip
