"""How somebody wants to be told of what happens: a tick for each way of this institution."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openredress.notices import channels
from openredress.parties.details import LONGEST, Details

PREFIX = "tell_"


def add_ways(form: forms.Form, after: str) -> None:
    """Adds a tick for each way behind the field `after`, and where one is reached by chat."""
    added: dict[str, forms.Field] = {}
    offered, hints = channels.offered(), channels.hints()
    if channels.CHAT in offered:
        label = _("Where you are reached by %(service)s") % {"service": settings.CHAT_NAME}
        added["chat"] = forms.CharField(
            label=label if settings.CHAT_NAME else _("Where you are reached by chat"),
            required=False, max_length=LONGEST["chat"],
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip
    for way in offered:
        added[f"{PREFIX}{way}"] = forms.BooleanField(
            label=_("Tell me when something happens: %(way)s") % {"way": channels.NAMES[way]},
            required=False, help_text=hints[way],
        )  # fmt: skip
    before = list(form.fields)
    form.fields |= added
    place = before.index(after) + 1
    form.order_fields([*before[:place], *added, *before[place:]])


def check_ways(form: forms.Form, given: Mapping[str, Any]) -> None:
    """Each way that was ticked needs a contact, whole and legible."""
    kept = {name: given.get(name) or "" for name in ("phone", "email", "address", "chat")}
    there = Details(**{n: v for n, v in kept.items() if len(v) <= LONGEST[n]})
    for way in channels.offered():
        field = channels.NEEDS[way]
        is_missing = given.get(f"{PREFIX}{way}") and not channels.contact(way, there)
        if is_missing and field not in form.errors:
            form.add_error(field, NEEDED[way])


NEEDED = {
    channels.EMAIL: _("Enter the e-mail address, or take the tick at “by e-mail” out."),
    channels.SMS: _(
        "Enter a telephone number in digits, or take the tick at “by text message” out."
    ),
    channels.CHAT: _("Enter where you are reached by chat, or take the tick at “by chat” out."),
    channels.LETTER: _("Enter the postal address, or take the tick at “by letter” out."),
}


def tell_by(given: Mapping[str, Any]) -> str:
    """What was ticked, as it is sealed."""
    return channels.kept(way for way in channels.CHANNELS if given.get(f"{PREFIX}{way}"))
