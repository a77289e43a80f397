"""Reception in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from openredress.core.reception import Need
from openredress.core.standard import Capacity, Check, Meets

from .actions.groups import Trouble

_NEEDS: dict[Need, Callable[[], str]] = {
    Need.INTERPRETER: lambda: _("An interpreter for my language"),
    Need.SIGN: lambda: _("Sign language"),
    Need.STEP_FREE: lambda: _("A room without steps"),
    Need.CHILD: lambda: _("I bring a child"),
    Need.COMPANION: lambda: _("Somebody I trust comes with me"),
}

_OFFERS: dict[Need, Callable[[], str]] = {
    Need.INTERPRETER: lambda: _("interpreter"),
    Need.SIGN: lambda: _("sign language"),
    Need.STEP_FREE: lambda: _("room without steps"),
    Need.CHILD: lambda: _("a place for children"),
}

_CAPACITIES: dict[Capacity, Callable[[], str]] = {
    Capacity.OFFICER: lambda: _("an officer"),
    Capacity.DEPUTY_HEAD: lambda: _("the deputy head"),
    Capacity.HEAD: lambda: _("the head of the office"),
}

_CHECKS: dict[Check, Callable[[], str]] = {
    Check.WATER: lambda: _("There is water to drink."),
    Check.SEATS: lambda: _("Everybody who wants to sit has a seat."),
    Check.TOILETS: lambda: _("The way to the toilets is shown, and they are open."),
    Check.FIRST_AID: lambda: _("Somebody is there who can give first aid."),
    Check.WAY_HOME: lambda: _("Everybody knows how they get home, and when the last bus leaves."),
}

_TROUBLES: dict[Trouble, Callable[[], str]] = {
    Trouble.NOT_THAT_HIGH: lambda: _(
        "To so many people somebody higher has to come out. Choose who did, or wait for them."
    ),
    Trouble.NOT_HEAD: lambda: _(
        "This person heads neither this office nor one above it. Choose somebody who does."
    ),
    Trouble.OVER: lambda: _("That was entered already. Nothing was changed."),
    Trouble.CASE: lambda: _(
        "Nobody has come out to the people yet, so there is nothing for the case. Enter that first."
    ),
}


def need_text(need: str) -> str:
    """What somebody asks for, as they would say it."""
    return _NEEDS[Need(need)]()


def offer_text(need: str) -> str:
    """The same, as what the office has."""
    return _OFFERS[Need(need)]()


def capacity_text(capacity: str) -> str:
    return _CAPACITIES[Capacity(capacity)]()


def check_text(check: str) -> str:
    return _CHECKS[Check(check)]()


def trouble_text(trouble: Trouble) -> str:
    return _TROUBLES[trouble]()


def meets_text(meets: Meets) -> str:
    """One line of the standard."""
    return _("From %(people)s people on: %(who)s, within %(minutes)s minutes") % {
        "people": meets.people,
        "who": capacity_text(meets.who),
        "minutes": meets.minutes,
    }
