"""What needs no server: days that are counted, and rows that are taken in.

Rates are by processor time of one core, which holds on a busy machine, too; PostgreSQL's own is
left out.
"""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from .measure import Rate

#: Working days of the longest limits: an answer in China, and one with an extension.
LENGTHS = (15, 60)
STARTS = 1500


def measured(rows: int) -> Iterator[Rate]:
    yield from _days()
    yield _taken_in(rows)


def _by_processor(name: str, do: Callable[[], int]) -> Rate:
    began = time.process_time()
    count = max(do(), 1)
    each = max(time.process_time() - began, 1e-9) / count
    return Rate(name, 1 / each, each * 1000, 0, count)


def _days() -> Iterator[Rate]:
    """Days of an answer, ours beside the package that the calendars come from."""
    import holidays

    from openredress.core.clock import calculate
    from openredress.core.procedure import Unit
    from openredress.offices.calendars import calendar_for

    calendar = calendar_for("CN", "Asia/Shanghai")
    theirs = holidays.country_holidays("CN", years=range(2018, 2032))
    first = date(2019, 1, 1)
    asked = [
        (first + timedelta(days=2 * n), length)
        for n, length in zip(range(STARTS), cycle(LENGTHS), strict=False)
    ]
    limits = {length: _limit(length, Unit.WORKING_DAYS) for length in LENGTHS}
    told: dict[str, list[Any]] = {}

    def ours() -> int:
        told["ours"] = [calculate(limits[length], day, calendar).due_on() for day, length in asked]
        return len(asked)

    def alone() -> int:
        told["alone"] = [calendar.working_day(length, day) for day, length in asked]
        return len(asked)

    def package() -> int:
        told["theirs"] = [theirs.get_nth_working_day(day, length) for day, length in asked]
        return len(asked)

    ours()  # What a process reckons once.
    yield _by_processor("limits", ours)
    yield _by_processor("days", alone)
    yield _by_processor("days-holidays", package)
    if not told["ours"] == told["alone"] == told["theirs"]:
        raise RuntimeError("The two do not count the same days.")


def _limit(amount: int, unit: Any) -> Any:
    from openredress.core.procedure import Citation, Limit, LimitKind

    cited = Citation({"en": "Art. 1"}, {"en": "An answer has its time."})
    return Limit("answer", LimitKind.DUTY, {"en": "Answer"}, amount, unit, frozenset({"filed"}),
                 frozenset({"answered"}), cited)  # fmt: skip


def _taken_in(rows: int) -> Rate:
    from tests.ops.test_import import HEADER, MAP, ROW

    from openredress.ops.importing.maps import read_map
    from openredress.ops.importing.run import Reports, load

    with tempfile.TemporaryDirectory(prefix="openredress-bench-") as folder:
        table, map_file = Path(folder) / "old.csv", Path(folder) / "map.toml"
        map_file.write_text(MAP, encoding="utf-8")
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows({**ROW, "no": str(n)} for n in range(rows))

        def take() -> int:
            quiet = Reports(lambda row, why: None, lambda row, what: None)
            done = load(table, read_map(map_file), datetime.now(UTC), lambda opened: quiet)
            if done.loaded != rows:
                raise RuntimeError(f"{done.loaded} of {rows} rows were loaded.")
            return rows

        return _by_processor("import", take)
