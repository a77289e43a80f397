"""What somebody gives who joins a case, and what members say and decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.cases.forms import long_text
from openredress.cases.wording import SCOPES, SHOWN
from openredress.parties import members
from openredress.parties.codes import TwentyDigits
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect


class InvitationForm(TwentyDigits):
    """`number` is the case that the invitation opens, once the form is valid."""

    number = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code of the invitation")
        self.fields["code"].error_messages["required"] = _("Enter the code of the invitation.")

    def take(self, typed: str) -> None:
        found = members.invited_to(typed)
        if found is None:
            raise forms.ValidationError(
                _("No case here can be joined with this code. It may have been renewed: ask "
                  "whoever gave it to you for a new one.")
            )  # fmt: skip
        self.number = found


class SayForm(forms.Form):
    """Everything may stay empty: taking part needs neither a name nor a word."""

    say = long_text(
        gettext_lazy("What you have to say"),
        required=False,
        hint=gettext_lazy("What happened to you, and what you ask for. Kept locked."),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=members.LONGEST_NAME,
        help_text=gettext_lazy("Kept locked. Neither the office nor the other members see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("What may the office see of you?"),
        required=False,
        choices=SHOWN,
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy(
            "Tick nothing, and the office sees only that there is one more. You can change this "
            "whenever you wish; what was read before stays read."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["say"].max_length = members.LONGEST_SAY  # type: ignore[attr-defined]

    def clean_say(self) -> str:
        said: str = self.cleaned_data["say"]
        if len(said) > members.LONGEST_SAY:
            raise forms.ValidationError(
                _("This is too long: at most %(most)s characters.") % {"most": members.LONGEST_SAY}
            )
        return said


class AboutForm(forms.Form):
    """What others read before they join."""

    about = long_text(
        gettext_lazy("What others read before they join"),
        rows=4,
        hint=gettext_lazy(
            "What it is about and what you ask for together. Leave out names. The office reads it "
            "as well."
        ),
    )


class StandForm(forms.Form):
    calls = forms.CharField(
        label=gettext_lazy("What the members call you"),
        max_length=members.LONGEST_NAME,
        help_text=gettext_lazy(
            "Only members see it. The office knows you by a number, unless you let it see your "
            "name."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say what the members call you.")},
    )
    about = long_text(
        gettext_lazy("What you would speak up for"),
        required=False,
        rows=3,
        hint=gettext_lazy("Only members read it."),
    )


class MandateForm(forms.Form):
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("What may they do for you?"),
        choices=SCOPES,
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy(
            "Nobody can agree to a settlement for you: that stays yours, whatever you tick."
        ),
        error_messages={"required": gettext_lazy("Tick at least one.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Last day of the mandate"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Leave it empty, and it lasts until you take it back."),
    )


class WordsForm(forms.Form):
    """A text: to the office or to the members, as `label` says."""

    text = long_text("")

    def __init__(self, label: Any, hint: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class AnswerForm(forms.Form):
    agrees = forms.ChoiceField(
        label=gettext_lazy("Do you agree, for yourself?"),
        choices=(
            ("yes", gettext_lazy("Yes, I agree")),
            ("no", gettext_lazy("No, I refuse")),
        ),
        widget=RadioSelect(
            hints={
                "yes": gettext_lazy("It binds you and the office once the last day is over."),
                "no": gettext_lazy("It does not bind you. The case goes on for you as it is."),
            }
        ),
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )
