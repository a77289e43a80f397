"""The rows beside cases, which say what their journals do: for one case as for many at once, with
one statement to read each table that any of them has something in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from openredress.core.facts import Facts

from .. import bulk, projection
from ..models import Breach, Case, Demand, Hearing, Helping, Mediation, PromisedRemedy

Values = Mapping[str, Any]


class Beside(NamedTuple):
    """A table beside the cases: what tells the rows of one case apart, whether a case has any, and
    what they have to say.
    """

    model: type[PromisedRemedy | Demand | Breach | Hearing | Mediation | Helping]
    key: str
    has_any: Callable[[Facts], object]
    told: Callable[[Facts], Sequence[Values]]


TABLES = (
    Beside(PromisedRemedy, "number", lambda facts: facts.remedies, projection.remedies),
    Beside(Demand, "number", lambda facts: facts.demands, projection.demands),
    Beside(Breach, "seq", lambda facts: facts.breaches, projection.breaches),
    Beside(Hearing, "number", lambda facts: facts.hearings, projection.hearings),
    Beside(Mediation, "case_id", lambda facts: facts.mediation, projection.mediations),
    Beside(Helping, "case_id", lambda facts: facts.helper, projection.helpings),
)


def repeat_beside(case: Case, facts: Facts) -> None:
    """Makes the rows beside a case say what its journal does."""
    repeat_beside_all([(case, facts)])


def repeat_beside_all(known: Collection[tuple[Case, Facts]]) -> None:
    """The same for many cases."""
    for table in TABLES:
        told = {case.pk: table.told(facts) for case, facts in known if table.has_any(facts)}
        if told:
            _repeat(table, told)


def _repeat(table: Beside, told: Mapping[int, Sequence[Values]]) -> None:
    """What rows say already is left."""
    rows = table.model._default_manager.filter(case__in=list(told))
    there = {(row.case_id, getattr(row, table.key)): row for row in rows}
    fresh, altered, names = [], [], set[str]()
    for pk, values in ((pk, values) for pk, all_of_one in told.items() for values in all_of_one):
        row = there.get((pk, values[table.key]))
        if row is None:
            fresh.append(table.model(**{"case_id": pk, **values}))
            continue
        other = [name for name, value in values.items() if getattr(row, name) != value]
        for name in other:
            setattr(row, name, values[name])
        names.update(other)
        altered += [row] if other else []
    bulk.insert(fresh)
    bulk.update(altered, names)
