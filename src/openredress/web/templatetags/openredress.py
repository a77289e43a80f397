"""Tags every page may use. They show values; they decide nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby

import segno
from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()

# The order of the parts of a date is a matter of the language, not of the sentence around it.
_DATE_ORDER = {"zh": "Y年n月j日 l"}
_MONTH_ORDER = {"zh": "Y年n月"}


def _language() -> str:
    return (get_language() or "en").lower()


def _day(value) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def localtext(value):
    """The text of ``{"en": …, "zh": …}`` in the reader's language; any other value as it is."""
    if not isinstance(value, Mapping):
        return "" if value is None else value
    texts = {str(key).lower().replace("_", "-"): text for key, text in value.items()}
    language = _language()
    for key in (language, language.split("-")[0], "en"):
        if texts.get(key):
            return texts[key]
    return next(iter(texts.values()), "")


@register.filter
def grouped(code) -> str:
    """A code in groups of four, as people read it aloud: ``1234 5678 9012 3456``."""
    plain = "".join(str(code or "").replace("-", "").split())
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


@register.filter
def plain_date(value) -> str:
    """A day with its weekday: "Thursday 26 February 2026", "2026年2月26日 星期四"."""
    day = _day(value)
    if day is None:
        return ""
    return format_date(day, _DATE_ORDER.get(_language().split("-")[0], "l j F Y"))


@register.filter
def plain_moment(value) -> str:
    """A day and the time of day, in the office's time zone."""
    if not isinstance(value, datetime):
        return plain_date(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{plain_date(local)} {local:%H:%M}"


@register.filter
def due_words(due_on, today=None) -> str:
    """How far away a day is, in words, counted from ``today`` (the office's today by default)."""
    due = _day(due_on)
    if due is None:
        return ""
    days = (due - (_day(today) or timezone.localdate())).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.filter
def due_state(due_on, today=None) -> str:
    """The class that colours a clock: ``late``, ``today``, ``soon`` (three days), ``open``."""
    due = _day(due_on)
    if due is None:
        return "none"
    days = (due - (_day(today) or timezone.localdate())).days
    if days < 0:
        return "late"
    return "today" if days == 0 else "soon" if days <= 3 else "open"


@register.filter
def says_optional(field) -> bool:
    """Whether "(optional)" stands after the label.

    A tick box that may stay empty is not "optional"; nor is a box of a search form, which says
    ``mark_optional = False``.
    """
    if field.field.required or isinstance(field.field.widget, CheckboxInput):
        return False
    return getattr(field.form, "mark_optional", True)


@register.filter
def counts_characters(field) -> bool:
    widget = field.field.widget
    return isinstance(widget, Textarea) and bool(
        widget.attrs.get("data-count") and widget.attrs.get("maxlength")
    )


def _anchor(field) -> str:
    """The id of the control that an error link should focus: the first choice of several."""
    if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(*forms):
    """Every error of the given forms at the top of the page, each a link to its field."""
    errors = []
    for form in forms:
        if not form or not getattr(form, "is_bound", False):
            continue
        errors += [{"text": text, "anchor": ""} for text in form.non_field_errors()]
        for field in form:
            anchor = "" if field.is_hidden else _anchor(field)
            errors += [{"text": text, "anchor": anchor} for text in field.errors]
    return {"errors": errors}


@register.inclusion_tag("web/parts/cite.html")
def cite(citation, inline=False):
    """The article a thing rests on; unless ``inline``, opening it shows the words of the law.

    ``citation`` has ``article`` and, if known, ``text``, ``law`` and ``url``; each text may be
    a mapping of languages. A plain text is taken as the article.
    """
    if isinstance(citation, str):
        return {"article": citation}
    parts = {name: _part(citation, name) for name in ("article", "text", "law", "url")}
    return {**{name: localtext(part) for name, part in parts.items()}, "inline": inline}


def _part(thing, name):
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


@register.inclusion_tag("web/parts/clock.html")
def clock(due_on, label="", today=None):
    """When something is due: the day, how far away that is in words, and a colour beside them."""
    return {"due_on": due_on, "label": label, "today": today, "state": due_state(due_on, today)}


@register.inclusion_tag("web/parts/days.html")
def day_calendar(days, label=""):
    """Calendar months of the days a clock counted and skipped.

    ``days`` are in order, each with ``on`` (a date), ``number`` (its place in the count, or
    ``None`` when it is skipped) and ``reason`` (why it is skipped).
    """
    shown = [
        {"on": day, "number": _part(item, "number"), "reason": localtext(_part(item, "reason"))}
        for item in days
        if (day := _day(_part(item, "on")))
    ]
    order = _MONTH_ORDER.get(_language().split("-")[0], "F Y")
    months = [
        {"name": format_date(found[0]["on"], order), "weeks": _weeks(found)}
        for _, group in groupby(shown, key=lambda day: (day["on"].year, day["on"].month))
        if (found := list(group))
    ]
    monday = date(2024, 1, 1)
    weekdays = [monday.replace(day=1 + i) for i in range(7)]
    return {
        "months": months,
        "weekdays": weekdays,
        "days": shown,
        "label": label,
        "last_on": next((d["on"] for d in reversed(shown) if d["number"]), None),
    }


def _weeks(days):
    """The days of one month in rows of seven from Monday; ``None`` where there is no day."""
    weeks = []
    for _, group in groupby(days, key=lambda day: day["on"].isocalendar()[:2]):
        row = [None] * 7
        for day in group:
            row[day["on"].weekday()] = day
        weeks.append(row)
    return weeks


@register.simple_tag
def qr(text, label=""):
    """``text`` as a QR code drawn into the page; nothing is fetched for it."""
    drawing = segno.make(str(text), error="m", micro=False).svg_inline(
        omitsize=True, dark="#000", light="#fff", border=4
    )
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        label or gettext("QR code that opens your case on a telephone"),
        mark_safe(drawing),  # noqa: S308 -- segno draws modules only; the text is not in it.
    )


@register.simple_tag
def static_if_known(path) -> str:
    """The address of a static file, or nothing: an error page must never fail for its looks."""
    try:
        return staticfiles_storage.url(path)
    except Exception:
        return ""
