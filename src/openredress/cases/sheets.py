"""A sheet for each office: its totals as they stand today, in one row.

What is late, due within days, promised and not kept, is thousands of totals of hundreds of offices.
The worker puts them together when it adds changes up, and whoever reads adds what has changed since
then. A sheet holds for one day and one state of the institution, since days and zones decide what
is late; where one is missing, the totals themselves are added up. So figures are the same either
way. See docs/decisions/0081-many-offices-at-once.md.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from openredress.offices.institution import held, state_now

#: The two parts of a sheet: what waits now, and what became of the promises of twelve months.
WAITING, PROMISED = "waiting", "promised"
#: Days ahead of which a sheet names each moment: those that anybody asks for, and its own.
AHEAD = timedelta(days=8)

#: What the totals that were added up say of the offices that are `asked` for, each at its moment.
_ENTRIES = """
zone (office_id, name) AS (SELECT * FROM unnest(%(offices)s::bigint[], %(zones)s::text[])),
added AS (
  SELECT t.office_id, t.promised_by_id AS whose, t.what, t.at, t.count, a.since,
         (a.since AT TIME ZONE z.name)::date::timestamp AT TIME ZONE 'UTC' AS today,
         (a.since AT TIME ZONE %(zone)s)::date::timestamp AS upto
    FROM asked a JOIN cases_total t ON t.office_id = a.office_id AND t.is_sum AND NOT t.is_month
    LEFT JOIN zone z ON z.office_id = t.promised_by_id
), entry (office_id, part, what, at, whose, n) AS (
  SELECT office_id, 'waiting', what, CASE WHEN at >= since THEN at END, NULL::bigint, sum(count)
    FROM added WHERE whose IS NULL AND (at IS NULL OR at < since + %(ahead)s)
   GROUP BY 1, 3, 4 HAVING sum(count) <> 0
  UNION ALL
  SELECT office_id, 'waiting', 'undone', NULL, whose, sum(count)
    FROM added WHERE starts_with(what, 'undone:') AND at < today
   GROUP BY 1, 5 HAVING sum(count) <> 0
  UNION ALL
  SELECT office_id, 'promised', what, NULL, whose, sum(count)
    FROM added WHERE whose IS NOT NULL AND at < upto AT TIME ZONE 'UTC'
     AND at >= (upto - interval '12 months') AT TIME ZONE 'UTC'
   GROUP BY 1, 3, 5 HAVING sum(count) <> 0
)"""
#: Sheets of the offices whose totals changed, and those that hold no longer.
WRITE = f"""
WITH asked AS (
  SELECT o.id AS office_id, %(now)s::timestamptz AS since
    FROM offices_office o LEFT JOIN cases_sheet s ON s.office_id = o.id
   WHERE s.office_id IS NULL OR s.until <= %(now)s OR s.since > %(now)s OR s.state <> %(state)s
      OR o.id = ANY(%(changed)s::bigint[])
), {_ENTRIES}
INSERT INTO cases_sheet (office_id, since, until, state, waiting, promised)
SELECT a.office_id, a.since, %(until)s, %(state)s,
  coalesce(jsonb_agg(jsonb_build_array(what, at, whose, n)) FILTER (WHERE part = 'waiting'), '[]'),
  coalesce(jsonb_agg(jsonb_build_array(what, at, whose, n)) FILTER (WHERE part = 'promised'), '[]')
  FROM asked a LEFT JOIN entry USING (office_id) GROUP BY 1, 2
ON CONFLICT (office_id) DO UPDATE SET since = excluded.since, until = excluded.until,
  state = excluded.state, waiting = excluded.waiting, promised = excluded.promised
"""  # noqa: S608  both halves are constants
#: Where a sheet says something else than the totals; sheets of another state are read by nobody.
DIFFERENT = f"""
WITH asked AS (SELECT office_id, since FROM cases_sheet WHERE state = %(state)s), {_ENTRIES},
written AS (
  SELECT s.office_id, p.part, e->>0 AS what, (e->>1)::timestamptz AS at, (e->>2)::bigint AS whose,
         (e->>3)::numeric AS n
    FROM cases_sheet s
   CROSS JOIN LATERAL (VALUES ('waiting', s.waiting), ('promised', s.promised)) p (part, entries)
   CROSS JOIN LATERAL jsonb_array_elements(p.entries) e
   WHERE s.state = %(state)s
), both_sides AS (
  SELECT office_id, part, what, at, whose, n AS kept, 0 AS told FROM written
  UNION ALL
  SELECT office_id, part, what, at, whose, 0, n FROM entry
)
SELECT coalesce(o.code, b.office_id::text), b.part, b.what, coalesce(p.code, b.whose::text, ''),
       b.at, sum(kept), sum(told)
  FROM both_sides b LEFT JOIN offices_office o ON o.id = b.office_id
  LEFT JOIN offices_office p ON p.id = b.whose
 GROUP BY 1, 2, 3, 4, 5 HAVING sum(kept) <> sum(told) ORDER BY 1, 2, 3, 4, 5
