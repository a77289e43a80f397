"""Rows of several tables are inserted in one message, all of them or none."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import file

from openredress.cases import bulk
from openredress.cases.models import JournalEntry, SearchRow, SearchWord


def rows(cast):
    word = SearchWord(word="pothole", deletions=["othole"])
    case = file(cast).case
    before = SearchRow.objects.get(case=case.pk)
    before.delete()
    found = SearchRow(case_id=case.pk, words="'a;b %s':1A", keys=["o1"])
    return word, found


def test_rows_of_several_tables_are_stored_as_they_are(cast):
    word, found = rows(cast)
    with CaptureQueriesContext(connection) as asked:
        bulk.insert_together([word, found])
    assert len(asked) == 1
    assert SearchWord.objects.get(word="pothole").deletions == ["othole"]
    stored = SearchRow.objects.get(pk=found.pk)
    assert ("a;b %s" in str(stored.words), stored.keys) == (True, ["o1"])


def test_a_row_learns_no_key_and_the_database_gives_it_one(cast):
    entry = JournalEntry.objects.filter(case=file(cast).case).latest("pk")
    entry.pk, entry.seq = None, entry.seq + 1
    bulk.insert_together([entry])
    assert entry.pk is None
    assert JournalEntry.objects.filter(case=entry.case, seq=entry.seq).count() == 1


def test_where_one_fails_none_is_stored(cast):
    word, found = rows(cast)
    bulk.insert_together([found])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_together([word, found])
    assert not SearchWord.objects.filter(word="pothole").exists()
