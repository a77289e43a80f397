"""Generating in batches, several processes at once; each batch is one transaction."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection

from openredress.cases import totals
from openredress.cases.actions.generating import Invented, Shared, write_invented
from openredress.cases.models import Case
from openredress.offices.models import Office, Staff

from .. import several
from . import ground, loading, stories

BATCH = 1000
#: Above 0: more and more is filed as the years go by.
GROWTH = 0.85


@dataclass(frozen=True)
class Plan:
    """`cases` of this `seed`, the first filed on `since`, the last at `until`. `first` is the key
    of the first one.
    """

    cases: int
    seed: int
    since: date
    until: datetime
    first: int = 1

    def day(self, number: int) -> date:
        """On which day the case of this number, from 0, is filed."""
        days = (self.until.date() - self.since).days
        return self.since + timedelta(days=round(days * (number / self.cases) ** GROWTH))


def what_is_there() -> str:
    """What an institution has here already, in a word; "" where it is empty."""
    kinds = ((Case, "a case"), (Office, "an office"), (Staff, "staff"))
    return next((word for model, word in kinds if model._default_manager.exists()), "")


def generate(plan: Plan, processes: int, progress: Callable[[int], None]) -> None:
    """Makes the institution and its cases. `progress` is told of each batch that is stored."""
    ground.build(plan.cases, plan.seed)
    plan = Plan(plan.cases, plan.seed, plan.since, plan.until, _keys(plan.cases))
    Shared().law(Office.objects.order_by("pk").values_list("pk", flat=True)[0])
    batches = range(0, plan.cases, BATCH)
    with loading.built_at_the_end(), several.collected_seldom():
        if processes == 1 or len(batches) == 1:
            hand = _Hand(plan)
            for batch in batches:
                progress(hand.write(batch))
        else:
            _at_once(plan, batches, processes, progress)
    totals.add_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _keys(count: int) -> int:
    """Takes so many keys from the sequence; the first of them."""
    with connection.cursor() as cursor:
        sequence = "pg_get_serial_sequence('cases_case', 'id')"
        cursor.execute(f"SELECT nextval({sequence})")
        first = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT setval({sequence}, %s)", [first + count - 1])
    return first


def _at_once(plan: Plan, batches: range, processes: int, progress: Callable[[int], None]) -> None:
    for written in several.at_once(_write, batches, processes, partial(_begin, plan)):
        progress(written)


_hand: "_Hand"


def _begin(plan: Plan) -> None:
    global _hand  # noqa: PLW0603  one for each process
    _hand = _Hand(plan)


def _write(batch: int) -> int:
    return _hand.write(batch)


class _Hand:
    """Writes batches, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.cast, self.shared = plan, ground.cast(), Shared()
        with connection.cursor() as cursor:
            # What a crash would take is begun again anyway.
            cursor.execute("SET synchronous_commit = off")

    def write(self, batch: int) -> int:
        """Writes the cases whose numbers begin with `batch`; how many there are."""
        plan = self.plan
        count = min(BATCH, plan.cases - batch)
        keys = range(plan.first + batch, plan.first + batch + count)
        write_invented(self._stories(batch, count), keys, self.shared, plan.until)
        gc.collect()
        return count

    def _stories(self, batch: int, count: int) -> Iterator[Invented]:
        numbers = range(batch, batch + count)
        told = (
            stories.tell(self.cast, self.plan.seed, n, self.plan.day(n), self.plan.until)
            for n in numbers
        )
        return iter(sorted(told, key=lambda story: story.filed_at))
