"""Forms of the roster: hours, shifts, absences, swaps."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openredress.core import duty
from openredress.core.calendar import WorkingCalendar
from openredress.core.duty import Hours, Refused
from openredress.core.hours import Span
from openredress.duty.models import Roster, Shift
from openredress.duty.posted import Posted
from openredress.duty.wording import trouble_text
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect

MAX_WEEKS = 26
WEEKDAYS = [
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")),
    ("4", _("Friday")), ("5", _("Saturday")), ("6", _("Sunday")),
]  # fmt: skip


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "short"}, format="%H:%M")


class DutyForm(forms.Form):
    """A form of the roster of one office, whose people are offered."""

    def __init__(self, here: Posted, *args: Any, **kwargs: Any) -> None:
        self.here = here
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the office."""

    def people(self, *, without: int | None = None) -> list[tuple[str, str]]:
        named = sorted((name, pk) for pk, name in self.here.names.items() if pk != without)
        return [(str(pk), name) for name, pk in named]

    def refuse(self, refused: Refused) -> None:
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, trouble_text(refused))


class HoursForm(DutyForm):
    hours = forms.ChoiceField(
        label=_("When somebody is on duty"), choices=Roster.HOURS, widget=RadioSelect()
    )
    phone = forms.CharField(
        label=_("Telephone on duty"),
        required=False,
        max_length=60,
        help_text=_("Shown to staff only. A number of the office, never a private one."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    room = forms.CharField(label=_("Room on duty"), required=False, max_length=120)

    def prepare(self) -> None:
        roster = getattr(self.here.office, "duty_roster", None)
        self.initial = {
            "hours": self.here.hours,
            "phone": roster.phone if roster else "", "room": roster.room if roster else "",
        }  # fmt: skip


class WatchForm(DutyForm):
    """Who is on duty."""

    lead = forms.ChoiceField(label=_("Lead"), error_messages={"required": _("Choose who leads.")})
    others = forms.MultipleChoiceField(
        label=_("Others on duty"), required=False, widget=CheckboxSelectMultiple()
    )

    def prepare(self) -> None:
        self.fields["lead"].choices = [("", gettext("Choose …")), *self.people()]
        self.fields["others"].choices = self.people()

    @property
    def watch(self) -> tuple[int, tuple[int, ...]]:
        given = self.cleaned_data
        return int(given["lead"]), tuple(int(person) for person in given["others"])


class ShiftsForm(WatchForm):
    """Shifts by template, repeated by week."""

    TEMPLATES = [
        ("office-hours", _("Office hours, on working days")),
        ("whole-day", _("Day and night: 24 hours from opening")),
        ("day", _("By day: 12 hours from opening")),
        ("night", _("By night: the 12 hours after those")),
        ("own", _("Other times")),
    ]

    template = forms.ChoiceField(
        label=_("Which hours"), choices=TEMPLATES, initial="office-hours", widget=RadioSelect()
    )
    begins = forms.TimeField(
        label=_("From"), required=False, widget=TimeInput(), help_text=_("For other times only.")
    )
    ends = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=TimeInput(),
        help_text=_("If that is not later, it is on the next day."),
    )
    first = forms.DateField(
        label=_("First day"), widget=DateInput(),
        error_messages={"required": _("Say on which day to begin.")},
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=_("On which days of the week"), choices=WEEKDAYS,
        initial=["0", "1", "2", "3", "4"], widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one day of the week.")},
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=_("For how many weeks"), min_value=1, max_value=MAX_WEEKS, initial=4,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Say how many weeks."), "invalid": _("Enter a number.")},
    )  # fmt: skip

    field_order = ["template", "begins", "ends", "first", "weekdays", "weeks", "lead", "others"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("template") == "own":
            for name in ("begins", "ends"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("Give a time, such as 08:30."))
        return given

    def times(self, opens: time) -> tuple[Any, Any]:
        """From when until when, by the clock of the office, which opens at that time."""
        given, later = self.cleaned_data, _later(opens)
        return {
            "whole-day": (opens, opens),
            "day": (opens, later),
            "night": (later, opens),
            "own": (given["begins"], given["ends"]),
        }[given["template"]]

    def weekday_numbers(self) -> list[int]:
        return [int(day) for day in self.cleaned_data["weekdays"]]

    @property
    def only_worked(self) -> bool:
        """Office hours are on working days, whatever the day of the week."""
        return bool(self.cleaned_data["template"] == Hours.OFFICE_HOURS)


def _later(opens: time) -> time:
    return opens.replace(hour=(opens.hour + 12) % 24)


class AbsenceForm(DutyForm):
    """Being away. There is no field for the reason, and nobody asks for it."""

    staff = forms.ChoiceField(label=_("Who is away"))
    first = forms.DateField(
        label=_("First day"), widget=DateInput(),
        error_messages={"required": _("Say on which day it begins.")},
    )  # fmt: skip
    through = forms.DateField(
        label=_("Last day"), widget=DateInput(),
        error_messages={"required": _("Say on which day it ends.")},
    )  # fmt: skip
    substitute = forms.ChoiceField(
        label=_("Who stands in"),
        required=False,
        help_text=_("Somebody who holds the same posts at this office."),
    )

    def __init__(self, here: Posted, *args: Any, me: int | None, keeps: bool, **more: Any) -> None:
        self.me, self.keeps = me, keeps
        super().__init__(here, *args, **more)

    def prepare(self) -> None:
        people = self.people()
        mine = [choice for choice in people if choice[0] == str(self.me)]
        self.fields["staff"].choices = people if self.keeps else mine
        self.fields["staff"].initial = str(self.me)
        self.fields["substitute"].choices = [("", gettext("Nobody")), *people]

    def days(self) -> tuple[date, date]:
        return self.cleaned_data["first"], self.cleaned_data["through"] + timedelta(days=1)

    def who(self) -> tuple[int, int | None]:
        substitute = self.cleaned_data["substitute"]
        return int(self.cleaned_data["staff"]), int(substitute) if substitute else None


class SwapForm(DutyForm):
    asked_of = forms.ChoiceField(
        label=_("Who takes your place"), error_messages={"required": _("Choose somebody.")}
    )
    in_return = forms.ChoiceField(
        label=_("Which of their shifts you take in return"), required=False
    )

    def __init__(
        self, here: Posted, *args: Any, me: int | None, theirs: list[tuple[Shift, str]], **more: Any
    ) -> None:
        self.me, self.theirs = me, theirs
        super().__init__(here, *args, **more)

    def prepare(self) -> None:
        able = [(pk, name) for pk, name in self.people(without=self.me)
                if self.me is not None and self.here.able(int(pk), self.me)]  # fmt: skip
        self.fields["asked_of"].choices = [("", gettext("Choose …")), *able]
        shifts = [(str(shift.pk), words) for shift, words in self.theirs]
        self.fields["in_return"].choices = [("", gettext("None")), *shifts]

    def params(self) -> tuple[int, int | None]:
        given = self.cleaned_data
        return int(given["asked_of"]), int(given["in_return"]) if given["in_return"] else None


def spans(form: ShiftsForm, calendar: WorkingCalendar) -> tuple[Span, ...]:
    """The shifts that a filled-in form means."""
    given, only = form.cleaned_data, calendar if form.only_worked else None
    days = duty.days_of(given["first"], given["weeks"], form.weekday_numbers(), only)
    if only is not None:
        return duty.whole_days(days, only)
    first = calendar.hours_on(given["first"]).first
    zone = ZoneInfo(calendar.time_zone)
    return duty.repeated(days, *form.times(first[0].opens), zone)
