"""The form by which a time is booked; the same with a receipt and without."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openredress.web.forms import CheckboxSelectMultiple, RadioSelect

from .actions.booking import Wish
from .models import Room
from .times import Day, Time
from .wording import need_text


class BookingForm(forms.Form):
    """Chooses a time of one day. `day` is the day that is shown."""

    time = forms.ChoiceField(
        label=_("Time"),
        widget=RadioSelect(),
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("Somebody else took the last place at this time. Choose another."),
        },
    )
    needs = forms.MultipleChoiceField(
        label=_("What do you need?"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=_("It is told to nobody but who receives you, and erased a week later."),
    )
    language = forms.CharField(
        label=_("The language you speak, if you need an interpreter"),
        required=False,
        max_length=60,
    )

    def __init__(self, room: Room, day: Day, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["time"].choices = [(t.key, _label(t)) for t in day.times]  # type: ignore[attr-defined]
        choices: Sequence[tuple[str, str]] = [(n.value, need_text(n)) for n in room.needs]
        self.fields["needs"].choices = choices  # type: ignore[attr-defined]
        if "interpreter" not in room.offers:
            del self.fields["language"]

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(self.day.on, given["time"], given.get("needs", ()), given.get("language", ""))


def _label(time: Time) -> str:
    """The hour where the office is, and who receives where that is a head."""
    text = f"{time.slot.starts_at:%H:%M}"
    return f"{text} · {time.head_day.who}" if time.head_day else text
