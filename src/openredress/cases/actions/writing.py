"""Writing the journal of a case and the row with it. Only the actions call this."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

from django.db import connection
from django.db.models import Model

from openredress.core import engine, events
from openredress.core.access import SYSTEM, Actor, Post
from openredress.core.facts import Facts, apply, replay
from openredress.core.journal import By, Entry, Sealed
from openredress.core.names import demand_in
from openredress.core.procedure import Follow, Role
from openredress.core.receipt import case_number
from openredress.core.retention import Overrides
from openredress.notices import outbox
from openredress.offices.calendars import calendar_for
from openredress.offices.tree import Supervisors, supervisors
from openredress.parties import identities

from .. import journal, projection
from ..access import with_those_shut_out_below
from ..journal import entries_of
from ..models import Case
from .beside import repeat_beside
from .indexing import keep_words

#: Keys of reports of reprisal have ten digits.
REPORTS_BEGIN = 10**9


@dataclass(frozen=True)
class Import:
    """Where an imported filing comes from, unique for ever, and when it was imported."""

    source: str
    at: datetime


def locked(number: str) -> tuple[Case, Facts]:
    case = Case.objects.select_for_update(of=("self",)).get(number=number)
    return case, with_those_shut_out_below(case, replay(entries_of(case)))


@dataclass(frozen=True)
class Begun:
    """A case that is not stored yet, what its journal says and tells, and the rows to be stored."""

    case: Case
    entries: tuple[Entry, ...]
    facts: Facts
    rows: list[Model]


def begin_case(
    filed: events.Filed,
    by: By,
    now: datetime,
    imported: Import | None,
    identified: tuple[int, str] | None = None,
    origin: Case | None = None,
    more: Iterable[tuple[events.Event, By]] = (),
    about: int | None = None,
    arrived_at: datetime | None = None,
) -> Begun:
    """The case with what its journal says. `about` is the key of the case that a report of reprisal
    is about. `more` is what the journal says next: what the petitioner asks, what the level below
    did. `arrived_at` is when what was received on a round came here.
    """
    pk, number = identified or next_number(now, filed.time_zone)
    recorded = imported.at if imported else arrived_at or now
    entries = [
        Entry(number, seq, now, recorded, whose, event, imported is not None)
        for seq, (event, whose) in enumerate([(filed, by), *more], start=1)
    ]
    facts = replay(entries)
    case, chain = fresh_case(pk, entries, origin, facts)
    case.about_id = about
    rows = [case, *journal.rows(case, chain), *outbox.told([(case, entries)])]
    return Begun(case, tuple(entries), facts, rows)


class Below(Protocol):
    """The case from which another one went up."""

    pk: int
    root_id: int


def fresh_case(
    pk: int,
    entries: Sequence[Entry],
    origin: Below | None = None,
    facts: Facts | None = None,
    known: Mapping[str, Overrides] | None = None,
) -> tuple[Case, list[Sealed]]:
    """The row of a case that begins with these entries, and its journal, sealed.

    Whoever writes many gives what was worked out or read already: the `facts` that the entries
    tell, and the rules about keeping that are `known`.
    """
    case = Case(pk=pk, root_id=origin.root_id if origin else pk, head=b"")
    case.origin_id = origin.pk if origin else None
    columns = projection.columns(facts or replay(entries), known=known)
    for name, value in columns.items():
        setattr(case, name, value)
    return case, journal.sealed_on(case, entries)


def append(
    case: Case,
    facts: Facts,
    happened: Sequence[events.Event],
    by: By,
    now: datetime,
    imported: Import | None = None,
) -> Facts:
    """Carries the journal on, and the row with it."""
    entries, before = [], facts
    for event in happened:
        seq, recorded = facts.version_seq + 1, imported.at if imported else now
        entries.append(Entry(case.number, seq, now, recorded, by, event, imported is not None))
        facts = apply(facts, entries[-1])
    journal.insert(case, journal.sealed_on(case, entries))
    project(case, facts)
    outbox.tell(case, entries)
    outbox.tell_beside(case, before, facts, entries)
    keep_words(case, facts, happened)
    return facts


def catch_up(case: Case, facts: Facts, now: datetime) -> Facts:
    """Records what somebody's rights turn on and time has brought about by `now`: what is late,
    and what lapsed. The same facts if nothing.

    Steps do this as well as the sweep, so that a duty met late is a breach even when no worker
    ran in between. Whom the worker did not tell is not said to have been told.
    """
    return _record(case, facts, now, lambda event: not isinstance(event, ABOUT_TELLING))


def let_time_act(case: Case, facts: Facts, now: datetime) -> Facts:
    """Records everything that time has brought about by `now`; the same facts if nothing."""
    return _record(case, facts, now, lambda event: True)


ABOUT_TELLING = (events.LimitReminded, events.LimitEscalated)


def _record(
    case: Case, facts: Facts, now: datetime, wanted: Callable[[events.Event], bool]
) -> Facts:
    found = engine.falls_due(projection.situation(facts, SYSTEM, now))
    happened = addressed(facts, [event for event in found if wanted(event)], Supervising())
    return append(case, facts, happened, By(Role.SYSTEM), now) if happened else facts


class Supervising:
    """Finds the office that supervises. Who does is read once, when first asked for, and remembered
    for as long as this lives, which is to be one transaction over many cases at the most.
    """

    @cached_property
    def _supervisors(self) -> Supervisors:
        return supervisors()

    def office(self, facts: Facts, event: events.LimitEscalated) -> int | None:
        """The nearest office above with a supervisor who is not kept from the case."""
        demand = facts.demand(demand_in(event.limit))
        late = demand.office if demand else facts.office
        late = next((r.office for r in facts.remedies if r.number == event.remedy), late)
        return self._supervisors.above(late, facts.blocked, facts.blocked_offices)


def addressed(
    facts: Facts, happened: Sequence[events.Event], supervising: Supervising
) -> tuple[events.Event, ...]:
    """The same events, with the office that takes the case up where they tell a supervisor."""
    return tuple(
        replace(event, office=supervising.office(facts, event))
        if isinstance(event, events.LimitEscalated) and event.rung == Follow.TELL_SUPERVISOR
        else event
        for event in happened
    )


def project(case: Case, facts: Facts) -> None:
    """Writes the columns that changed; the indexes of the others are left alone."""
    columns = projection.columns(facts)
    changed = [name for name, value in columns.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, columns[name])
    case.save(update_fields=[*(n.removesuffix("_id") for n in changed), "head"])
    repeat_beside(case, facts)


NEXT_KEY = "nextval(pg_get_serial_sequence('cases_case', 'id'))"


def next_number(now: datetime, time_zone: str) -> tuple[int, str]:
    """The key and the number of the next case, from the key's sequence: no lock, no `max() + 1`.
    Until the transaction ends no key is retired by which it may be sealed who the case is from.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEXT_KEY}, {identities.HOLD}")
        pk = int(cursor.fetchone()[0])
    return pk, number_of(pk, now, time_zone)


