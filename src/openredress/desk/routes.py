"""Which office to send a case to, for the clerk: what routing finds, and why."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from openredress.cases.access import File
from openredress.cases.wording import because_text
from openredress.core.events import RoutingObjected
from openredress.core.routing import Because, Destination, route
from openredress.offices.institution import institution
from openredress.offices.tree import office_map, wish
from openredress.suggestions.suggesting import Suggested, suggest
from openredress.web.languages import language_of


@dataclass(frozen=True)
class Suggestion:
    """`office` is `None` when there is none to put first; `because` says why in either case.

    `reason` is the same for the petitioner, in the language of the case.
    """

    office: int | None
    name: str
    because: str
    co_handlers: tuple[int, ...] = ()
    reason: str = ""

    def initial(self) -> dict[str, Any]:
        if self.office is None:
            return {}
        return {
            "office": self.office,
            "co_handlers": list(self.co_handlers),
            "reason": self.reason,
        }


def suggestion(file: File) -> Suggestion:
    """Routing done again with what is known now, after any objection."""
    facts = file.facts
    named = _named_when_objecting(file)
    closed = facts.objected | facts.blocked_offices
    if named is not None and named not in closed:
        return _said(file, named, lambda: _("The office that objected says this one is competent."))
    chosen = facts.chosen_office if facts.chosen_office not in closed else None
    found = route(office_map(), wish(chosen, facts.matter, facts.place))
    if found.office in facts.blocked_offices:
        return Suggestion(None, "", _blocked_text(found))
    if found.office in facts.objected:
        return Suggestion(None, "", _objected_text(found))
    if found.office == facts.office or found.because is Because.NOBODY_NAMED:
        return Suggestion(None, "", because_text(found.because))
    return _said(file, found.office, lambda: because_text(found.because), found.co_handlers)


def matters_suggested(file: File) -> tuple[Suggested, ...]:
    """What the words of the case seem to be about, other than the matter it has."""
    facts = file.facts
    found = suggest(facts.text, facts.place)
    if found and found[0].matter == facts.matter:
        return ()
    return tuple(one for one in found if one.matter != facts.matter)


def _named_when_objecting(file: File) -> int | None:
    """The office named by the last objection, if nothing was sent since."""
    if not file.facts.objected:
        return None
    last = next(
        (e.event for e in reversed(file.entries) if isinstance(e.event, RoutingObjected)), None
    )
    return last.competent if last else None


def _said(file: File, office: int, text: Any, co_handlers: tuple[int, ...] = ()) -> Suggestion:
    with translation.override(language_of(file.facts.language)):
        reason = text()
    closed = file.facts.objected | file.facts.blocked_offices
    co_handlers = tuple(o for o in co_handlers if o not in closed)
    return Suggestion(office, _name(office), text(), co_handlers, reason)


def _objected_text(found: Destination) -> str:
    return _(
        "By matter and place it is %(office)s, which has objected. Choose the office yourself; "
        "if you send it there again, that office has to answer."
    ) % {"office": _name(found.office)}


def _blocked_text(found: Destination) -> str:
    return _(
        "By matter and place it is %(office)s, which is excluded from this case. Choose another "
        "office yourself, such as the one above it."
    ) % {"office": _name(found.office)}


def _name(office: int) -> str:
    return institution().rows[office].name
