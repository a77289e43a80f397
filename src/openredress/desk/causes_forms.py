"""Forms about a cause that several cases have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.core.causes import LONGEST_TITLE, Plan
from openredress.core.receipt import is_case_number
from openredress.offices.models import Office
from openredress.offices.tree import office_map
from openredress.web.forms import DateInput

READ = _("Every petitioner concerned reads it. Name nobody, and no case.")
#: More cases than this are not linked at once.
MOST = 50


class WhyForm(forms.Form):
    """Why cases that are ticked elsewhere on the page have one cause."""

    reason = long_text(
        _("Why they have one cause"), rows=3, hint=_("The offices read it; petitioners do not.")
    )


class LinkForm(WhyForm):
    """Other cases about the same cause."""

    field_order = ("cases", "reason")
    cases = forms.CharField(
        label=_("Case numbers"),
        help_text=_("One in each line. Levels of one case count as one."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Choose or enter at least one case number.")},
    )

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
                _("At most %(most)s cases can be linked at once."), params={"most": MOST}
            )
        return numbers


class UnlinkForm(forms.Form):
    reason = long_text(
        _("Why it is not the same cause"),
        rows=3,
        hint=_("The offices read it; petitioners do not."),
    )


class IssueForm(forms.Form):
    """One owner, one plan, a day."""

    title = forms.CharField(label=_("What it is about"), max_length=LONGEST_TITLE, help_text=READ)
    owner = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Office that answers everybody"),
        help_text=_("It takes part in each of the cases from then on, and can read them."),
        error_messages={"required": _("Choose one office.")},
    )
    plan = long_text(_("Plan: what is done about the cause"), rows=5, hint=READ)
    due_on = forms.DateField(
        label=_("Everybody is answered by"),
        widget=DateInput(),
        error_messages={"required": _("Enter a day."), "invalid": _("Enter a day.")},
    )

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = office_map()
        root = offices.upwards(file.facts.office)[-1]
        there = [o for o in offices.offices if offices.upwards(o)[-1] == root]
        left = set(there) - file.facts.blocked_offices
        self.fields["owner"].queryset = Office.objects.filter(pk__in=left)  # type: ignore[attr-defined]

    def what(self) -> Plan:
        entered = self.cleaned_data
        title = entered.get("title", "")
        return Plan(entered["owner"].pk, entered["due_on"], title, entered["plan"])


class ChangeForm(IssueForm):
    """The same, without the title, and with the reason."""

    title = None  # type: ignore[assignment]
    reason = long_text(_("Why it is changed"), rows=3, hint=READ)


class PublishForm(forms.Form):
    """What everybody reads: the cause in neutral words."""

    title = forms.CharField(
        label=_("What it is about, in neutral words"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say what it is about.")},
    )
    text = long_text(
        _("The cause, in neutral words"),
        rows=4,
        hint=_("Everybody can read it, with plan, day and answer. Name nobody, and no case."),
    )


class AnswerAllForm(forms.Form):
    text = long_text(_("Answer to everybody who complained of this cause"), rows=6, hint=READ)
