"""Reading a procedure pack: TOML in, a frozen `Procedure` out, or every problem that it has.

A bad pack is refused when it is read, with file, place and reason, so that no case can ever be
filed under a law that has a dead end in it.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from .duty import USUAL, Within, read_within
from .findings import WORDS
from .hearing_pack import read_hearing
from .procedure import (
    Act,
    Answering,
    Basis,
    Citation,
    Door,
    Extension,
    Follow,
    GoesTo,
    Grouping,
    Lapse,
    Level,
    Limit,
    LimitKind,
    Pause,
    Procedure,
    RemedyRules,
    Role,
    Rung,
    Stage,
    StageKind,
    Step,
    Supervising,
    Unit,
)
from .reception_pack import read_reception
from .retention_pack import read_retention
from .rungs import read_mediation
from .soundness import examine
from .text import LANGUAGES, Text

E = TypeVar("E", bound=StrEnum)
Table = dict[str, Any]


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


def read_pack(text: str, file: str = "pack.toml") -> Procedure:
    """The procedure that `text` (TOML) describes.

    Raises `BadPack` with every problem found. `digest` is the SHA-256 of the text in hex: it
    names this very version for ever.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = {"en": f"This is not valid TOML: {error}.", "zh": f"不是有效的 TOML：{error}。"}
        raise BadPack((Problem(file, "TOML", reason),)) from error
    reader = _Reader(file)
    procedure = _procedure(reader, table, hashlib.sha256(text.encode()).hexdigest())
    if not reader.problems:
        for finding in examine(procedure):
            reader.report(finding.place, WORDS[finding.code](finding))
    if reader.problems:
        raise BadPack(tuple(reader.problems))
    return procedure


class _Reader:
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


_TOP = {"id", "version", "name", "law", "calendar", "confirm", "citation", "stage", "step",
        "limit", "level", "door", "remedies", "retention", "exclusion", "supervision", "group",
        "reception", "hearing", "mediation",
        "acknowledge_within", "acknowledge_urgent_within"}  # fmt: skip
_STAGES = {"open": {StageKind.OPEN}, "not-final": {StageKind.OPEN, StageKind.ENDED},
           "any": set(StageKind)}  # fmt: skip
_NO_CITATION = Citation({"en": ""}, {"en": ""}, Basis.PRACTICE)


def _procedure(reader: _Reader, table: Table, digest: str) -> Procedure:
    reader.known(table, _TOP, "pack")
    citations = _citations(reader, table)
    doors = _doors(reader, table, citations)
    stages = _stages(reader, table, doors)
    steps = _steps(reader, table, stages, citations)
    limits = _limits(reader, table, stages, steps, citations)
    acknowledge = _within(reader, table, "acknowledge_within", USUAL)
    levels = _levels(reader, table, stages, steps)
    for step in steps.values():
        if step.within:
            reader.reference(step.within, limits, f"step “{step.id}”.within")
    return Procedure(
        id=reader.string(table, "id", "pack"),
        version=reader.number(table, "version", "pack"),
        name=reader.text(table, "name", "pack"),
        law=reader.text(table, "law", "pack"),
        calendar=reader.string(table, "calendar", "pack"),
        stages=stages,
        steps=steps,
        limits=limits,
        levels=levels,
        doors=doors,
        digest=digest,
        remedies_follow=_remedies_follow(reader, table, citations),
        remedies=_remedies(reader, table, citations),
        exclusion=_exclusion(reader, table, citations),
        supervision=_supervision(reader, table, citations),
        group=_grouping(reader, table, citations),
        acknowledge=acknowledge,
        acknowledge_urgent=_within(reader, table, "acknowledge_urgent_within", acknowledge),
        confirm=tuple(reader.text({"confirm": row}, "confirm", "pack")
                      for _place, row in reader.tables(table, "confirm")),
        reception=read_reception(
            reader, table, lambda row, place: _cite(reader, row, place, citations)
        ),
        hearing=read_hearing(
            reader, table, levels, limits,
            lambda row, place, key: _cite(reader, row, place, citations, key),
        ),
        mediation=read_mediation(
            reader, table, stages, steps,
            lambda row, place, key: _cite(reader, row, place, citations, key),
        ),
        retention=read_retention(
            reader, table, doors, lambda row, place: _cite(reader, row, place, citations)
        ),
    )  # fmt: skip


