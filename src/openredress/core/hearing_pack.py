"""Reading what a pack says about hearings: its table `[hearing]`."""

from collections.abc import Callable, Mapping

from .pack_reader import Reader, Table
from .procedure import Citation, Level, Limit, Role
from .sitting import GROUND, Sitting

_KEYS = {"asked_by", "levels", "answer_days", "notice_days", "minutes_days", "panel", "not_counted",
         "decision_answers", "cite", "count_cite"}  # fmt: skip
#: Who can ask for a hearing, or order one.
_ASKERS = (Role.PETITIONER, Role.HEAD, Role.SUPERVISOR)


def read_hearing(
    reader: Reader,
    table: Table,
    levels: Mapping[int, Level],
    limits: Mapping[str, Limit],
    cite: Callable[[Table, str, str], Citation],
) -> Sitting | None:
    row, place = reader.inner(table, "hearing", "pack"), "hearing"
    if row is None:
        return None
    reader.known(row, _KEYS, place)
    found = Sitting(
        asked_by=_askers(reader, row),
        levels=_levels(reader, row, "levels", levels),
        answer_days=reader.number(row, "answer_days", place),
        notice_days=reader.number(row, "notice_days", place),
        minutes_days=reader.number(row, "minutes_days", place),
        panel=reader.number(row, "panel", place),
        citation=cite(row, place, "cite"),
        not_counted=_levels(reader, row, "not_counted", levels)
        if "not_counted" in row
        else frozenset(),
        count_citation=cite(row, place, "count_cite") if "not_counted" in row else None,
        decision_answers=reader.switch(row, "decision_answers", place),
    )
    _examine(reader, found, limits)
    return found


def _askers(reader: Reader, row: Table) -> frozenset[Role]:
    names = reader.names(row, "asked_by", "hearing")
    if not names or not set(names) <= set(_ASKERS):
        options = ", ".join(_ASKERS)
        reason = {"en": f"Say who may ask for a hearing or order one: {options}.",
                  "zh": f"请写明谁可以申请或者决定听证：{options}。"}  # fmt: skip
        reader.report("hearing.asked_by", reason)
    return frozenset(role for role in _ASKERS if role in names)


def _levels(reader: Reader, row: Table, key: str, levels: Mapping[int, Level]) -> frozenset[int]:
    found = reader.levels(row, key, "hearing")
    for number in sorted(found - levels.keys()):
        reason = {"en": f"There is no level {number}.", "zh": f"没有第 {number} 级。"}
        reader.report(f"hearing.{key}", reason)
    return found


def _examine(reader: Reader, found: Sitting, limits: Mapping[str, Limit]) -> None:
    """A clock stands still only where a limit of the level says that it may, for a hearing."""
    for level in sorted(found.not_counted - found.levels):
        reason = {"en": f"There is no hearing at level {level}: leave it out of “not_counted”.",
                  "zh": f"第 {level} 级没有听证：请从“not_counted”中删去。"}  # fmt: skip
        reader.report("hearing.not_counted", reason)
    for level in sorted(found.not_counted & found.levels):
        if not any(
            level in limit.levels and limit.pause and GROUND in limit.pause.reasons
            for limit in limits.values()
        ):
            reason = {
                "en": f"No limit of level {level} has a pause with the ground “{GROUND}”.",
                "zh": f"第 {level} 级没有以“{GROUND}”为由中止计时的期限。",
            }
            reader.report("hearing.not_counted", reason)
    if found.panel < 2:
        reason = {"en": "A panel has two people at least.", "zh": "听证组至少两人。"}
        reader.report("hearing.panel", reason)
