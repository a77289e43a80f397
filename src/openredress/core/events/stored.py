"""Events as they lie in the journal, and back."""

from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from .event import REGISTRY, Event
from .handling import Promise


def dump(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """An event as (data, words), both ready for JSON."""
    data: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for item in fields(event):
        value = _plain(getattr(event, item.name))
        (written if item.metadata.get("words") else data)[item.name] = value
    return data, written


def load(tag: str, data: dict[str, Any], written: dict[str, Any] | None) -> Event:
    """The event that was dumped. Erased words come back as empty texts.

    Raises `KeyError` for a tag that no version of OpenRedress has written.
    """
    kind = REGISTRY[tag]
    hints = _hints(tag)
    values: dict[str, Any] = {}
    for item in fields(kind):
        source = (written or {}) if item.metadata.get("words") else data
        if item.name in source:
            values[item.name] = _typed(hints[item.name], source[item.name])
        elif item.metadata.get("words"):
            values[item.name] = () if get_origin(hints[item.name]) is tuple else ""
    return kind(**values)


@cache
def _hints(tag: str) -> dict[str, Any]:
    return get_type_hints(REGISTRY[tag])


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Promise):
        return {"office": value.office, "due_on": value.due_on.isoformat(), "kind": value.kind}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if datetime in (hint, *get_args(hint)):
        return datetime.fromisoformat(value)
    if date in (hint, *get_args(hint)):
        return date.fromisoformat(value)
    if Promise in get_args(hint):
        return tuple(_promise(p) for p in value)
    return tuple(value) if isinstance(value, list) else value


def _promise(stored: dict[str, Any]) -> Promise:
    """What was promised before there were kinds is of the last of them."""
    return Promise(
        stored["office"], date.fromisoformat(stored["due_on"]), stored.get("kind", "other")
    )