def _within(reader: _Reader, table: Table, key: str, default: Within) -> Within:
    """How long somebody who is alerted has to say that they have it in hand."""
    if key not in table:
        return default
    found = read_within(str(table[key]))
    if found is not None:
        return found
    reason = {
        "en": f"“{table[key]}” is not such a time. Write “30 minutes”, “2 hours” or "
        "“4 office hours”, at most 14 days.",
        "zh": f"“{table[key]}”不是可用的时间。请写作“30 minutes”“2 hours”或“4 office hours”，"
        "最长十四天。",
    }
    reader.report(f"pack.{key}", reason)
    return default


def _unique(
    reader: _Reader, rows: list[tuple[str, Table]], make: Callable[[str, Table], Any]
) -> Any:
    found: dict[Any, Any] = {}
    for place, row in rows:
        item = make(place, row)
        key = getattr(item, "id", None) or getattr(item, "number", None)
        if key in found:
            reader.report(place, {"en": "It is defined twice.", "zh": "重复定义。"})
        found[key] = item
    return found


def _citations(reader: _Reader, table: Table) -> dict[str, Citation]:
    found = {}
    rows = reader.inner(table, "citation", "pack") or {}
    for key in rows:
        place = f"citation “{key}”"
        row = reader.inner(rows, key, "citation") or {}
        reader.known(row, {"article", "text", "basis"}, place)
        found[key] = Citation(
            reader.text(row, "article", place),
            reader.text(row, "text", place),
            reader.choice(row, "basis", place, Basis, Basis.LAW),
        )
    return found


def _cite(
    reader: _Reader, row: Table, place: str, known: Mapping[str, Citation], key: str = "cite"
) -> Citation:
    name = reader.string(row, key, place)
    if name:
        reader.reference(name, known, f"{place}.{key}")
    return known.get(name, _NO_CITATION)


def _doors(reader: _Reader, table: Table, cites: Mapping[str, Citation]) -> dict[str, Door]:
    def make(place: str, row: Table) -> Door:
        reader.known(row, {"id", "name", "where", "how", "by_when", "cite"}, place)
        texts = {key: reader.text(row, key, place) for key in ("name", "where", "how", "by_when")}
        cite = _cite(reader, row, place, cites)
        return Door(id=reader.string(row, "id", place), citation=cite, **texts)

    return _unique(reader, reader.tables(table, "door"), make)  # type: ignore[no-any-return]


def _stages(reader: _Reader, table: Table, doors: Mapping[str, Door]) -> dict[str, Stage]:
    def make(place: str, row: Table) -> Stage:
        reader.known(row, {"id", "name", "plain", "level", "kind", "doors"}, place)
        names = reader.names(row, "doors", place)
        for name in names:
            reader.reference(name, doors, f"{place}.doors")
        return Stage(
            id=reader.string(row, "id", place),
            name=reader.text(row, "name", place),
            plain=reader.text(row, "plain", place),
            level=reader.number({"level": 1, **row}, "level", place),
            kind=reader.choice(row, "kind", place, StageKind, StageKind.OPEN),
            doors=names,
        )

    return _unique(reader, reader.tables(table, "stage"), make)  # type: ignore[no-any-return]


_STEP_KEYS = {"id", "act", "actors", "from", "to", "name", "does", "cite", "within"}


