"""What a higher office asked and what was answered, as sentences."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.core import events
from openredress.core.demands import NAMES, Kind, supervising_of
from openredress.core.keeping import ERASURE, retention_of
from openredress.core.names import demand_in
from openredress.core.procedure import Citation, Procedure
from openredress.procedures.wording import local

Name = Callable[[int | None], str]


def kind_of_demand_text(kind: str) -> str:
    return local(NAMES[Kind(kind)])


def _day(day) -> str:  # type: ignore[no-untyped-def]
    return str(date_format(day, "DATE_FORMAT"))


def _urged(event: events.OfficeUrged, name: Name, procedure: object) -> str:
    return _("A higher office urges %(office)s, which has to answer in writing by %(day)s.") % {
        "office": name(event.office), "day": _day(event.due_on),
    }  # fmt: skip


def _report(event: events.ReportDemanded, name: Name, procedure: object) -> str:
    return _("A higher office has %(office)s report in writing by %(day)s.") % {
        "office": name(event.office), "day": _day(event.due_on),
    }  # fmt: skip


def _taken_over(event: events.CaseTakenOver, name: Name, procedure: object) -> str:
    return _(
        "%(office)s takes the case over from %(before)s and has to decide by %(day)s. Time limits "
        "that ran before run on."
    ) % {"office": name(event.office), "before": name(event.before), "day": _day(event.due_on)}


def _reassigned(event: events.CaseReassigned, name: Name, procedure: object) -> str:
    return _(
        "A higher office gives the case to %(office)s instead of %(before)s. It has to decide by "
        "%(day)s; time limits that ran before run on."
    ) % {"office": name(event.office), "before": name(event.before), "day": _day(event.due_on)}


def _answered(event: events.DemandAnswered, name: Name, procedure: object) -> str:
    return _("%(office)s answered what was asked of it (%(number)s).") % {
        "office": name(event.office), "number": event.number,
    }  # fmt: skip


def _explained(event: events.BreachExplained, name: Name, procedure: object) -> str:
    return _("%(office)s says why it was late.") % {"office": name(event.office)}


def citation_of(procedure: Procedure, limit: str) -> Citation | None:
    """On what the limit rests; nothing for a promise, which rests on the decision that made it."""
    if demand_in(limit):
        return supervising_of(procedure).citation
    if limit == ERASURE:
        return retention_of(procedure).answer.citation
    known = procedure.limits.get(limit)
    return known.citation if known else None


SENTENCES = {
    events.OfficeUrged: _urged,
    events.ReportDemanded: _report,
    events.CaseTakenOver: _taken_over,
    events.CaseReassigned: _reassigned,
    events.DemandAnswered: _answered,
    events.BreachExplained: _explained,
}
