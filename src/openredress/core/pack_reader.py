"""Reading the tables of a procedure pack: what every part of one is read with.

A reader collects problems, so that one reading reports them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from .procedure import Basis, Citation
from .text import LANGUAGES, Text

E = TypeVar("E", bound=StrEnum)
Table = dict[str, Any]
_NO_CITATION = Citation({"en": ""}, {"en": ""}, Basis.PRACTICE)


@dataclass(frozen=True)
class Problem:
    """Why a pack is refused: `place` names the table and key, `reason` what is wrong there."""

    file: str
    place: str
    reason: Text


class BadPack(ValueError):  # noqa: N818  the word the operator reads
    """A pack that is refused. `problems` lists everything that was found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.file}: {p.place}: {p.reason['en']}" for p in problems))


class Reader:
    """Collects problems while the tables are read, so that one reading reports them all."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, place: str, reason: Text) -> None:
        self.problems.append(Problem(self.file, place, reason))

    def known(self, table: Table, keys: Iterable[str], place: str) -> None:
        for key in sorted(table.keys() - set(keys)):
            reason = {"en": f"The key “{key}” is not known here.", "zh": f"此处没有“{key}”这一项。"}
            self.report(f"{place}.{key}", reason)

    def text(self, table: Table, key: str, place: str) -> Text:
        value = table.get(key)
        if isinstance(value, dict) and any(value.get(code) for code in LANGUAGES):
            return {code: str(value[code]) for code in LANGUAGES if value.get(code)}
        reason = {
            "en": f"“{key}” is missing: give {key}.en and {key}.zh.",
            "zh": f"缺少“{key}”：请写明 {key}.en 和 {key}.zh。",
        }
        self.report(f"{place}.{key}", reason)
        return {"en": "", "zh": ""}

    def string(self, table: Table, key: str, place: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        reason = {"en": f"“{key}” must be given as text.", "zh": f"“{key}”必须填写文字。"}
        self.report(f"{place}.{key}", reason)
        return ""

    def number(self, table: Table, key: str, place: str, what: Text | None = None) -> int:
        value = table.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        reason = what or {
            "en": f"“{key}” must be a whole number above 0.",
            "zh": f"“{key}”必须是大于 0 的整数。",
        }
        self.report(f"{place}.{key}", reason)
        return 1

    def choice(self, table: Table, key: str, place: str, kind: type[E], default: E | None) -> E:
        return self.one_of(table.get(key, default), f"{place}.{key}", kind)

    def one_of(self, value: object, place: str, kind: type[E]) -> E:
        try:
            return kind(str(value))
        except ValueError:
            options = ", ".join(kind)
            given = "" if value is None else value
            reason = {
                "en": f"“{given}” is not one of: {options}.",
                "zh": f"“{given}”不在可选范围内：{options}。",
            }
            self.report(place, reason)
            return next(iter(kind))

    def names(self, table: Table, key: str, place: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        reason = {"en": f"“{key}” must be a list of names.", "zh": f"“{key}”必须是名称列表。"}
        self.report(f"{place}.{key}", reason)
        return ()

    def inner(self, table: Table, key: str, place: str) -> Table | None:
        """The table under `key`; `None` when there is none, or something else."""
        value = table.get(key)
        if value is None or isinstance(value, dict):
            return value
        reason = {"en": f"“{key}” must be a table of its own.", "zh": f"“{key}”必须是一个表。"}
        self.report(f"{place}.{key}", reason)
        return None

    def switch(self, table: Table, key: str, place: str) -> bool:
        value = table.get(key, False)
        if isinstance(value, bool):
            return value
        reason = {"en": f"“{key}” must be true or false.", "zh": f"“{key}”必须是 true 或 false。"}
        self.report(f"{place}.{key}", reason)
        return False

    def levels(self, table: Table, key: str, place: str) -> frozenset[int]:
        value = table.get(key, [1])
        if isinstance(value, list) and value and all(type(item) is int for item in value):
            return frozenset(value)
        reason = {"en": f"“{key}” must be a list of numbers.", "zh": f"“{key}”必须是数字列表。"}
        self.report(f"{place}.{key}", reason)
        return frozenset({1})

    def tables(self, table: Table, key: str) -> list[tuple[str, Table]]:
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            reason = {"en": f"Write each one as [[{key}]].", "zh": f"每一项请写作 [[{key}]]。"}
            self.report(key, reason)
            return []
        return [(f"{key} “{row.get('id', row.get('number', i + 1))}”", row)
                for i, row in enumerate(rows)]  # fmt: skip

    def reference(self, name: str, among: Mapping[Any, Any], place: str) -> None:
        if name not in among:
            reason = {"en": f"“{name}” is not defined in this pack.",
                      "zh": f"本程序包中没有定义“{name}”。"}  # fmt: skip
            self.report(place, reason)


def unique(reader: Reader, rows: list[tuple[str, Table]], make: Callable[[str, Table], Any]) -> Any:
    found: dict[Any, Any] = {}
    for place, row in rows:
        item = make(place, row)
        key = getattr(item, "id", None) or getattr(item, "number", None)
        if key in found:
            reader.report(place, {"en": "It is defined twice.", "zh": "重复定义。"})
        found[key] = item
    return found


def cite_in(
    reader: Reader, row: Table, place: str, known: Mapping[str, Citation], key: str = "cite"
) -> Citation:
    name = reader.string(row, key, place)
    if name:
        reader.reference(name, known, f"{place}.{key}")
    return known.get(name, _NO_CITATION)
