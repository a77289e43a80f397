"""The questions of the public form. Each form is one page; together they make a `Filing`.

Answers are kept as they were typed, so a form is given all `answers` and takes its own.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from openredress.core.engine import MAX_TEXT
from openredress.parties.forms import limit
from openredress.web.forms import RadioSelect, offer

from . import choices
from .telling import add_ways, check_ways


class LongText(forms.CharField):
    """What somebody writes, as long as they need. The browser is given no maximum: it would cut
    a pasted text without a word.
    """

    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        too_long = ngettext_lazy(
            "This is longer than %(limit_value)d character. Please shorten it.",
            "This is longer than %(limit_value)d characters. Please shorten it.",
            "limit_value",
        )
        kwargs.setdefault("validators", [MaxLengthValidator(MAX_TEXT, too_long)])
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def own_words(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, **kwargs)


class Question(forms.Form):
    def __init__(self, *args: Any, answers: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.answers = answers or {}
        kwargs.setdefault("initial", self.answers)
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the trees or on earlier answers."""


class WhatHappened(Question):
    text = LongText(
        label=_("What happened?"),
        help_text=_(
            "Write it as you would tell a neighbour: what, when, who was there. If you want to "
            "stay without a name, leave it out here too: whoever handles the case reads this."
        ),
        rows=10,
        error_messages={"required": _("Tell us what happened. A few words are enough.")},
    )
    wish = LongText(
        label=_("What do you ask for?"),
        required=False,
        help_text=_("What should be done, or stop? You need not know the law."),
        rows=4,
    )


class Where(Question):
    place = forms.ChoiceField(
        label=_("Which place is it about?"),
        required=False,
        help_text=_("Where it happened. If it is about no place, leave this as it is."),
    )
    place_words = LongText(
        label=_("The place in your own words"),
        required=False,
        help_text=_("A street, a building, a room, a field: whatever helps to find it."),
        rows=3,
    )

    def prepare(self) -> None:
        offer(self.fields["place"], choices.places(), _("Elsewhere, or not sure"))


def _radios_or_list(field: forms.Field, options: choices.Choices, hints: Any = None) -> None:
    """Radios while they fit on a screen or two, else a list that unfolds."""
    if len(options) <= choices.RADIOS_AT_MOST:
        field.widget = RadioSelect(hints=hints or {})
    field.choices = options  # type: ignore[attr-defined]


class AboutWhat(Question):
    matter = forms.ChoiceField(label=_("It is about"), required=False)

    def prepare(self) -> None:
        options = [*choices.broad_matters(), ("", _("I do not know, or something else"))]
        _radios_or_list(self.fields["matter"], options)


class MoreExactly(Question):
    narrower = forms.ChoiceField(label=_("More exactly"), required=False)

    def prepare(self) -> None:
        found = choices.narrower_matters(self.answers.get("matter", ""))
        _radios_or_list(self.fields["narrower"], [*found, ("", _("None of these"))])

    def clean_narrower(self) -> str:
        return str(self.cleaned_data["narrower"])


class WhichWay(Question):
    SUGGESTED, MYSELF = "suggested", "myself"

    way = forms.ChoiceField(
        label=_("Should this office get it?"),
        choices=[
            (SUGGESTED, _("Yes, send it there")),
            (MYSELF, _("No, I want to choose the office myself")),
        ],
        widget=RadioSelect(
            hints={
                SUGGESTED: _("If the office is not the right one, it must say so and pass it on."),
                MYSELF: _("You choose from the list of all offices on the next page."),
            }
        ),
        initial=SUGGESTED,
        error_messages={"required": _("Choose one of the two.")},
    )

    def prepare(self) -> None:
        self.initial = {"way": self.SUGGESTED, **self.answers}


class WhichOffice(Question):
    office = forms.ChoiceField(
        label=_("Which office should answer you?"),
        help_text=_(
            "If your grievance is about an office itself, you may choose the office above it."
        ),
        error_messages={"required": _("Choose an office, or go back and let us find it.")},
    )

    def prepare(self) -> None:
        offer(self.fields["office"], choices.offices(), _("Choose an office"))


class KeepOut(Question):
    keep_out = LongText(
        label=_("Who must not see it?"),
        required=False,
        help_text=_("A name, a post or an office, and why. Leave it empty if there is nobody."),
        rows=3,
    )


class ForWhom(Question):
    MYSELF, OTHER = "myself", "other"

    whom = forms.ChoiceField(
        label=_("I am filing this"),
        choices=[(MYSELF, _("For myself")), (OTHER, _("For someone else"))],
        widget=RadioSelect(
            hints={
                OTHER: _("For a relative, a neighbour, a client: someone who asked you to help.")
            }
        ),
        error_messages={"required": _("Say for whom you are filing.")},
    )

    def prepare(self) -> None:
        self.initial = {"whom": self.MYSELF, **self.answers}


class ForThem(Question):
    them = own_words(_("Their name"), help_text=_("You may leave this empty."))
    relation = own_words(
        _("Who you are to them"), help_text=_("For example: daughter, neighbour, lawyer.")
    )
    agreed = forms.BooleanField(
        label=_("They know about this and agree, or I may act for them"),
        help_text=_("You may act for them, for example, as the parent of a child."),
        error_messages={
            "required": _("Confirm that they agree. Please do not file for someone who does not.")
        },
    )


class Files(Question):
    """Nothing is typed here: files lie beside the draft, each taken by itself."""


class WhoYouAre(Question):
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        help_text=_("Without a name your case is handled all the same."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Enter an e-mail address such as name@example.org, or leave it empty.")
        },
    )
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    revealing = LongText(
        label=_("Things that would give me away"),
        required=False,
        help_text=_(
            "For example that only you work at night there. It is locked away with your name, so "
            "that whoever opens the name knows what not to mention. Leave it empty if you like."
        ),
        rows=3,
    )

    #: Whether it is asked how they want to be told of what happens.
    asks_ways = True

    def prepare(self) -> None:
        if self.asks_ways:
            add_ways(self, after="address")
        limit(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_ways(self, given)
        return given


class Check(forms.Form):
    """Only a trap for programs that fill in every field; people do not see it."""

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("A hidden field was filled in, perhaps by your browser. Empty it, then send.")
            )
        return ""


class Saved(forms.Form):
    saved = forms.BooleanField(
        label=_("I have saved my receipt"),
        help_text=_("I wrote the code down, printed it or took a picture of it."),
        error_messages={
            "required": _(
                "Save the receipt first, then tick this. Nobody can look the code up for you later."
            )
        },
    )
