"""Reading the limits of a pack: what runs, until when, what extends or stops it, and what is done
about one that nears its end.
"""

from collections.abc import Mapping

from .pack_reader import Reader, Table, cite_in, unique
from .procedure import (
    Citation,
    Extension,
    Follow,
    Lapse,
    Limit,
    LimitKind,
    Pause,
    Rung,
    Stage,
    Step,
    Unit,
)

_LIMIT_KEYS = {"id", "kind", "name", "amount", "unit", "runs_from", "stops_at", "cite", "levels",
               "rolls", "roll_cite", "extension", "pause", "lapse", "follows"}  # fmt: skip


def read_limits(
    reader: Reader,
    table: Table,
    stages: Mapping[str, Stage],
    steps: Mapping[str, Step],
    cites: Mapping[str, Citation],
) -> dict[str, Limit]:
    def make(place: str, row: Table) -> Limit:
        reader.known(row, _LIMIT_KEYS, place)
        for key in ("runs_from", "stops_at"):
            for name in reader.names(row, key, place):
                reader.reference(name, steps, f"{place}.{key}")
        rolls = reader.switch(row, "rolls", place)
        return Limit(
            id=reader.string(row, "id", place),
            kind=reader.choice(row, "kind", place, LimitKind, LimitKind.DUTY),
            name=reader.text(row, "name", place),
            amount=reader.number(row, "amount", place),
            unit=reader.choice(row, "unit", place, Unit, None),
            runs_from=frozenset(reader.names(row, "runs_from", place)),
            stops_at=frozenset(reader.names(row, "stops_at", place)),
            citation=cite_in(reader, row, place, cites),
            levels=reader.levels(row, "levels", place),
            rolls=rolls,
            roll_citation=cite_in(reader, row, place, cites, "roll_cite") if rolls else None,
            extension=_extension(reader, row, place, steps, cites),
            pause=_pause(reader, row, place, steps, cites),
            lapse=_lapse(reader, row, place, stages),
            follows=read_follows(reader, row, place, cites),
        )

    return unique(reader, reader.tables(table, "limit"), make)  # type: ignore[no-any-return]


def read_follows(
    reader: Reader, row: Table, place: str, cites: Mapping[str, Citation]
) -> tuple[Rung, ...]:
    """The ladder. A plain name stands for the day after."""
    rows, place = row.get("follows", []), f"{place}.follows"
    if not isinstance(rows, list):
        reason = {"en": "“follows” must be a list.", "zh": "“follows”必须是列表。"}
        reader.report(place, reason)
        return ()
    return tuple(_rung(reader, item, place, cites) for item in rows)


def _rung(reader: Reader, item: object, place: str, cites: Mapping[str, Citation]) -> Rung:
    if not isinstance(item, dict):
        return Rung(reader.one_of(item, place, Follow), after=1)
    reader.known(item, {"do", "before", "after", "cite"}, place)
    if ("before" in item) == ("after" in item):
        reason = {"en": "Say either “before” or “after” the last day.",
                  "zh": "“before”（最后一天之前）与“after”（之后）须写明且只写一项。"}  # fmt: skip
        reader.report(place, reason)
    return Rung(
        follow=reader.one_of(item.get("do"), f"{place}.do", Follow),
        before=reader.number(item, "before", place) if "before" in item else 0,
        after=reader.number(item, "after", place) if "after" in item else 0,
        citation=cite_in(reader, item, place, cites) if "cite" in item else None,
    )


def _extension(
    reader: Reader,
    row: Table,
    place: str,
    steps: Mapping[str, Step],
    cites: Mapping[str, Citation],
) -> Extension | None:
    table = reader.inner(row, "extension", place)
    if table is None:
        return None
    place = f"{place}.extension"
    reader.known(table, {"ask", "grant", "max", "times", "cite"}, place)
    no_cap = {"en": "An extension without a cap: give its greatest length in “max”.",
              "zh": "延期没有上限：请在“max”中写明最长延长多少。"}  # fmt: skip
    ask, grant = (_step_name(reader, table, key, place, steps) for key in ("ask", "grant"))
    return Extension(
        ask=ask,
        grant=grant,
        max_amount=reader.number(table, "max", place, no_cap),
        times=reader.number({"times": 1, **table}, "times", place),
        citation=cite_in(reader, table, place, cites),
    )


def _step_name(
    reader: Reader, table: Table, key: str, place: str, steps: Mapping[str, Step]
) -> str:
    name = reader.string(table, key, place)
    if name:
        reader.reference(name, steps, f"{place}.{key}")
    return name


def _pause(
    reader: Reader,
    row: Table,
    place: str,
    steps: Mapping[str, Step],
    cites: Mapping[str, Citation],
) -> Pause | None:
    table = reader.inner(row, "pause", place)
    if table is None:
        return None
    place = f"{place}.pause"
    reader.known(table, {"pause", "resume", "max_days", "reasons", "cite"}, place)
    no_cap = {"en": "A pause without a cap: give its greatest length in “max_days”.",
              "zh": "中止计时没有上限：请在“max_days”中写明最长多少天。"}  # fmt: skip
    pause, resume = (_step_name(reader, table, key, place, steps) for key in ("pause", "resume"))
    reasons = reader.inner(table, "reasons", place) or {}
    if not reasons:
        reason = {"en": "Give at least one ground on which the clock may stop.",
                  "zh": "请至少写明一种可以中止计时的情形。"}  # fmt: skip
        reader.report(f"{place}.reasons", reason)
    return Pause(
        pause=pause,
        resume=resume,
        max_days=reader.number(table, "max_days", place, no_cap),
        reasons={key: reader.text(reasons, key, f"{place}.reasons") for key in reasons},
        citation=cite_in(reader, table, place, cites),
    )


def _lapse(reader: Reader, row: Table, place: str, stages: Mapping[str, Stage]) -> Lapse | None:
    table = reader.inner(row, "lapse", place)
    if table is None:
        return None
    place = f"{place}.lapse"
    reader.known(table, {"from", "to"}, place)
    names = reader.names(table, "from", place)
    target = reader.string(table, "to", place)
    for name in (*names, target):
        reader.reference(name, stages, place)
    return Lapse(frozenset(names), target)
