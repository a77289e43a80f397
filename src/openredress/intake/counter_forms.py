"""The one screen of the counter. The order of the fields is the order in which people talk."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openredress.attachments.taking import Received
from openredress.cases.actions import Filing, destination
from openredress.cases.file_forms import FilesField, KeepOriginal
from openredress.cases.wording import channel_text
from openredress.offices.calendars import NONE, calendar_for
from openredress.offices.tree import ground_of
from openredress.parties.forms import limit
from openredress.web.forms import DateInput, RadioSelect, offer

from . import choices
from .forms import LongText, own_words
from .questions import identity, key_of
from .telling import PREFIX, add_ways, check_ways

CHANNELS = ("visit", "telephone", "letter", "other")


def _key_hint(letter: str, **more: Any) -> dict[str, Any]:
    return {"accesskey": letter, "aria-keyshortcuts": f"Alt+{letter.upper()}", **more}


#: Letters that, with Alt, put the cursor into a field.
KEYS = {
    "text": "t",
    "wish": "w",
    "place": "p",
    "matter": "m",
    "office": "o",
    "name": "n",
    "received_on": "r",
    "language": "l",
}


class TakeDown(forms.Form):
    FRESH = {"channel": "visit"}

    text = LongText(
        label=_("What happened"),
        rows=7,
        help_text=_("In the person's own words, as they say it."),
        error_messages={"required": _("Write down what happened.")},
    )
    wish = LongText(label=_("What they ask for"), required=False, rows=2)
    place = forms.ChoiceField(label=_("Place"), required=False)
    place_words = own_words(_("The place in their own words"))
    matter = forms.ChoiceField(label=_("Matter"), required=False)
    office = forms.ChoiceField(
        label=_("Office they ask for"),
        required=False,
        help_text=_("Leave it open, and the system finds the office by matter and place."),
    )
    keep_out = LongText(
        label=_("Who must not see it, if they name somebody"),
        required=False,
        rows=2,
        help_text=_("Read by intake clerks and supervisors only; decide it before sending it on."),
    )
    name = forms.CharField(label=_("Name"), required=False)
    phone = forms.CharField(label=_("Telephone number"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Enter a whole e-mail address, or leave it empty.")},
    )
    address = forms.CharField(label=_("Postal address"), required=False)
    revealing = LongText(
        label=_("Things that would give them away"),
        required=False,
        rows=2,
        help_text=_("Ask: what, if it were mentioned, would show that it was them?"),
    )
    on_behalf = forms.BooleanField(label=_("They file for someone else"), required=False)
    them = own_words(_("Name of the person it is for"))
    relation = own_words(_("Who they are to that person"))
    agreed = forms.BooleanField(
        label=_("The person it is for agrees, or they may act for that person"), required=False
    )
    channel = forms.ChoiceField(label=_("How it comes to us"), widget=RadioSelect())
    received_on = forms.DateField(
        label=_("Received on"),
        required=False,
        widget=DateInput(),
        help_text=_("Only if it was not today, as with a letter. Time limits count from this day."),
        error_messages={"invalid": _("Enter the day as in 2026-02-26.")},
    )
    files = FilesField(label=_("Photos, papers and recordings they bring"))
    keep_original = KeepOriginal()
    language = forms.ChoiceField(
        label=_("Language of the petitioner"),
        help_text=_("It is read back, and the receipt is printed, in this language."),
    )

    def __init__(self, *args: Any, of_clerk: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["place"], choices.places(), _("Not known"))
        offer(self.fields["matter"], choices.matters(), _("Not known"))
        offer(self.fields["office"], choices.offices(), _("Found by the system"))
        self.fields["channel"].choices = [(code, channel_text(code)) for code in CHANNELS]
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["language"].initial = get_language()
        add_ways(self, after="address")
        limit(self)
        for name, letter in KEYS.items():
            self.fields[name].widget.attrs.update(_key_hint(letter))
        for name in ("name", "phone", "email", "address", "revealing", "them"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["text"].widget.attrs["autofocus"] = True
        if not of_clerk:
            # Only an office says on which day it received something.
            del self.fields["received_on"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("on_behalf") and not given.get("agreed"):
            self.add_error("agreed", _("Ask whether the person it is for agrees, and tick this."))
        received = given.get("received_on")
        if received and received > self._today(given):
            self.add_error("received_on", _("This day has not come yet."))
        check_ways(self, given)
        return given

    @property
    def ways(self) -> list[Any]:
        """Where they are reached by chat, and how they want to be told."""
        return [field for field in self if field.name == "chat" or field.name.startswith(PREFIX)]

    def _today(self, given: dict[str, Any]) -> date:
        """The day it is where the case will be handled."""
        office, matter, place = (key_of(given.get(k)) for k in ("office", "matter", "place"))
        goal = destination(Filing("", office=office, matter=matter, place=place))
        zone = ground_of(goal.office).time_zone
        return calendar_for(NONE, zone).local_date(timezone.now())

    def filing(self, *, read_back: bool = False, files: tuple[Received, ...] = ()) -> Filing:
        given = self.cleaned_data
        return Filing(
            text=given["text"],
            wish=given["wish"],
            place_words=given["place_words"],
            office=key_of(given["office"]),
            matter=key_of(given["matter"]),
            place=key_of(given["place"]),
            language=given["language"],
            channel=given["channel"],
            on_behalf=given["on_behalf"],
            read_back=read_back,
            received_on=given.get("received_on"),
            identity=identity(given, given["on_behalf"]),
            keep_out=given["keep_out"],
            files=files,
        )


class Confirmed(forms.Form):
    confirmed = forms.BooleanField(
        label=_("Read back, and confirmed by the petitioner"),
        error_messages={"required": _("Read it back first, then tick this.")},
        widget=forms.CheckboxInput(attrs={"autofocus": True}),
    )

    def __init__(self, *args: Any, taken: TakeDown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if taken.cleaned_data["channel"] == "letter":
            self.fields["confirmed"].label = _("Copied faithfully from the letter")
            message = _("Compare it with the letter first, then tick this.")
            self.fields["confirmed"].error_messages["required"] = message
