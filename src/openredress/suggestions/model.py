"""A model that suggests matters: weights of terms, and how far to believe them.

It is a linear classifier over terms weighted by tf-idf (Joachims 1998, "Text categorization with
support vector machines"), so each suggestion is a sum over the words of the text and can be told
as such. It is read and asked here with NumPy alone; `training` makes it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import Any

import numpy as np

from openredress.core.words import HAN, terms

#: How many words are told that decided it.
TOLD = 4
#: Below this share of known terms a text is unlike everything the model has seen.
KNOWN_AT_LEAST = 0.15
#: Below this cosine a text is not like the name of a matter.
LIKE_AT_LEAST = 0.2


@dataclass(frozen=True)
class Example:
    """A text and the matter it was routed as. What has the same `group` is never told apart into
    cases to learn from and cases to be measured on: near copies would flatter the measure."""

    text: str
    matter: int
    group: str = ""

    @property
    def copies(self) -> str:
        return self.group or sha256("".join(terms(self.text[:400])).encode()).hexdigest()


@dataclass(frozen=True)
class Measured:
    """From cross-validation, each case judged by a model that never saw it.

    `sure` is the share of cases with a confidence of 0.8 or more, `right_when_sure` how many of
    those were right; `calibration` is the expected calibration error (Guo et al. 2017), the mean
    distance between confidence and truth. All from 0 to 1.
    """

    cases: int
    matters: int
    accuracy: float
    macro_f1: float
    sure: float
    right_when_sure: float
    calibration: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Guess:
    """One matter. `confidence` is the share of such suggestions that were right when the model was
    measured, from 0 to 1, or `None` where nothing could be measured yet. `words` decided it."""

    matter: int
    confidence: float | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """`weights` has a row for each term and a column for each matter; `sharpness` turns margins
    into shares, `None` where nothing was measured."""

    matters: tuple[int, ...]
    vocabulary: Mapping[str, int]
    idf: Any
    weights: Any
    bias: Any
    sharpness: float | None

    def guesses(self, text: str, at_most: int = 3) -> tuple[Guess, ...]:
        """The likeliest matters, best first; none where the text is unlike all that is known."""
        rows, values, known = self._seen(text)
        if known < self.known_at_least:
            return ()
        parts = values[:, None] * self.weights[rows].astype(np.float32)
        margins = parts.sum(axis=0) + self.bias
        order = [
            i
            for i in np.argsort(-margins)[:at_most]
            if self.sharpness or margins[i] >= LIKE_AT_LEAST
        ]
        shares = self._shares(margins)
        against = parts.mean(axis=1)
        return tuple(
            Guess(self.matters[i], shares[i], _deciding(parts[:, i] - against, rows, self._names))
            for i in order
        )

    def margins(self, text: str) -> Any:
        """How much speaks for each matter, in the order of `matters`; the higher, the likelier."""
        rows, values, _known = self._seen(text)
        return values @ self.weights[rows].astype(np.float32) + self.bias

    @property
    def known_at_least(self) -> float:
        """Names alone are few words: there one that is known is enough."""
        return KNOWN_AT_LEAST if self.sharpness else 1e-9

    def _shares(self, margins: Any) -> list[float | None]:
        if self.sharpness is None:
            return [None] * len(self.matters)
        powers = np.exp(self.sharpness * (margins - margins.max()))
        return list((powers / powers.sum()).tolist())

    @cached_property
    def _names(self) -> list[str]:
        return list(self.vocabulary)

    def _seen(self, text: str) -> tuple[Any, Any, float]:
        """Rows of the terms of `text`, their values (sublinear tf, idf, length 1), known share."""
        counts = Counter(terms(text))
        find = self.vocabulary.get
        pairs = [(row, n) for term, n in counts.items() if (row := find(term)) is not None]
        if not pairs:
            return np.empty(0, np.int64), np.empty(0, np.float32), 0.0
        found = np.array(pairs)
        rows = found[:, 0]
        values = (1 + np.log(found[:, 1])) * self.idf[rows]
        norm = np.sqrt((values**2).sum())
        return rows, (values / norm).astype(np.float32), len(pairs) / len(counts)

    def to_bytes(self) -> bytes:
        """As `from_bytes` reads it: NumPy's own format, which holds numbers and no code."""
        file = BytesIO()
        np.savez_compressed(
            file,
            matters=np.array(self.matters, np.int64),
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), np.uint8),
            idf=self.idf.astype(np.float32),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
            sharpness=np.array([] if self.sharpness is None else [self.sharpness]),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        """Raises `ValueError` when the bytes are none that `to_bytes` made."""
        with np.load(BytesIO(data), allow_pickle=False) as file:
            words = file["vocabulary"].tobytes().decode().split("\n")
            return cls(
                tuple(int(m) for m in file["matters"]),
                {word: row for row, word in enumerate(words)},
                file["idf"],
                file["weights"],
                file["bias"],
                next(iter(file["sharpness"].tolist()), None),
            )


def _deciding(parts: Any, rows: Any, names: list[str]) -> tuple[str, ...]:
    """The terms that speak most for it, without those that only join or repeat told ones."""
    told: list[str] = []
    for i in np.argsort(-parts):
        if len(told) == TOLD or parts[i] <= 0:
            break
        term = names[rows[i]]
        if len(term) > 1 and not any(_touch(term, other) for other in told):
            told.append(term)
    return tuple(told)


def _touch(one: str, other: str) -> bool:
    """One holds the other, or one ends with the character that the other begins with: of “工伤” and
    “保险” the term “伤保” is no word."""
    if one in other or other in one:
        return True
    return one[0] >= HAN[0] and (one[0] == other[-1] or one[-1] == other[0])
