"""Coordination meetings as sentences."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.core import events
from openredress.web.templatetags.openredress import listed

Name = Callable[[int | None], str]


def _put_on(event: events.PutOnAgenda, name: Name, procedure: object) -> str:
    said = {"office": name(event.office), "day": date_format(event.meets_on, "DATE_FORMAT")}
    if event.offices:
        said["others"] = listed(name(office) for office in event.offices)
        return (
            _(
                "It goes to the coordination meeting that %(office)s has called for %(day)s, with "
                "%(others)s."
            )
            % said
        )
    return _("It goes to the coordination meeting that %(office)s has called for %(day)s.") % said


def _taken_off(event: events.TakenOffAgenda, name: Name, procedure: object) -> str:
    return _("It does not go to the coordination meeting of %(office)s after all.") % {
        "office": name(event.office)
    }


def _decided(event: events.JointlyDecided, name: Name, procedure: object) -> str:
    said = {"lead": name(event.lead), "day": date_format(event.due_on, "DATE_FORMAT")}
    if event.co_handlers:
        said["others"] = listed(name(office) for office in event.co_handlers)
        return (
            _(
                "The coordination meeting agreed: %(lead)s leads and has to decide by %(day)s, "
                "together with %(others)s."
            )
            % said
        )
    return _("The coordination meeting agreed: %(lead)s has to decide by %(day)s.") % said


def _corrected(event: events.MinutesCorrected, name: Name, procedure: object) -> str:
    return _("A correction was added to the minutes of the coordination meeting.")


SENTENCES = {
    events.PutOnAgenda: _put_on,
    events.TakenOffAgenda: _taken_off,
    events.JointlyDecided: _decided,
    events.MinutesCorrected: _corrected,
}
