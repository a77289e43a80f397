"""What waits on the other lists, at the top of the queue: counted together, in one statement."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.cases import queries
from openredress.cases.causes import issues_waiting
from openredress.cases.counting import Question, question
from openredress.cases.hearings import NEW, sits_at
from openredress.cases.mediated import mine
from openredress.core.access import Actor
from openredress.duty.queries import Reach, waiting_alerts
from openredress.mailroom import aside
from openredress.reception.queries import not_met
from openredress.wall.asked import ANY_DAY, ANY_MOMENT
from openredress.web import addresses

from . import duty_pages
from .door import Desk

#: How long before its day a hold to be reviewed is shown first thing in the morning.
REVIEW_SOON = timedelta(days=14)
#: How far ahead it is told that nobody is on duty.
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Card:
    """What waits on another list of the desk; `more` when there are beyond `count`."""

    name: str
    count: int
    more: bool
    text: str
    is_late: bool = False

    @property
    def url(self) -> str:
        return address(self.name)


#: Lists whose address is called otherwise.
OTHERWISE = {"mail": "mails", "keeping": "keeping-list", "calendar": "calendars",
             "rounds": "rounds-desk:list"}  # fmt: skip


def address(name: str) -> str:
    """Where the list of this name is."""
    known = OTHERWISE.get(name, name)
    return addresses.address(known if ":" in known else f"desk:{known}")


#: What is counted, the list it stands on, what is said of it, and whether it is late however new.
SHOWN: tuple[tuple[str, str, Any, bool], ...] = (
    ("reports", "reports", gettext_lazy("Reports of reprisal"), True),
    ("exclusions", "exclusions",
     gettext_lazy("Petitioners who ask that somebody be kept out"), True),
    ("unattended", "unattended",
     gettext_lazy("Cases in which nobody is left who could act"), True),
    ("mail", "mail", gettext_lazy("E-mails that wait for a decision"), False),
    ("sits", "hearings", gettext_lazy("Hearings at which you sit"), False),
    ("mediates", "mediations", gettext_lazy("Mediations of your offices"), False),
    ("extensions", "extensions", gettext_lazy("Extensions that wait for your answer"), False),
    ("names", "names", gettext_lazy("Requests to open a name that wait for your answer"), False),
    ("erasures", "keeping", gettext_lazy("Requests to erase that wait for an answer"), False),
    ("holds", "keeping", gettext_lazy("Holds to be looked at again"), False),
    ("remedies", "remedies", gettext_lazy("Remedies not yet done"), False),
    ("issues", "issues", gettext_lazy("Systemic issues past their day"), True),
    ("unserved", "unserved", gettext_lazy("Answers that have not reached anybody yet"), False),
    ("letters", "letters", gettext_lazy("Letters to print and to post"), False),
    ("overdue", "overdue", gettext_lazy("Overdue in offices below"), True),
    ("registered", "registered", gettext_lazy("Registered here, open at other offices"), False),
)  # fmt: skip


def cards(desk: Desk) -> tuple[Card, ...]:
    """Only what there is, so that an ordinary morning begins with the queue."""
    desk.line.ahead = WEEK
    found = _question(desk.actor, desk.line.reach).ask(desk.now)
    desk.line.counted = found
    uncovered = duty_pages.uncovered(desk)
    duty = Card(
        "duty", uncovered, False, _("Stretches of the coming week with nobody on duty"), True
    )
    counted = (
        Card(
            tab,
            min(found.get(name, 0), queries.PAGE),
            found.get(name, 0) > queries.PAGE,
            str(text),
            always or found.get(f"{name}_late", 0) > 0,
        )
        for name, tab, text, always in SHOWN
    )
    return tuple(card for card in (duty, *counted) if card.count)


@lru_cache(maxsize=256)
def _question(actor: Actor, reach: Reach) -> Question:
    return question(_rows(actor, reach), queries.PAGE + 1)


def _rows(actor: Actor, reach: Reach) -> dict[str, QuerySet[Any]]:
    erasures, holds = queries.erasures(actor), queries.holds(actor)
    unserved = queries.waiting_to_arrive(actor)
    sits, mediates = sits_at(actor, ANY_MOMENT), mine(actor)
    return {
        "alerts": waiting_alerts(actor, reach),
        "arrivals": not_met(),
        "reports": queries.reports_open(actor),
        "exclusions": queries.exclusions_asked(actor),
        "unattended": queries.left_alone(actor),
        "mail": aside.to_decide(actor),
        "sits": sits,
        "sits_late": sits.filter(news_at__gte=ANY_MOMENT - NEW),
        "mediates": mediates,
        "mediates_late": mediates.filter(
            Q(since__gte=ANY_MOMENT - NEW)
            | Q(news_at__gte=ANY_MOMENT - NEW)
            | Q(due_on__lt=ANY_DAY)
        ),
        "extensions": queries.extensions_waiting(actor),
        "names": queries.names_waiting(actor),
        "erasures": erasures,
        "erasures_late": erasures.filter(erasure_due_on__lt=ANY_DAY),
        "holds": holds.filter(hold_review_on__lte=ANY_DAY + REVIEW_SOON),
        "holds_late": holds.filter(hold_review_on__lt=ANY_DAY),
        "remedies": queries.owed(actor),
        "issues": issues_waiting(actor).filter(due_on__lt=ANY_DAY),
        "unserved": unserved,
        "unserved_late": unserved.filter(next_due_at__lte=ANY_MOMENT),
        "letters": queries.letters_to_post(actor),
        "overdue": queries.late_below(actor, ANY_MOMENT),
        "registered": queries.sent_on(actor),
    }
