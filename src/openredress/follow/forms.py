"""The one question on the way in: the code of the receipt."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openredress.cases.forms import long_text
from openredress.core.receipt import CODE_DIGITS, read_code
from openredress.parties import receipts
from openredress.web.forms import ReceiptCodeInput


class CodeForm(forms.Form):
    """`root_number` is the case that the code opens, once the form is valid."""

    code = forms.CharField(
        label=gettext_lazy("Receipt code"),
        help_text=gettext_lazy("20 digits. Spaces and dashes do not matter."),
        max_length=100,
        widget=ReceiptCodeInput,
        error_messages={"required": gettext_lazy("Enter the code that is on your receipt.")},
    )
    is_unknown = False
    root_number = ""

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        problem = _problem(typed)
        if problem:
            raise forms.ValidationError(problem)
        receipt = receipts.find(typed)
        if receipt is None:
            self.is_unknown = True
            raise forms.ValidationError(_("No case here opens with this code."))
        self.root_number = receipt.case.number
        return typed

    def refuse(self, text: str) -> None:
        self.add_error("code", text)


class ExclusionForm(forms.Form):
    """Whom the petitioner wants kept out of their case."""

    text = long_text(
        gettext_lazy("Who must not see your case?"),
        rows=3,
        hint=gettext_lazy("A name, a post or an office, in your own words, and why."),
    )


def _problem(typed: str) -> str:
    """What is wrong with a code, as far as it can be told without asking the database."""
    if read_code(typed) is not None:
        return ""
    given: Any = sum(1 for sign in typed if sign.isdecimal())
    if given != CODE_DIGITS:
        return ngettext(
            "The code has 20 digits; you entered %(given)d digit. Check it against your receipt.",
            "The code has 20 digits; you entered %(given)d digits. Check it against your receipt.",
            given,
        ) % {"given": given}
    if any(not sign.isdecimal() and (sign.isalnum()) for sign in typed):
        return _("The code has digits only. Check it against your receipt.")
    return _("One digit seems wrong. Check the code against your receipt, four digits at a time.")
