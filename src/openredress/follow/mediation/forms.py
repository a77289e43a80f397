"""What the two sides enter: beginning it, saying something alone, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.cases.forms import long_text
from openredress.parties import sides
from openredress.web.forms import RadioSelect


class AloneForm(forms.Form):
    text = long_text(
        gettext_lazy("What you tell the mediator alone"),
        rows=4,
        hint=gettext_lazy("The other side never reads it, and neither does the office."),
    )
    goes_on = forms.BooleanField(
        label=gettext_lazy("If it goes on to the next mediator, they may read this too"),
        required=False,
    )


class CalledForm(forms.Form):
    called = forms.CharField(
        label=gettext_lazy("How the other side shall know you"),
        required=False,
        max_length=sides.LONGEST_NAME,
        help_text=gettext_lazy("Leave it empty, and they are told nothing of who you are."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def yes_or_no(label: Any, yes: tuple[Any, Any], no: tuple[Any, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=(("yes", yes[0]), ("no", no[0])),
        widget=RadioSelect(hints={"yes": yes[1], "no": no[1]}),
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )


class ConsentForm(forms.Form):
    agrees = yes_or_no(
        gettext_lazy("Do you agree to mediation here?"),
        (gettext_lazy("Yes, I agree"),
         gettext_lazy("You can stop at any time, and need give no reason.")),
        (gettext_lazy("No, not here"),
         gettext_lazy("It goes on to the next rung, where you are asked anew.")),
    )  # fmt: skip


class AgreementForm(forms.Form):
    agrees = yes_or_no(
        gettext_lazy("Do you confirm this agreement?"),
        (gettext_lazy("Yes, I confirm it"),
         gettext_lazy("It binds you once the other side has confirmed it too and the days to think "
                      "it over have passed.")),
        (gettext_lazy("No, I refuse it"),
         gettext_lazy("Nothing binds you. Mediation goes on, and another can be drafted.")),
    )  # fmt: skip


def sent_text(act: str) -> str:
    """What is said once an act is done."""
    return {
        "consent": _("Your answer is kept. You can change it here at any time."),
        "leaving": _("Mediation is over. The ordinary procedure goes on as before."),
        "words": _("The mediator can read it. The other side cannot."),
        "answer": _("Your answer is kept."),
        "taking-back": _("You took it back. Nothing binds you, and mediation goes on."),
        "name": _("Kept. The other side reads it from now on."),
    }[act]
