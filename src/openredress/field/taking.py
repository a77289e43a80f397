"""What is asked on a round: the screen of the counter, without what needs a network.

The same form is shown on a laptop that has no database, with the trees of its kit, and checks
what came back, with the trees as they are now.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openredress.attachments.taking import Received
from openredress.cases.actions import Filing
from openredress.core.engine import MAX_TEXT
from openredress.core.receipt import read_code
from openredress.intake.counter_forms import TakeDown
from openredress.intake.forms import LongText
from openredress.parties.codes import TwentyDigits

#: What a kit cannot take along, or what is known without asking.
NOT_ASKED = ("files", "keep_original", "received_on", "channel")
#: In this order the screen asks; what stands in a row is put there by the template.
ASKED = (
    "text", "wish", "place", "place_words", "matter", "office", "keep_out", "name", "phone",
    "email", "address", "on_behalf", "them", "relation", "agreed", "revealing", "language",
)  # fmt: skip


class TakeDownOnRound(TakeDown):
    """The answers of one person on a round."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_ASKED:
            del self.fields[name]
        self.fields["office"].help_text = ""
        self.fields["language"].help_text = _("The receipt is shown in this language.")

    def filing(self, *, read_back: bool = True, files: tuple[Received, ...] = ()) -> Filing:
        self.cleaned_data |= {"channel": "round", "received_on": None}
        return super().filing(read_back=read_back, files=files)


def answers_of(form: forms.Form) -> list[tuple[str, str]]:
    """What was answered, as it is read aloud: each question in words, and the words of a choice,
    not its key. Questions without an answer are left out.
    """
    return [(str(field.label), said) for field in form if (said := _said(field))]


def _said(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return gettext("Yes") if value else ""
    options = getattr(field.field, "choices", None)
    if options is None:
        return str(value or "")
    flat = dict(_flat(options))
    return str(flat.get(value, "")) if value else ""


def _flat(options: Any) -> Any:
    for key, label in options:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), label


class AddOnRound(TwentyDigits):
    """What somebody adds who shows their receipt. Whether it is right is known at the office; that
    no digit is wrong is known here.
    """

    text = LongText(
        label=_("What they add"),
        rows=7,
        error_messages={"required": _("Write down what they add.")},
    )

    def take(self, typed: str) -> None:
        """Nothing can be looked up here."""

    @property
    def code(self) -> str:
        return read_code(self.cleaned_data["code"]) or ""


class Confirmed(forms.Form):
    """Read back to the person, before anything is kept."""

    confirmed = forms.BooleanField(
        label=_("Read back, and confirmed by the petitioner"),
        error_messages={"required": _("Read it back first, then tick this.")},
    )


def is_text(text: object) -> bool:
    """Whether this can be added to a case."""
    return isinstance(text, str) and 0 < len(text.strip()) <= MAX_TEXT
