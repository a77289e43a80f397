"""Checkpoints: one a day, in proportion to what is new, and the same tree whoever computes it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.cast import file, make_cast, served

from openredress.cases.models import JournalEntry
from openredress.core import merkle, note
from openredress.core.deposit import signed_checkpoint
from openredress.proof import checkpoints, keys, tree
from openredress.proof.checkpoints import STEP, daily, make
from openredress.proof.models import Checkpoint, Leaf, Node, Unplaced
from openredress.proof.verification import verify

NOON = datetime(2026, 3, 1, 12, 0, 5, 678, tzinfo=UTC)


def entries():
    return list(JournalEntry.objects.order_by("id").values_list("id", flat=True))


@pytest.mark.django_db
def test_it_places_every_entry_in_the_order_of_recording(cast):
    served(cast)
    file(cast)
    assert list(Unplaced.objects.values_list("entry", flat=True)) == entries()
    made = make(NOON)
    placed = Leaf.objects.exclude(entry=None).order_by("index").values_list("entry", flat=True)
    assert list(placed) == entries()
    assert not Unplaced.objects.exists()
    assert (made.number, made.size, made.day) == (1, STEP, NOON.date())
    assert list(verify()) == []


@pytest.mark.django_db
def test_it_is_signed_in_the_form_of_transparency_logs(cast):
    served(cast)
    made = make(NOON)
    public = {key.id: key for key in keys.known()}
    signed = signed_checkpoint(made.note, public, keys.verify)
    assert signed == note.Checkpoint(
        keys.current().name, STEP, bytes(made.root), NOON.replace(microsecond=0)
    )
    assert merkle.root(tree.read, STEP) == signed.root


@pytest.mark.django_db
def test_nothing_shows_how_much_happened(cast):
    """A quiet day and a busy one make the same tree from outside, and so does a day of nothing."""
    sizes = [make(NOON).size]
    served(cast)
    sizes.append(make(NOON).size)
    file(cast)
    sizes.append(make(NOON).size)
    assert sizes == [STEP, 2 * STEP, 3 * STEP]


@pytest.mark.django_db
def test_it_grows_as_one_tree_over_many_chunks(cast, monkeypatch):
    monkeypatch.setattr(checkpoints, "CHUNK", STEP)
    sizes, roots = [], []
    for _ in range(3):
        for _ in range(STEP // 10):
            accepted_many(cast)
        made = make(NOON)
        sizes.append(made.size)
        roots.append(bytes(made.root))
    assert sizes == [STEP, 2 * STEP, 3 * STEP]
    path = merkle.consistency(tree.read, sizes[0], sizes[2])
    assert merkle.is_consistent(sizes[0], sizes[2], roots[0], roots[2], path)
    assert list(verify()) == []


def accepted_many(cast):
    drive = file(cast)
    for _ in range(9):
        drive.must("petitioner", "message", days=0, text="More.")


@pytest.mark.django_db
def test_it_reads_nothing_that_has_its_place(cast, django_assert_max_num_queries):
    served(cast)
    make(NOON)
    file(cast)
    with django_assert_max_num_queries(14):
        make(NOON + timedelta(days=1))
    # The places of the first checkpoint are not asked for: without them it would be the same.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE proof_leaf DISABLE TRIGGER proof_is_append_only")
        cursor.execute("ALTER TABLE proof_node DISABLE TRIGGER proof_is_append_only")
        Leaf.objects.all().delete()
        Node.objects.all().delete()
    assert make(NOON + timedelta(days=2)).size == 3 * STEP


@pytest.mark.django_db
def test_there_is_one_of_the_day_and_others_when_asked_for(cast):
    first = daily(NOON)
    assert first.day == NOON.date()
    assert daily(NOON + timedelta(hours=11)) is None
    assert make(NOON + timedelta(hours=1)).day is None
    assert daily(NOON + timedelta(hours=12)).day == NOON.date() + timedelta(days=1)
    assert list(verify()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", [
    "UPDATE proof_{} SET {} = {}", "DELETE FROM proof_{}",
])  # fmt: skip
@pytest.mark.parametrize(("table", "column"), [
    ("leaf", "seal"), ("node", "hash"), ("checkpoint", "root"),
])  # fmt: skip
def test_the_database_refuses_to_change_the_tree(cast, change, table, column):
    make(NOON)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column, column))


@pytest.mark.django_db
def test_the_key_can_change_between_checkpoints(cast):
    file(cast)
    make(NOON)
    keys.rotate()
    make(NOON + timedelta(days=1))
    assert list(verify()) == []
    names = {row.note.split("\n")[0] for row in Checkpoint.objects.all()}
    assert names == {keys.current().name}


def test_each_is_kept_as_a_file(own_home, transactional_db):
    make_cast()
    made = make(NOON)
    assert (own_home / "checkpoints" / "000001.txt").read_text() == made.note
    assert list(verify()) == []


# Side by side ----------------------------------------------------------------------------


def at_once(*acts):
    """Runs each in a thread with a connection of its own; answers what they answered."""
    begin, found, failed = threading.Barrier(len(acts)), [], []

    def run(act):
        try:
            begin.wait()
            found.append(act())
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return found


def test_several_workers_make_one_a_day(transactional_db):
    file(make_cast())
    for day in range(3):
        now = NOON + timedelta(days=day)
        found = at_once(*[lambda now=now: daily(now)] * 4)
        assert [made.day for made in found if made] == [now.date()]
    assert list(verify()) == []


def test_an_entry_whose_transaction_ends_late_gets_the_next_place(transactional_db):
    """It has the smaller key, and is committed after the checkpoint over a later one."""
    cast = make_cast()
    first = file(cast).case.number  # The first filing under a pack keeps the pack.
    written, may_end = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            number = file(cast).case.number
            written.set()
            assert may_end.wait(20)
        return number

    def others():
        assert written.wait(20)
        number = file(cast).case.number
        make(NOON)
        may_end.set()
        return number

    early, late = sorted(at_once(slow, others))
    assert set(Leaf.objects.exclude(entry=None).values_list("number", flat=True)) == {first, late}
    assert list(verify()) == []
    make(NOON + timedelta(days=1))
    placed = Leaf.objects.exclude(entry=None).order_by("index").values_list("number", flat=True)
    assert list(placed) == [first, late, early]
    assert list(verify()) == []


def test_filing_and_checkpoints_side_by_side_lose_nothing(transactional_db):
    cast = make_cast()
    at_once(
        *[lambda: [file(cast) for _ in range(8)]] * 3,
        *[lambda: [make(NOON) for _ in range(4)]] * 2,
    )
    make(NOON)
    placed = list(Leaf.objects.exclude(entry=None).values_list("entry", flat=True))
    assert sorted(placed) == entries()
    assert len(placed) == 24
    assert list(verify()) == []


def test_what_is_rolled_back_leaves_nothing(transactional_db):
    cast = make_cast()
    with transaction.atomic():
        file(cast)
        assert Unplaced.objects.exists()
        transaction.set_rollback(True)
    assert not Unplaced.objects.exists()
