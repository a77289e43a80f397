"""A meeting that the county has called. Django is not loaded yet when this file is read."""

from datetime import timedelta

import pytest


@pytest.fixture
def cast(db):
    from django.core.cache import cache
    from tests.cast import make_cast

    cache.clear()
    return make_cast()


@pytest.fixture
def sit_down(cast):
    from django.test import Client
    from tests.desk.people import Person

    def sit(who: str, language: str = "en") -> Person:
        client = Client()
        client.force_login(cast.staff(who))
        return Person(client, language)

    return sit


@pytest.fixture
def called(cast):
    """called(now): a meeting of the county in ten days; its agenda closes three days before."""
    from openredress.coordination import actions

    def call(now):
        there = [cast.offices[code].pk for code in ("roads", "housing", "town")]
        done = actions.call(
            cast.actor("county-head"), cast.offices["county"].pk, there,
            now + timedelta(days=10), (now + timedelta(days=7)).date(), "Room 2", now,
        )  # fmt: skip
        assert not isinstance(done, actions.NotCalled), done
        return done

    return call
