"""Making a model from cases that were routed, and measuring it on cases it has not seen.

scikit-learn is loaded here and by nothing that answers a request.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from openredress.core.words import terms

from .model import Example, Measured, Model

#: Fewer cases than this teach nothing that their names do not say.
CASES_AT_LEAST = 50
#: Numbers that a model may hold: with more, the terms that say least are left out.
NUMBERS_AT_MOST = 4_000_000
TERMS_AT_MOST = 100_000
FOLDS = 5


class TooFew(ValueError):  # noqa: N818  the word the operator reads
    """Too few cases, or all of one matter."""


def train(examples: Sequence[Example], names: Sequence[Example] = ()) -> tuple[Model, Measured]:
    """A model of `examples`, with the names of matters as one more text each, and its measure.

    Raises `TooFew`.
    """
    if len(examples) < CASES_AT_LEAST or len({e.matter for e in examples}) < 2:
        raise TooFew
    margins, matters = _unseen(examples, names)
    truth = np.array([matters.index(e.matter) for e in examples])
    sharpness = _sharpness(margins, truth)
    return _fit([*examples, *names], sharpness), _measured(margins, truth, sharpness)


def _unseen(examples: Sequence[Example], names: Sequence[Example]) -> tuple[Any, list[int]]:
    """What models that did not see them say of each example, as margins."""
    matters = sorted({e.matter for e in (*examples, *names)})
    margins = np.full((len(examples), len(matters)), -2.0, np.float32)
    groups = [e.copies for e in examples]
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    for seen, unseen in folds.split(examples, groups=groups):
        model = _fit([*(examples[i] for i in seen), *names], None)
        columns = [matters.index(m) for m in model.matters]
        for i in unseen:
            margins[i, columns] = model.margins(examples[i].text)
    return margins, matters


def _fit(examples: Sequence[Example], sharpness: float | None) -> Model:
    weigher = TfidfVectorizer(analyzer=terms, min_df=2, sublinear_tf=True, dtype=np.float32)
    rows = weigher.fit_transform([e.text for e in examples])
    machine = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
    machine.fit(rows, [e.matter for e in examples])
    weights, bias = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:  # Of two matters scikit-learn keeps one column.
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    kept = _kept(weights, weigher.idf_)
    words = weigher.get_feature_names_out()
    return Model(
        tuple(int(m) for m in machine.classes_),
        {str(words[old]): new for new, old in enumerate(kept)},
        weigher.idf_[kept].astype(np.float32),
        weights[kept].astype(np.float16),
        bias.astype(np.float32),
        sharpness,
    )


def _kept(weights: Any, idf: Any) -> Any:
    """The terms that can say most."""
    room = min(TERMS_AT_MOST, NUMBERS_AT_MOST // weights.shape[1])
    if len(weights) <= room:
        return np.arange(len(weights))
    says = np.abs(weights).max(axis=1) * idf
    return np.sort(np.argpartition(-says, room)[:room])


def _sharpness(margins: Any, truth: Any) -> float:
    """The temperature that makes confidence match truth (Platt 1999; Guo et al. 2017)."""

    def loss(sharpness: float) -> float:
        powers = sharpness * (margins - margins.max(axis=1, keepdims=True))
        logs = powers - np.log(np.exp(powers).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(truth)), truth].mean())

    return float(min(np.geomspace(0.5, 20, 60), key=loss))


def _measured(margins: Any, truth: Any, sharpness: float) -> Measured:
    powers = np.exp(sharpness * (margins - margins.max(axis=1, keepdims=True)))
    confidence = (powers / powers.sum(axis=1, keepdims=True)).max(axis=1)
    guess = margins.argmax(axis=1)
    right = guess == truth
    sure = confidence >= 0.8
    return Measured(
        cases=len(truth),
        matters=len(Counter(truth.tolist())),
        accuracy=float(accuracy_score(truth, guess)),
        macro_f1=float(f1_score(truth, guess, average="macro", labels=np.unique(truth))),
        sure=float(sure.mean()),
        right_when_sure=float(right[sure].mean()) if sure.any() else 0.0,
        calibration=_calibration_error(confidence, right),
    )


def _calibration_error(confidence: Any, right: Any) -> float:
    """Over ten bins of confidence, weighted by how many fall into each."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    return float(
        sum(
            abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        )
    )
