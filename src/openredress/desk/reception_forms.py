"""Forms of reception at the desk."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openredress.cases.forms import long_text
from openredress.core.hours import DAYS_OF_A_WEEK, Amiss, Opening, read_day
from openredress.core.reception import OFFERED
from openredress.core.standard import Capacity, Check
from openredress.offices.models import Staff
from openredress.offices.opening import amiss_text, times_text
from openredress.reception.actions.hours import Part
from openredress.reception.models import Room
from openredress.reception.times import hours_of
from openredress.reception.wording import capacity_text, check_text, offer_text
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect

DAY = {"required": _("Enter a day."), "invalid": _("Enter a day.")}
HOUR = {"required": _("Enter an hour."), "invalid": _("Enter an hour.")}


class HoursForm(forms.Form):
    """Where, how and when an office receives people. A day that is left empty is closed."""

    where = forms.CharField(
        label=_("Place of reception"),
        required=False,
        max_length=200,
        help_text=_("Building, floor and room, and how one comes in without steps."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes for each booked time"), min_value=5, max_value=240, initial=30
    )
    seats = forms.IntegerField(
        label=_("How many are received at the same time"), min_value=1, max_value=50, initial=1
    )
    offers = forms.MultipleChoiceField(
        label=_("What can be asked for"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=_("Only what you can really have there on the day."),
    )

    def __init__(self, room: Room | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(need.value, offer_text(need)) for need in OFFERED]
        self.fields["offers"].choices = offers  # type: ignore[attr-defined]
        for weekday in range(DAYS_OF_A_WEEK):
            self.fields[f"day{weekday}"] = forms.CharField(
                label=WEEKDAYS[weekday],
                required=False,
                max_length=100,
                help_text=_("As 09:00–12:00, 14:00–17:30. Empty: closed.") if weekday == 0 else "",
            )
        if room is not None:
            self._begin_with(room)

    def _begin_with(self, room: Room) -> None:
        for name in ("where", "minutes", "seats", "offers"):
            self.initial.setdefault(name, getattr(room, name))
        for weekday, openings in enumerate(hours_of(room).weekly):
            self.initial.setdefault(f"day{weekday}", times_text(openings))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.parts: list[Part] = []
        for weekday in range(DAYS_OF_A_WEEK):
            field = f"day{weekday}"
            read = read_day(given.get(field, ""))
            if isinstance(read, Amiss):
                self.add_error(field, amiss_text(read))
            elif _overlap(read):
                self.add_error(field, _("These hours overlap, or end before they begin."))
            else:
                self.parts += [Part(weekday, each.opens, each.closes) for each in read]
        return given


def _overlap(read: Sequence[Opening]) -> bool:
    """Nobody is received over midnight."""
    follow = (one.closes <= other.opens for one, other in pairwise(read))
    return any(each.is_overnight for each in read) or not all(follow)


class HeadDayForm(forms.Form):
    """A day on which somebody who answers for the office receives people."""

    who = forms.CharField(
        label=_("Who receives, with their post"),
        max_length=120,
        help_text=_("It is made public, as in “Li Guiying, head of the county”."),
        error_messages={"required": _("Enter who receives.")},
    )
    on = forms.DateField(label=_("Day"), widget=DateInput(), error_messages=DAY)
    begins = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=HOUR,
    )  # fmt: skip
    ends = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=HOUR,
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes for each booked time"), min_value=5, max_value=240, initial=30
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("begins"), given.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("The end has to come after the beginning."))
        return given


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it cannot be kept"),
        max_length=300,
        help_text=_("Whoever booked reads it."),
        error_messages={"required": _("Say why: whoever booked reads it.")},
    )


class CounterForm(forms.Form):
    counter = forms.CharField(
        label=_("Counter"),
        max_length=20,
        required=False,
        help_text=_("Shown on the screen beside the number."),
    )


# Groups -----------------------------------------------------------------------------------


class ArrivalForm(forms.Form):
    size = forms.IntegerField(
        label=_("How many there are, about"),
        min_value=1,
        max_value=100_000,
        error_messages={"required": _("Enter how many there are, about.")},
    )
    asks = long_text(
        _("What they ask for, in a sentence"),
        required=False,
        rows=2,
        hint=_("No names: nobody is written down who does not want to file."),
    )


class MetForm(forms.Form):
    """Who has gone out to the people."""

    came = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("Who went out to them"),
        error_messages={"required": _("Choose who went out to them.")},
    )
    came_as = forms.ChoiceField(
        label=_("As"),
        widget=RadioSelect(),
        error_messages={"required": _("Choose in which capacity they went.")},
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].queryset = people  # type: ignore[attr-defined]
        capacities = [(c.value, capacity_text(c)) for c in Capacity]
        self.fields["came_as"].choices = capacities  # type: ignore[attr-defined]


class ChecksForm(forms.Form):
    checks = forms.MultipleChoiceField(
        label=_("What is seen to"), required=False, widget=CheckboxSelectMultiple()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checks = [(c.value, check_text(c)) for c in Check]
        self.fields["checks"].choices = checks  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = long_text(
        _("What they were answered"),
        rows=4,
        hint=_("What was promised, by when, and what was not. No names of visitors."),
    )
    number = forms.CharField(
        label=_("Case number, if they have filed"),
        max_length=20,
        required=False,
        help_text=_("Then the answer stands in their case too, and they read it."),
    )


# Statements -------------------------------------------------------------------------------


class StatementForm(forms.Form):
    """What somebody says in person, in a case that is filed already."""

    text = long_text(
        _("What they say"), rows=12, hint=_("In the person's own words, as they say it.")
    )
    received_by = forms.CharField(
        label=_("Who receives them"),
        max_length=120,
        help_text=_("As you told the person. They read it."),
        error_messages={"required": _("Enter who receives them.")},
    )
    language = forms.ChoiceField(label=_("Language in which it is written down"))
    interpreted = forms.BooleanField(label=_("An interpreter was there"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        self.fields["text"].widget.attrs["autofocus"] = True


class ReadBackForm(forms.Form):
    read_back = forms.BooleanField(
        label=_("Read back to the person, who says that it is right"),
        error_messages={"required": _("Read it back first, then tick this.")},
    )
