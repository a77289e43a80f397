"""The desk, used as staff use it. Django is not loaded yet when this file is read."""

import pytest


@pytest.fixture
def cast(db):
    from django.core.cache import cache
    from tests.cast import make_cast

    cache.clear()
    return make_cast()


@pytest.fixture
def filed(cast):
    """A case that was filed just now."""
    from django.utils import timezone
    from tests.cast import file

    return file(cast, timezone.now())


@pytest.fixture
def sit_down(cast):
    """sit_down("clerk") signs that person in; `language` is what their browser asks for."""
    from django.test import Client
    from tests.desk.people import Person

    def sit(who: str, language: str = "en") -> Person:
        client = Client()
        client.force_login(cast.staff(who))
        return Person(client, language)

    return sit
