"""Whether two cases complain of the same: by what is complained of, and never by who complains.

What is compared are the words by which cases are found, from which names, contacts and numbers were
left out, and of those only the ones that few cases say: a thing, a place, what was done. How
somebody writes lies in the words that all cases share, and those count for nothing. Nothing is kept
of a comparison. See docs/decisions/0053-the-same-matter.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt

from .words import HAN

#: Near-copies share this part of all their words (Jaccard's coefficient).
COPY_FROM = 0.55
#: The cosine of rare words from which two cases may have one cause, and where few cases are seen.
CAUSE_FROM, CAUSE_FROM_OF_FEW = 0.06, 0.17
#: Of that, this part is enough where matter and place are the same.
HERE = 0.7
#: Two cases share at least so many rare words, or one of them is too short to say anything.
SHARED_AT_LEAST = 3
#: A word is rare while no more cases say it than this part of them, and this many in any case.
RARE_PART, RARE_COUNT = 0.05, 10
#: With fewer cases than this, what is rare cannot be told from what few have said so far.
ENOUGH = 200
#: How many words are told that two cases share.
TOLD = 6
#: Latin words shorter than this, and those that English needs whatever it speaks of, say nothing;
#: where few cases are seen they would all look rare.
SHORTEST = 4
_FUNCTION_WORDS = (
    "about above after again against also another because been before being below between both "
    "came could days does doing done down during each even ever every five four from further goes "
    "going gone have having here hers into itself just last least made make many more most "
    "much must myself never next nobody nothing once only other ours over people said same says "
    "several shall should since some somebody something still such than that their theirs them "
    "then there these they this those three though through time times today told took under until "
    "upon very want week weeks well went were what when where which while will with within without "
    "would year years your yours month months"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


class Kind(StrEnum):
    """How alike two cases are."""

    COPY = "copy"  # nearly the same text
    CAUSE = "cause"  # another text about what seems to be the same cause


@dataclass(frozen=True)
class Said:
    """What a case says: the words it was filed with, and which matter and place it is about.

    `matters` are the matter and those it lies under, the nearest first; empty where not known.
    """

    key: int
    words: frozenset[str]
    matters: tuple[int, ...] = ()
    place: int | None = None


@dataclass(frozen=True)
class Like:
    """A case that is like another one; `score` from 0 to 1, `words` are the rarest they share."""

    key: int
    kind: Kind
    score: float
    words: tuple[str, ...]


def rare(words: Collection[str], counts: Mapping[str, int], cases: int) -> frozenset[str]:
    """Those of the words that few of so many cases say."""
    most = max(RARE_COUNT, RARE_PART * cases)
    return frozenset(w for w in words if counts.get(w, 0) <= most and not _is_function_word(w))


def _is_function_word(word: str) -> bool:
    return word in FUNCTION_WORDS or (word[0] < HAN[0] and len(word) < SHORTEST)


def likes(case: Said, others: Iterable[Said], seen: Sequence[Collection[str]]) -> tuple[Like, ...]:
    """Which of the others are like the case, the most alike first.

    `seen` are the words of cases among which it is told what is rare: of those alone that whoever
    asks may see, else one could learn from a score what others say.
    """
    counts = Counter(word for words in seen for word in set(words))
    weigh = _Weights(counts, max(len(seen), ENOUGH))
    own = rare(case.words, counts, len(seen))
    length = weigh.length(own)
    found = (
        _like(case, own, length, other, weigh, len(seen))
        for other in others
        if other.key != case.key
    )
    return tuple(sorted((like for like in found if like), key=lambda like: (-like.score, like.key)))


class _Weights:
    """How much a word says: the more, the fewer cases say it (inverse document frequency)."""

    def __init__(self, counts: Mapping[str, int], cases: int) -> None:
        self.counts, self.cases = counts, cases
        self._squares: dict[str, float] = {}

    def of(self, word: str) -> float:
        return log(1 + self.cases / max(self.counts.get(word, 0), 1))

    def squares(self, words: Iterable[str]) -> float:
        known = self._squares
        for word in words:
            if word not in known:
                known[word] = self.of(word) ** 2
        return sum(known[word] for word in words)

    def length(self, words: Collection[str]) -> float:
        return sqrt(self.squares(words)) or 1.0


def _like(
    case: Said, own: frozenset[str], length: float, other: Said, weigh: _Weights, seen: int
) -> Like | None:
    """`own` are the rare words of the case, and `length` is theirs."""
    if _is_about_something_else(case, other):
        return None
    shared = own & other.words
    if len(shared) < SHARED_AT_LEAST:
        return None
    alike = len(case.words & other.words) / len(case.words | other.words)
    if alike >= COPY_FROM:
        return Like(other.key, Kind.COPY, alike, _told(shared, weigh))
    least = CAUSE_FROM if seen >= ENOUGH else CAUSE_FROM_OF_FEW
    least *= HERE if _is_here(case, other) else 1
    both = weigh.squares(shared)
    # What they share is the least that the other can say, so that most are told apart without it.
    if ROUNDED * sqrt(both) / length < least:
        return None
    theirs = rare(other.words, weigh.counts, seen)
    score = both / (length * weigh.length(theirs))
    return Like(other.key, Kind.CAUSE, score, _told(shared, weigh)) if score >= least else None


#: More than what rounding takes from a sum.
ROUNDED = 1 + 1e-9


def _is_here(case: Said, other: Said) -> bool:
    """Whether both are known to be about the same matter at the same place."""
    known = case.place is not None and bool(case.matters)
    return known and (case.place, case.matters[:1]) == (other.place, other.matters[:1])


def _is_about_something_else(case: Said, other: Said) -> bool:
    """Two matters that are both known and have nothing above them in common. What one person writes
    about different things never comes together so, however alike it is written.
    """
    return bool(case.matters and other.matters and case.matters[-1] != other.matters[-1])


def _told(shared: Collection[str], weigh: _Weights) -> tuple[str, ...]:
    """The rarest of the shared words. Of Chinese, pairs of signs that follow each other are told as
    the run that they make.
    """
    joined = _joined(sorted(shared))
    return tuple(sorted(joined, key=lambda word: (-_says(word, weigh), word))[:TOLD])


def _says(word: str, weigh: _Weights) -> float:
    if word[0] < HAN[0] or len(word) < 3:
        return weigh.of(word)
    return sum(weigh.of(word[i : i + 2]) for i in range(len(word) - 1))


def _joined(words: Sequence[str]) -> list[str]:
    """丽发 and 发新 and 新城 are 丽发新城."""
    pairs = {word[0]: word for word in words if len(word) == 2 and word[0] >= HAN[0]}
    others = [word for word in words if word not in pairs.values()]
    ends = {word[1] for word in pairs.values()}
    while pairs:
        begin = next((sign for sign in sorted(pairs) if sign not in ends), min(pairs))
        run = pairs.pop(begin)
        while run[-1] in pairs:
            run += pairs.pop(run[-1])[1]
        others.append(run)
        ends = {word[1] for word in pairs.values()}
    return others
