"""Suggestions before there are cases to learn from: what matters are called, and their words."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np

from openredress.core.words import terms

from .model import Example, Model

#: English words that stand in every text and say nothing of a matter.
EMPTY = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on",
     "or", "that", "the", "to", "was", "with"}
)  # fmt: skip


def _says_something(term: str) -> bool:
    return len(term) > 1 and EMPTY.isdisjoint(term.split())


def of_names(names: Iterable[Example]) -> Model:
    """A model that compares a text with the names of matters by tf-idf and cosine.

    Nothing is known of how often it is right, so it has no confidence to state.
    """
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for name in names:
        counted[name.matter].update(t for t in terms(name.text) if _says_something(t))
    matters = sorted(counted)
    spread = Counter(term for count in counted.values() for term in count)
    rows = {term: row for row, term in enumerate(spread)}
    idf = np.log((1 + len(matters)) / (1 + np.array(list(spread.values()) or [1]))) + 1
    weights = np.zeros((len(rows), len(matters)), np.float32)
    for column, matter in enumerate(matters):
        for term, n in counted[matter].items():
            weights[rows[term], column] = (1 + np.log(n)) * idf[rows[term]]
    lengths = np.sqrt((weights**2).sum(axis=0))
    weights /= np.where(lengths, lengths, 1)
    bias = np.zeros(len(matters), np.float32)
    return Model(tuple(matters), rows, idf.astype(np.float32), weights, bias, None)
