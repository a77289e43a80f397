"""Groups as sentences. Of who decides what among the members, the office and the petitioner read
nothing; those sentences stand in the record that a member or the petitioner takes with them.
"""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openredress.core import events
from openredress.core import group as rules

Name = Callable[[int | None], str]

#: What a member lets the office see of them.
SHOWN = ((rules.SAY, gettext_lazy("What I say")), (rules.NAME, gettext_lazy("My name")))
#: What a mandate is for.
SCOPES = (
    (rules.SPEAK, gettext_lazy("Speak and write to the office for the group")),
    (rules.RECEIVE, gettext_lazy("Receive papers that are meant for the group")),
    (rules.NEGOTIATE, gettext_lazy("Talk with the office about a settlement")),
)


def _says(text: Callable[[], str]) -> Callable[..., str]:
    return lambda event, name, procedure: text()


def _of_representative(text: Callable[[], str]) -> Callable[..., str]:
    return lambda event, name, procedure: text() % {"number": event.representative}


def _invitation(event: events.InvitationChanged, name: Name, procedure: object) -> str:
    if event.is_open:
        return _("There is a new invitation to join; the one before opens nothing.")
    return _("Nobody can join by an invitation for now.")


def _signatures(event: events.SignaturesCounted, name: Name, procedure: object) -> str:
    return ngettext(
        "A sheet with %(count)d signature was taken in.",
        "A sheet with %(count)d signatures was taken in.",
        event.count,
    ) % {"count": event.count}


def _ceased(event: events.RepresentativeCeased, name: Name, procedure: object) -> str:
    said = {"number": event.representative}
    if event.ground == "support":
        return (
            _(
                "Representative %(number)s no longer speaks for the group: fewer than half of the "
                "members stand behind them."
            )
            % said
        )
    return _("Representative %(number)s no longer speaks for the group.") % said


def _offered(event: events.SettlementOffered, name: Name, procedure: object) -> str:
    said = {"office": name(event.office), "day": date_format(event.answer_by, "DATE_FORMAT")}
    return (
        _("%(office)s offers the group a settlement. Each member says yes or no by %(day)s.") % said
    )


def _answered(event: events.SettlementAnswered, name: Name, procedure: object) -> str:
    return _("A member agreed to the settlement.") if event.agrees else _(
        "A member refused the settlement."
    )  # fmt: skip


def _concluded(event: events.SettlementConcluded, name: Name, procedure: object) -> str:
    said = {"agreed": event.agreed, "others": event.refused + event.silent}
    return (
        _(
            "The settlement binds those who agreed: %(agreed)s. It binds none of the others: "
            "%(others)s. For them the case goes on."
        )
        % said
    )


SENTENCES = {
    events.GroupOpened: _says(lambda: _("Others can join this case.")),
    events.InvitationChanged: _invitation,
    events.MemberJoined: _says(lambda: _("Somebody joined the case.")),
    events.MemberShown: _says(lambda: _("A member changed what the office may see of them.")),
    events.MemberLeft: _says(lambda: _("A member no longer takes part.")),
    events.MemberDissented: _says(
        lambda: _("A member of the group does not agree with what was said for it.")
    ),
    events.SignaturesCounted: _signatures,
    events.RepresentativeStood: _of_representative(
        lambda: _("A member is ready to speak for the group, as representative %(number)s.")
    ),
    events.RepresentativeStoodDown: _of_representative(
        lambda: _("Representative %(number)s is no longer ready to speak for the group.")
    ),
    events.MandateGiven: _of_representative(
        lambda: _("A member gave representative %(number)s a mandate.")
    ),
    events.MandateTakenBack: _of_representative(
        lambda: _("A member took back the mandate of representative %(number)s.")
    ),
    events.MandateEnded: _of_representative(
        lambda: _("The time of a mandate of representative %(number)s is over.")
    ),
    events.RepresentativeChosen: _of_representative(
        lambda: _("Representative %(number)s speaks for the group from now on.")
    ),
    events.RepresentativeCeased: _ceased,
    events.RepresentativeWrote: _of_representative(
        lambda: _("Representative %(number)s wrote for the group.")
    ),
    events.ReportedBack: _of_representative(
        lambda: _("Representative %(number)s reported to the members.")
    ),
    events.SettlementOffered: _offered,
    events.SettlementAnswered: _answered,
    events.SettlementConcluded: _concluded,
}
