"""Forms of rounds at the desk."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openredress.core.reception import OFFERED
from openredress.intake import choices
from openredress.intake.questions import key_of
from openredress.offices.models import Office
from openredress.reception.wording import offer_text
from openredress.rounds.actions import Plan
from openredress.rounds.actions.planning import begins_at
from openredress.rounds.models import Round
from openredress.web.forms import CheckboxSelectMultiple, DateInput, offer

DAY = {"required": _("Enter a day."), "invalid": _("Enter a day.")}
HOUR = {"required": _("Enter an hour."), "invalid": _("Enter an hour.")}


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=HOUR)


class WhenForm(forms.Form):
    """A day and hours that are still to come, where the office is."""

    on = forms.DateField(label=_("Day"), widget=DateInput(), error_messages=DAY)
    begins = _hour(_("From"))
    ends = _hour(_("To"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def office(self, given: dict[str, Any]) -> int | None:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        on, begins, ends = (given.get(name) for name in ("on", "begins", "ends"))
        if begins and ends and ends <= begins:
            self.add_error("ends", _("The end has to come after the beginning."))
        office = self.office(given)
        if office and on and begins and begins_at(office, on, begins) <= self.now:
            self.add_error("on", _("Choose a time that is still to come."))
        return given


class PlanForm(WhenForm):
    office_key = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Office that goes out"),
        error_messages={"required": _("Choose the office that goes out.")},
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    where = forms.CharField(
        label=_("Where exactly, or another place"),
        required=False,
        max_length=200,
        help_text=_("For example: the village square, dormitory 3, the canteen of the site."),
    )
    who = forms.CharField(
        label=_("Who comes"),
        required=False,
        max_length=200,
        help_text=_("It is made public, as in “two officers and somebody from the Roads Bureau”."),
    )
    languages = forms.CharField(
        label=_("Languages spoken"),
        required=False,
        max_length=120,
        help_text=_("For example: Mandarin, Hakka, English."),
    )
    offers = forms.MultipleChoiceField(
        label=_("What is also there"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=_("Only what you can really have there on the day."),
    )
    field_order = ("office_key", "place", "where", "on", "begins", "ends", "who", "languages")

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = Office.objects.filter(pk__in=offices)
        self.fields["office_key"].queryset = rows  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.initial.setdefault("office_key", offices[0])
        offer(self.fields["place"], choices.places(), _("None of these: described below"))
        offers = [(need.value, offer_text(need)) for need in OFFERED]
        self.fields["offers"].choices = offers  # type: ignore[attr-defined]

    def office(self, given: dict[str, Any]) -> int | None:
        return given["office_key"].pk if given.get("office_key") else None

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("place") and not given.get("where", "").strip():
            self.add_error("where", _("Choose a place, or say where in words."))
        return given

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            key_of(given["place"]), given["where"], given["on"], given["begins"], given["ends"],
            given["who"], given["languages"], given["offers"],
        )  # fmt: skip


def why(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=hint,
        error_messages={"required": _("Say why.")},
    )


class MoveForm(WhenForm):
    reason = why(_("It is made public beside the round."))

    def __init__(self, found: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = found
        for name in ("on", "begins", "ends"):
            self.initial.setdefault(name, getattr(found, name))

    def office(self, given: dict[str, Any]) -> int | None:
        return self.round.office_id


class CancelForm(forms.Form):
    reason = why(_("It is made public beside the round."))


class RevokeForm(forms.Form):
    reason = why(_("For example: the telephone was left on the bus. Only your office reads it."))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The file that the laptop or the telephone made"),
        help_text=_("It may be sent twice, or be cut off on the way: each filing counts once."),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.FILE_MAX_BYTES:
            most = {"max": settings.FILE_MAX_BYTES // 1024**2}
            raise forms.ValidationError(
                _("Only files of up to %(max)d MB arrive whole. Keep it in parts on the device, "
                  "and send them one by one."), params=most)  # fmt: skip
        return file

    def text(self) -> str:
        """What the device wrote. What was cut off in the middle of a sign is no record."""
        return bytes(self.cleaned_data["file"].read()).decode(errors="replace")


class SettleForm(forms.Form):
    what = forms.CharField(
        label=_("What became of it"),
        max_length=300,
        help_text=_("For example: spoke with the person, who files it anew at the counter."),
        error_messages={"required": _("Write down what became of it.")},
    )
