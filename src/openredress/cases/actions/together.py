"""Letting time act on many cases at once: what happened is worked out case by case, and written
with a few statements for all of them. It comes to the same as one by one, which a test compares.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from openredress.core import engine
from openredress.core.access import SYSTEM
from openredress.core.facts import Facts, apply, replay
from openredress.core.journal import By, Entry, Sealed, opened
from openredress.core.procedure import Role
from openredress.core.retention import Overrides
from openredress.notices import outbox

from .. import bulk, journal, projection
from ..access import with_those_shut_out_below
from ..models import Case
from .beside import repeat_beside_all
from .indexing import keep_words
from .writing import Supervising, addressed


class StuckError(RuntimeError):
    """Something is due in a case, and letting time act brings nothing about."""


#: The columns from which the keys follow by which a case is found.
WHERE_IT_LIES = {"office_id", "registrar_id", "co_handlers", "exclusion_office_id"}


@dataclass(frozen=True)
class Grown:
    """A case by which time has passed: what was known of it before and is after, its new entries,
    sealed too, and what changed of it.
    """

    case: Case
    before: Facts
    facts: Facts
    entries: tuple[Entry, ...]
    chain: tuple[Sealed, ...]
    changed: frozenset[str]


def let_time_act_on_all(
    cases: Iterable[Case], journals: Mapping[int, Collection[Sealed]], now: datetime
) -> None:
    """What time has brought about by `now` in each of these cases, which are locked.

    Whatever fails fails for all of them: whoever calls undoes it, and goes one by one.
    """
    known, supervising = projection.rules(), Supervising()
    grown = [_grown(case, journals[case.pk], now, known, supervising) for case in cases]
    journal.insert_all((each.case, each.chain) for each in grown)
    _update(grown)
    repeat_beside_all([(each.case, each.facts) for each in grown])
    outbox.tell_all((each.case, each.entries) for each in grown)
    for each in grown:
        outbox.tell_beside(each.case, each.before, each.facts, each.entries)
        # What time brings about says nothing new and moves nothing; what changes that is looked at.
        if each.changed & WHERE_IT_LIES:
            keep_words(each.case, each.facts, [entry.event for entry in each.entries])


def _grown(
    case: Case, stored: Collection[Sealed], now: datetime,
    known: Mapping[str, Overrides], supervising: Supervising,
) -> Grown:  # fmt: skip
    facts = with_those_shut_out_below(case, replay(opened(entry) for entry in stored))
    found = engine.falls_due(projection.situation(facts, SYSTEM, now))
    entries, before = [], facts
    for event in addressed(facts, found, supervising):
        seq, by = facts.version_seq + 1, By(Role.SYSTEM)
        entries.append(Entry(case.number, seq, now, now, by, event))
        facts = apply(facts, entries[-1])
    chain = journal.sealed_on(case, entries)
    columns = projection.columns(facts, known=known)
    changed = frozenset(name for name, value in columns.items() if getattr(case, name) != value)
    for name in changed:
        setattr(case, name, columns[name])
    if not entries and case.act_at is not None and case.act_at <= now:
        raise StuckError(case.number)
    return Grown(case, before, facts, tuple(entries), tuple(chain), changed)


def _update(grown: Sequence[Grown]) -> None:
    names = {name for each in grown for name in each.changed} | {"head"}
    bulk.update([each.case for each in grown], names)
