"""Who reads is told in one message with the beginning of the transaction and the first question."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from openredress import wall
from openredress.core.access import Actor

ROLE = "SELECT current_user::text, current_setting('openredress.root')"


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_the_first_question_goes_with_the_beginning():
    petitioner = Actor.petitioner("2026-000007-X")
    root = wall.view_of(petitioner)["root"]
    with wall.passing(wall.Passage()), wall.seen_by(petitioner):
        with CaptureQueriesContext(connection) as asked:
            assert wall.numbers("SELECT 7, 8") == (7, 8)
        first = [each["sql"] for each in asked]
        assert told() == (wall.READER, root)
        with CaptureQueriesContext(connection) as later:
            assert wall.numbers("SELECT 9") == (9,)
    assert len(first) == 2, first
    assert first[0] == "BEGIN"
    assert first[1].startswith("BEGIN; SET LOCAL")
    assert first[1].endswith("; SELECT 7, 8")
    assert [each["sql"] for each in later] == ["SELECT 9"]
    assert told()[0] != wall.READER


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_request_it_is_a_question_like_any_other():
    assert wall.numbers("SELECT 1, -2") == (1, -2)
    with wall.passing(wall.Passage()):
        assert wall.numbers("SELECT 1, -2") == (1, -2)


@pytest.mark.django_db(transaction=True)
def test_a_question_that_fails_leaves_nothing_of_the_transaction():
    with pytest.raises(DatabaseError, match="nowhere"), wall.passing(wall.Passage()):
        wall.numbers("SELECT 1 FROM nowhere")
    assert told()[0] != wall.READER
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_what_is_told_is_a_value_and_never_a_statement():
    hostile = "'; RESET ROLE; SELECT set_config('openredress.sees', '{1}', true); --\\"
    with transaction.atomic():
        wall.tell({**wall.NOBODY, "root": hostile}, wall.READER)
        assert told() == (wall.READER, hostile)
        wall.tell(wall.NOBODY, wall.OWNER)
