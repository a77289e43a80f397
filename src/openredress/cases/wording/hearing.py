"""Hearings, as sentences."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openredress.core import events
from openredress.web.templatetags.openredress import plain_date, plain_moment

Name = Callable[[int | None], str]


def _says(text: Callable[[], str]) -> Callable[[Any, Name, object], str]:
    return lambda event, name, procedure: text()


def _by_side(petitioner: Callable[[], str], office: Callable[[], str]) -> Any:
    return lambda event, name, procedure: (
        petitioner() if event.side == "petitioner" else office()
    )  # fmt: skip


def _asked(event: events.HearingAsked, name: Name, procedure: object) -> str:
    return _("The petitioner asks for a hearing. %(office)s answers by %(day)s.") % {
        "office": name(event.office), "day": plain_date(event.due_on),
    }  # fmt: skip


def _ordered(event: events.HearingOrdered, name: Name, procedure: object) -> str:
    return _("There is to be a hearing, held by %(office)s.") % {"office": name(event.office)}


def _panel(event: events.PanelNamed, name: Name, procedure: object) -> str:
    count = len(event.staff)
    return ngettext(
        "The panel of the hearing was named: %(count)d person.",
        "The panel of the hearing was named: %(count)d people.",
        count,
    ) % {"count": count}


def _objection_answered(event: events.ObjectionAnswered, name: Name, procedure: object) -> str:
    if event.leaves:
        return _("Somebody left the panel, because the petitioner objected to them.")
    return _("Somebody stays on the panel, to whom the petitioner objected.")


def _announced(event: events.HearingAnnounced, name: Name, procedure: object) -> str:
    said = {"moment": plain_moment(event.starts_at)}
    if event.is_public:
        return _("Notice of a public hearing: %(moment)s.") % said
    return _("Notice of a closed hearing: %(moment)s.") % said


def _companion(event: events.CompanionAnnounced, name: Name, procedure: object) -> str:
    if event.comes:
        return _("Somebody comes with the petitioner to the hearing.")
    return _("Nobody comes with the petitioner to the hearing after all.")


def _recorded(event: events.HearingRecorded, name: Name, procedure: object) -> str:
    if event.petitioner:
        return _("The hearing was held, and the petitioner was there.")
    return _("The hearing was held without the petitioner.")


def _published(event: events.FindingPublished, name: Name, procedure: object) -> str:
    if event.text:
        return _("What the hearing found was published, without names.")
    return _("What the hearing found is published no more.")


SENTENCES = {
    events.HearingAsked: _asked,
    events.HearingRefused: _says(lambda: _("There is no hearing.")),
    events.HearingOrdered: _ordered,
    events.PanelNamed: _panel,
    events.InterestDenied: _says(
        lambda: _("A member of the panel declared to have no interest in the matter.")
    ),
    events.SeatObjected: _says(lambda: _("The petitioner objects to a member of the panel.")),
    events.ObjectionAnswered: _objection_answered,
    events.ClosedHearingAsked: _says(
        lambda: _("The petitioner wishes that nobody listens to the hearing.")
    ),
    events.HearingAnnounced: _announced,
    events.CompanionAnnounced: _companion,
    events.HearingCancelled: _says(lambda: _("The hearing is not held.")),
    events.DocumentsPut: _by_side(
        lambda: _("The petitioner put documents before the hearing."),
        lambda: _("The office put documents before the hearing."),
    ),
    events.LateDocumentsAllowed: _by_side(
        lambda: _("The petitioner may put documents in late."),
        lambda: _("The office may put documents in late."),
    ),
    events.HearingRecorded: _recorded,
    events.MinutesConfirmed: _by_side(
        lambda: _("The petitioner confirmed the minutes of the hearing."),
        lambda: _("The office confirmed the minutes of the hearing."),
    ),
    events.MinutesAnnotated: _by_side(
        lambda: _("The petitioner says what is wrong or missing in the minutes."),
        lambda: _("The office says what is wrong or missing in the minutes."),
    ),
    events.MinutesUnanswered: _by_side(
        lambda: _("The petitioner said nothing about the minutes. Silence is not consent."),
        lambda: _("The office said nothing about the minutes. Silence is not consent."),
    ),
    events.HearingMinutesCorrected: _says(
        lambda: _("The minutes of the hearing were corrected by an addition.")
    ),
    events.HearingFound: _says(lambda: _("The panel of the hearing says what it found.")),
    events.DissentWritten: _says(lambda: _("A member of the panel says why they found otherwise.")),
    events.FindingPublished: _published,
    events.PublicTextHeld: _says(
        lambda: _(
            "A text for the public was kept back: it held something by which the petitioner would "
            "be known."
        )
    ),
}
