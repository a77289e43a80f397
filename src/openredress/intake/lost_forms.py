"""What somebody has in hand who lost their receipt."""

import unicodedata

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.cases import actions
from openredress.core.receipt import is_case_number
from openredress.parties.codes import TwentyDigits
from openredress.parties.details import LONGEST

from .forms import LongText


class CaseNumber(forms.CharField):
    """A case number however it is typed; that it is one is told by its last digit alone."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Case number"),
            help_text=gettext_lazy("It looks like 2026-000123-7."),
            max_length=40,
            error_messages={"required": gettext_lazy("Enter the number of the case.")},
        )
        self.widget.attrs.update({"autocomplete": "off", "inputmode": "numeric"})

    def clean(self, value: str) -> str:
        typed = unicodedata.normalize("NFKC", super().clean(value))
        digits = "".join(sign for sign in typed if sign.isdecimal())
        number = f"{digits[:4]}-{digits[4:-1]}-{digits[-1:]}"
        if len(digits) < 11 or not is_case_number(number):
            raise forms.ValidationError(
                _("This is no case number: it looks like 2026-000123-7. Check each digit.")
            )
        return number


class Lost(forms.Form):
    """The number of the case, and the address that was given when it was filed."""

    number = CaseNumber()
    email = forms.EmailField(
        label=gettext_lazy("The e-mail address that you gave"),
        max_length=LONGEST["email"],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter the e-mail address that you gave when you filed."),
            "invalid": gettext_lazy("Enter a whole e-mail address, such as name@example.org."),
        },
    )


class SentCode(TwentyDigits):
    """The code that we sent. `entered` is what it does now, once the form is valid."""

    entered: actions.Entered

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].label = _("Code from our message")
        self.fields["code"].error_messages["required"] = _("Enter the code from our message.")

    def take(self, typed: str) -> None:
        entered = actions.enter_code(typed, timezone.now())
        if entered is None:
            self.is_unknown = True
            raise forms.ValidationError(_("This code opens nothing, or nothing any more."))
        self.entered = entered


class Checked(forms.Form):
    """What a clerk says before a receipt is replaced at the counter."""

    number = CaseNumber()
    checked = LongText(
        label=gettext_lazy("What you checked"),
        rows=3,
        help_text=gettext_lazy(
            "In your office’s own words, such as “identity card shown, compared with the name on "
            "file”. No numbers of papers: the petitioner and the offices of the case read this."
        ),
        error_messages={"required": gettext_lazy("Write down what you checked.")},
    )
