"""What can be entered about a remedy when it is promised: its kind and, for money, how much."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openredress.core.promising import Kind, Money

from .wording import remedy_kind_text


def kind_field(label: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, required=False, initial=Kind.OTHER.value)
    field.choices = [(kind.value, remedy_kind_text(kind.value)) for kind in Kind]
    return field


def amount_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal("0.01"), max_digits=15, decimal_places=2,
        help_text=_("Only for money."),
    )  # fmt: skip


def currency_field(label: Any) -> forms.RegexField:
    return forms.RegexField(
        r"^\s*[A-Za-z]{3}\s*$",
        label=label,
        required=False,
        initial=settings.CURRENCY,
        max_length=9,
        widget=forms.TextInput(attrs={"size": "4", "autocapitalize": "characters"}),
        error_messages={"invalid": _("A currency has three letters, as in CNY.")},
    )


def entered_sum(entered: dict[str, Any], prefix: str) -> str:
    """The sum as the journal writes it, "" where none was entered."""
    value = entered.get(f"{prefix}_amount")
    currency = (entered.get(f"{prefix}_currency") or settings.CURRENCY).strip().upper()
    return str(Money(value, currency)) if value is not None else ""


def check_sum(form: forms.Form, prefix: str) -> None:
    """Money has a sum, and nothing else has."""
    entered = form.cleaned_data
    is_money = entered.get(f"{prefix}_kind") == Kind.MONEY
    value, field = entered.get(f"{prefix}_amount"), f"{prefix}_amount"
    if field in form.errors:
        return
    if is_money and value is None:
        form.add_error(field, _("Say how much is paid."))
    if not is_money and value is not None:
        form.add_error(f"{prefix}_kind", _("A sum is for money. Choose it, or leave the sum out."))
