"""A kit of the petition office, taken out on a Monday."""

from datetime import UTC, datetime

import pytest

#: A Monday, nine in the morning in Shanghai.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def kit(cast):
    from tests.field import records

    from openredress.rounds import actions

    planned = records.a_round(cast, "clerk", "petitions", MONDAY)
    return actions.take_kit(cast.actor("clerk"), planned.pk, MONDAY)


@pytest.fixture
def sit_down(cast):
    from django.test import Client
    from tests.desk.people import Person

    def sit(who: str, language: str = "en") -> Person:
        client = Client()
        client.force_login(cast.staff(who))
        return Person(client, language)

    return sit
