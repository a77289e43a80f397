"""Proof of the tree: rebuild it from the journal and compare it with every checkpoint.

The chain of a case shows that its journal was not altered. The tree shows besides that no entry,
case or day was taken out, put in or moved; and since others keep checkpoints too, that the whole
of it was not replaced.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC

from django.db import connection
from django.db.models import Max

from openredress.cases.verification import Difference
from openredress.core.deposit import signed_checkpoint
from openredress.core.merkle import STRIDE, Edge, leaf_hash
from openredress.core.note import Checkpoint as Signed

from . import keys
from .checkpoints import kept_folder, padding_seal
from .models import Checkpoint, Leaf, Node

CHUNK = 5000


@dataclass(frozen=True)
class Held:
    """What a checkpoint says that somebody holds; `peaks` only where it is in our tables."""

    name: str
    signed: Signed
    peaks: bytes | None = None


def verify(
    outside: Mapping[str, str] | None = None, progress: Callable[[int], None] = lambda done: None
) -> Iterator[Difference]:
    """Everything that is wrong with the tree. `outside` are notes that others kept, by name.

    Checkpoints are read last, so that one which is made meanwhile causes no false alarm.
    """
    kept = {path.stem: path.read_text(encoding="utf-8") for path in kept_folder().glob("*.txt")}
    end = Leaf.objects.aggregate(end=Max("index"))["end"]
    nodes = {(n.level, n.number): bytes(n.hash) for n in Node.objects.all()}
    rows = list(Checkpoint.objects.order_by("number"))
    held = list[Held]()
    yield from _checkpoints(rows, held)
    yield from _kept(rows, kept)
    yield from _outside(outside or {}, held)
    size = max([0, *(row.size for row in rows)])
    if end is not None and end >= size:
        yield Difference(f"place {size}", "leaf-beyond")
    yield from _tree(size, nodes, sorted(held, key=lambda one: one.signed.size), progress)
    yield from _queue()


def of_case(number: str) -> Iterator[Difference]:
    """What is wrong with the places of one case, which may be gone from all other tables."""
    for leaf in _read(f"{_LEAVES} WHERE l.number = %s OR c.number = %s", [number, number]):
        yield from _placed(leaf)
    yield from (found for found in _queue() if found.number == number)


# Checkpoints -----------------------------------------------------------------------------


def _checkpoints(rows: list[Checkpoint], held: list[Held]) -> Iterator[Difference]:
    public = {key.id: key for key in keys.known()}
    number, size, days = 0, -1, set()
    for row in rows:
        name = f"checkpoint {row.number}"
        yield from (
            Difference(f"checkpoint {gone}", "checkpoint-missing")
            for gone in range(number + 1, min(row.number, number + 10))
        )
        if row.size <= size:
            yield Difference(name, "order")
        number, size = row.number, row.size
        signed = signed_checkpoint(row.note, public, keys.verify)
        if signed is None:
            yield Difference(name, "signature")
            continue
        if Signed(signed.origin, row.size, bytes(row.root), row.made_at) != signed:
            yield Difference(name, "note")
        day = signed.at.astimezone(UTC).date()
        if row.day != (None if day in days else day):
            yield Difference(name, "day")
        days.add(day)
        held.append(Held(name, signed, bytes(row.peaks)))


def _kept(rows: list[Checkpoint], kept: Mapping[str, str]) -> Iterator[Difference]:
    stored = {f"{row.number:06d}": row.note for row in rows}
    for stem, text in sorted(kept.items()):
        if stored.get(stem) != text:
            yield Difference(f"checkpoint {stem.lstrip('0')}", "kept")


def _outside(outside: Mapping[str, str], held: list[Held]) -> Iterator[Difference]:
    public = {key.id: key for key in keys.known()}
    for name, text in outside.items():
        signed = signed_checkpoint(text, public, keys.verify)
        if signed is None:
            yield Difference(name, "signature")
        else:
            held.append(Held(name, signed))


# The tree --------------------------------------------------------------------------------


def _tree(
    size: int,
    nodes: dict[tuple[int, int], bytes],
    held: list[Held],
    progress: Callable[[int], None],
) -> Iterator[Difference]:
    edge, is_whole = Edge(), True
    for leaf in _leaves(size):
        if leaf.index != edge.size:
            yield Difference(f"place {edge.size}", "leaf-missing")
            return
        yield from _placed(leaf)
        for level, position, found in edge.add(leaf_hash(_seal_of(leaf)))[1:]:
            if level % STRIDE == 0:
                yield from _node(level, position, found, nodes)
        while held and held[0].signed.size <= edge.size:
            one = held.pop(0)
            # Once the trees are different, every later checkpoint says so again.
            if is_whole and one.signed.size == edge.size:
                compared = tuple(_compared(one, edge))
                yield from compared
                is_whole = not compared
        if edge.size % CHUNK == 0:
            progress(CHUNK)
    yield from (Difference(one.name, "size") for one in held if one.signed.size > edge.size)
    yield from (Difference(f"level {level}, {at}", "node-added") for level, at in sorted(nodes))


def _node(
    level: int, position: int, found: bytes, nodes: dict[tuple[int, int], bytes]
) -> Iterator[Difference]:
    kept = nodes.pop((level, position), None)
    if kept != found:
        what = "node-missing" if kept is None else "node"
        yield Difference(f"level {level}, {position}", what)


def _compared(one: Held, edge: Edge) -> Iterator[Difference]:
    if one.signed.root != edge.root():
        yield Difference(one.name, "tree")
    elif one.peaks is not None and one.peaks != b"".join(edge.peaks):
        yield Difference(one.name, "peaks")


# Places ----------------------------------------------------------------------------------

_LEAVES = """
SELECT l.index, l.entry, l.number, l.seq, l.seal, l.padding, c.number, e.seq, e.seal
FROM proof_leaf l
LEFT JOIN cases_journalentry e ON e.id = l.entry
LEFT JOIN cases_case c ON c.id = e.case_id
"""


@dataclass(frozen=True)
class _Place:
    """A leaf and, beside it, what the journal holds; the names of its columns end in `_now`."""

    index: int
    entry: int | None
    number: str
    seq: int | None
    seal: bytes
    padding: bytes | None
    number_now: str | None
    seq_now: int | None
    seal_now: bytes | None


def _leaves(size: int) -> Iterator[_Place]:
    """In order, read in chunks so that memory stays flat."""
    after = -1
    while True:
        query = f"{_LEAVES} WHERE l.index > %s AND l.index < %s ORDER BY l.index LIMIT %s"
        found = _read(query, [after, size, CHUNK])
        yield from found
        if len(found) < CHUNK:
            return
        after = found[-1].index


def _read(query: str, values: Iterable[object]) -> list[_Place]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return [_Place(*map(_plain, row)) for row in cursor.fetchall()]


def _plain(value):  # type: ignore[no-untyped-def]
    return bytes(value) if isinstance(value, memoryview) else value


def _seal_of(leaf: _Place) -> bytes:
    """The seal as the journal holds it now; what was deleted from it is named already."""
    return leaf.seal if leaf.seal_now is None else leaf.seal_now


def _placed(leaf: _Place) -> Iterator[Difference]:
    what = _wrong_with(leaf)
    if what:
        yield Difference(leaf.number or f"place {leaf.index}", what, seq=leaf.seq)


def _wrong_with(leaf: _Place) -> str:
    if leaf.entry is None:
        is_padding = leaf.padding is not None and padding_seal(leaf.padding) == leaf.seal
        return "" if is_padding and (leaf.number, leaf.seq) == ("", None) else "padding"
    if leaf.seal_now is None:
        return "deleted"
    if (leaf.number, leaf.seq) != (leaf.number_now, leaf.seq_now):
        return "moved"
    if leaf.padding is not None:
        return "padding"
    return "" if leaf.seal == leaf.seal_now else "resealed"


_WAITING = """
SELECT coalesce(c.number, 'entry ' || coalesce(e.id, u.entry)), e.seq, CASE
  WHEN e.id IS NULL THEN 'waiting-deleted'
  WHEN c.id IS NULL THEN 'no-case'
  WHEN u.entry IS NULL THEN 'unplaced'
  ELSE 'placed-twice' END
FROM cases_journalentry e
LEFT JOIN cases_case c ON c.id = e.case_id
FULL JOIN proof_unplaced u ON u.entry = e.id
LEFT JOIN proof_leaf l ON l.entry = coalesce(e.id, u.entry)
WHERE e.id IS NULL OR c.id IS NULL OR (u.entry IS NULL) = (l.index IS NULL)
ORDER BY coalesce(e.id, u.entry)
"""


def _queue() -> Iterator[Difference]:
    """Each entry has a place or waits for one. One statement, so that it sees one moment."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        found = cursor.fetchall()
    for number, seq, what in found:
        yield Difference(number, what, seq=seq)
