"""Mediation as sentences, and its codes in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openredress.core import events
from openredress.core.facts import OTHER
from openredress.core.procedure import Procedure
from openredress.procedures.wording import local
from openredress.web.templatetags.openredress import plain_moment

Name = Callable[[int | None], str]


def side_text(side: str) -> str:
    """Which of the two sides."""
    return _("The other side") if side == OTHER else _("The petitioner")


def ground_text_of_rung(ground: str) -> str:
    """Why a rung was left. Who of the two does not go on is not said, nor why."""
    return {
        "failed": _("No agreement was reached here."),
        "time": _("Its time ended without an agreement."),
        "consent": _("It was not wanted on this rung."),
        "left": _("Mediation is not wanted any more."),
        "recused": _("Whoever mediated here must not handle the case."),
    }.get(ground, "")


def present_text(who: str) -> str:
    """What somebody at a meeting is in it."""
    return {
        "petitioner": _("The petitioner"),
        "other": _("The other side"),
        "mediator": _("The mediator"),
        "co-mediator": _("The mediator of the other area"),
        "helper": _("Somebody whom a side brought along"),
        "interpreter": _("An interpreter"),
        "expert": _("Somebody who knows the matter"),
    }.get(who, who)


def owner_text(owner: str) -> str:
    """Who owes what was agreed."""
    return _("The office") if owner == "office" else side_text(owner)


def ended_text(ended: str) -> str:
    """What became of a mediation."""
    return {
        "settled": _("Both sides agreed, and it binds them."),
        "competent": _("It came to no agreement. The ordinary procedure goes on."),
        "over": _("The case has moved on, and the mediation ended with that."),
    }.get(ended, pgettext("mediation", "Under way"))


def _consented(event: events.MediationConsented, name: Name, procedure: object) -> str:
    is_other, on_paper = event.side == OTHER, event.how == "paper"
    if event.agrees and on_paper:
        return (
            _("The other side agreed to mediation, on paper.") if is_other
            else _("The petitioner agreed to mediation, on paper.")
        )  # fmt: skip
    if event.agrees:
        return (
            _("The other side agreed to mediation.") if is_other
            else _("The petitioner agreed to mediation.")
        )  # fmt: skip
    return (
        _("The other side does not want mediation on this rung.") if is_other
        else _("The petitioner does not want mediation on this rung.")
    )  # fmt: skip


def _handed_on(event: events.MediationHandedOn, name: Name, procedure: Procedure) -> str:
    rules = procedure.mediation
    said = {
        "why": ground_text_of_rung(event.ground),
        "office": name(event.office),
        "rung": local(rules.rungs[event.rung].name) if rules else "",
    }
    if rules and event.rung == len(rules.rungs) - 1:
        return _("%(why)s The ordinary procedure goes on at %(office)s.") % said
    return _("%(why)s It goes on to the next rung, with its whole record: %(office)s.") % said


def _meeting(event: events.MediationMeetingSet, name: Name, procedure: object) -> str:
    return _("Both sides are asked to a mediation meeting: %(moment)s.") % {
        "moment": plain_moment(event.starts_at)
    }


def _answered(event: events.AgreementAnswered, name: Name, procedure: object) -> str:
    is_other, on_paper = event.side == OTHER, event.how == "paper"
    if not event.agrees:
        return (
            _("The other side did not confirm the agreement.") if is_other
            else _("The petitioner did not confirm the agreement.")
        )  # fmt: skip
    if on_paper:
        return (
            _("The other side confirmed the agreement, on paper.") if is_other
            else _("The petitioner confirmed the agreement, on paper.")
        )  # fmt: skip
    return (
        _("The other side confirmed the agreement.") if is_other
        else _("The petitioner confirmed the agreement.")
    )  # fmt: skip


def _taken_back(event: events.AgreementTakenBack, name: Name, procedure: object) -> str:
    if event.side == OTHER:
        return _("The other side took the agreement back. Mediation goes on.")
    return _("The petitioner took the agreement back. Mediation goes on.")


def _alone(event: events.SpokenAlone, name: Name, procedure: object) -> str:
    if event.side == OTHER:
        return _("The other side spoke with the mediator alone.")
    return _("The petitioner spoke with the mediator alone.")


def _of_office(text: Callable[[], str]) -> Callable[..., str]:
    return lambda event, name, procedure: text() % {"office": name(event.office)}


def _says(text: Callable[[], str]) -> Callable[..., str]:
    return lambda event, name, procedure: text()


def _begun(event: events.MediationBegun, name: Name, procedure: object) -> str:
    said = {"office": name(next((office for office in event.offices if office), None))}
    if event.how == "paper":
        return _("The petitioner asked for mediation at the counter. It begins at %(office)s.") % (
            said
        )
    return _("The petitioner asked for mediation. It begins at %(office)s.") % said


SENTENCES = {
    events.MediationBegun: _begun,
    events.OtherSideInvited: _says(lambda: _("A letter was made to invite the other side.")),
    events.OtherSideCame: _says(lambda: _("The other side opened the letter.")),
    events.MediationConsented: _consented,
    events.MediationHandedOn: _handed_on,
    events.MediationReported: _of_office(
        lambda: _("%(office)s wrote its report to the next rung.")
    ),
    events.MediationReportMissed: _of_office(
        lambda: _("%(office)s has not written the report that it owes the next rung.")
    ),
    events.CoMediatorJoined: _of_office(lambda: _("%(office)s mediates along.")),
    events.MediationMeetingSet: _meeting,
    events.MediationMeetingHeld: _says(lambda: _("The two sides met, and it was written down.")),
    events.SpokenAlone: _alone,
    events.AgreementDrafted: _says(
        lambda: _("The mediator wrote down what both sides might agree to.")
    ),
    events.AgreementAnswered: _answered,
    events.AgreementTakenBack: _taken_back,
    events.AgreementBound: _says(lambda: _("The agreement binds both sides from now on.")),
}
