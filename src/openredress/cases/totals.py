"""Totals by office that are kept as cases and promises change: read, added up and proved.

Each is kept by its moment and again by its month (in UTC), so that a span of years is a few rows of
each office. Cases that somebody is shut out of, and reports of reprisal, are in no total: what a
reader sees of them is counted one by one, so that no figure tells of a case that is hidden. See
docs/decisions/0080-totals.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from openredress.core.facts import State
from openredress.offices.models import Office

from . import sheets
from .models import Total

#: What is counted of open cases: when the next thing is due, and two things that wait.
DUE, EXTENSION, UNSERVED = "due", "extension", "unserved"
#: How a promise stands to its day; its total is named after this and its state.
UNDONE, KEPT, LATE = "undone", "kept", "late"

#: Cases and, by `case__`, promises that are in no total.
APART = ~Q(blocked=[]) | ~Q(blocked_offices=[]) | Q(is_reprisal=True)


def promised(*timings: str, states: Collection[str] = tuple(State)) -> tuple[str, ...]:
    """The totals of promises that stand so."""
    return tuple(f"{timing}:{state}" for timing in timings for state in states)


def midnight(day: date) -> datetime:
    """A day of a promise as totals know it."""
    return datetime.combine(day, time(), UTC)


def before(end: datetime) -> Q:
    """Totals of what lies before a moment."""
    month = _month_of(end)
    return Q(is_month=True, at__lt=month) | Q(is_month=False, at__gte=month, at__lt=end)


def between(start: datetime, end: datetime) -> Q:
    """Totals of what lies in a span, its end left out: whole months, and the moments around."""
    first, last = _next_month(start), _month_of(end)
    if first >= last:
        return Q(is_month=False, at__gte=start, at__lt=end)
    inside = Q(is_month=True, at__gte=first, at__lt=last)
    return inside | Q(is_month=False) & (
        Q(at__gte=start, at__lt=first) | Q(at__gte=last, at__lt=end)
    )


def _month_of(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return datetime(moment.year, moment.month, 1, tzinfo=UTC)


def _next_month(moment: datetime) -> datetime:
    """The beginning of the first month that lies in it or after it as a whole."""
    month = _month_of(moment)
    if month == moment:
        return month
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def of(offices: Collection[int], wanted: Q) -> QuerySet[Total]:
    """Totals of cases of these offices, with whose they are: of the office that promised, or of
    the one whose cases they are.
    """
    rows = Total.objects.filter(wanted, office__among=offices).order_by()
    return rows.annotate(whose=Coalesce("promised_by", "office"))


def by_office(offices: Collection[int], wanted: Mapping[str, Q]) -> dict[tuple[int, str], int]:
    """By whose it is and name, what is more than nothing, in one query."""
    sums = {f"sum_{name}": Sum("count", filter=one, default=0) for name, one in wanted.items()}
    rows = of(offices, reduce(or_, wanted.values())).values("whose").annotate(**sums)
    return {
        (row["whose"], name): int(row[f"sum_{name}"])
        for row in rows for name in wanted if row[f"sum_{name}"]
    }  # fmt: skip


# Adding up --------------------------------------------------------------------------------------

#: Changes go into their totals in one statement, so that a reader sees them before or after.
ADD_UP = """
WITH taken AS (
  DELETE FROM cases_total WHERE NOT is_sum
  RETURNING office_id, promised_by_id, what, is_month, at, count
)
INSERT INTO cases_total AS known (office_id, promised_by_id, what, is_month, at, count, is_sum)
SELECT office_id, promised_by_id, what, is_month, at, sum(count), true FROM taken
GROUP BY 1, 2, 3, 4, 5 HAVING sum(count) <> 0
ON CONFLICT (office_id, promised_by_id, what, is_month, at) WHERE is_sum
DO UPDATE SET count = known.count + excluded.count
RETURNING office_id
"""
#: Whoever finds somebody else at it leaves it to them.
ONCE = "SELECT pg_try_advisory_xact_lock(hashtext('openredress totals'))"


def add_up(now: datetime | None = None) -> int:
    """Adds the changes since the last time to their totals, and returns how many those are. The
    sheets of their offices follow, for what is now unless it is said.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONCE)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(ADD_UP)
        changed = cursor.fetchall()
        if changed:
            cursor.execute("DELETE FROM cases_total WHERE is_sum AND count = 0")
        sheets.write(now or datetime.now(UTC), (office for (office,) in changed))
        return len(changed)


# Proof ------------------------------------------------------------------------------------------

