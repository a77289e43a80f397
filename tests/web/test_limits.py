"""Limits: they count tries and know nobody."""

import time

import pytest
from django.test import RequestFactory, override_settings

from openredress.web import limits
from openredress.web.limits import EVERYBODY, Limit, caller


@pytest.fixture
def limit():
    made = Limit(3, 60)
    yield made
    limits._all.remove(made)


def test_it_lets_so_many_through_and_says_what_is_left(limit):
    assert [limit.take("x").left for _ in range(4)] == [2, 1, 0, -1]
    assert limit.take("x").is_over
    assert not limit.take("y").is_over


def test_a_look_does_not_count(limit):
    for _ in range(9):
        assert not limit.look("x").is_over
    for _ in range(3):
        limit.take("x")
    assert limit.look("x").is_over


def test_everything_goes_when_the_window_ends(limit, monkeypatch):
    for _ in range(5):
        limit.take("x")
    key, ends = limit._key, limit._until
    assert 0 < limit.look("x").seconds <= 61
    monkeypatch.setattr(time, "monotonic", lambda: ends)
    assert not limit.look("x").is_over
    assert limit._counts == {}
    assert limit._key != key


def test_the_memory_holds_nothing_of_what_was_tried(limit):
    limit.take("203.0.113.77")
    assert "203.0.113.77" not in repr(vars(limit))
    assert b"203.0.113.77" not in b"".join(limit._counts)


def test_a_flood_fills_no_memory(limit, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 100)
    for number in range(1000):
        limit.take(str(number))
    assert len(limit._counts) == 100


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", EVERYBODY),  # A proxy beside the server, or Tor.
        ("::1", EVERYBODY),
        ("", EVERYBODY),
        ("unix:", EVERYBODY),
    ],
)
def test_who_calls_is_an_address_only_where_it_tells_callers_apart(address, known):
    assert caller(RequestFactory().get("/", REMOTE_ADDR=address)) == known


def test_behind_a_proxy_it_is_what_the_proxy_says_and_never_the_proxy():
    sent = {"REMOTE_ADDR": "10.0.0.9", "headers": {"x-real-ip": "203.0.113.7"}}
    request = RequestFactory().get("/", **sent)
    with override_settings(HTTPS=True):
        assert caller(request) == EVERYBODY
    with override_settings(HTTPS=True, CLIENT_HEADER="X-Real-IP"):
        assert caller(request) == "203.0.113.7"
        assert caller(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9")) == EVERYBODY
