"""A connection that is kept is used again while the server is there, else replaced."""

import select

import pytest
from django.db import connection


@pytest.fixture
def kept():
    """Another connection, as one that an earlier request left."""
    other = connection.copy()
    other.health_check_enabled = other.settings_dict["CONN_HEALTH_CHECKS"] = True
    other.ensure_connection()
    yield other
    other.close()


def asked_last(pid: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_there_is_not_asked(kept):
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    kept.close_if_unusable_or_obsolete()
    assert kept.is_usable()
    assert asked_last(pid) == "SELECT pg_backend_pid()"


@pytest.mark.django_db(transaction=True)
def test_the_next_request_has_another_connection_where_the_server_hung_up(kept):
    gone = kept.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [gone])
    assert select.select([kept.connection.fileno()], [], [], 20)[0]
    assert not kept.is_usable()
    kept.close_if_unusable_or_obsolete()  # As at the beginning of a request.
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (gone,)
    assert not type(kept)(kept.settings_dict).is_usable()  # It was never opened.
