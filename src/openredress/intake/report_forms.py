"""The questions of a report of reprisal, for whoever reports and for the counter."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openredress.cases.actions import Report
from openredress.cases.wording import channel_text
from openredress.offices.models import Office
from openredress.parties import receipts
from openredress.parties.forms import limit
from openredress.web.forms import CheckboxSelectMultiple, RadioSelect, offer
from openredress.web.limits import TooMany

from . import choices
from .counter_forms import CHANNELS
from .forms import LongText, WhoYouAre
from .questions import key_of

CONTACT = ("name", "phone", "email", "address", "revealing")


class Tell(WhoYouAre):
    """What happened, to whom it is said, and how they can be reached without danger."""

    text = LongText(
        label=_("What happened, or what were you told would happen?"),
        help_text=_("Who said or did what, when, and who else saw it. A few words are enough."),
        rows=8,
        error_messages={"required": _("Tell us what happened. A few words are enough.")},
    )
    wish = LongText(
        label=_("What would make you safer?"),
        required=False,
        help_text=_(
            "For example: another office takes your case, or only one person may call you."
        ),
        rows=3,
    )
    office = forms.ChoiceField(
        label=_("Which office is it about?"),
        help_text=_("Your report goes past this office, to the one above it."),
        error_messages={"required": _("Choose the office that your report has to go past.")},
    )
    # A message on a telephone that others see is a danger here; whoever wants one chooses it later.
    asks_ways = False
    field_order = ("text", "wish", "office", *CONTACT)

    def __init__(self, *args: Any, about: str = "", **kwargs: Any) -> None:
        self.about = about
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        if self.about:
            del self.fields["office"]
        else:
            offer(self.fields["office"], choices.offices(), _("Choose an office"))
        self.fields["phone"].help_text = _("Give only what nobody else answers or reads.")


class WhoReads(forms.Form):
    """Which of the offices that could read it must not, and which people."""

    refused = forms.MultipleChoiceField(
        label=_("Must one of these offices not read it either?"),
        required=False,
        help_text=_("Tick it if the danger comes from there too. Leave all open otherwise."),
        widget=CheckboxSelectMultiple(),
    )
    keep_out = LongText(
        label=_("Is there a person who must not read it?"),
        required=False,
        help_text=_("A name or a post, and why. Leave it empty if there is nobody."),
        rows=2,
    )

    def __init__(self, readers: tuple[int, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Office.objects.in_bulk(readers)
        options = [(str(office), found[office].name) for office in readers]
        self.fields["refused"].choices = options  # type: ignore[attr-defined]
        if not options:
            del self.fields["refused"]


class ReportTakeDown(forms.Form):
    """A report as a clerk takes it down. With the receipt it is tied to the case."""

    FRESH = {"channel": "visit"}

    text = LongText(
        label=_("What happened, or what they were told would happen"),
        rows=7,
        help_text=_("In the person's own words, as they say it."),
        error_messages={"required": _("Write down what happened.")},
    )
    wish = LongText(label=_("What would make them safer"), required=False, rows=2)
    code = forms.CharField(
        label=_("Code of the receipt of their case"),
        required=False,
        max_length=100,
        help_text=_("If they have it with them. It is not kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    office = forms.ChoiceField(
        label=_("Office it is about"),
        required=False,
        help_text=_("Needed without a receipt. The report goes past it, to the one above."),
    )
    refused = forms.MultipleChoiceField(
        label=_("Further offices that must not read it"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    keep_out = LongText(label=_("Who else must not read it"), required=False, rows=2)
    name = forms.CharField(label=_("Name"), required=False)
    phone = forms.CharField(label=_("Telephone number"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Enter a whole e-mail address, or leave it empty.")},
    )
    address = forms.CharField(label=_("Postal address"), required=False)
    revealing = LongText(label=_("Things that would give them away"), required=False, rows=2)
    channel = forms.ChoiceField(label=_("How it comes to us"), widget=RadioSelect())
    language = forms.ChoiceField(
        label=_("Language of the petitioner"),
        help_text=_("It is read back, and the receipt is printed, in this language."),
    )

    about, about_receipt = "", 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = choices.offices()
        offer(self.fields["office"], offices, _("Choose …"))
        offer(self.fields["refused"], offices)
        self.fields["channel"].choices = [(c, channel_text(c)) for c in CHANNELS]  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        limit(self)
        for field in CONTACT:
            self.fields[field].widget.attrs["autocomplete"] = "off"

    def clean_code(self) -> str:
        """The number of the case stands in for the code, which goes no further than here."""
        typed = self.cleaned_data["code"]
        if not typed:
            return ""
        try:
            receipt = receipts.find(typed)
        except TooMany:
            receipt = None
        if receipt is None:
            raise forms.ValidationError(
                _("No case here opens with this code. Check it, or leave it out.")
            )
        self.about, self.about_receipt = receipt.case.number, receipt.number
        return ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.about and not given.get("office") and "code" not in self.errors:
            self.add_error("office", _("Choose the office, or enter the code of the receipt."))
        return given

    def report(self, *, read_back: bool = False) -> Report:
        given = self.cleaned_data
        return Report(
            text=given["text"],
            wish=given["wish"],
            about=self.about,
            about_receipt=self.about_receipt,
            office=key_of(given["office"]),
            refused=tuple(int(office) for office in given["refused"]),
            keep_out=given["keep_out"],
            language=given["language"],
            channel=given["channel"],
            read_back=read_back,
            identity={name: given[name] for name in CONTACT},
        )
