"""Changing who a case is from. The form begins empty, always: what is on file is never put into
it, whole or masked, so that nothing but what somebody typed can be sealed.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from openredress.web.forms import CheckboxSelectMultiple

from .details import LABELS, LONGEST, is_masked

OF_A_HELPER = ("helper_name", "helper_relation")


class DetailsForm(forms.Form):
    """What is new, and what is to be taken out. A field left empty changes nothing."""

    name = forms.CharField(label=_("Name"), required=False)
    phone = forms.CharField(
        label=_("Telephone number"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Enter a whole e-mail address, or leave it empty.")},
    )
    address = forms.CharField(label=_("Postal address"), required=False)
    chat = forms.CharField(label=_("Where you are reached by chat"), required=False)
    helper_name = forms.CharField(label=_("Name of who files for them"), required=False)
    helper_relation = forms.CharField(label=_("Who they are to that person"), required=False)
    revealing = forms.CharField(
        label=_("Things that would give the petitioner away"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Kept closed with the name. Staff read it only when they open the name, so that they "
            "know what not to mention."
        ),
    )
    remove = forms.MultipleChoiceField(
        label=_("Take out what is on file"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=_("Tick what is to be gone. If nothing of the kind is on file, nothing happens."),
    )

    def __init__(self, *args: Any, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_behalf:
            for name in OF_A_HELPER:
                del self.fields[name]
        if not settings.CHAT_URL:
            del self.fields["chat"]
        kinds = [name for name in self.fields if name != "remove"]
        self.fields["remove"].choices = [(name, self.fields[name].label) for name in kinds]  # type: ignore[attr-defined]
        limit(self)
        for name in kinds:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in LABELS:
            if is_masked(name, given.get(name, "")):
                self.add_error(name, _("Enter the whole of it, or leave it empty."))
        return given

    def changes(self) -> tuple[dict[str, str], tuple[str, ...]]:
        """What was entered, by name, and the names of what is to be taken out."""
        given = {n: self.cleaned_data[n] for n in LONGEST if self.cleaned_data.get(n)}
        return given, tuple(n for n in self.cleaned_data["remove"] if n not in given)


def limit(form: forms.Form) -> None:
    """No field of who somebody is takes more than can be sealed. Other fields are left alone."""
    for name, longest in LONGEST.items():
        field: Any = form.fields.get(name)
        if field is not None:
            field.max_length = longest
            field.validators.append(MaxLengthValidator(longest))
            if not isinstance(field.widget, forms.Textarea):  # It would cut a pasted text silently.
                field.widget.attrs["maxlength"] = longest
