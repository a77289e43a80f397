"""The tree, by the vectors that every implementation of RFC 6962 has to meet, and in general."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openredress.core import merkle
from openredress.core.merkle import Edge, leaf_hash, node_hash

# From the tests of Certificate Transparency (merkle_tree_test.cc): eight leaves, and the root
# after each of them.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Stored:
    """A tree as it is stored: what `Edge` completes at each eighth level."""

    def __init__(self, entries):
        self.edge, self.kept = Edge(), {}
        for entry in entries:
            for level, position, found in self.edge.add(leaf_hash(entry)):
                if level % merkle.STRIDE == 0:
                    self.kept[level, position] = found

    def read(self, level, start, stop):
        assert level % merkle.STRIDE == 0
        assert stop - start <= 1 << merkle.STRIDE
        return [self.kept[level, position] for position in range(start, stop)]


def by_the_book(hashes):
    """The definition in RFC 9162, section 2.1.1, word for word and slow."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(by_the_book(hashes[:k]), by_the_book(hashes[k:]))


def entries(size):
    return [b"%d" % number for number in range(size)]


def roots(size):
    edge = Edge()
    found = [edge.root()]
    for entry in entries(size):
        edge.add(leaf_hash(entry))
        found.append(edge.root())
    return found


STORED = Stored(entries(1200))
ROOT = roots(1200)


@pytest.mark.parametrize("size", range(1, 9))
def test_it_has_the_roots_of_the_vectors(size):
    assert Stored(LEAVES[:size]).edge.root().hex() == ROOTS[size - 1]
    assert merkle.root(Stored(LEAVES[:size]).read, size).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_root_of_the_vectors():
    assert Edge().root() == merkle.EMPTY == hashlib.sha256(b"").digest()


# The paths of the same vectors, by their hashes.
@pytest.mark.parametrize(("index", "size", "path"), [
    (0, 1, []),
    (0, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (5, 8, [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
])  # fmt: skip
def test_it_proves_inclusion_as_in_the_vectors(index, size, path):
    tree = Stored(LEAVES)
    assert [found.hex() for found in merkle.inclusion(tree.read, index, size)] == path


@pytest.mark.parametrize(("old", "new", "path"), [
    (1, 1, []),
    (1, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (6, 8, [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 5, [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]),
])  # fmt: skip
def test_it_proves_consistency_as_in_the_vectors(old, new, path):
    tree = Stored(LEAVES)
    assert [found.hex() for found in merkle.consistency(tree.read, old, new)] == path


@given(st.integers(0, 600))
def test_the_root_is_that_of_the_definition(size):
    hashes = [leaf_hash(entry) for entry in entries(size)]
    assert ROOT[size] == by_the_book(hashes) == merkle.root(STORED.read, size)


@given(st.data(), st.integers(1, 1200))
def test_every_leaf_can_be_proved_in_every_tree(data, size):
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(STORED.read, index, size)
    leaf = leaf_hash(b"%d" % index)
    assert merkle.is_included(leaf, index, size, path, ROOT[size])


@given(st.data(), st.integers(1, 1200))
def test_every_tree_can_be_proved_to_begin_with_every_smaller_one(data, new):
    old = data.draw(st.integers(1, new))
    path = merkle.consistency(STORED.read, old, new)
    assert merkle.is_consistent(old, new, ROOT[old], ROOT[new], path)


@given(st.data(), st.integers(2, 1200))
def test_a_wrong_proof_of_inclusion_is_refused(data, size):
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(STORED.read, index, size)
    leaf, other = leaf_hash(b"%d" % index), leaf_hash(b"other")
    another = data.draw(st.integers(0, size - 1).filter(lambda found: found != index))
    assert not merkle.is_included(other, index, size, path, ROOT[size])
    assert not merkle.is_included(leaf, another, size, path, ROOT[size])
    assert not merkle.is_included(leaf, index, size, path[:-1], ROOT[size])
    assert not merkle.is_included(leaf, index, size, [*path, other], ROOT[size])
    assert not merkle.is_included(leaf, index, size, path, other)
    assert not merkle.is_included(leaf, size, size, path, ROOT[size])
    assert not merkle.is_included(leaf, -1, size, path, ROOT[size])
    step = data.draw(st.integers(0, len(path) - 1))
    assert not merkle.is_included(
        leaf, index, size, [*path[:step], other, *path[step + 1 :]], ROOT[size]
    )


@given(st.data(), st.integers(2, 1200))
def test_a_wrong_proof_of_consistency_is_refused(data, new):
    old = data.draw(st.integers(1, new - 1))
    path, other = merkle.consistency(STORED.read, old, new), leaf_hash(b"other")
    assert not merkle.is_consistent(old, new, other, ROOT[new], path)
    assert not merkle.is_consistent(old, new, ROOT[old], other, path)
    assert not merkle.is_consistent(old, new, ROOT[old], ROOT[new], path[:-1])
    assert not merkle.is_consistent(old, new, ROOT[old], ROOT[new], [*path, other])
    assert not merkle.is_consistent(0, new, ROOT[0], ROOT[new], path)
    assert not merkle.is_consistent(new, old, ROOT[new], ROOT[old], path)
    step = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:step], other, *path[step + 1 :]]
    assert not merkle.is_consistent(old, new, ROOT[old], ROOT[new], changed)


@given(st.integers(0, 1000), st.integers(0, 200))
def test_an_edge_goes_on_from_where_it_was_kept(size, more):
    kept = Edge()
    for entry in entries(size):
        kept.add(leaf_hash(entry))
    again = Edge(kept.size, kept.peaks)
    for entry in entries(size + more)[size:]:
        again.add(leaf_hash(entry))
    assert again.root() == ROOT[size + more]


def test_an_edge_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="2 peaks"):
        Edge(3, [b""])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_for_what_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion(STORED.read, index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_there_is_no_proof_between_trees_that_do_not_follow(old, new):
    with pytest.raises(ValueError, match="begins with"):
        merkle.consistency(STORED.read, old, new)
