"""An office that receives people. Django is not loaded yet when this is read."""

from datetime import UTC, datetime, time

import pytest

#: A Monday, nine in the morning in Shanghai.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def cast(db):
    from django.core.cache import cache
    from tests.cast import make_cast

    cache.clear()
    return make_cast()


@pytest.fixture
def room(cast):
    """The roads bureau: weekday mornings, one at a time, half an hour each; an interpreter."""
    from openredress.reception import actions
    from openredress.reception.actions.hours import Part

    head, office = cast.actor("roads-head"), cast.offices["roads"].pk
    room = actions.keep_room(head, office, "Room 3", 30, 1, ["interpreter", "step-free"])
    assert room is not None
    parts = [Part(day, time(9), time(11)) for day in range(5)]
    assert actions.keep_hours(head, room, parts)
    return room


@pytest.fixture
def sit_down(cast):
    from django.test import Client
    from tests.desk.people import Person

    def sit(who: str, language: str = "en") -> Person:
        client = Client()
        client.force_login(cast.staff(who))
        return Person(client, language)

    return sit
