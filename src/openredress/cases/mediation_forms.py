"""What a petitioner enters who wants mediation: on their page, or a clerk for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from openredress.offices.models import Office
from openredress.parties import sides
from openredress.web.forms import RadioSelect

from .forms import long_text


class BeginForm(forms.Form):
    """The petitioner wants mediation. Who the other side is, is sealed."""

    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=gettext_lazy("Who shall mediate first?"),
        empty_label=None,
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose who shall mediate first.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Who is the other side?"),
        max_length=sides.LONGEST_NAME,
        help_text=gettext_lazy("A name, as a letter would be addressed. Kept locked."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say who the other side is.")},
    )
    reach = forms.CharField(
        label=gettext_lazy("Where does a letter reach them?"),
        required=False,
        max_length=sides.LONGEST_REACH,
        help_text=gettext_lazy("An address, or how the mediator can hand it over. Kept locked."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    about = long_text(
        gettext_lazy("What the other side reads about it"),
        rows=4,
        hint=gettext_lazy(
            "What it is about and what you wish for. They do not read what you filed, only this."
        ),
    )
    called = forms.CharField(
        label=gettext_lazy("How the other side shall know you"),
        required=False,
        max_length=sides.LONGEST_NAME,
        help_text=gettext_lazy(
            "Your name, or “your neighbour”, or nothing: they and the mediator read what you write "
            "here. Your name and contact in the case stay locked for both."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        field.queryset = Office.objects.filter(pk__in=[o.pk for o in offices])  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.initial.setdefault("office", offices[0].pk)
