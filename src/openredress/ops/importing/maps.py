"""Import maps: which columns of a file of earlier complaints mean what.

A map is a TOML file. Everything that is wrong with it is found in one reading, each with its
place, before a single row is looked at. docs/operate/import.md explains every key.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openredress.core.facts import Outcome

from .folding import folded

#: How a petitioner can have come; the same words as everywhere in the program.
CHANNELS = ("web", "visit", "telephone", "letter", "other", "api", "import")
CONTACTS = ("name", "phone", "email", "address")


@dataclass(frozen=True)
class Problem:
    """`place` names the table and key of the map."""

    place: str
    reason: str


class BadMap(ValueError):  # noqa: N818  it is shown to the operator by this name
    """A map that cannot be used. `problems` lists everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.place}: {p.reason}" for p in self.problems))


@dataclass(frozen=True)
class Part:
    """A column that becomes part of a text, under a heading or under none."""

    column: str
    heading: str = ""


@dataclass(frozen=True)
class When:
    """A column with a time. `formats` are those of `strptime`; ISO 8601 is always understood."""

    column: str
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A column whose values stand for ours; keys are folded, so that case does not matter."""

    column: str
    values: Mapping[str, str]
    default: str

    def of(self, value: str) -> str:
        return self.values.get(folded(value), self.default)

    def knows(self, value: str) -> bool:
        return not value.strip() or folded(value) in self.values


@dataclass(frozen=True)
class Branch:
    """Columns that name an item of a tree, from broad to narrow, below the item `under`.

    `values` put one name for another before anything is looked up, "" for none.
    """

    levels: tuple[str, ...]
    create: bool
    under: str
    names: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True)
class OfficeBranch(Branch):
    """`under` is the office that answers where no column names one; what it has if it is made."""

    procedure: str
    calendar: str
    time_zone: str


@dataclass(frozen=True)
class ImportMap:
    kind: str
    source: str
    language: str
    zone: ZoneInfo
    id: str
    encoding: str
    delimiter: str
    sheet: str
    text: tuple[Part, ...] = ()
    keep: tuple[Part, ...] = ()
    wish: tuple[Part, ...] = ()
    place_words: tuple[Part, ...] = ()
    answer: tuple[Part, ...] = ()
    filed_at: When | None = None
    closed_at: When | None = None
    closed_when: tuple[str, frozenset[str]] | None = None
    outcome: Choice | None = None
    channel: Choice | None = None
    matter: Branch | None = None
    place: Branch | None = None
    office: OfficeBranch | None = None
    petitioner: Mapping[str, str] | None = None

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Every column the map speaks of, with the place where it does."""
        parts = [
            (name, part.column)
            for name in ("text", "keep", "wish", "place_words", "answer")
            for part in getattr(self, name)
        ]
        named = [
            (name, getattr(self, name).column)
            for name in ("filed_at", "closed_at", "outcome", "channel")
            if getattr(self, name) is not None
        ]
        branches = [
            (name, column)
            for name in ("matter", "place", "office")
            if getattr(self, name) is not None
            for column in getattr(self, name).levels
        ]
        single = [("id", self.id)] if self.id else []
        single += [("closed_when", self.closed_when[0])] if self.closed_when else []
        contacts = [("petitioner", column) for column in (self.petitioner or {}).values()]
        return tuple(single + parts + named + branches + contacts)

    def refuse_missing(self, header: Iterable[str]) -> None:
        """Raises `BadMap` when the file lacks a column that the map speaks of."""
        there = list(header)
        problems = [
            Problem(f"[{place}]", f"The file has no column “{column}”. It has: {', '.join(there)}.")
            for place, column in self.columns()
            if column not in there
        ]
        if problems:
            raise BadMap(problems)


