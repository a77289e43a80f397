"""Tags every page may use. They show values; they decide nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

import segno
from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect, Textarea
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from openredress.web import days

register = template.Library()

# The order of the parts of a date is a matter of the language, not of the sentence around it.
_DATE_ORDER = {"zh": "Y年n月j日 l"}
_MONTH_ORDER = {"zh": "Y年n月"}

# So is what stands between the names of a list.
_BETWEEN = {"zh": "、"}


def _language() -> str:
    return (get_language() or "en").lower()


def _local(value: datetime) -> datetime:
    """In the zone that the filter `timezone` named, else in the one of the page."""
    named = not getattr(value, "convert_to_local_time", True)
    return value if named or timezone.is_naive(value) else timezone.localtime(value)


def _day(value) -> date | None:
    if isinstance(value, datetime):
        return _local(value).date()
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
def listed(names: Iterable[object]) -> str:
    """Names one after another: "Housing, Health", "住建局、卫健委"."""
    return _BETWEEN.get(_language().split("-")[0], ", ").join(str(name) for name in names)


@register.filter
def beside(first: object, second: object) -> str:
    """One thing and what belongs to it: "26 February, 09:00", "2月26日，09:00"."""
    return f"{first}{'，' if _language().startswith('zh') else ', '}{second}"


@register.filter
def plain_date(value) -> str:
    """A day with its weekday: "Thursday 26 February 2026", "2026年2月26日 星期四"."""
    day = _day(value)
    return _plain_date(day, _language()) if day is not None else ""


@lru_cache(maxsize=4096)
def _plain_date(day: date, language: str) -> str:
    """A list names the same few days again and again."""
    return format_date(day, _DATE_ORDER.get(language.split("-", maxsplit=1)[0], "l j F Y"))


@register.filter
def plain_moment(value) -> str:
    """A day and the time of day, in the office's time zone."""
    if not isinstance(value, datetime):
        return plain_date(value)
    return f"{plain_date(value)} {_local(value):%H:%M}"


@register.filter
def due_words(due_on, today=None) -> str:
    """How far away a day is, in words, counted from ``today`` (the office's today by default)."""
    due = _day(due_on)
    if due is None:
        return ""
    left = (due - (_day(today) or timezone.localdate())).days
    if left == 0:
        return gettext("today")
    if left > 0:
        return ngettext("in %(days)d day", "in %(days)d days", left) % {"days": left}
    return ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}


@register.filter
def due_state(due_on, today=None) -> str:
    """The class that colours a clock: ``late``, ``today``, ``soon`` (three days), ``open``."""
    due = _day(due_on)
    if due is None:
        return "none"
    left = (due - (_day(today) or timezone.localdate())).days
    if left < 0:
        return "late"
    return "today" if left == 0 else "soon" if left <= 3 else "open"


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


def _named(text, field) -> str:
    """That something is required says nothing away from its field, so name the field."""
    required = str(Field.default_error_messages["required"])
    if text not in (required, gettext("Fill this in; it cannot stay empty.")):
        return text
    return gettext("%(question)s: this needs an answer") % {
        "question": str(field.label).rstrip("?？:")
    }


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
            errors += [{"text": _named(text, field), "anchor": anchor} for text in field.errors]
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


#: What is said of a clock that has ended or is paused, in place of days.
ENDED = {
    "met": gettext_lazy("done in time"),
    "met-late": gettext_lazy("done late"),
    "paused": gettext_lazy("paused, not counting"),
    "passed": gettext_lazy("this time has passed"),
}


@register.simple_tag
def clock(due_on, label="", today=None, state=""):
    """When something is due: the day, how far away that is in words, and a colour beside them.

    ``state`` is a ``core.clock.ClockState``; one that has ended or is paused says so instead of
    counting days.
    """
    day, since = _day(due_on), _day(today) or timezone.localdate()
    return _clock(day, since, conditional_escape(label), str(state), _language())


@lru_cache(maxsize=4096)
def _clock(day: date | None, today: date, label: SafeString, state: str, _in: str) -> SafeString:
    """Kept by the language as well: a list has fifty of them, and tells the same few again and
    again.
    """
    words = ENDED.get(state)
    if day is None:
        none = gettext("No time limit is running")
        return format_html('<span class="clock clock-none">{}</span>', none)
    return format_html(
        '<span class="clock clock-{}">{}<time class="clock-date" datetime="{}">{}</time> '
        '<strong class="clock-words">{}</strong></span>',
        state if words else due_state(day, today),
        format_html('<span class="clock-label">{}</span> ', label) if label else "",
        day.isoformat(),
        plain_date(day),
        words or due_words(day, today),
    )


@register.simple_tag
def tags(shown: tuple[tuple[str, str], ...]):
    """What is to be seen at a glance: each a few words and what continues its class."""
    return _tags(shown)


@lru_cache(maxsize=4096)
def _tags(shown: tuple[tuple[str, str], ...]) -> SafeString:
    each = format_html_join(
        "", '<span class="tag{}">{}</span>', ((look, text) for text, look in shown)
    )
    return format_html('<span class="tags">{}</span>', each)


@register.inclusion_tag("web/parts/days.html")
def day_calendar(counted_days, label=""):
    """Calendar months of the days a clock counted and skipped, and the same days as a list.

    ``counted_days`` is what ``core.clock.Clock.counted_days()`` returns.
    """
    shown = days.lines(counted_days, localtext)
    order = _MONTH_ORDER.get(_language().split("-")[0], "F Y")
    return {
        "label": label,
        "days": shown,
        "months": [(format_date(on, order), weeks) for on, weeks in days.months(shown)],
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # A week from Monday.
    }


@register.simple_tag
def qr(text, label=""):
    """``text`` as a QR code drawn into the page; nothing is fetched for it."""
    drawing = segno.make(str(text), error="m", micro=False).svg_inline(
        omitsize=True, dark="#000", light="#fff", border=4
    )
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        escape(label or gettext("QR code that opens your case on a telephone")),
        mark_safe(drawing),  # noqa: S308 -- segno draws modules only; the text is not in it.
    )


@register.simple_tag
def static_if_known(path) -> str:
    """The address of a static file, or nothing: an error page must never fail for its looks."""
    try:
        return staticfiles_storage.url(path)
    except Exception:
        return ""
