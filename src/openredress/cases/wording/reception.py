"""Being heard in person, as sentences."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from openredress.core import events
from openredress.web.templatetags.openredress import plain_moment

Name = Callable[[int | None], str]


def _booked(event: events.ReceptionBooked, name: Name, procedure: object) -> str:
    said = {"office": name(event.office), "moment": plain_moment(event.starts_at)}
    if event.with_head:
        return _("A time was booked with the head of %(office)s: %(moment)s.") % said
    return _("A time was booked at %(office)s: %(moment)s.") % said


def _cancelled(event: events.ReceptionCancelled, name: Name, procedure: object) -> str:
    said = {"office": name(event.office)}
    if event.reason:
        return _("%(office)s cannot keep the time that was booked.") % said
    return _("The time booked at %(office)s was given up.") % said


def _taken(event: events.StatementTaken, name: Name, procedure: object) -> str:
    said = {"office": name(event.office)}
    return _("What was said at %(office)s was taken down and read back.") % said


def _confirmed(event: events.StatementConfirmed, name: Name, procedure: object) -> str:
    if event.how == "paper":
        return _("The petitioner signed the statement on paper.")
    return _("The petitioner confirmed the statement on their page.")


def _annotated(event: events.StatementAnnotated, name: Name, procedure: object) -> str:
    return _("The petitioner added to the statement.")


def _met(event: events.GroupMet, name: Name, procedure: object) -> str:
    return _("People came to %(office)s about this together, and somebody came out to them.") % {
        "office": name(event.office)
    }


SENTENCES = {
    events.ReceptionBooked: _booked,
    events.ReceptionCancelled: _cancelled,
    events.StatementTaken: _taken,
    events.StatementConfirmed: _confirmed,
    events.StatementAnnotated: _annotated,
    events.GroupMet: _met,
}
