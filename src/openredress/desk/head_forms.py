"""Where the daily digest of a head of office goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DigestForm(forms.Form):
    prefix = "digest"

    email = forms.EmailField(
        label=_("Your e-mail address at the office"),
        required=False,
        max_length=254,
        help_text=_("Leave it empty to be sent nothing."),
        error_messages={"invalid": _("Enter an address such as li.na@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