def read_map(path: Path) -> ImportMap:
    """The map in the file. Raises `BadMap`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadMap([Problem(path.name, f"It is not UTF-8 text: {error}.")]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadMap([Problem(path.name, f"It is not valid TOML: {error}.")]) from error
    problems: list[Problem] = []
    found = _map(_Table(table, "", problems))
    if problems:
        raise BadMap(problems)
    return found


class _Table:
    """A table of the map. Problems are collected; what is wrong reads as its empty value."""

    def __init__(self, values: Mapping[str, Any], place: str, problems: list[Problem]) -> None:
        self.values, self.place, self.problems = dict(values), place, problems

    def wrong(self, key: str, reason: str) -> None:
        self.problems.append(Problem(f"[{self.place}] {key}" if self.place else key, reason))

    def take(self, key: str, kind: type[Any] | tuple[type[Any], ...], empty: Any, say: str) -> Any:
        value = self.values.pop(key, None)
        if value is None:
            return empty
        if not isinstance(value, kind):
            self.wrong(key, f"It has to be {say}.")
            return empty
        return value

    def text(self, key: str, default: str = "") -> str:
        return str(self.take(key, str, default, "a text in quotation marks"))

    def needed(self, key: str, why: str) -> str:
        found = self.text(key)
        if not found:
            self.wrong(key, why)
        return found

    def flag(self, key: str) -> bool:
        return bool(self.take(key, bool, False, "true or false"))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single one may stand without brackets."""
        value = self.take(key, (str, list), [], "a text or a list of texts")
        items = [value] if isinstance(value, str) else value
        if not all(isinstance(item, str) for item in items):
            self.wrong(key, "It has to be a text or a list of texts.")
            return ()
        return tuple(items)

    def values_of(self, key: str) -> dict[str, str]:
        """A table of texts, by folded key."""
        value = self.take(key, dict, {}, "a table of texts")
        for name, text in value.items():
            if not isinstance(text, str):
                self.wrong(f"{key}.{name}", "It has to be a text in quotation marks.")
        return {folded(name): str(text) for name, text in value.items()}

    def table(self, key: str) -> "_Table | None":
        value = self.take(key, dict, None, "a table")
        place = f"{self.place}.{key}" if self.place else key
        return None if value is None else _Table(value, place, self.problems)

    def parts(self, key: str) -> tuple[Part, ...]:
        """One column or several, each a name or { column, heading }."""
        value = self.take(key, (str, list), [], "a column or a list of columns")
        return tuple(self._part(key, v) for v in ([value] if isinstance(value, str) else value))

    def _part(self, key: str, value: Any) -> Part:
        if isinstance(value, str):
            return Part(value)
        known = isinstance(value, dict) and set(value) <= {"column", "heading"}
        if not known or not all(isinstance(text, str) for text in value.values()):
            self.wrong(key, "Each is a column, or { column = …, heading = … }.")
            return Part("")
        if not value.get("column"):
            self.wrong(key, "Each part names its column.")
        return Part(value.get("column", ""), value.get("heading", ""))

    def refuse_rest(self) -> None:
        for key in self.values:
            self.wrong(key, "No map has such a key. Is it misspelt?")


def _map(table: _Table) -> ImportMap:
    kind = table.text("kind", "cases")
    if kind not in ("cases", "matters"):
        table.wrong("kind", "It is “cases” or “matters”.")
    common: dict[str, Any] = {
        "kind": kind,
        "source": _source(table, kind),
        "language": _language(table),
        "zone": _zone(table),
        "id": table.text("id"),
        "encoding": _encoding(table),
        "delimiter": table.text("delimiter", ","),
        "sheet": table.text("sheet"),
        "matter": _branch(table, "matter"),
    }
    if len(common["delimiter"]) != 1:
        table.wrong("delimiter", "It is one character, such as “;” or “\\t”.")
    if kind == "matters" and common["matter"] is None:
        table.wrong("matter", "A map of matters says in [matter] which columns are its levels.")
    rest = _of_cases(table) if kind == "cases" else {}
    table.refuse_rest()
    return ImportMap(**common, **rest)


def _of_cases(table: _Table) -> dict[str, Any]:
    found = {name: table.parts(name) for name in ("text", "keep", "wish", "place_words", "answer")}
    if not found["text"]:
        table.wrong("text", "Say which column, or columns, hold what was complained of.")
    return {
        **found,
        "filed_at": _when(table, "filed_at"),
        "closed_at": _when(table, "closed_at"),
        "closed_when": _closed_when(table),
        "outcome": _choice(table, "outcome", ("", *Outcome), ""),
        "channel": _choice(table, "channel", CHANNELS, "import"),
        "place": _branch(table, "place"),
        "office": _office(table),
        "petitioner": _petitioner(table),
    }


