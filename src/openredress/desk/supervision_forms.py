"""Forms of supervision: what is asked of an office below, and what that answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.core import supervision
from openredress.core.procedure import Role
from openredress.offices.models import Office
from openredress.web.forms import DateInput


class AskForm(forms.Form):
    """What is asked, and by when it is answered in writing."""

    text = long_text(
        _("What you ask, in words for the office and the petitioner"),
        rows=3,
        hint=_("The petitioner reads it on their page."),
    )
    due_on = forms.DateField(
        label=_("Answer in writing by"),
        widget=DateInput(),
        error_messages={
            "required": _("Enter the day by which you want the answer."),
            "invalid": _("Enter a day."),
        },
    )

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["due_on"] = supervision.usual_day(file.situation)
        super().__init__(*args, **kwargs)


class GiveForm(forms.Form):
    """Why the case is taken from the office, and by when it is to be decided."""

    reason = long_text(
        _("Why"), rows=3, hint=_("The office and the petitioner read it. Time limits run on.")
    )
    due_on = forms.DateField(
        label=_("To be decided by"),
        widget=DateInput(),
        error_messages={
            "required": _("Enter the day by which it is to be decided."),
            "invalid": _("Enter a day."),
        },
    )

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        self.file = file
        super().__init__(*args, **kwargs)


class AssignForm(GiveForm):
    """The same, with the office that is to answer from now on."""

    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Office that is to answer"),
        error_messages={"required": _("Choose the office that is to answer.")},
    )
    field_order = ("office", "reason", "due_on")

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        super().__init__(file, *args, **kwargs)
        posts = file.actor.posts
        covered = {o for p in posts if p.role is Role.SUPERVISOR for o in p.covers}
        left = covered - {file.facts.office} - file.facts.blocked_offices
        self.fields["office"].queryset = Office.objects.filter(pk__in=left)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the office below writes."""

    text = long_text(
        _("Your answer, for the office above and the petitioner"),
        rows=4,
        hint=_("It stays as you write it, and the petitioner reads it too."),
    )
