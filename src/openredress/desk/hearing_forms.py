"""Forms of hearings at the desk."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.core import hearing as rules
from openredress.core.facts import OFFICE, PETITIONER
from openredress.core.hearing import Member
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect

DAY = {"required": _("Enter a day."), "invalid": _("Enter a day.")}
HOUR = {"required": _("Enter an hour."), "invalid": _("Enter an hour.")}
MOST_INVITED = 10


def _hour(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, error_messages=HOUR,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more,
    )  # fmt: skip


def _yes(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class ReasonForm(forms.Form):
    reason = long_text(_("Reasons, for the petitioner"), rows=3)


class TextForm(forms.Form):
    text = long_text(_("In your own words"), rows=4)


class CorrectForm(forms.Form):
    text = long_text(
        _("Correction"), rows=3, hint=_("It is added; the minutes stay as they are. Both read it.")
    )


class DissentForm(forms.Form):
    text = long_text(_("What you found, and why"), rows=4)


class PanelForm(forms.Form):
    """Who sits: only people who see the case and took no side in it are offered."""

    chair = forms.TypedChoiceField(
        label=_("In the chair"), coerce=int,
        error_messages={"required": _("Choose who is in the chair.")},
    )  # fmt: skip
    members = forms.TypedMultipleChoiceField(
        label=_("Others who sit"), coerce=int, required=False, widget=CheckboxSelectMultiple()
    )
    invited = forms.CharField(
        label=_("Invited from outside"),
        required=False,
        max_length=1000,
        help_text=_(
            "One in each line, with what they are: a lawyer, an expert, a deputy. They do not see "
            "the case in this system; the chair states that they declared to have no interest."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, offered: tuple[Member, ...], names: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(m.staff, f"{m.name} – {names(m.office)}") for m in offered]
        self.fields["chair"].choices = [("", gettext("Choose …")), *found]  # type: ignore[attr-defined]
        self.fields["members"].choices = found  # type: ignore[attr-defined]
        if not found:
            self.fields["chair"].help_text = _(
                "Nobody can sit who sees this case and took no side in it. Let an office take part "
                "that has nothing to do with it, or ask the office above to hold the hearing."
            )

    def clean_invited(self) -> list[str]:
        lines = [line.strip()[:150] for line in self.cleaned_data["invited"].splitlines()]
        return [line for line in lines if line][:MOST_INVITED]

    def staff(self) -> list[int]:
        chair = self.cleaned_data["chair"]
        return [chair, *(m for m in self.cleaned_data["members"] if m != chair)]


class SeatForm(forms.Form):
    """One member of the panel, to be declared."""

    seat = forms.TypedChoiceField(label=_("Who declared it"), coerce=int, widget=RadioSelect())

    def __init__(self, seats: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(s.number, s.name) for s in seats]
        self.fields["seat"].choices = found  # type: ignore[attr-defined]
        if len(found) == 1:
            self.initial.setdefault("seat", found[0][0])


class ObjectionAnswerForm(SeatForm):
    leaves = forms.ChoiceField(
        label=_("What comes of the objection"),
        choices=[("yes", _("They leave the panel")), ("no", _("They stay, for these reasons"))],
        widget=RadioSelect(),
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = long_text(_("Reasons, for the petitioner"), rows=3)


class NoticeForm(forms.Form):
    """When, where, and who may listen."""

    starts_on = forms.DateField(label=_("Day"), widget=DateInput(), error_messages=DAY)
    begins = _hour(_("Hour"), initial="09:00")
    venue = forms.CharField(
        label=_("Where"), max_length=300,
        error_messages={"required": _("Say where it is, so that everybody finds it.")},
    )  # fmt: skip
    arranged = forms.CharField(
        label=_("What is arranged for the petitioner"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_public = forms.ChoiceField(
        label=_("Who may listen"),
        choices=[("no", _("Closed: only those who take part")), ("yes", _("Public: anyone"))],
        initial="no",
        widget=RadioSelect(),
    )
    title = forms.CharField(
        label=_("What it is called in public"),
        required=False,
        max_length=rules.LONGEST_TITLE,
        help_text=_("Only for a public one. Without names, addresses and numbers."),
    )
    reason = long_text(_("Why it is open or closed, and why at this time"), rows=2)

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        self.zone = ZoneInfo(file.facts.time_zone)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", rules.earliest(file.situation))
        found = rules.current(file.facts)
        if found is not None and rules.must_be_closed(file.facts, found):
            self.fields["is_public"].choices = [  # type: ignore[attr-defined]
                ("no", gettext("Closed: only those who take part"))
            ]
            del self.fields["title"]

    def given(self) -> dict[str, Any]:
        entered = self.cleaned_data
        starts_at = datetime.combine(entered["starts_on"], entered["begins"], self.zone)
        return {
            "starts_at": starts_at, "is_public": entered["is_public"] == "yes",
            "venue": entered["venue"], "arranged": entered["arranged"],
            "title": entered.get("title", ""), "reason": entered["reason"],
        }  # fmt: skip


class DocumentsForm(forms.Form):
    files = forms.TypedMultipleChoiceField(
        label=_("Files of the case"), coerce=int, widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose a file first.")},
    )  # fmt: skip

    def __init__(self, offered: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].choices = [(f.number, f.name) for f in offered]  # type: ignore[attr-defined]


class LateForm(forms.Form):
    side = forms.ChoiceField(
        label=_("Which side"),
        choices=[
            (PETITIONER, pgettext_lazy("side of a hearing", "The petitioner")),
            (OFFICE, pgettext_lazy("side of a hearing", "The office")),
        ],
        widget=RadioSelect(),
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = long_text(_("Reasons, for both sides"), rows=3)


class RecordForm(forms.Form):
    """Who was there, and the minutes."""

    held_on = forms.DateField(label=_("Day"), widget=DateInput(), error_messages=DAY)
    begins = _hour(_("It began at"))
    ends = _hour(_("It was over at"))
    present = forms.TypedMultipleChoiceField(
        label=_("Who sat"), coerce=int, widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Say who sat.")},
    )  # fmt: skip
    petitioner = _yes(_("The petitioner was there"))
    companion = _yes(_("Somebody came with the petitioner"))
    representatives = forms.TypedMultipleChoiceField(
        label=_("Representatives of the group who were there"), coerce=int, required=False,
        widget=CheckboxSelectMultiple(),
    )  # fmt: skip
    office_came = _yes(_("The office whose answer is heard was there"))
    minutes = long_text(
        _("Minutes"),
        rows=12,
        hint=_(
            "Who said what. They cannot be changed after this; each side reads and answers them."
        ),
    )

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        self.zone = ZoneInfo(file.facts.time_zone)
        super().__init__(*args, **kwargs)
        found = rules.current(file.facts)
        assert found is not None
        able = rules.sitting(file.facts, found)
        seats = [(s.number, s.name) for s in found.seats if s.number in able]
        self.fields["present"].choices = seats  # type: ignore[attr-defined]
        if found.starts_at is not None:
            self.initial.setdefault("held_on", found.starts_at.astimezone(self.zone).date())
            self.initial.setdefault("begins", found.starts_at.astimezone(self.zone).time())
        self.initial.setdefault("companion", bool(found.companion))
        group = file.facts.group
        if group is None or not group.seated:
            del self.fields["representatives"]
        else:
            self.fields["representatives"].choices = [  # type: ignore[attr-defined]
                (n, gettext("Representative %(number)s") % {"number": n}) for n in group.seated
            ]

    def given(self) -> dict[str, Any]:
        entered = self.cleaned_data
        return {
            "began_at": datetime.combine(entered["held_on"], entered["begins"], self.zone),
            "ended_at": datetime.combine(entered["held_on"], entered["ends"], self.zone),
            "present": tuple(entered["present"]), "petitioner": entered["petitioner"],
            "companion": entered["companion"], "office_came": entered["office_came"],
            "representatives": tuple(entered.get("representatives", ())),
            "minutes": entered["minutes"],
        }  # fmt: skip


def _votes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=99, initial=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Enter a number."), "invalid": _("Enter a number.")},
    )  # fmt: skip


class FindingForm(forms.Form):
    finding = long_text(_("What the panel found"), rows=4)
    reasons = long_text(_("Reasons"), rows=5)
    votes_for = _votes(_("Votes for it"))
    votes_against = _votes(_("Votes against it"))
    abstained = _votes(_("Did not vote"))
    dissent = long_text(
        _("Who was invited from outside and found otherwise, with their own words"),
        required=False,
        rows=3,
        hint=_("Others who sat write their own, on this page."),
    )


class PublicForm(forms.Form):
    """What the public reads, written by hand."""

    headline = forms.CharField(
        label=_("Heading for the public"), max_length=rules.LONGEST_TITLE,
        error_messages={"required": _("Give it a heading.")},
    )  # fmt: skip
    text = long_text(
        _("What the public reads"),
        rows=8,
        hint=_("Write it anew, without names, contacts, addresses and numbers."),
    )