def _source(table: _Table, kind: str) -> str:
    if kind == "matters":
        return table.text("source")
    name = table.needed("source", "Name the source: with the id of a row it is unique for ever.")
    if ":" in name or len(name) > 60 or not name.isprintable():
        table.wrong("source", "A name of at most 60 characters that can be seen, without a colon.")
    return name


def _language(table: _Table) -> str:
    language = table.text("language", "en")
    if language not in ("en", "zh-hans"):
        table.wrong("language", "It is “en” or “zh-hans”.")
    return language


def _zone(table: _Table) -> ZoneInfo:
    name = table.text("time_zone", "UTC")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        table.wrong(
            "time_zone", f"No time zone is called “{name}”. Write one like “Asia/Shanghai”."
        )
        return ZoneInfo("UTC")


def _encoding(table: _Table) -> str:
    name = table.text("encoding", "utf-8-sig")
    try:
        "".encode(name)
    except (LookupError, ValueError):
        table.wrong("encoding", f"No encoding is called “{name}”. Write one like “gb18030”.")
        return "utf-8"
    return name


def _when(table: _Table, key: str) -> When | None:
    inner = table.table(key)
    if inner is None:
        return None
    column = inner.needed("column", "Name the column.")
    found = When(column, inner.texts("format"))
    inner.refuse_rest()
    return found


def _closed_when(table: _Table) -> tuple[str, frozenset[str]] | None:
    inner = table.table("closed_when")
    if inner is None:
        return None
    column, values = inner.needed("column", "Name the column."), inner.texts("values")
    if not values:
        inner.wrong("values", "Say which values mean that the case is closed.")
    inner.refuse_rest()
    return column, frozenset(folded(value) for value in values)


def _choice(table: _Table, key: str, allowed: tuple[str, ...], default: str) -> Choice | None:
    inner = table.table(key)
    if inner is None:
        return None
    found = Choice(
        inner.needed("column", "Name the column."),
        inner.values_of("values"),
        inner.text("default", default),
    )
    for value in {*found.values.values(), found.default} - set(allowed):
        known = ", ".join(repr(str(one)) for one in allowed)
        inner.wrong("values", f"“{value}” is none of {known}.")
    inner.refuse_rest()
    return found


def _branch(table: _Table, key: str) -> Branch | None:
    inner = table.table(key)
    if inner is None:
        return None
    found = _common(inner)
    if not found["levels"]:
        inner.wrong("levels", "Name the column, or the columns from broad to narrow.")
    inner.refuse_rest()
    return Branch(**found)


def _office(table: _Table) -> OfficeBranch | None:
    inner = table.table("office")
    if inner is None:
        return None
    ground = ("procedure", "calendar", "time_zone")
    more: dict[str, Any] = {name: inner.text(name) for name in ground}
    found = _common(inner)
    if not found["levels"] and not found["under"]:
        inner.wrong("code", "Name an office by its code, or the columns that name it, or both.")
    if found["create"] and not found["under"]:
        inner.wrong("code", "Offices that are made lie under one: name it by its code.")
    inner.refuse_rest()
    return OfficeBranch(**found, **more)


def _common(inner: _Table) -> dict[str, Any]:
    key = "code" if inner.place == "office" else "under"
    code = inner.text(key)
    if code and not _is_code(code):
        inner.wrong(key, "A code has small letters, digits and hyphens.")
    names = inner.table("name")
    known = {f"name_{short}": names.text(short) for short in ("en", "zh")} if names else {}
    if names:
        names.refuse_rest()
    return {
        "levels": inner.texts("levels"),
        "create": inner.flag("create"),
        "under": code,
        "names": known,
        "values": inner.values_of("values"),
    }


def _is_code(code: str) -> bool:
    return code.isascii() and code.replace("-", "").isalnum() and code == code.lower()


def _petitioner(table: _Table) -> dict[str, str] | None:
    inner = table.table("petitioner")
    if inner is None:
        return None
    found = {name: column for name in CONTACTS if (column := inner.text(name))}
    inner.refuse_rest()
    return found
