"""Remedies: their kinds, sums and states, and what happened to them, as sentences."""

from collections.abc import Callable

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openredress.core import events
from openredress.core.facts import State
from openredress.core.promising import Kind, money

Name = Callable[[int | None], str]


def remedy_kind_text(kind: str) -> str:
    """What kind of remedy it is; one that this release does not know is another one."""
    return {
        Kind.MONEY.value: pgettext("remedy", "Money"),
        Kind.REPAIR.value: pgettext("remedy", "Repair: something is mended or put in order"),
        Kind.APOLOGY.value: pgettext("remedy", "Apology"),
        Kind.RULE.value: pgettext("remedy", "Change of a rule or practice"),
        Kind.REINSTATEMENT.value: pgettext("remedy", "Reinstatement: something is given back"),
        Kind.HELP.value: pgettext("remedy", "Help in hardship"),
    }.get(kind, pgettext("remedy", "Something else"))


def amount_of_money(text: str) -> str:
    """A sum as people write it; "" for what is none."""
    found = money(text)
    if found is None:
        return ""
    value = number_format(found.value, 2, use_l10n=True, force_grouping=True)
    return f"{value} {found.currency}"


def state_text(state: str) -> str:
    """How a remedy stands, in two or three words."""
    return {
        State.OWED.value: pgettext("remedy", "Still to be done"),
        State.DONE.value: pgettext("remedy", "Done, says the office"),
        State.CONFIRMED.value: pgettext("remedy", "Done, says the petitioner"),
        State.OBJECTED.value: pgettext("remedy", "Not done, says the petitioner"),
        State.UPHELD.value: pgettext("remedy", "Found done after an objection"),
        State.SILENT.value: pgettext("remedy", "Done, says the office; the petitioner was silent"),
        State.UNASKED.value: pgettext("remedy", "Recorded as done; nobody was asked"),
    }[state]


def _day(day) -> str:  # type: ignore[no-untyped-def]
    return str(date_format(day, "DATE_FORMAT"))


def _completed(event: events.RemedyCompleted, name: Name, procedure: object) -> str:
    return _("Remedy %(number)s was done.") % {"number": event.number}


def _moved(event: events.RemedyMoved, name: Name, procedure: object) -> str:
    return _(
        "Remedy %(number)s is to be done by %(day)s instead of %(before)s. The office is judged by "
        "the day that was promised first."
    ) % {"number": event.number, "day": _day(event.due_on), "before": _day(event.before)}


def _confirmed(event: events.RemedyConfirmed, name: Name, procedure: object) -> str:
    return _("The petitioner says that remedy %(number)s was done.") % {"number": event.number}


def _objected(event: events.RemedyObjected, name: Name, procedure: object) -> str:
    return _(
        "The petitioner says that remedy %(number)s was not done. The head of %(office)s, or the "
        "office above, has to settle that by %(day)s."
    ) % {"number": event.number, "office": name(event.office), "day": _day(event.due_on)}


def _settled(event: events.RemedySettled, name: Name, procedure: object) -> str:
    if event.is_done or event.due_on is None:
        return _("Looked into: remedy %(number)s was done.") % {"number": event.number}
    return _("Looked into: remedy %(number)s was not done, and is to be done by %(day)s.") % {
        "number": event.number, "day": _day(event.due_on),
    }  # fmt: skip


def _unanswered(event: events.RemedyUnanswered, name: Name, procedure: object) -> str:
    return _(
        "Nothing was said about whether remedy %(number)s was done. That counts neither as a yes "
        "nor as a no."
    ) % {"number": event.number}


SENTENCES = {
    events.RemedyCompleted: _completed,
    events.RemedyMoved: _moved,
    events.RemedyConfirmed: _confirmed,
    events.RemedyObjected: _objected,
    events.RemedySettled: _settled,
    events.RemedyUnanswered: _unanswered,
}