def _steps(
    reader: _Reader, table: Table, stages: Mapping[str, Stage], cites: Mapping[str, Citation]
) -> dict[str, Step]:
    def make(place: str, row: Table) -> Step:
        reader.known(row, _STEP_KEYS, place)
        step_id = reader.string(row, "id", place)
        begins = _from(reader, row, place, stages)
        return Step(
            id=step_id,
            act=reader.choice({"act": step_id, **row}, "act", place, Act, None),
            actors=_actors(reader, row, place),
            stages=begins,
            to=_to(reader, row, place, begins, stages),
            name=reader.text(row, "name", place),
            does=reader.text(row, "does", place),
            citation=_cite(reader, row, place, cites),
            within=reader.string(row, "within", place, ""),
        )

    return _unique(reader, reader.tables(table, "step"), make)  # type: ignore[no-any-return]


def _actors(reader: _Reader, row: Table, place: str) -> frozenset[Role]:
    names = reader.names(row, "actors", place)
    if not names:
        reason = {"en": "A step without an actor: say who may take it.",
                  "zh": "步骤没有办理主体：请写明谁可以办理。"}  # fmt: skip
        reader.report(f"{place}.actors", reason)
    return frozenset(reader.one_of(name, f"{place}.actors", Role) for name in names)


def _from(reader: _Reader, row: Table, place: str, stages: Mapping[str, Stage]) -> frozenset[str]:
    value = row.get("from", [])
    if isinstance(value, str) and value in _STAGES:
        return frozenset(s.id for s in stages.values() if s.kind in _STAGES[value])
    names = reader.names(row, "from", place)
    for name in names:
        reader.reference(name, stages, f"{place}.from")
    return frozenset(names)


def _to(
    reader: _Reader, row: Table, place: str, begins: frozenset[str], stages: Mapping[str, Stage]
) -> dict[str, str]:
    value = row.get("to", {})
    if isinstance(value, str):
        targets = dict.fromkeys(sorted(begins), value)
    else:
        inner = reader.inner(row, "to", place) or {}
        targets = {origin: reader.string(inner, origin, f"{place}.to") for origin in inner}
    for origin, target in targets.items():
        reader.reference(origin, stages, f"{place}.to")
        reader.reference(target, stages, f"{place}.to")
    return targets


_LIMIT_KEYS = {"id", "kind", "name", "amount", "unit", "runs_from", "stops_at", "cite", "levels",
               "rolls", "roll_cite", "extension", "pause", "lapse", "follows"}  # fmt: skip


def _limits(
    reader: _Reader,
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
            citation=_cite(reader, row, place, cites),
            levels=reader.levels(row, "levels", place),
            rolls=rolls,
            roll_citation=_cite(reader, row, place, cites, "roll_cite") if rolls else None,
            extension=_extension(reader, row, place, steps, cites),
            pause=_pause(reader, row, place, steps, cites),
            lapse=_lapse(reader, row, place, stages),
            follows=_follows(reader, row, place, cites),
        )

    return _unique(reader, reader.tables(table, "limit"), make)  # type: ignore[no-any-return]


def _follows(
    reader: _Reader, row: Table, place: str, cites: Mapping[str, Citation]
) -> tuple[Rung, ...]:
    """The ladder. A plain name stands for the day after."""
    rows, place = row.get("follows", []), f"{place}.follows"
    if not isinstance(rows, list):
        reason = {"en": "“follows” must be a list.", "zh": "“follows”必须是列表。"}
        reader.report(place, reason)
        return ()
    return tuple(_rung(reader, item, place, cites) for item in rows)


def _rung(reader: _Reader, item: object, place: str, cites: Mapping[str, Citation]) -> Rung:
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
        citation=_cite(reader, item, place, cites) if "cite" in item else None,
    )


def _remedies_follow(
    reader: _Reader, table: Table, cites: Mapping[str, Citation]
) -> tuple[Rung, ...]:
    row = reader.inner(table, "remedies", "pack") or {}
    reader.known(row, {"follows", "answer_days", "settle_days", "cite"}, "remedies")
    return _follows(reader, row, "remedies", cites)


