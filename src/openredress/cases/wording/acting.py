"""Whoever acts for a petitioner, as sentences."""

from collections.abc import Callable, Iterable
from functools import reduce

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.core import events
from openredress.core.access import Scope

Name = Callable[[int | None], str]

#: What a petitioner can let somebody do for them, beside following the case.
PROXY_SCOPES = (
    (Scope.WRITE.value, gettext_lazy("Write to the office, hand in files, book a visit")),
    (Scope.RECEIVE.value, gettext_lazy("Open an answer")),
    (Scope.FURTHER.value, gettext_lazy("Ask for review, a hearing or more time")),
    (Scope.AGREE.value, gettext_lazy("Say whether what was promised was done")),
)
#: What each of them means for the petitioner.
PROXY_HINTS = {
    Scope.WRITE.value: gettext_lazy("What they write is marked as theirs, not as yours."),
    Scope.RECEIVE.value: gettext_lazy(
        "From that day your time to act counts, as if you had opened it."
    ),
    Scope.FURTHER.value: gettext_lazy(
        "Also say that it is not fixed, and take part in a hearing for you."
    ),
    Scope.AGREE.value: gettext_lazy("What they say counts as if you had said it."),
}


def proxy_scopes(scope: Iterable[str]) -> tuple[str, ...]:
    """What somebody may do, in words; following the case is always the first of it."""
    known = dict(PROXY_SCOPES)
    return (_("Read the case and follow it"), *(str(known[s]) for s in scope if s in known))


def beside(one: str, more: str) -> str:
    return _("%(one)s; %(more)s") % {"one": one, "more": more}


def _until(event: events.ProxyNamed | events.ProxyChanged) -> dict[str, str]:
    day = date_format(event.until, "DATE_FORMAT") if event.until else ""
    return {"what": reduce(beside, proxy_scopes(event.scope)), "day": day}


def _named(event: events.ProxyNamed, name: Name, procedure: object) -> str:
    if event.until:
        return _("The petitioner lets somebody act for them until %(day)s: %(what)s.") % _until(
            event
        )
    return _("The petitioner lets somebody act for them: %(what)s.") % _until(event)


def _changed(event: events.ProxyChanged, name: Name, procedure: object) -> str:
    if event.until:
        return _(
            "The petitioner changed what somebody may do for them, until %(day)s: %(what)s."
        ) % _until(event)
    return _("The petitioner changed what somebody may do for them: %(what)s.") % _until(event)


def _ended(event: events.ProxyEnded, name: Name, procedure: object) -> str:
    return _("Nobody acts for the petitioner any more.")


SENTENCES = {
    events.ProxyNamed: _named,
    events.ProxyChanged: _changed,
    events.ProxyEnded: _ended,
}