#: The totals that are kept beside those that the rows give, in one statement, so that both are of
#: the same moment. It is said here anew, without what the triggers call.
_BOTH_SIDES = """
WITH plain AS (
  SELECT * FROM cases_case WHERE blocked = '{}' AND blocked_offices = '{}' AND NOT is_reprisal
), single (office, promised_by, what, at, n) AS (
  SELECT office_id, NULL::bigint, 'due', next_due_at, count(*) FROM plain
   WHERE is_open AND next_due_at IS NOT NULL GROUP BY 1, 4
  UNION ALL
  SELECT office_id, NULL, 'extension', NULL, count(*) FROM plain
   WHERE is_open AND pending_limit <> '' GROUP BY 1
  UNION ALL
  SELECT office_id, NULL, 'unserved', NULL, count(*) FROM plain
   WHERE is_open AND unserved_since IS NOT NULL GROUP BY 1
  UNION ALL
  SELECT plain.office_id, p.office_id,
         CASE WHEN p.done_on IS NULL THEN 'undone:' WHEN p.done_on <= p.promised_on THEN 'kept:'
              ELSE 'late:' END || p.state,
         p.promised_on::timestamp AT TIME ZONE 'UTC', count(*)
    FROM cases_promisedremedy p JOIN plain ON plain.id = p.case_id GROUP BY 1, 2, 3, 4
), both_sides (office, promised_by, what, is_month, at, kept, told) AS (
  SELECT office_id, promised_by_id, what, is_month, at, count, 0 FROM cases_total
  UNION ALL
  SELECT office, promised_by, what, false, at, 0, n FROM single
  UNION ALL
  SELECT office, promised_by, what, true, date_trunc('month', at, 'UTC'), 0, n FROM single
   WHERE at IS NOT NULL
), different AS (
  SELECT office, promised_by, what, is_month, at, sum(kept) AS kept, sum(told) AS told
    FROM both_sides GROUP BY 1, 2, 3, 4, 5 HAVING sum(kept) <> sum(told)
)"""
_NAMED = """
SELECT coalesce(o.code, d.office::text), coalesce(p.code, d.promised_by::text, ''), d.what,
       d.is_month, d.at, d.kept, d.told
  FROM different d LEFT JOIN offices_office o ON o.id = d.office
  LEFT JOIN offices_office p ON p.id = d.promised_by
 ORDER BY 1, 2, 3, 4, 5
"""
DIFFERENT = _BOTH_SIDES + _NAMED
#: What is missing is added as a change, as a trigger would: whoever files meanwhile adds changes of
#: their own, which this statement either sees on both sides or on neither.
MEND = f"""{_BOTH_SIDES}, mended AS (
  INSERT INTO cases_total (office_id, promised_by_id, what, is_month, at, count, is_sum)
  SELECT office, promised_by, what, is_month, at, told - kept, false FROM different
){_NAMED}"""  # noqa: S608  both halves are the constants above
#: Two that mend would both add what is missing, so the second waits and then finds nothing. It is
#: the lock of `add_up`, which does not wait for it.
ALONE = "SELECT pg_advisory_xact_lock(hashtext('openredress totals'))"


@dataclass(frozen=True)
class Wrong:
    """A total that is not what the cases give. `office` is its code."""

    office: str
    what: str
    kept: int
    told: int


def differences() -> tuple[Wrong, ...]:
    """Totals that are not what the cases give, and sheets that are not what the totals give."""
    return (*_wrong(DIFFERENT), *_wrong_sheets())


def mend() -> tuple[Wrong, ...]:
    """Makes each total what the cases give, while others write, and returns which were not."""
    with transaction.atomic():
        # A statement of its own: the next one is to see what whoever held the lock has mended.
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
        wrong = (*_wrong(MEND), *_wrong_sheets())
        if wrong:
            sheets.write(datetime.now(UTC), Office.objects.values_list("pk", flat=True))
        return wrong


def _wrong_sheets() -> tuple[Wrong, ...]:
    return tuple(
        Wrong(
            office,
            " ".join(filter(None, ("sheet", part, what, promised_by, at and f"{at:%Y-%m-%d}"))),
            int(kept),
            int(told),
        )
        for office, part, what, promised_by, at, kept, told in sheets.differences()
    )


def _wrong(statement: str) -> tuple[Wrong, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(_told(*row) for row in cursor.fetchall())


def _told(
    office: str, promised_by: str, what: str, is_month: bool, at: datetime | None, *counts: int
) -> Wrong:
    moment = at.astimezone(UTC) if at else None
    on = moment.strftime("%Y-%m" if is_month else "%Y-%m-%d %H:%M") if moment else ""
    words = " ".join(filter(None, ("total", what, promised_by, on)))
    return Wrong(office, words, *map(int, counts))
