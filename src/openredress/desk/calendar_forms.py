"""Forms for the days of rest of an office."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.core.text import Text
from openredress.offices import dayfile

REASON = _("Why")


class DaysForm(forms.Form):
    """Days to be looked at: from a file, or written down."""

    prefix = "add"

    file = forms.FileField(
        label=_("A file with days of rest"),
        required=False,
        help_text=_("iCalendar (.ics), or a table (.csv) with a day and its name in each line."),
    )
    days = forms.CharField(
        label=_("Or write them here"),
        required=False,
        max_length=dayfile.LARGEST,
        help_text=_("One in each line: the day, a comma, its name. 2027-05-04, Fair day"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        content = upload.read() if upload else given.get("days", "").encode()
        self.found = dayfile.read(content)
        if not content.strip():
            self.add_error("days", _("Choose a file, or write at least one day."))
        elif not self.found.days:
            reasons = [str(problem.reason) for problem in self.found.problems[:1]]
            self.add_error(
                "file" if upload else "days",
                " ".join([*reasons, str(_("No day of rest was found in it."))]),
            )
        return given


class ChangeForm(forms.Form):
    """The days that were looked at, and why they are to be days of rest."""

    prefix = "change"

    days = forms.CharField(max_length=dayfile.LARGEST, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=REASON,
        max_length=300,
        help_text=_("Every petitioner whose deadline moves reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why these are days of rest.")},
    )

    def found(self) -> dict[date, Text]:
        return dayfile.read(self.cleaned_data["days"].encode()).days


class RemovalForm(forms.Form):
    """A day that is to be a working day again."""

    prefix = "removal"

    day = forms.ChoiceField(label=_("Day"))
    reason = forms.CharField(
        label=REASON,
        max_length=300,
        help_text=_("Every petitioner whose deadline moves reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is a working day again.")},
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["day"].choices = choices
