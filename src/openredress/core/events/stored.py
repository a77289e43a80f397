"""Events as they lie in the journal, and back."""

from collections.abc import Callable
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
    for name, is_words in _shape(event.tag):
        value = getattr(event, name)
        if type(value) not in AS_IT_IS:
            value = _plain(value)
        (written if is_words else data)[name] = value
    return data, written


#: Values that JSON has, too.
AS_IT_IS = frozenset({str, int, bool, type(None)})


@cache
def _shape(tag: str) -> tuple[tuple[str, bool], ...]:
    """The fields of an event by name, each with whether it holds what somebody wrote."""
    return tuple((item.name, bool(item.metadata.get("words"))) for item in fields(REGISTRY[tag]))


def load(tag: str, data: dict[str, Any], written: dict[str, Any] | None) -> Event:
    """The event that was dumped. Erased words come back as empty texts.

    Raises `KeyError` for a tag that no version of OpenRedress has written.
    """
    values: dict[str, Any] = {}
    for name, is_words, read, erased in _reading(tag):
        source = (written or {}) if is_words else data
        if name in source:
            value = source[name]
            if read is not None and value is not None:
                value = read(value)
            elif type(value) is list:
                value = tuple(value)
            values[name] = value
        elif is_words:
            values[name] = erased
    return REGISTRY[tag](**values)


#: A field of an event: its name, whether it holds what somebody wrote, how its value is read from
#: JSON where that is not the value itself, and what is there once it was erased.
Reading = tuple[str, bool, Callable[[Any], Any] | None, Any]


@cache
def _reading(tag: str) -> tuple[Reading, ...]:
    hints = get_type_hints(REGISTRY[tag])
    return tuple(
        (name, is_words, _reader(hints[name]), () if get_origin(hints[name]) is tuple else "")
        for name, is_words in _shape(tag)
    )


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    args = get_args(hint)
    if datetime in (hint, *args):
        return datetime.fromisoformat
    if date in (hint, *args):
        return date.fromisoformat
    return _promises if Promise in args else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Promise):
        return {"office": value.office, "due_on": value.due_on.isoformat(), "kind": value.kind}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _promises(stored: list[dict[str, Any]]) -> tuple[Promise, ...]:
    return tuple(_promise(p) for p in stored)


def _promise(stored: dict[str, Any]) -> Promise:
    """What was promised before there were kinds is of the last of them."""
    return Promise(
        stored["office"], date.fromisoformat(stored["due_on"]), stored.get("kind", "other")
    )
