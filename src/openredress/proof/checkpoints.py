"""Making checkpoints: place what is new, carry the tree on, sign its root.

The work is in proportion to what is new. Whoever makes one holds a lock of the database, so two
workers make one and not two. Entries that are being written meanwhile stay for the next one.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction
from psycopg import sql

from openredress.core import note
from openredress.core.merkle import STRIDE, Edge, leaf_hash
from openredress.ops import home

from . import keys
from .models import Checkpoint, Leaf, Node, Unplaced

#: The tree grows by whole steps of this size, one at least, whatever happened.
STEP = 1 << STRIDE
#: How many entries are in memory at a time.
CHUNK = 32 * STEP
PADDING_BYTES = 16
LOCK = int.from_bytes(b"proof/1", "big")

Row = tuple[int | None, str, int | None, bytes, bytes | None]


def daily(now: datetime) -> Checkpoint | None:
    """The checkpoint of the day (UTC); `None` when there is one, or somebody is at it."""
    today = now.astimezone(UTC).date()
    if Checkpoint.objects.filter(day=today).exists():
        return None
    with transaction.atomic():
        if not _locked("pg_try_advisory_xact_lock"):
            return None
        if Checkpoint.objects.filter(day=today).exists():
            return None
        return _make(now)


def make(now: datetime) -> Checkpoint:
    """A checkpoint now, beside that of the day."""
    with transaction.atomic():
        _locked("pg_advisory_xact_lock")
        return _make(now)


def padding_seal(padding: bytes) -> bytes:
    return hashlib.sha256(b"padding" + padding).digest()


def kept_folder() -> Path:
    """Each checkpoint is kept as a file as well, where the database's owner need not reach."""
    return home.home() / "checkpoints"


def _locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
        return cursor.fetchone()[0] is not False


def _make(now: datetime) -> Checkpoint:
    now = now.astimezone(UTC).replace(microsecond=0)
    last = Checkpoint.objects.order_by("-number").first()
    edge = edge_of(last)
    for rows in _placed():
        _grow(edge, rows)
    made = _signed(edge, now, last.number + 1 if last else 1)
    made.save(force_insert=True)
    transaction.on_commit(lambda: _keep(made))
    return made


def edge_of(checkpoint: Checkpoint | None) -> Edge:
    if checkpoint is None:
        return Edge()
    peaks = bytes(checkpoint.peaks)
    return Edge(checkpoint.size, [peaks[i : i + 32] for i in range(0, len(peaks), 32)])


def _signed(edge: Edge, now: datetime, number: int) -> Checkpoint:
    key = keys.current()
    text = note.Checkpoint(key.name, edge.size, edge.root(), now).text
    signature = keys.sign_with(key, text.encode())
    return Checkpoint(
        number=number,
        day=None if Checkpoint.objects.filter(day=now.date()).exists() else now.date(),
        made_at=now,
        size=edge.size,
        root=edge.root(),
        peaks=b"".join(edge.peaks),
        note=note.signed(text, key.name, key.public, signature),
    )


def _placed() -> Iterator[list[Row]]:
    """What waits for its place, in the order in which it was recorded, then padding."""
    rows, after = list[Row](), -1
    while waiting := _waiting(after):
        after = waiting[-1]
        rows += _taken(waiting)
        whole = len(rows) // STEP * STEP
        if len(waiting) == CHUNK:
            yield rows[:whole]
            rows = rows[whole:]
    yield _padded(rows)


def _waiting(after: int) -> list[int]:
    entries = Unplaced.objects.filter(entry__gt=after).order_by("entry")
    return list(entries.values_list("entry", flat=True)[:CHUNK])


# By their keys, so that no plan reads more of these tables than what is new.
_TAKE = """
SELECT e.id, c.number, e.seq, e.seal
FROM cases_journalentry e JOIN cases_case c ON c.id = e.case_id
WHERE e.id = ANY (%(keys)s)
  AND e.id <> ALL (ARRAY(SELECT entry FROM proof_leaf WHERE entry = ANY (%(keys)s)))
ORDER BY e.id
"""


def _taken(waiting: list[int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"keys": waiting})
        found = cursor.fetchall()
        placed = [row[0] for row in found]
        cursor.execute("DELETE FROM proof_unplaced WHERE entry = ANY (%s)", [placed])
    return [(key, number, seq, bytes(seal), None) for key, number, seq, seal in found]


def _padded(rows: list[Row]) -> list[Row]:
    """Filled up to a whole step at places drawn by lot: a place tells nothing about the day."""
    size = max(STEP, -(-len(rows) // STEP) * STEP)
    filled = set(secrets.SystemRandom().sample(range(size), size - len(rows)))
    entries = iter(rows)
    return [_padding() if place in filled else next(entries) for place in range(size)]


def _padding() -> Row:
    padding = secrets.token_bytes(PADDING_BYTES)
    return None, "", None, padding_seal(padding), padding


def _grow(edge: Edge, rows: list[Row]) -> None:
    begun, nodes = edge.size, list[tuple[int, int, bytes]]()
    for row in rows:
        completed = edge.add(leaf_hash(row[3]))
        nodes += [node for node in completed[1:] if node[0] % STRIDE == 0]
    _copy(Leaf, ((begun + i, *row) for i, row in enumerate(rows)))
    _copy(Node, nodes)


def _copy(model: type, rows: Iterable[tuple]) -> None:
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _keep(made: Checkpoint) -> None:
    folder = kept_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.number:06d}.txt"
    if not path.exists():
        path.write_text(made.note, encoding="utf-8")
