"""The field for a code of twenty digits: of a receipt, or of a message that was sent."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openredress.core.receipt import CODE_DIGITS, read_code
from openredress.web.forms import ReceiptCodeInput
from openredress.web.limits import TooMany


class TwentyDigits(forms.Form):
    """A form that asks for a code. `take` says what the code opens, and refuses all others."""

    code = forms.CharField(
        label=gettext_lazy("Receipt code"),
        help_text=gettext_lazy("20 digits. Spaces and dashes do not matter."),
        max_length=100,
        widget=ReceiptCodeInput,
        error_messages={"required": gettext_lazy("Enter the code that is on your receipt.")},
    )
    is_unknown = False
    #: Seconds until such a code may be tried again; 0 where nothing was tried too often.
    wait = 0

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        problem = _problem(typed)
        if problem:
            raise forms.ValidationError(problem)
        try:
            self.take(typed)
        except TooMany as paused:
            self.wait = paused.seconds
            raise forms.ValidationError(_too_many(paused.seconds)) from None
        return typed

    def take(self, typed: str) -> None:
        """Looks the code up. Raises `ValidationError` or `TooMany`."""
        raise NotImplementedError

    def paused(self, response: HttpResponse) -> HttpResponse:
        """The answer, with how long to wait where such codes were tried too often."""
        if self.wait:
            response["Retry-After"] = str(self.wait)
        return response

    def refuse(self, text: str) -> None:
        self.add_error("code", text)


def _too_many(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Codes much like this one were tried too often, so they are not looked at for "
        "%(minutes)d minute. Your case is safe and goes on.",
        "Codes much like this one were tried too often, so they are not looked at for "
        "%(minutes)d minutes. Your case is safe and goes on.",
        minutes,
    ) % {"minutes": minutes}


def _problem(typed: str) -> str:
    """What is wrong with a code, as far as it can be told without asking the database."""
    if read_code(typed) is not None:
        return ""
    given: Any = sum(1 for sign in typed if sign.isdecimal())
    if given != CODE_DIGITS:
        return ngettext(
            "The code has 20 digits; you entered %(given)d digit. "
            "Compare it with what you were given.",
            "The code has 20 digits; you entered %(given)d digits. "
            "Compare it with what you were given.",
            given,
        ) % {"given": given}
    if any(not sign.isdecimal() and (sign.isalnum()) for sign in typed):
        return _("The code has digits only. Compare it with what you were given.")
    return _(
        "One digit seems wrong. Compare the code with what you were given, four digits at a time."
    )
