"""Codes of procedures and clocks in words: who, how long, and why a day counts or does not."""

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from openredress.core.clock import Day
from openredress.core.procedure import Basis, Follow, Limit, Period, Role, Rung, Span, Unit
from openredress.core.text import Text, in_language
from openredress.web import days


def local(text: Text) -> str:
    """A text of a pack in the language of the page."""
    return in_language(text, get_language() or "en")


def day_text(day: Day) -> str:
    """Why a day counts or does not: "Not counted: weekend.", "day 3", a holiday by its name."""
    why = days.why(day, local)
    if not day.number:
        return why
    if why:
        return _("day %(number)s. %(why)s") % {"number": day.number, "why": why}
    return _("day %(number)s") % {"number": day.number}


def amount_text(amount: int, unit: Unit) -> str:
    """A length of time: "15 days", "5 working days"."""
    return {
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        Unit.OFFICE_HOURS: ngettext("%(n)s office hour", "%(n)s office hours", amount),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", amount),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", amount),
    }[unit] % {"n": amount}


def period_text(period: Period) -> str:
    """A length of time by the calendar: "10 years"."""
    return {
        Span.DAYS: ngettext("%(n)s day", "%(n)s days", period.amount),
        Span.MONTHS: ngettext("%(n)s month", "%(n)s months", period.amount),
        Span.YEARS: ngettext("%(n)s year", "%(n)s years", period.amount),
    }[period.unit] % {"n": period.amount}


def length_text(limit: Limit) -> str:
    return amount_text(limit.amount, limit.unit)


#: Every line of a history says in which capacity somebody did something.
ROLES = {
    Role.PETITIONER: gettext_noop("Petitioner"),
    Role.CLERK: gettext_noop("Intake clerk"),
    Role.OFFICER: gettext_noop("Case officer"),
    Role.HEAD: gettext_noop("Head of office"),
    Role.SUPERVISOR: gettext_noop("Supervisor"),
    Role.OPERATOR: gettext_noop("Operator"),
    Role.OTHER_SIDE: gettext_noop("The other side"),
    Role.PROXY: gettext_noop("Whoever acts for the petitioner"),
    Role.HELPER: gettext_noop("Helper of the petitioner"),
    Role.SYSTEM: gettext_noop("Automatically"),
}


def role_text(role: Role) -> str:
    return _(ROLES[role])


def basis_text(basis: Basis) -> str:
    return {
        Basis.LAW: _("Laid down in the text named."),
        Basis.CHECK: _("To be confirmed by whoever runs this site."),
        Basis.PRACTICE: _("A rule of this institution, not of a law."),
    }[basis]


def follow_text(follow: Follow) -> str:
    """What is done about a duty that nears its end, or is late."""
    return {
        Follow.REMIND: _("The office is reminded."),
        Follow.TELL_HEAD: _("The head of the office is told."),
        Follow.TELL_SUPERVISOR: _("The office that supervises it takes it up."),
        Follow.COUNT_OVERDUE: _("It counts as late in the public figures."),
    }[follow]


def rung_text(rung: Rung, unit: Unit) -> str:
    """When a rung of the ladder is taken, counted in the unit of the limit."""
    if rung.before:
        return _("%(amount)s before the end") % {"amount": amount_text(rung.before, unit)}
    if rung.after == 1 and not unit.in_hours:
        return _("On the day after")
    return _("%(amount)s after the end") % {"amount": amount_text(rung.after, unit)}


def calendar_text(code: str) -> str:
    """Whose days of rest count. A code without a name of its own is shown as it is."""
    return {
        "none": _("Weekends only"),
        "CN": _("China"),
        "GB-ENG": _("England and Wales"),
        "IN": _("India"),
    }.get(code, code)
