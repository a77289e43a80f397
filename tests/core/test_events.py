"""Every kind of event can be written down and read back, today and after its words are erased."""

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core import events
from openredress.core.procedure import Act
from openredress.core.steps import HANDLERS

KINDS = sorted(events.REGISTRY.values(), key=lambda kind: kind.tag)
TEXT = st.text(max_size=30)
VALUES: dict[Any, st.SearchStrategy] = {
    str: TEXT,
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    date: st.dates(date(2000, 1, 1)),
    datetime: st.datetimes(timezones=st.just(UTC)),
    type(None): st.none(),
    events.Promise: st.builds(events.Promise, st.integers(1, 99), st.dates(date(2000, 1, 1)), TEXT),
}


def _value(hint: Any) -> st.SearchStrategy:
    if hint in VALUES:
        return VALUES[hint]
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*(_value(part) for part in get_args(hint)))
    assert get_origin(hint) is tuple, hint
    return st.lists(_value(get_args(hint)[0]), max_size=3).map(tuple)


def any_event(kind: type[events.Event]) -> st.SearchStrategy[events.Event]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{item.name: _value(hints[item.name]) for item in fields(kind)})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tag)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_event_comes_back_as_it_was(kind, data):
    event = data.draw(any_event(kind))
    assert events.load(kind.tag, *events.dump(event)) == event


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tag)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_an_event_whose_words_are_erased_can_still_be_read(kind, data):
    event = data.draw(any_event(kind))
    plain, words = events.dump(event)
    erased = events.load(kind.tag, plain, None)
    assert events.dump(erased)[0] == plain
    assert set(words) == {item.name for item in fields(kind) if item.metadata.get("words")}
    assert not any(getattr(erased, name) for name in words)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tag)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_an_entry_of_an_earlier_version_lacks_only_what_has_a_default(kind, data):
    plain, words = events.dump(data.draw(any_event(kind)))
    for item in fields(kind):
        if item.default is not MISSING:
            plain.pop(item.name, None)
            words.pop(item.name, None)
    events.load(kind.tag, plain, words)


#: What was ever written to a journal can be read for ever: this list only grows.
TAGS = frozenset(
    {
        "accepted",
        "closed",
        "decided",
        "declined",
        "earlier-record-imported",
        "exclusion-asked",
        "exclusion-refused",
        "extension-granted",
        "extension-refused",
        "extension-requested",
        "facts-added",
        "filed",
        "identity-opened",
        "limit-breached",
        "message-written",
        "not-fixed",
        "note-written",
        "paused",
        "petitioner-asked",
        "rated",
        "readmitted",
        "recused",
        "redirected",
        "registered",
        "remedy-completed",
        "remedy-confirmed",
        "remedy-moved",
        "remedy-objected",
        "remedy-settled",
        "remedy-unanswered",
        "resumed",
        "review-answered",
        "review-asked",
        "right-lapsed",
        "routing-objected",
        "served",
        "transferred",
        "withdrawn",
    }
)


def test_no_tag_is_ever_lost_or_used_twice():
    assert set(events.REGISTRY) >= TAGS
    assert len(KINDS) == len({kind.tag for kind in KINDS})
    assert "" not in events.REGISTRY


def test_a_tag_nobody_wrote_is_not_guessed_at():
    with pytest.raises(KeyError):
        events.load("no-such-tag", {}, {})


def test_every_act_has_a_handler():
    assert set(HANDLERS) == set(Act)
