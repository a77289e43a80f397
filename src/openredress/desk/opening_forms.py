"""The form for the opening hours of an office."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openredress.core.hours import (
    DAYS_OF_A_WEEK,
    Amiss,
    Opening,
    OpeningHours,
    WrongHours,
    opening_hours,
    read_day,
)
from openredress.offices.day_preview import Local
from openredress.offices.opening import amiss_text, shown_on, times_text
from openredress.web.forms import DateInput

#: How far ahead hours can be set: calendars of offices are not known for longer.
FARTHEST = timedelta(days=366 * 2)


class OpeningForm(forms.Form):
    """Hours for each day of the week, and from which day on. `hours` are what was entered, `None`
    for those of the office above.
    """

    prefix = "hours"
    mark_optional = False

    inherits = forms.BooleanField(
        label=_("The same as the office above"),
        required=False,
        help_text=_("Then what is written for each day below is not looked at."),
    )
    since = forms.DateField(
        label=_("From this day on"),
        widget=DateInput(),
        help_text=_("Tomorrow at the earliest: hours that have passed stay as they were counted."),
        error_messages={"required": _("Enter a day."), "invalid": _("Enter a day.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Every petitioner whose deadline moves reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why the hours change.")},
    )

    def __init__(self, place: Local, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.place = place
        shown = shown_on(place.calendar, place.today + timedelta(days=1))
        for weekday in range(DAYS_OF_A_WEEK):
            self.fields[_field(weekday)] = forms.CharField(
                label=WEEKDAYS[weekday], required=False, max_length=120,
                initial=times_text(shown.weekly[weekday]),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
        self.fields[_field(0)].help_text = gettext("As 09:00–12:00, 14:00–17:30. Empty: closed.")
        self.order_fields(["inherits", *map(_field, range(DAYS_OF_A_WEEK)), "since", "reason"])
        if place.is_highest:
            del self.fields["inherits"]

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since <= self.place.today:
            raise forms.ValidationError(_("Choose a day to come."))
        if since > self.place.today + FARTHEST:
            raise forms.ValidationError(_("Choose a day within the next two years."))
        return since

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        self.hours: OpeningHours | None = None
        if given.get("inherits"):
            self._refuse_both()
            return given
        weekly = [self._read(weekday, given) for weekday in range(DAYS_OF_A_WEEK)]
        known = [openings for openings in weekly if openings is not None]
        if len(known) == len(weekly):
            self._keep(known)
        return given

    def _refuse_both(self) -> None:
        """What somebody wrote is not passed over because a tick was left where it stood."""
        if any(_field(weekday) in self.changed_data for weekday in range(DAYS_OF_A_WEEK)):
            said = _(
                "You changed the hours below: take this tick away, or leave them as they were."
            )
            self.add_error("inherits", said)

    def _read(self, weekday: int, given: dict[str, Any]) -> tuple[Opening, ...] | None:
        read = read_day(given.get(_field(weekday), ""))
        if isinstance(read, Amiss):
            self.add_error(_field(weekday), amiss_text(read))
            return None
        return read

    def _keep(self, weekly: list[tuple[Opening, ...]]) -> None:
        hours = opening_hours(weekly)
        weekend = self.place.calendar.weekend
        if isinstance(hours, OpeningHours) and all(
            n in weekend for n, day in enumerate(hours.weekly) if day
        ):
            hours = WrongHours(Amiss.NEVER)
        if isinstance(hours, WrongHours):
            self.add_error(_field(hours.weekday or 0), amiss_text(hours.amiss))
        else:
            self.hours = hours


def _field(weekday: int) -> str:
    return f"day-{weekday}"