"""  # noqa: S608  both halves are constants
#: Both in one statement, so that they are of the same moment.
_READ = """
SELECT s.office_id, s.{part}, NULL, NULL::timestamptz, NULL::bigint, NULL
  FROM cases_sheet s JOIN offices_state i ON i.state = s.state
 WHERE s.office_id = ANY(%(offices)s::bigint[]) AND s.since <= %(now)s AND s.until > %(now)s
UNION ALL
SELECT office_id, NULL, what, at, promised_by_id, sum(count)::bigint FROM cases_total
 WHERE NOT is_sum AND NOT is_month AND office_id = ANY(%(offices)s::bigint[])
 GROUP BY 1, 3, 4, 5
"""
READ = {part: _READ.format(part=part) for part in (WAITING, PROMISED)}


@dataclass(frozen=True)
class Found:
    """What was read, as (office, what, moment, who promised it, how many): `written` on sheets,
    where what lies before today has no moment, and `changed` since then.
    """

    written: list[tuple[int, str, str | None, int | None, int]]
    changed: list[tuple[int, str, datetime | None, int | None, int]]


def read(part: str, offices: Collection[int], now: datetime) -> Found | None:
    """The sheets of these offices; `None` where not all of them have one that holds now."""
    keys = sorted(offices)
    with connection.cursor() as cursor:
        cursor.execute(READ[part], {"offices": keys, "now": now})
        rows = cursor.fetchall()
    sheets = [(office, entries) for office, entries, *_ in rows if entries is not None]
    if len(sheets) != len(keys):
        return None
    written = [(office, *entry) for office, entries in sheets for entry in json.loads(entries)]
    return Found(written, [(row[0], *row[2:]) for row in rows if row[1] is None])


def write(now: datetime, changed: Iterable[int]) -> None:
    """The sheets of these offices, and those that hold no longer. Whoever calls holds the lock of
    the totals.
    """
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {**_asked(now), "changed": sorted(set(changed))})


def differences() -> list[tuple[str, str, str, str, datetime | None, int, int]]:
    """Office, part, name, who promised it, moment, how many a sheet says and totals give."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, _asked(datetime.now(UTC)))
        return cursor.fetchall()


def _asked(now: datetime) -> dict[str, Any]:
    state = state_now()
    with held(state) as institution:
        zones = institution.time_zones
    return {
        "now": now,
        "until": _until(now, {settings.TIME_ZONE, *zones.values()}),
        "state": state,
        "offices": list(zones),
        "zones": list(zones.values()),
        "zone": settings.TIME_ZONE,
        "ahead": AHEAD,
    }


def _until(now: datetime, zones: Iterable[str]) -> datetime:
    """When the next day begins at one of the offices."""
    return min(_tomorrow(now, ZoneInfo(zone)) for zone in zones)


def _tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


# What the figures of a head and a supervisor take from it --------------------------------------


def waiting(
    offices: Collection[int], now: datetime, week: timedelta, days: Mapping[int, date]
) -> Iterator[tuple[int, str, int]] | None:
    """Of each office (of the one that promised it), what waits, by name, and how many: "late",
    "week", "extension", "unserved" and "undone". `days` are what day it is at each of them.
    """
    found = read(WAITING, offices, now)
    return None if found is None else _waiting(found, now, week, days)


def _waiting(
    found: Found, now: datetime, week: timedelta, days: Mapping[int, date]
) -> Iterator[tuple[int, str, int]]:
    for office, what, at, whose, n in found.written:
        if what == "due":
            due = datetime.fromisoformat(at) if at else None
            if due is None or due <= now + week:
                yield office, "late" if due is None or due <= now else "week", n
        elif whose is None or whose in days:
            yield whose or office, what, n
    for office, what, moment, whose, n in found.changed:
        if what == "due":
            if moment is not None and moment <= now + week:
                yield office, "late" if moment <= now else "week", n
        elif whose is None:
            yield office, what, n
        elif whose in days and what.startswith("undone:") and _day(moment) < days[whose]:
            yield whose, "undone", n


def _day(moment: datetime | None) -> date:
    """The day of a promise, of which totals keep the moment."""
    return moment.astimezone(UTC).date() if moment else date.max


def promised(
    offices: Collection[int], now: datetime, first: datetime, upto: datetime
) -> list[tuple[int, str, int]] | None:
    """By who promised it and the name of its total, what was promised for a day of twelve months,
    which begin and end at these moments.
    """
    found = read(PROMISED, offices, now)
    if found is None:
        return None
    changed = [
        (whose, what, n)
        for _office, what, at, whose, n in found.changed
        if whose is not None and at is not None and first <= at < upto
    ]
    written = [(whose, what, n) for _office, what, _at, whose, n in found.written]
    return [(whose, what, n) for whose, what, n in (*written, *changed) if whose is not None]
