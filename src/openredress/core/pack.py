"""Reading a procedure pack: TOML in, a frozen `Procedure` out, or every problem that it has.

A bad pack is refused when it is read, with file, place and reason, so that no case can ever be
filed under a law that has a dead end in it.
"""

import hashlib
import tomllib
from collections.abc import Mapping

from .duty import USUAL, Within, read_within
from .findings import WORDS
from .hearing_pack import read_hearing
from .limits_pack import read_follows, read_limits
from .mediation_pack import read_mediation
from .pack_reader import BadPack, Problem, Reader, Table, cite_in, unique
from .procedure import (
    Act,
    Answering,
    Basis,
    Citation,
    Door,
    GoesTo,
    Grouping,
    Level,
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
from .soundness import examine


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
    reader = Reader(file)
    procedure = _procedure(reader, table, hashlib.sha256(text.encode()).hexdigest())
    if not reader.problems:
        for finding in examine(procedure):
            reader.report(finding.place, WORDS[finding.code](finding))
    if reader.problems:
        raise BadPack(tuple(reader.problems))
    return procedure


_TOP = {"id", "version", "name", "law", "calendar", "confirm", "citation", "stage", "step",
        "limit", "level", "door", "remedies", "retention", "exclusion", "supervision", "group",
        "reception", "hearing", "mediation",
        "acknowledge_within", "acknowledge_urgent_within"}  # fmt: skip
_STAGES = {"open": {StageKind.OPEN}, "not-final": {StageKind.OPEN, StageKind.ENDED},
           "any": set(StageKind)}  # fmt: skip


def _procedure(reader: Reader, table: Table, digest: str) -> Procedure:
    reader.known(table, _TOP, "pack")
    citations = _citations(reader, table)
    doors = _doors(reader, table, citations)
    stages = _stages(reader, table, doors)
    steps = _steps(reader, table, stages, citations)
    limits = read_limits(reader, table, stages, steps, citations)
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
            reader, table, lambda row, place: cite_in(reader, row, place, citations)
        ),
        hearing=read_hearing(
            reader, table, levels, limits,
            lambda row, place, key: cite_in(reader, row, place, citations, key),
        ),
        mediation=read_mediation(
            reader, table, stages, steps,
            lambda row, place, key: cite_in(reader, row, place, citations, key),
        ),
        retention=read_retention(
            reader, table, doors, lambda row, place: cite_in(reader, row, place, citations)
        ),
    )  # fmt: skip


def _within(reader: Reader, table: Table, key: str, default: Within) -> Within:
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


def _citations(reader: Reader, table: Table) -> dict[str, Citation]:
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


def _doors(reader: Reader, table: Table, cites: Mapping[str, Citation]) -> dict[str, Door]:
    def make(place: str, row: Table) -> Door:
        reader.known(row, {"id", "name", "where", "how", "by_when", "cite"}, place)
        texts = {key: reader.text(row, key, place) for key in ("name", "where", "how", "by_when")}
        cite = cite_in(reader, row, place, cites)
        return Door(id=reader.string(row, "id", place), citation=cite, **texts)

    return unique(reader, reader.tables(table, "door"), make)  # type: ignore[no-any-return]


def _stages(reader: Reader, table: Table, doors: Mapping[str, Door]) -> dict[str, Stage]:
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

    return unique(reader, reader.tables(table, "stage"), make)  # type: ignore[no-any-return]


_STEP_KEYS = {"id", "act", "actors", "from", "to", "name", "does", "cite", "within"}


def _steps(
    reader: Reader, table: Table, stages: Mapping[str, Stage], cites: Mapping[str, Citation]
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
            citation=cite_in(reader, row, place, cites),
            within=reader.string(row, "within", place, ""),
        )

    return unique(reader, reader.tables(table, "step"), make)  # type: ignore[no-any-return]


def _actors(reader: Reader, row: Table, place: str) -> frozenset[Role]:
    names = reader.names(row, "actors", place)
    if not names:
        reason = {"en": "A step without an actor: say who may take it.",
                  "zh": "步骤没有办理主体：请写明谁可以办理。"}  # fmt: skip
        reader.report(f"{place}.actors", reason)
    return frozenset(reader.one_of(name, f"{place}.actors", Role) for name in names)


def _from(reader: Reader, row: Table, place: str, stages: Mapping[str, Stage]) -> frozenset[str]:
    value = row.get("from", [])
    if isinstance(value, str) and value in _STAGES:
        return frozenset(s.id for s in stages.values() if s.kind in _STAGES[value])
    names = reader.names(row, "from", place)
    for name in names:
        reader.reference(name, stages, f"{place}.from")
    return frozenset(names)


def _to(
    reader: Reader, row: Table, place: str, begins: frozenset[str], stages: Mapping[str, Stage]
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


def _remedies_follow(
    reader: Reader, table: Table, cites: Mapping[str, Citation]
) -> tuple[Rung, ...]:
    row = reader.inner(table, "remedies", "pack") or {}
    reader.known(row, {"follows", "answer_days", "settle_days", "cite"}, "remedies")
    return read_follows(reader, row, "remedies", cites)


def _remedies(
    reader: Reader, table: Table, cites: Mapping[str, Citation]
) -> RemedyRules | None:  # fmt: skip
    row = reader.inner(table, "remedies", "pack") or {}
    if not {"answer_days", "settle_days", "cite"} & set(row):
        return None
    return RemedyRules(
        answer_days=reader.number(row, "answer_days", "remedies"),
        settle_days=reader.number(row, "settle_days", "remedies"),
        citation=cite_in(reader, row, "remedies", cites),
    )


def _exclusion(
    reader: Reader, table: Table, cites: Mapping[str, Citation]
) -> Answering | None:  # fmt: skip
    given = reader.inner(table, "exclusion", "pack")
    if given is None:
        return None
    reader.known(given, {"amount", "unit", "cite"}, "exclusion")
    return Answering(
        amount=reader.number(given, "amount", "exclusion"),
        unit=reader.choice(given, "unit", "exclusion", Unit, None),
        citation=cite_in(reader, given, "exclusion", cites),
    )


def _supervision(reader: Reader, table: Table, cites: Mapping[str, Citation]) -> Supervising | None:
    given = reader.inner(table, "supervision", "pack")
    if given is None:
        return None
    reader.known(given, {"days", "cite", "follows"}, "supervision")
    return Supervising(
        amount=reader.number(given, "days", "supervision"),
        citation=cite_in(reader, given, "supervision", cites),
        follows=read_follows(reader, given, "supervision", cites),
    )


def _grouping(reader: Reader, table: Table, cites: Mapping[str, Citation]) -> Grouping | None:
    given = reader.inner(table, "group", "pack")
    if given is None:
        return None
    reader.known(given, {"representatives", "cite", "report_days", "report_cite"}, "group")
    return Grouping(
        representatives=reader.number(given, "representatives", "group"),
        citation=cite_in(reader, given, "group", cites),
        report_days=reader.number(given, "report_days", "group"),
        report_citation=cite_in(reader, given, "group", cites, "report_cite"),
    )


def _levels(
    reader: Reader, table: Table, stages: Mapping[str, Stage], steps: Mapping[str, Step]
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

    levels: dict[int, Level] = unique(reader, reader.tables(table, "level"), make)
    if not levels or sorted(levels) != list(range(1, len(levels) + 1)):
        reason = {"en": "Levels are numbered 1, 2, 3 … without a gap.",
                  "zh": "层级须从 1 起连续编号。"}  # fmt: skip
        reader.report("level", reason)
    return levels
