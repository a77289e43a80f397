"""Forms of coordination meetings."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.cases.forms import long_text
from openredress.coordination.actions import Minutes
from openredress.coordination.models import Item, Meeting, Series
from openredress.coordination.series import LONGEST_CLOSED, MOST_MONTHS, MOST_WEEKS, Plan
from openredress.core.receipt import is_case_number
from openredress.core.series import Every, Rhythm
from openredress.offices.models import Office
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect

DAY = {"required": _("Enter a day."), "invalid": _("Enter a day.")}
#: More cases than this are not settled as one.
MOST = 50


def _offices(keys: Any) -> Any:
    return Office.objects.filter(pk__in=keys)


class CallForm(forms.Form):
    """A meeting to be called."""

    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Office that calls it"),
        error_messages={"required": _("Choose the office that calls the meeting.")},
    )
    meets_on = forms.DateField(label=_("Day"), widget=DateInput(), error_messages=DAY)
    begins = forms.TimeField(
        label=_("Hour"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="09:00",
        error_messages={"required": _("Enter an hour."), "invalid": _("Enter an hour.")},
    )
    closes_on = forms.DateField(
        label=_("Last day on which a case can be put on the agenda"),
        widget=DateInput(),
        error_messages=DAY,
    )
    place = forms.CharField(label=_("Room"), max_length=200, required=False)
    attending = forms.ModelMultipleChoiceField(
        Office.objects.none(),
        label=_("Offices that attend"),
        widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one office beside yours.")},
    )

    def __init__(self, callers: Any, others: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = _offices(callers)  # type: ignore[attr-defined]
        self.fields["attending"].queryset = _offices(others)  # type: ignore[attr-defined]
        if len(callers) == 1:
            self.initial.setdefault("office", next(iter(callers)))

    def meets_at(self, zone: Any) -> datetime:
        day, hour = self.cleaned_data["meets_on"], self.cleaned_data["begins"]
        return datetime.combine(day, hour, zone)


class SeriesForm(forms.Form):
    """Meetings that come again."""

    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Office that calls them"),
        error_messages={"required": _("Choose the office that calls the meetings.")},
    )
    first_on = forms.DateField(
        label=_("First day"),
        widget=DateInput(),
        help_text=_("Its day of the week is that of the series."),
        error_messages=DAY,
    )
    count = forms.IntegerField(
        label=_("Every how many"), min_value=1, max_value=MOST_WEEKS, initial=2,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Enter a number."), "invalid": _("Enter a number.")},
    )  # fmt: skip
    every = forms.ChoiceField(
        label=_("Weeks or months"), choices=Series.EVERY, initial=Every.WEEKS,
        widget=RadioSelect(),
        help_text=_("By the month: the same day of the week in the month, as the second Tuesday."),
    )  # fmt: skip
    begins = forms.TimeField(
        label=_("Hour"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="09:00",
        error_messages={"required": _("Enter an hour."), "invalid": _("Enter an hour.")},
    )
    closes_before = forms.IntegerField(
        label=_("How many days before a meeting its agenda closes"), min_value=1,
        max_value=LONGEST_CLOSED, initial=3,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Enter a number."), "invalid": _("Enter a number.")},
    )  # fmt: skip
    place = forms.CharField(label=_("Room"), max_length=200, required=False)
    attending = forms.ModelMultipleChoiceField(
        Office.objects.none(),
        label=_("Offices that attend"),
        widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one office beside yours.")},
    )

    def __init__(self, callers: Any, others: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = _offices(callers)  # type: ignore[attr-defined]
        self.fields["attending"].queryset = _offices(others)  # type: ignore[attr-defined]
        if len(callers) == 1:
            self.initial.setdefault("office", next(iter(callers)))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("every") == Every.MONTHS and (given.get("count") or 0) > MOST_MONTHS:
            said = _("At most every %(most)d months.")
            self.add_error("count", forms.ValidationError(said, params={"most": MOST_MONTHS}))
        return given

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            office=given["office"].pk,
            attending=[office.pk for office in given["attending"]],
            rhythm=Rhythm(given["first_on"], given["count"], Every(given["every"])),
            begins=given["begins"],
            closes_before=given["closes_before"],
            place=given["place"],
        )


class ItemForm(forms.Form):
    """Cases that are settled together, and who is asked to settle them."""

    cases = forms.CharField(
        label=_("Case numbers"),
        help_text=_("One in each line, where several are to be settled together."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter at least one case number.")},
    )
    question = long_text(
        _("What is to be settled, and why no office can do it alone"),
        rows=4,
        hint=_("The offices asked and the petitioner read it."),
    )
    offices = forms.ModelMultipleChoiceField(
        Office.objects.none(),
        label=_("Offices asked to settle it"),
        required=False,
        help_text=_("They take part in the case from then on, and can read it."),
        widget=CheckboxSelectMultiple(),
    )

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].queryset = _offices(meeting.attending)  # type: ignore[attr-defined]

    def clean_cases(self) -> list[str]:
        numbers = list(dict.fromkeys(self.cleaned_data["cases"].replace(",", " ").split()))
        wrong = [number for number in numbers if not is_case_number(number)]
        if wrong:
            raise forms.ValidationError(
                _("%(number)s is no case number. Check it digit by digit."),
                params={"number": wrong[0][:40]},
            )
        if len(numbers) > MOST:
            raise forms.ValidationError(
                _("At most %(most)s cases can be settled together."), params={"most": MOST}
            )
        return numbers


class MinutesForm(forms.Form):
    """What the minutes say about an item; a draft until it is confirmed."""

    decision = long_text(_("What was agreed"), rows=5, required=False)
    lead = forms.ModelChoiceField(Office.objects.none(), label=_("Lead office"), required=False)
    co_handlers = forms.ModelMultipleChoiceField(
        Office.objects.none(),
        label=_("Offices that do a part and answer to the lead"),
        required=False,
        widget=CheckboxSelectMultiple(),
    )
    due_on = forms.DateField(
        label=_("The lead decides by"), widget=DateInput(), required=False,
        error_messages={"invalid": _("Enter a day.")},
    )  # fmt: skip

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {
            "decision": item.decision, "lead": item.lead_id, "co_handlers": item.co_handlers,
            "due_on": item.due_on,
        })  # fmt: skip
        super().__init__(*args, **kwargs)
        there = _offices([item.meeting.office_id, *item.meeting.attending])
        self.fields["lead"].queryset = there  # type: ignore[attr-defined]
        self.fields["co_handlers"].queryset = there  # type: ignore[attr-defined]

    def minutes(self) -> Minutes:
        lead = self.cleaned_data["lead"]
        return Minutes(
            self.cleaned_data["decision"],
            lead.pk if lead else None,
            tuple(o.pk for o in self.cleaned_data["co_handlers"]),
            self.cleaned_data["due_on"],
        )


class ReasonForm(forms.Form):
    """Why a case, or all of them, does not go before the meeting."""

    reason = long_text(_("Why, for the offices and the petitioner"), rows=3)


class CorrectionForm(forms.Form):
    text = long_text(
        _("Correction"),
        rows=3,
        hint=_("It is added; what was confirmed stays as it is. The petitioner reads both."),
    )
