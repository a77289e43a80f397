"""Helpers whom an office offers, as sentences."""

from collections.abc import Callable
from functools import reduce

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.core import events

from .acting import beside, proxy_scopes

Name = Callable[[int | None], str]


def _said(event: events.HelperAsked | events.HelperChanged) -> dict[str, str]:
    day = date_format(event.until, "DATE_FORMAT") if event.until else ""
    return {"what": reduce(beside, proxy_scopes(event.scope)), "day": day}


def _asked(event: events.HelperAsked, name: Name, procedure: object) -> str:
    if event.until:
        return _(
            "The petitioner asked a helper of the list to help them until %(day)s: %(what)s."
        ) % _said(event)
    return _("The petitioner asked a helper of the list to help them: %(what)s.") % _said(event)


def _accepted(event: events.HelperAccepted, name: Name, procedure: object) -> str:
    return _("The helper agreed, and helps the petitioner from now on.")


def _declined(event: events.HelperDeclined, name: Name, procedure: object) -> str:
    return _("The helper who was asked cannot help.")


def _changed(event: events.HelperChanged, name: Name, procedure: object) -> str:
    if event.until:
        return _("The petitioner changed what the helper may do, until %(day)s: %(what)s.") % _said(
            event
        )
    return _("The petitioner changed what the helper may do: %(what)s.") % _said(event)


def _ended(event: events.HelperEnded, name: Name, procedure: object) -> str:
    if event.by_helper:
        return _("The helper stepped down.")
    return _("The petitioner took it back that a helper helps them.")


SENTENCES = {
    events.HelperAsked: _asked,
    events.HelperAccepted: _accepted,
    events.HelperDeclined: _declined,
    events.HelperChanged: _changed,
    events.HelperEnded: _ended,
}
