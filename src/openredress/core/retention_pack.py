"""Reading what a pack says about keeping and erasing: its table `[retention]`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .facts import Outcome
from .keeping import answer_limit, roughly
from .pack_reader import Reader, Table
from .procedure import (
    AtOnce,
    Citation,
    Door,
    Keeping,
    Period,
    Retention,
    Span,
    Unit,
)

Cite = Callable[[Table, str], Citation]

_KEYS = {"keep", "cite", "warn", "warn_cite", "outcomes", "longer", "request"}


def read_retention(
    reader: Reader, table: Table, doors: Mapping[str, Door], cite: Cite
) -> Retention | None:
    row = reader.inner(table, "retention", "pack")
    if row is None:
        return None
    place = "retention"
    reader.known(row, _KEYS, place)
    keep = Keeping(_period(reader, row, "keep", place), cite(row, place))
    warn = _period(reader, row, "warn", place)
    by_outcome = _by_outcome(reader, row, cite)
    for kept in (keep, *by_outcome.values()):
        if roughly(warn) >= roughly(kept.period):
            reason = {"en": "The warning would come before the case has ended: warn later.",
                      "zh": "提醒会早于事项办结：请缩短提前提醒的时间。"}  # fmt: skip
            reader.report("retention.warn", reason)
            break
    longer, times = _longer(reader, row, cite)
    return Retention(
        keep=keep,
        warn=warn,
        citation=cite({"cite": row.get("warn_cite", row.get("cite"))}, place),
        by_outcome=by_outcome,
        longer=longer,
        times=times,
        **_request(reader, row, doors, cite),
    )


def _period(reader: Reader, row: Table, key: str, place: str) -> Period:
    """`{ years = 5 }`: one unit, and how many of it."""
    inner = reader.inner(row, key, place) or {}
    units = [unit for unit in Span if unit in inner]
    if len(units) != 1 or len(inner) != 1:
        reason = {"en": f"Say how long in “{key}”: days, months or years, one of them.",
                  "zh": f"请在“{key}”中写明多长：days、months、years 三者之一。"}  # fmt: skip
        reader.report(f"{place}.{key}", reason)
        return Period(1, Span.YEARS)
    return Period(reader.number(inner, units[0], f"{place}.{key}"), units[0])


def _by_outcome(reader: Reader, row: Table, cite: Cite) -> dict[str, Keeping]:
    rows = reader.inner(row, "outcomes", "retention") or {}
    found = {}
    for name in rows:
        place = f"retention.outcomes.{name}"
        reader.one_of(name, place, Outcome)
        inner = reader.inner(rows, name, "retention.outcomes") or {}
        reader.known(inner, {"keep", "cite"}, place)
        found[name] = Keeping(_period(reader, inner, "keep", place), cite(inner, place))
    return found


def _longer(reader: Reader, row: Table, cite: Cite) -> tuple[Keeping | None, int]:
    inner = reader.inner(row, "longer", "retention")
    if inner is None:
        return None, 0
    place = "retention.longer"
    reader.known(inner, {"keep", "times", "cite"}, place)
    keeping = Keeping(_period(reader, inner, "keep", place), cite(inner, place))
    return keeping, reader.number({"times": 1, **inner}, "times", place)


def _request(reader: Reader, row: Table, doors: Mapping[str, Door], cite: Cite) -> dict[str, Any]:
    place = "retention.request"
    inner = reader.inner(row, "request", "retention")
    if inner is None:
        reason = {"en": "Say in [retention.request] what may be erased when somebody asks.",
                  "zh": "请在 [retention.request] 中写明本人申请时可以删除什么。"}  # fmt: skip
        reader.report(place, reason)
        inner = {}
    reader.known(inner, {"at_once", "amount", "unit", "cite", "must_keep", "doors"}, place)
    names = reader.names(inner, "doors", place)
    for name in names:
        reader.reference(name, doors, f"{place}.doors")
    unit = reader.choice(inner, "unit", place, Unit, None)
    return {
        "answer": answer_limit(reader.number(inner, "amount", place), unit, cite(inner, place)),
        "at_once": frozenset(_at_once(reader, inner, place)),
        "must_keep": reader.text(inner, "must_keep", place),
        "doors": names,
    }


def _at_once(reader: Reader, row: Table, place: str) -> Iterable[AtOnce]:
    for name in reader.names(row, "at_once", place):
        yield reader.one_of(name, f"{place}.at_once", AtOnce)
