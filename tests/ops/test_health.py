import pytest
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_it_is_well_when_the_database_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True})


@pytest.mark.django_db
def test_it_says_503_when_the_database_does_not(client):
    def away(*_):
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": False}
