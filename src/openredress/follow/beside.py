"""How somebody beside the petitioner is told of what happens: a member, or the other side.

As on every page of this kind the form begins without any contact: what is on file is never shown.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openredress.cases import actions
from openredress.cases.wording import refusal_text
from openredress.core import beside
from openredress.core.refusals import Refusal
from openredress.notices import channels
from openredress.notices.models import Notice
from openredress.parties import forms as details
from openredress.parties import members, sides
from openredress.parties.contacts import Told
from openredress.web.forms import CheckboxSelectMultiple
from openredress.web.languages import language_of

from .told import Sent, sent_rows

TOPICS: dict[str, Any] = {
    beside.SETTLEMENTS: gettext_lazy("A settlement to agree to or refuse, with its last day"),
    beside.SPOKESMEN: gettext_lazy("Who asks for a mandate, and who speaks for the group"),
    beside.REPORTS: gettext_lazy("Reports of the representatives"),
    beside.COURSE: gettext_lazy("How the case goes: what the office writes, answers and decides"),
    beside.HEARINGS: gettext_lazy("A hearing: when it is, or that it was moved"),
    beside.ANSWERS: gettext_lazy("A yes or no of mine is waited for"),
    beside.MEETINGS: gettext_lazy("A meeting was set or moved, or its record is there"),
    beside.GOING_ON: gettext_lazy("How mediation goes on, and that it is over"),
}


class ToldForm(forms.Form):
    """Ways, what of, in which language, and the contacts that the ways need."""

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me when something happens"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy("Tick none, and only this page tells you."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        error_messages={
            "invalid": gettext_lazy("Enter a whole e-mail address, or leave it empty.")
        },
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone number"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    chat = forms.CharField(label=gettext_lazy("Where you are reached by chat"), required=False)
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What shall we tell you of?"),
        required=False,
        widget=CheckboxSelectMultiple(),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"), choices=settings.LANGUAGES
    )
    remove = forms.MultipleChoiceField(
        label=gettext_lazy("Take out what is on file"),
        required=False,
        widget=CheckboxSelectMultiple(),
    )

    def __init__(self, audience: str, kept: Told, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "ways": kept.tell_by.split(),
            "topics": kept.tell_of.split() or beside.TOPICS[audience],
            "language": kept.language or language_of(get_language() or ""),
        }
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        ways = [way for way in channels.offered() if way != channels.LETTER]
        fields["ways"].choices = [(way, channels.NAMES[way]) for way in ways]
        fields["topics"].choices = [(topic, TOPICS[topic]) for topic in beside.TOPICS[audience]]
        self._contacts([channels.NEEDS[way] for way in ways], kept)
        details.limit(self)

    def _contacts(self, needed: list[str], kept: Told) -> None:
        """Only contacts that a way here could use; of each that is on file it is said that it is,
        and it can be taken out, also where no way needs it any more.
        """
        for name in actions.CONTACTS:
            self.fields[name].widget.attrs["autocomplete"] = "off"
            if name in kept.on_file:
                self.fields[name].help_text = _(
                    "One is on file, and not shown. Leave this empty to keep it."
                )
        there: Any = self.fields["remove"]
        there.choices = [(name, self.fields[name].label) for name in kept.on_file]
        if not kept.on_file:
            del self.fields["remove"]
        for name in actions.CONTACTS:
            if name not in needed:
                del self.fields[name]

    @property
    def wanted(self) -> actions.ToldBy:
        given = {n: self.cleaned_data[n] for n in actions.CONTACTS if self.cleaned_data.get(n)}
        return actions.ToldBy(
            ways=self.cleaned_data["ways"],
            topics=self.cleaned_data["topics"],
            language=self.cleaned_data["language"],
            given=given,
            remove=[n for n in self.cleaned_data.get("remove", ()) if n not in given],
        )

    def refuse(self, refusal: Refusal) -> None:
        """Says it beside what has to be changed: a way lacks the contact that it needs."""
        field = channels.NEEDS.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, refusal_text(refusal))


@dataclass(frozen=True)
class Beside:
    """Whose page it is: how they are told, by which name addresses begin, and what was sent."""

    audience: str
    number: str
    kept: Told
    back: str
    rows: list[Notice]

    @property
    def sent(self) -> tuple[Sent, ...]:
        return sent_rows(self.rows)


def page(request: HttpRequest, one: Beside, keep: Any) -> HttpResponse:
    """Shows what was chosen, and keeps what was sent by `keep`, which answers with a refusal."""
    form = ToldForm(one.audience, one.kept, request.POST if "choose" in request.POST else None)
    if form.is_valid():
        refusal = keep(form.wanted)
        if refusal is None:
            messages.success(request, _("Kept. You can change it here whenever you wish."))
            return redirect(one.back)
        form.refuse(refusal)
    context = {
        "form": form, "one": one, "offered": form.fields["ways"].choices, "nav": "follow",  # type: ignore[attr-defined]
        "back": one.back,
    }  # fmt: skip
    return render(request, "follow/beside_notices.html", context)


def refused(
    request: HttpRequest, one: members.Opened | sides.Opened, back: str
) -> HttpResponse:  # fmt: skip
    """The new receipt that somebody asked for is not given out."""
    refusal = actions.refuse_beside(one)
    if refusal is None:
        messages.success(request, _("Nothing is replaced. Your receipt goes on opening this page."))
    else:
        messages.error(request, refusal_text(refusal))
    return redirect(back)
