"""Reading what a pack says about people who come together: its table `[reception]`."""

from collections.abc import Callable
from itertools import pairwise

from .duty import read_within
from .pack_reader import Reader, Table
from .procedure import Citation
from .standard import USUAL, Capacity, Meets, Standard


def read_reception(
    reader: Reader, table: Table, cite: Callable[[Table, str], Citation]
) -> Standard:
    row = reader.inner(table, "reception", "pack")
    if row is None:
        return USUAL
    reader.known(row, {"cite", "climbs_within", "group"}, "reception")
    meets = tuple(_meets(reader, each) for _place, each in reader.tables(row, "group"))
    _examine(reader, meets)
    climbs = _minutes(reader, row, "climbs_within", "reception")
    return Standard(meets, climbs, cite(row, "reception"))


def _meets(reader: Reader, row: Table) -> Meets:
    place = "reception.group"
    reader.known(row, {"from", "who", "within"}, place)
    return Meets(
        reader.number(row, "from", place),
        reader.choice(row, "who", place, Capacity, None),
        _minutes(reader, row, "within", place),
    )


def _minutes(reader: Reader, row: Table, key: str, place: str) -> int:
    """People stand at the door: their time runs by the clock and is no longer than two hours."""
    found = read_within(str(row.get(key, "")))
    if found is not None and not found.in_office_hours and found.minutes <= 120:
        return found.minutes
    reason = {
        "en": f"“{row.get(key, '')}” is not such a time. Write “30 minutes”, at most 2 hours.",
        "zh": f"“{row.get(key, '')}”不是可用的时间。请写作“30 minutes”，最长两小时。",
    }
    reader.report(f"{place}.{key}", reason)
    return 30


def _examine(reader: Reader, meets: tuple[Meets, ...]) -> None:
    """More people are never met by somebody lower."""
    ordered = sorted(meets, key=lambda m: m.people)
    for below, above in pairwise(ordered):
        if below.people == above.people or above.who.height < below.who.height:
            reason = {
                "en": f"From {above.people} people on, somebody lower would come than from "
                f"{below.people} on, or it is said twice.",
                "zh": f"满 {above.people} 人时出面的人不得低于满 {below.people} 人时，"
                "也不得重复规定。",
            }
            reader.report("reception.group", reason)
    if not meets:
        reason = {"en": "Say from how many people on who comes out to them: [[reception.group]].",
                  "zh": "请写明满多少人由谁出面接待：[[reception.group]]。"}  # fmt: skip
        reader.report("reception.group", reason)
