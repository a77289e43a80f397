"""The chart of an institution: its places, matters and offices, from one TOML file.

Loading is idempotent: rows are found by their code, made when they are missing and brought up to
date when they differ. Nothing is deleted, because cases point at what was.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openredress.core.rungs import Mediator

from .calendars import UnknownCalendar, calendar_for
from .models import Matter, Named, Office, Place, code_validator

Row = Mapping[str, Any]

NODE_KEYS = {"code", "in", "en", "zh"}
PLAIN = (
    "registers", "mediates", "procedure", "calendar", "time_zone", "custodian", "address", "phone",
    "hours",
)  # fmt: skip
#: What an office may mediate as.
MEDIATES = tuple(kind.value for kind in Mediator if kind is not Mediator.COMPETENT)
MATTER_KEYS = NODE_KEYS | {"words"}
OFFICE_KEYS = NODE_KEYS | {*PLAIN, "places", "matters", "reprisals_to"}


@dataclass(frozen=True)
class Problem:
    """`place` names the row, `reason` says what is wrong with it, in the reader's language."""

    place: str
    reason: str


class BadChart(ValueError):  # noqa: N818  the word the operator reads
    """A chart that is refused as a whole; nothing of it was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.place}: {p.reason}" for p in problems))


@dataclass(frozen=True)
class Loaded:
    """How many rows were made, and how many were brought up to date."""

    made: int
    changed: int


def load(text: str | bytes, procedures: Iterable[str]) -> Loaded:
    """Loads a chart; `procedures` are the ids of the packs there are.

    Raises `BadChart` with every problem found.
    """
    try:
        chart = tomllib.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadChart([Problem("UTF-8", str(error))]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadChart([Problem("TOML", str(error))]) from error
    return load_rows(chart, procedures)


def load_rows(chart: Row, procedures: Iterable[str]) -> Loaded:
    """Loads a chart that was read already. Raises `BadChart`."""
    with transaction.atomic():
        problems = _problems(chart, set(procedures))
        if problems:
            raise BadChart(problems)
        done = [_node(Place, row) for row in chart.get("place", ())]
        done += [
            _node(Matter, row, {"words": list(row.get("words", ()))})
            for row in chart.get("matter", ())
        ]
        done += [_office(row) for row in chart.get("office", ())]
        circles = [found for model in (Place, Matter, Office) for found in _circles(model)]
        if circles:
            raise BadChart(circles)
    return Loaded(done.count("made"), done.count("changed"))


def _problems(chart: Row, procedures: set[str]) -> list[Problem]:
    found = [
        Problem(key, _("This table is not known; a chart has place, matter and office."))
        for key in chart.keys() - {"place", "matter", "office", "staff", "language"}
    ]
    models = {"place": Place, "matter": Matter, "office": Office}
    known = {
        kind: set(model._default_manager.values_list("code", flat=True))
        for kind, model in models.items()
    }
    for kind, model in models.items():
        if not _is_tables(chart.get(kind, [])):
            found.append(Problem(kind, _("Write each one as [[%(kind)s]].") % {"kind": kind}))
            continue
        for number, row in enumerate(chart.get(kind, ()), start=1):
            where = f"{kind} {row.get('code', number)}"
            if misshapen := list(_misshapen(model, row)):
                found += [Problem(where, reason) for reason in misshapen]
                continue
            found += [Problem(where, reason) for reason in _row_problems(kind, row, known)]
            known[kind].add(row.get("code"))
            if kind == "office":
                reasons = _office_problems(row, known, procedures)
                found += [Problem(where, reason) for reason in reasons]
    return found


def _is_tables(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


#: What a key of the chart is called in the table.
COLUMNS = {"en": "name_en", "zh": "name_zh"}


def _misshapen(model: type[Named], row: Row) -> Iterable[str]:
    """Values that are of another kind than their key wants, or longer than the table takes."""
    for key, value in row.items():
        if key in ("registers", "custodian"):
            if not isinstance(value, bool):
                yield _("“%(key)s” must be true or false.") % {"key": key}
        elif key in ("places", "matters"):
            if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
                yield _("“%(key)s” must be a list of codes.") % {"key": key}
        elif key in NODE_KEYS | set(PLAIN):
            yield from _misshapen_text(model, key, value)


def _misshapen_text(model: type[Named], key: str, value: object) -> Iterable[str]:
    column = COLUMNS.get(key, "code" if key == "in" else key)
    most = model._meta.get_field(column).max_length if hasattr(model, column) else None
    if not isinstance(value, str) or "\0" in value:
        yield _("“%(key)s” must be given as text.") % {"key": key}
    elif most and len(value) > most:
        yield _("“%(key)s” is longer than %(most)s characters.") % {"key": key, "most": most}


def _row_problems(kind: str, row: Row, known: dict[str, set[str]]) -> Iterable[str]:
    keys = {"office": OFFICE_KEYS, "matter": MATTER_KEYS}.get(kind, NODE_KEYS)
    for key in sorted(row.keys() - keys):
        yield _("“%(key)s” is not known here.") % {"key": key}
    try:
        code_validator(row.get("code", ""))
    except ValidationError as error:
        yield " ".join(error.messages)
    if not (row.get("en") or row.get("zh")):
        yield _("Give it a name in “en”, in “zh”, or in both.")
    words = row.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        yield _('“words” is a list of texts, such as ["pothole", "坑洼"].')
    if row.get("in") is not None and row["in"] not in known[kind]:
        yield _("“%(code)s” is not there; what lies above has to come first.") % {"code": row["in"]}


def _office_problems(row: Row, known: dict[str, set[str]], procedures: set[str]) -> Iterable[str]:
    for kind, key in (("place", "places"), ("matter", "matters")):
        for code in row.get(key, ()):
            if code not in known[kind]:
                yield _("There is no %(kind)s “%(code)s”.") % {"kind": kind, "code": code}
    named = row.get("reprisals_to")
    if named is not None and named not in known["office"]:
        yield _("“%(code)s” is not there; the office that reads reports comes first.") % {
            "code": named
        }
    if row.get("procedure") and row["procedure"] not in procedures:
        yield _("There is no procedure “%(code)s”. There are: %(all)s.") % {
            "code": row["procedure"],
            "all": ", ".join(sorted(procedures)),
        }
    if row.get("mediates") and row["mediates"] not in MEDIATES:
        yield _("There is no mediator “%(code)s”. There are: %(all)s.") % {
            "code": row["mediates"],
            "all": ", ".join(MEDIATES),
        }
    try:
        ZoneInfo(row.get("time_zone") or "UTC")
    except (KeyError, ValueError, OSError):
        yield _("There is no time zone “%(code)s”.") % {"code": row["time_zone"]}
    else:
        try:
            calendar_for(row.get("calendar") or "none")
        except UnknownCalendar:
            yield _("There is no calendar “%(code)s”.") % {"code": row["calendar"]}


def _circles(model: type[Named]) -> Iterable[Problem]:
    """Rows that lie, by way of others, within themselves."""
    rows = model._default_manager.values_list("id", "parent_id", "code")
    above = {key: parent for key, parent, _code in rows}
    for key, _parent, code in rows:
        seen, current = {key}, above[key]
        while current is not None and current not in seen:
            seen.add(current)
            current = above[current]
        if current is not None:
            reason = _("“%(code)s” would lie within itself.") % {"code": code}
            yield Problem(f"{model._meta.model_name} {code}", reason)


def _node(model: type[Named], row: Row, more: Row | None = None) -> str:
    """ "made", "changed" or "same"."""
    above = model._default_manager.get(code=row["in"]) if row.get("in") else None
    wanted = {
        "name_en": row.get("en", ""), "name_zh": row.get("zh", ""), "parent": above,
        **(more or {}),
    }  # fmt: skip
    known = model._default_manager.filter(code=row["code"]).first()
    if known is None:
        model._default_manager.create(code=row["code"], **wanted)
        return "made"
    if all(getattr(known, name) == value for name, value in wanted.items()):
        return "same"
    model._default_manager.filter(pk=known.pk).update(**wanted)
    return "changed"


def _office(row: Row) -> str:
    plain = {name: row[name] for name in PLAIN if name in row}
    if "reprisals_to" in row:
        plain["reprisals_to"] = Office.objects.get(code=row["reprisals_to"])
    done = _node(Office, row, plain)
    office = Office.objects.get(code=row["code"])
    office.places.set(Place.objects.filter(code__in=row.get("places", ())))
    office.matters.set(Matter.objects.filter(code__in=row.get("matters", ())))
    return done
