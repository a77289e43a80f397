"""How every form of the product is rendered: one label, one hint, one error, tied by id.

``{{ form }}`` and ``{{ field.as_field_group }}`` go through the templates named here, so a page
never writes a label by hand. The widgets below add only what the stock ones lack.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe


class Renderer(DjangoTemplates):
    """Named by ``settings.FORM_RENDERER``.

    It keeps an engine of its own, so that forms render whichever apps are installed, and looks
    in this app before Django, so that radios and checkboxes get our markup everywhere.
    """

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    @cached_property
    def engine(self):
        ours = Path(__file__).parent / "templates"
        stock = Path(forms.__file__).parent / "templates"
        return self.backend(
            {"APP_DIRS": True, "DIRS": [ours, stock], "NAME": "webforms", "OPTIONS": {}}
        )


class _Hinted:
    """Give each choice a line that says what choosing it means."""

    def __init__(self, *args, hints=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        # A ModelChoiceField wraps its keys, and dictionaries may be keyed by either form.
        hint = self.hints.get(getattr(value, "value", value)) or self.hints.get(str(value))
        if hint:
            option["hint"] = hint
            if option["attrs"].get("id"):
                option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


class RadioSelect(_Hinted, forms.RadioSelect):
    """Radios whose choices may carry a hint: ``RadioSelect(hints={"named": _("…")})``."""


class CheckboxSelectMultiple(_Hinted, forms.CheckboxSelectMultiple):
    """Checkboxes whose choices may carry a hint."""


class Written:
    """Choices that are the same for many readers, and their lines, which are written once.

    Of a group, the name comes first and then its choices, as Django has it.
    """

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        self.choices = tuple(choices)

    @cached_property
    def lines(self) -> str:
        return _lines(self.choices)


class LongChoices(BaseChoiceIterator):
    """Written choices after one for none of them."""

    def __init__(self, first: tuple[tuple[str, str], ...], written: Written) -> None:
        self.first, self.written = first, written

    def __iter__(self):
        yield from self.first
        yield from self.written.choices


def offer(field: forms.Field, written: Written, nothing: Any = "") -> None:
    """Puts them into a field, after `nothing`, which is said for none of them."""
    long = {forms.Select: LongSelect, forms.SelectMultiple: LongSelectMultiple}
    kind = long.get(type(field.widget))
    if kind is not None:
        field.widget = kind(attrs=field.widget.attrs)
        field.widget.is_required = field.required
    first = (("", str(nothing)),) if nothing else ()
    field.choices = LongChoices(first, written)  # type: ignore[attr-defined]


def _lines(choices: Iterable[tuple[Any, Any]]) -> str:
    return "".join(
        f'<optgroup label="{conditional_escape(key)}">{_lines(label)}</optgroup>'
        if isinstance(label, list)
        else f'<option value="{conditional_escape(key)}">{conditional_escape(label)}</option>'
        for key, label in choices
    )


class LongSelect(forms.Select):
    """A choice among very many, written at once and not by a template for each of them."""

    def render(self, name, value, attrs=None, renderer=None):
        if isinstance(self.choices, LongChoices):
            options = _lines(self.choices.first) + self.choices.written.lines
        else:
            options = _lines(self.choices)
        for chosen in map(conditional_escape, self.format_value(value)):
            line = f'<option value="{chosen}"'
            options = options.replace(f"{line}>", f"{line} selected>", 1)
        # Each is escaped above; there can be hundreds, and `format_html` takes thrice as long.
        options = mark_safe(options)  # noqa: S308
        many = {"multiple": True} if self.allow_multiple_selected else {}
        given = flatatt({**self.build_attrs(self.attrs, attrs), **many})
        return format_html('<select name="{}"{}>{}</select>', name, given, options)


class LongSelectMultiple(LongSelect, forms.SelectMultiple):
    """Several among very many."""


class DateInput(forms.DateInput):
    """A day, through the phone's own picker; its wire format is always ISO."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ReceiptCodeInput(forms.TextInput):
    """The code on a receipt: digits, never remembered by the browser.

    The script fills it from the address fragment of a scanned QR code, which no server sees.
    """

    def __init__(self, attrs=None):
        super().__init__(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "data-receipt-code": True,
                "class": "receipt-input",
                **(attrs or {}),
            }
        )
