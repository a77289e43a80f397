"""The form that takes a proof: as a file, or as the text that stands in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.core.deposit import LONGEST


class ProofForm(forms.Form):
    file = forms.FileField(
        label=_("The file"), required=False, help_text=_("As you downloaded it, or were given it.")
    )
    text = forms.CharField(
        label=_("Or the text of it"),
        required=False,
        max_length=LONGEST,
        help_text=_("Paste what stands in the file, or what the QR code says."),
        widget=forms.Textarea(
            attrs={"rows": 4, "data-from-address": True, "autocomplete": "off",
                   "autocapitalize": "off", "spellcheck": "false"}
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("text"):
            self.add_error("file", _("Choose the file, or paste its text below."))
        return given

    @property
    def proof(self) -> str:
        """The text of the proof; a file that is no text is read as well as it can be."""
        file = self.cleaned_data["file"]
        if not file:
            return self.cleaned_data["text"]
        return file.read(LONGEST + 1).decode("utf-8", errors="replace")
