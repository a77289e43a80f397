"""Merkle trees as transparency logs use them: RFC 9162, section 2.1 (hashing as in RFC 6962).

A tree only grows to the right. Whoever keeps its size and root can be shown, with a few hashes,
that a later tree begins with theirs, and that one entry is in it.
"""

import hashlib
from collections.abc import Callable, Sequence

#: Beside the leaves, the hashes of complete subtrees are kept at each eighth level. No proof then
#: reads more than 256 hashes at a level, and what is kept besides is one hash in 256 leaves.
STRIDE = 8

EMPTY = hashlib.sha256(b"").digest()

#: `read(level, start, stop)`: the hashes of the complete subtrees of `2 ** level` leaves, from
#: number `start` up to `stop`, for a level divisible by `STRIDE`.
Read = Callable[[int, int, int], Sequence[bytes]]
Subtree = tuple[int, int, bytes]


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a growing tree: its largest complete subtrees, from left to right."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks")
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> list[Subtree]:
        """Adds the hash of a leaf; answers each subtree that it completes, itself first."""
        level, position, found = 0, self.size, leaf
        done = [(level, position, found)]
        while position & 1:
            found = node_hash(self.peaks.pop(), found)
            level, position = level + 1, position >> 1
            done.append((level, position, found))
        self.peaks.append(found)
        self.size += 1
        return done

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node_hash(peak, found)
        return found


def root(read: Read, size: int) -> bytes:
    return _hash_of(read, 0, size)


def inclusion(read: Read, index: int, size: int) -> list[bytes]:
    """The proof that leaf number `index` (from 0) is in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path, start, stop = list[bytes](), 0, size
    while stop - start > 1:
        middle = start + _left_part(stop - start)
        if index < middle:
            path.append(_hash_of(read, middle, stop))
            stop = middle
        else:
            path.append(_hash_of(read, start, middle))
            start = middle
    return path[::-1]


def consistency(read: Read, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 < old <= new:
        raise ValueError(f"no tree of {new} leaves begins with one of {old}")
    path, start, stop = list[bytes](), 0, new
    while old != stop:
        middle = start + _left_part(stop - start)
        if old <= middle:
            path.append(_hash_of(read, middle, stop))
            stop = middle
        else:
            path.append(_hash_of(read, start, middle))
            start = middle
    if start:
        path.append(_hash_of(read, start, stop))
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof holds; the steps are those of RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, found = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(step, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the proof holds; the steps are those of RFC 9162, section 2.1.4.2."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old.bit_count() == 1 else list(path)
    if not steps:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            before, after = node_hash(step, before), node_hash(step, after)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            after = node_hash(after, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and before == old_root and after == new_root


def _left_part(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _hash_of(read: Read, start: int, stop: int) -> bytes:
    """The hash over leaves `start` up to `stop`, a part that the tree divides into."""
    size = stop - start
    if size == 0:
        return EMPTY
    if size.bit_count() > 1:
        middle = start + _left_part(size)
        return node_hash(_hash_of(read, start, middle), _hash_of(read, middle, stop))
    level = size.bit_length() - 1
    kept = level - level % STRIDE
    hashes = list(read(kept, start >> kept, stop >> kept))
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[i : i + 2]) for i in range(0, len(hashes), 2)]
    return hashes[0]
