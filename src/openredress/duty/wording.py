"""Duty in words: needs, rungs, troubles and changes, in the reader's language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openredress.core.alerts import Need, Rung
from openredress.core.duty import Refused, Trouble
from openredress.web.templatetags.openredress import plain_moment

_NEEDS: dict[Need, Callable[[], str]] = {
    Need.FILING: lambda: _("A case has come in and waits to be taken up."),
    Need.OBJECTION: lambda: _("An office says that it is not competent; send the case on."),
    Need.MESSAGE: lambda: _("The petitioner wrote and nobody has answered."),
    Need.BREACH: lambda: _("A time limit has passed."),
    Need.EXCLUSION: lambda: _("The petitioner asks that somebody be kept out; exclude or answer."),
    Need.NAME: lambda: _("Somebody asks to open a name; a second person has to answer."),
    Need.DEMAND: lambda: _("Another office asked for an answer by a day that has passed."),
    Need.MEDIATION: lambda: _(
        "A rung of mediation ended by itself, or owes its report. See that it is taken up."
    ),
    Need.SERVICE: lambda: _("An answer was given and has not reached the petitioner."),
    Need.REPRISAL: lambda: _("Somebody reports that they were harmed for asking."),
}

_RUNGS: dict[Rung, Callable[[], str]] = {
    Rung.DUTY: lambda: _("Who is on duty at %(office)s"),
    Rung.HEAD: lambda: _("Head of %(office)s"),
    Rung.ABOVE: lambda: _("The office above: %(office)s"),
}

_TROUBLES: dict[Trouble, Callable[[], str]] = {
    Trouble.NOT_YOURS: lambda: _(
        "The roster is kept by the head of the office or a supervisor above. Ask one of them."
    ),
    Trouble.NOT_OF_THIS_OFFICE: lambda: _(
        "Choose somebody who holds a post at this office as clerk, officer, head or supervisor."
    ),
    Trouble.TWICE: lambda: _("The lead is on this shift already. Choose other people beside them."),
    Trouble.NO_DAYS: lambda: _(
        "No day in these weeks is meant. Choose other days of the week, or more weeks."
    ),
    Trouble.TOO_MANY: lambda: _("These are too many shifts at once. Choose fewer weeks."),
    Trouble.OVER: lambda: _("This time is over or has begun. Choose one that lies ahead."),
    Trouble.ENDS_BEFORE: lambda: _("The last day lies before the first. Choose a later one."),
    Trouble.AWAY_ALREADY: lambda: _(
        "An absence is entered for this time already. Take that one back first, or choose other "
        "days."
    ),
    Trouble.NOT_ABLE: lambda: _(
        "%(first)s does not hold every post here that %(second)s holds, and could not do their "
        "work. Choose somebody who does, or have them given the post first."
    ),
    Trouble.CIRCLE: lambda: _(
        "This would be a circle, in which nobody is there in the end: %(circle)s. Choose somebody "
        "who is there in these days."
    ),
    Trouble.NOT_ON_IT: lambda: _(
        "The roster has changed, and this shift is no longer theirs to give. Look at the roster "
        "again."
    ),
    Trouble.BUSY: lambda: _("%(first)s is on duty already at that time. Choose somebody else."),
    Trouble.ASKED_ALREADY: lambda: _(
        "You have asked somebody for this shift already. Withdraw that first."
    ),
    Trouble.ANSWERED: lambda: _("This swap was answered already. Nothing was changed."),
    Trouble.TAKEN: lambda: _("Somebody else has it in hand already. Nothing was changed."),
}


def need_text(need: str) -> str:
    return _NEEDS[Need(need)]()


def rung_text(rung: str, office: object) -> str:
    return _RUNGS[Rung(rung)]() % {"office": office}


def trouble_text(refused: Refused) -> str:
    """Why it cannot be entered, and what to do."""
    first, second = (*refused.names, "", "")[:2]
    named = {"first": first, "second": second, "circle": " → ".join(refused.names)}
    return _TROUBLES[refused.trouble]() % named


def change_text(what: str, data: dict[str, Any], names: dict[int, str]) -> str:
    """One change of a roster, in a sentence. `names` are those of the people in `data`."""
    told = {
        key: plain_moment(datetime.fromisoformat(data[key]))
        for key in ("starts_at", "ends_at")
        if key in data
    }
    for key in ("lead", "staff", "substitute", "asked_by", "asked_of"):
        told[key] = names.get(data.get(key) or 0, "–")
    return _CHANGES[what](data) % {**told, "count": data.get("count", 0)}


_CHANGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "hours-set": lambda data: _("Set the hours of duty and how one is reached."),
    "shifts-made": lambda data: ngettext(
        "Made %(count)d shift led by %(lead)s: %(starts_at)s to %(ends_at)s.",
        "Made %(count)d shifts led by %(lead)s, the first from %(starts_at)s, the last to "
        "%(ends_at)s.",
        data["count"],
    ),
    "shift-changed": lambda data: _(
        "Changed who is on the shift from %(starts_at)s to %(ends_at)s; the lead is %(lead)s."
    ),
    "shift-removed": lambda data: _(
        "Removed the shift from %(starts_at)s to %(ends_at)s, led by %(lead)s."
    ),
    "absence-entered": lambda data: (
        _("Entered that %(staff)s is away from %(starts_at)s to %(ends_at)s; %(substitute)s "
          "stands in.")
        if data.get("substitute")
        else _("Entered that %(staff)s is away from %(starts_at)s to %(ends_at)s; nobody stands "
               "in.")
    ),
    "absence-ended": lambda data: _(
        "Took back the absence of %(staff)s from %(starts_at)s to %(ends_at)s."
    ),
    "swapped": lambda data: _(
        "%(asked_of)s took the place of %(asked_by)s on the shift from %(starts_at)s to "
        "%(ends_at)s; both agreed."
    ),
}  # fmt: skip


def people_in(data: dict[str, Any]) -> set[int]:
    """Whose names a change needs."""
    keys = ("lead", "staff", "substitute", "asked_by", "asked_of")
    return {data[key] for key in keys if data.get(key)}