def next_report_number(now: datetime, time_zone: str) -> tuple[int, str]:
    """The key and the number of a report of reprisal: drawn at random far beyond the sequence.

    In the sequence it would leave a gap, which a small office can see.
    """
    pk = REPORTS_BEGIN + secrets.randbelow(9 * REPORTS_BEGIN)
    return pk, number_of(pk, now, time_zone)


def next_keys(count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEXT_KEY} FROM generate_series(1, %s)", [count])  # noqa: S608
        return iter([int(key) for (key,) in cursor.fetchall()])


def number_of(pk: int, now: datetime, time_zone: str) -> str:
    return case_number(calendar_for("none", time_zone).local_date(now).year, pk)


def capacity(actor: Actor, facts: Facts, roles: Collection[Role] = tuple(Role)) -> By:
    """In which capacity, of those the step allows, and for which office the actor acts."""
    if actor.kind in (Role.PETITIONER, Role.PROXY, Role.OTHER_SIDE, Role.SYSTEM):
        return By(actor.kind)
    if actor.kind is Role.HELPER:
        listed = next(post for post in actor.posts if post.role is Role.HELPER)
        return By(Role.HELPER, actor.staff, listed.office)
    order = (Role.OFFICER, Role.HEAD, Role.CLERK, Role.SUPERVISOR, Role.OPERATOR)
    near = (facts.office, facts.registrar, *facts.co_handlers)

    def distance(post: Post) -> tuple[bool, int, int]:
        place = near.index(post.office) if post.office in near else len(near)
        return post.role not in roles, place, order.index(post.role)

    post = min((each for each in actor.posts if each.role in order), key=distance)
    return By(post.role, actor.staff, post.office)


def numbers_set_aside(count: int, now: datetime, time_zone: str) -> list[str]:
    """Numbers that no other case gets any more. Those never used stay a gap, as after a filing
    that was broken off.
    """
    return [number_of(key, now, time_zone) for key in next_keys(count)]
