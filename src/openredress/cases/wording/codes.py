"""Channels, outcomes, limits and the other codes in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openredress.attachments.kinds import BY_ID
from openredress.core.facts import Outcome
from openredress.core.keeping import ERASURE, ERASURE_NAME
from openredress.core.names import demand_in
from openredress.core.procedure import Procedure
from openredress.core.reprisal import Why
from openredress.core.routing import Because
from openredress.procedures.wording import local

from .labels import LABELS

CHANNELS = ("web", "visit", "telephone", "letter", "other", "api", "import")


OUTCOMES = {
    "": gettext_noop("Not yet decided"),
    Outcome.UPHELD: gettext_noop("Upheld"),
    Outcome.PARTLY_UPHELD: gettext_noop("Partly upheld"),
    Outcome.NOT_UPHELD: gettext_noop("Not upheld"),
    Outcome.SETTLED: gettext_noop("Settled"),
    Outcome.WITHDRAWN: gettext_noop("Withdrawn"),
    Outcome.OTHER_REMEDY: gettext_noop("Another way is open"),
}


def outcome_text(outcome: str) -> str:
    told = OUTCOMES[Outcome(outcome) if outcome else ""]
    return _(told)


def channel_text(channel: str) -> str:
    return {
        "web": _("Online"),
        "visit": _("In person"),
        "telephone": _("By telephone"),
        "letter": _("By letter"),
        "email": _("By e-mail"),
        "round": _("On a round"),
        "other": _("In another way"),
        "api": _("Through another service"),
        "import": _("From an earlier system"),
    }.get(channel, channel)


def served_text(how: str) -> str:
    return {
        "in-person": _("Handed over in person"),
        "post": _("By post"),
        "page": _("Read on the petitioner's page"),
        "phone": _("Read out by telephone"),
        "email": _("By e-mail"),
        "agreed": _("Confirmed by both sides"),
    }.get(how, how)


def proof_text(proof: str) -> str:
    """What shows that an answer arrived."""
    return {
        "signed": _("It was signed for"),
        "delivered": _("The post says that it was delivered"),
        "opened": _("The petitioner opened it"),
    }.get(proof, "")


def ground_text(ground: str) -> str:
    """Why somebody is kept from a case."""
    return {
        "complained-of": _("Complained of"),
        "interest": _("Direct interest"),
    }.get(ground, ground)


def because_text(because: Because) -> str:
    """Why routing found this office."""
    return {
        Because.CHOSEN: _("This office was chosen by the petitioner."),
        Because.MATTER_AND_PLACE: _("This office answers for the matter at this place."),
        Because.MATTER: _("This office answers for the matter."),
        Because.PLACE: _("This office takes in what concerns the place."),
        Because.SEVERAL_PLACES: _(
            "Several offices answer for the matter, each at its own place; the place is needed."
        ),
        Because.NOBODY_NAMED: _("No office names this matter; this office finds the right one."),
    }[because]


def why_text(why: Why) -> str:
    """Why this office reads a report."""
    texts: dict[Why, Callable[[], str]] = {
        Why.ABOVE: lambda: _("It is the nearest office above all that your report is about."),
        Why.NAMED: lambda: _(
            "No office above can read it. This institution has named this office for reports."
        ),
        Why.TOOK_IN: lambda: _(
            "It took your case in and lies above the office that answers. No other can read it."
        ),
        Why.NOBODY: lambda: _(
            "No office can read it now without those it is about. It is kept locked, with its day "
            "and your receipt, until somebody else can."
        ),
    }
    return texts[why]()


def limit_text(procedure: Procedure, limit: str) -> str:
    """The name of a limit of the pack; promised remedies count as one."""
    if limit == "remedy":
        return _("Keep what was promised")
    if limit == ERASURE:
        return local(ERASURE_NAME)
    if number := demand_in(limit):
        return _("What the office was asked (%(number)s)") % {"number": number}
    known = procedure.limits.get(limit)
    return local(known.name) if known else ""


def kind_text(kind: str) -> str:
    """What kind of file it is; a kind that this release does not know has no other name."""
    known = BY_ID.get(kind)
    return str(known.label) if known else kind


def scan_text(scan: str) -> str:
    """How a file stands with the virus scanner."""
    return {
        "off": _("Not scanned: there is no virus scanner here"),
        "waiting": _("Not yet scanned"),
        "clean": _("Scanned, nothing found"),
        "infected": _("Kept locked: harmful"),
    }[scan]


def scope_text(scope: str) -> str:
    """What is to be erased."""
    return _("name and contact") if scope == "identity" else _("everything that was written")


def words_label(field: str) -> str:
    """What a text of an event is, for the reader of the history; "" when it needs no label."""
    return _(LABELS[field]) if field in LABELS else ""