def _remedies(
    reader: _Reader, table: Table, cites: Mapping[str, Citation]
) -> RemedyRules | None:  # fmt: skip
    row = reader.inner(table, "remedies", "pack") or {}
    if not {"answer_days", "settle_days", "cite"} & set(row):
        return None
    return RemedyRules(
        answer_days=reader.number(row, "answer_days", "remedies"),
        settle_days=reader.number(row, "settle_days", "remedies"),
        citation=_cite(reader, row, "remedies", cites),
    )


def _extension(
    reader: _Reader,
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
        citation=_cite(reader, table, place, cites),
    )


def _step_name(
    reader: _Reader, table: Table, key: str, place: str, steps: Mapping[str, Step]
) -> str:
    name = reader.string(table, key, place)
    if name:
        reader.reference(name, steps, f"{place}.{key}")
    return name


def _pause(
    reader: _Reader,
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
        citation=_cite(reader, table, place, cites),
    )


def _lapse(reader: _Reader, row: Table, place: str, stages: Mapping[str, Stage]) -> Lapse | None:
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


def _exclusion(
    reader: _Reader, table: Table, cites: Mapping[str, Citation]
) -> Answering | None:  # fmt: skip
    given = reader.inner(table, "exclusion", "pack")
    if given is None:
        return None
    reader.known(given, {"amount", "unit", "cite"}, "exclusion")
    return Answering(
        amount=reader.number(given, "amount", "exclusion"),
        unit=reader.choice(given, "unit", "exclusion", Unit, None),
        citation=_cite(reader, given, "exclusion", cites),
    )


def _supervision(
    reader: _Reader, table: Table, cites: Mapping[str, Citation]
) -> Supervising | None:
    given = reader.inner(table, "supervision", "pack")
    if given is None:
        return None
    reader.known(given, {"days", "cite", "follows"}, "supervision")
    return Supervising(
        amount=reader.number(given, "days", "supervision"),
        citation=_cite(reader, given, "supervision", cites),
        follows=_follows(reader, given, "supervision", cites),
    )


def _grouping(reader: _Reader, table: Table, cites: Mapping[str, Citation]) -> Grouping | None:
    given = reader.inner(table, "group", "pack")
    if given is None:
        return None
    reader.known(given, {"representatives", "cite", "report_days", "report_cite"}, "group")
    return Grouping(
        representatives=reader.number(given, "representatives", "group"),
        citation=_cite(reader, given, "group", cites),
        report_days=reader.number(given, "report_days", "group"),
        report_citation=_cite(reader, given, "group", cites, "report_cite"),
    )


def _levels(
    reader: _Reader, table: Table, stages: Mapping[str, Stage], steps: Mapping[str, Step]
) -> dict[int, Level]:
    def make(place: str, row: Table) -> Level:
        reader.known(row, {"number", "name", "entry", "asked_by", "goes_to"}, place)
        entry = reader.string(row, "entry", place)
        asked_by = reader.string(row, "asked_by", place, "")
        reader.reference(entry, stages, f"{place}.entry")
        if asked_by:
            reader.reference(asked_by, steps, f"{place}.asked_by")
        return Level(
            number=reader.number(row, "number", place),
            name=reader.text(row, "name", place),
            entry=entry,
            asked_by=asked_by,
            goes_to=reader.choice(row, "goes_to", place, GoesTo, GoesTo.PARENT),
        )

    levels: dict[int, Level] = _unique(reader, reader.tables(table, "level"), make)
    if not levels or sorted(levels) != list(range(1, len(levels) + 1)):
        reason = {"en": "Levels are numbered 1, 2, 3 … without a gap.",
                  "zh": "层级须从 1 起连续编号。"}  # fmt: skip
        reader.report("level", reason)
    return levels
