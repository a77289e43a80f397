"""The one question of the calculator: which time limit, from which day, by whose calendar?"""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.core.procedure import Procedure
from openredress.offices.calendars import YEARS
from openredress.web.forms import DateInput, RadioSelect

from . import wording

#: The calendars that somebody without an office can choose from, besides the procedure's own.
CALENDARS = ("CN", "GB-ENG", "IN", "none")

#: Days are known a little beyond the years that may be asked about.
FIRST, LAST = date(YEARS[0], 1, 1), date(YEARS[-1] - 4, 12, 31)


class CalculatorForm(forms.Form):
    mark_optional = False

    limit = forms.ChoiceField(
        label=_("Which time limit?"),
        widget=RadioSelect,
        error_messages={
            "required": _("Choose the time limit you want counted."),
            "invalid_choice": _("This procedure has no such time limit. Choose one from the list."),
        },
    )
    start = forms.DateField(
        label=_("On which day did it begin?"),
        widget=DateInput,
        help_text=_("For example the day you filed, or the day the answer reached you."),
        error_messages={
            "required": _("Give the day on which it began."),
            "invalid": _("This is not a day of the calendar. Write it as 2026-01-28."),
        },
    )
    calendar = forms.ChoiceField(
        label=_("Whose days of rest count?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a calendar from the list.")},
    )

    def __init__(self, procedure: Procedure, data=None) -> None:
        super().__init__(data)
        limits = procedure.limits.values()
        self.fields["limit"].choices = [(x.id, wording.local(x.name)) for x in limits]
        self.fields["limit"].widget.hints = {x.id: wording.length_text(x) for x in limits}
        codes = dict.fromkeys((procedure.calendar, *CALENDARS))
        self.fields["calendar"].choices = [(code, wording.calendar_text(code)) for code in codes]
        self.fields["start"].widget.attrs.update(min=FIRST.isoformat(), max=LAST.isoformat())

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if not FIRST <= start <= LAST:
            raise forms.ValidationError(
                _("Days are known from %(first)s to %(last)s. Choose one between."),
                params={"first": FIRST.year, "last": LAST.year},
            )
        return start
