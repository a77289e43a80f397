"""A receipt that is replaced at the counter, as the case shows it to whoever has a part in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from openredress.cases.access import File
from openredress.cases.history import names
from openredress.core import replacement
from openredress.core.access import Permission
from openredress.offices.models import Staff
from openredress.procedures.wording import role_text

from .forms import AnswerForm

PREFIX = "replacement"
NEVER = datetime.min.replace(tzinfo=UTC)


class Moment(forms.CharField):
    def clean(self, value: Any) -> datetime:
        """Without one nothing fits, and the refusal says so."""
        return parse_datetime(super().clean(value or "-")) or NEVER


class AnswerReplacementForm(AnswerForm):
    """`asked` is the request that was looked at: another one is not agreed to unseen."""

    asked = Moment(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=PREFIX, **kwargs)
        agree = _("I agree that the receipt be replaced, within 72 hours")
        refuse = _("I refuse")
        self.fields["answer"].choices = [(self.AGREE, agree), (self.REFUSE, refuse)]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ReplacementPanel:
    """A clerk asked to replace the receipt. `form` is for whoever may answer; `is_own` is true for
    the clerk who asked, and `is_agreed` once they may go on.
    """

    staff: str
    role: str
    office: str
    checked: str
    asked_at: datetime
    is_own: bool
    is_agreed: bool
    form: AnswerReplacementForm | None


def replacement_panel(file: File, entered: Any = None) -> ReplacementPanel | None:
    """`None` where nothing was asked at the counter, or the reader has no part in it."""
    asked = replacement.waiting(file.situation)
    if asked is None or asked.how != replacement.COUNTER:
        return None
    is_own = asked.by.staff == file.actor.staff
    answers = file.may(Permission.ANSWER_REPLACEMENT) and not is_own and asked.granted_at is None
    if not is_own and not answers:
        return None
    fresh = AnswerReplacementForm(initial={"asked": asked.asked_at.isoformat()})
    return ReplacementPanel(
        staff=str(Staff.objects.filter(pk=asked.by.staff).first() or ""),
        role=role_text(asked.by.role),
        office=names()(asked.by.office),
        checked=asked.checked,
        asked_at=asked.asked_at,
        is_own=is_own,
        is_agreed=asked.granted_at is not None,
        form=(entered or fresh) if answers else None,
    )
