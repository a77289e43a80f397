"""What a text can be found by, and what a searcher asks for.

Chinese is found by each two characters that follow each other, other scripts by words and numbers.
Names, contacts and long numbers are left out before anything is stored, so that no search can be
made for a person: see docs/decisions/0038-search.md for the rules and for what they cannot do.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .unsearchable import LONG_NUMBER, SURNAMES
from .words import HAN

LONGEST_WORD = 40

_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_HAN = re.compile(rf"[{HAN}]")


class Term(NamedTuple):
    """One term of a text: as it is found (`word`), which one it is, and where it stands."""

    word: str
    place: int
    start: int
    end: int


Fold = Callable[[str], str]


def plain(sign: str) -> str:
    """A sign as a small letter without accent and of usual width: one for one, so places hold."""
    folded = unicodedata.normalize("NFKD", sign).lower()
    return folded[0] if folded and not unicodedata.combining(folded[0]) else sign


def stem(word: str) -> str:
    """An English word without its plural (Harman's S-stemmer, 1991); others as they are."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]


def terms(text: str, fold: Fold, gone: Collection[tuple[int, int]] = ()) -> Iterator[Term]:
    """Every term of the text but for those that touch a span that is `gone`."""
    folded, place, spans = fold(text), 0, sorted(gone)
    for run in _RUN.finditer(folded):
        for word, start, end in _terms_of(run[0], run.start()):
            place += 1
            if not spans or not any(start < to and at < end for at, to in spans):
                yield Term(word, place, start, end)
        place += 1  # Two terms are never neighbours across a sign.


def _terms_of(run: str, at: int) -> Iterator[tuple[str, int, int]]:
    if not _HAN.match(run):
        if not run.isdigit() or len(run) < LONG_NUMBER:
            yield stem(run[:LONGEST_WORD]), at, at + len(run)
    elif len(run) == 1:
        yield run, at, at + 1
    else:
        yield from ((run[i : i + 2], at + i, at + i + 2) for i in range(len(run) - 1))


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for: terms that follow each other. `typed` is what was typed. What
    was not typed in quotes (`is_quoted`) is found in parts, too, where it is long enough.
    """

    words: tuple[str, ...]
    typed: str
    is_quoted: bool = False

    @property
    def is_chinese(self) -> bool:
        return bool(_HAN.match(self.words[0]))

    @property
    def could_be_name(self) -> bool:
        """Two or three Chinese characters that begin with a family name."""
        return self.is_chinese and 2 <= len(self.typed) <= 3 and self.typed[0] in SURNAMES


MOST_ASKED = 12
_QUOTED = re.compile('["“”„]([^"“”„]*)["“”„]')


def asked_for(query: str, fold: Fold) -> tuple[Asked, ...]:
    """What a query asks for: phrases in quotes, words, and runs of Chinese as phrases."""
    found = [_phrase(m[1], fold, quoted=True) for m in _QUOTED.finditer(query)]
    for run in _RUN.finditer(fold(_QUOTED.sub(" ", query))):
        found.append(_phrase(run[0], fold))
    return tuple(dict.fromkeys(asked for asked in found if asked is not None))[:MOST_ASKED]


def _phrase(text: str, fold: Fold, *, quoted: bool = False) -> Asked | None:
    words = tuple(term.word for term in terms(text, fold))
    return Asked(words, fold(text).strip(), quoted) if words else None


def as_query(asked: Iterable[Asked], alike: Callable[[str], Collection[str]]) -> str:
    """The query in the words of PostgreSQL's tsquery. Terms hold letters and digits only, so there
    is nothing to escape. `alike` names words that may have been meant by a word.
    """
    return " & ".join(f"({_one(one, alike)})" for one in asked)


def _one(asked: Asked, alike: Callable[[str], Collection[str]]) -> str:
    each = [_either((word, *alike(word))) for word in asked.words]
    phrase = " <-> ".join(each)
    if asked.is_quoted or not asked.is_chinese or len(each) < 3:
        return phrase
    # Most Chinese words have two characters: 拖欠工资 is also found as 拖欠 and 工资.
    pairs = dict.fromkeys([*each[::2], each[-1]])
    return f"({phrase}) | ({' & '.join(pairs)})"


def _either(words: Collection[str]) -> str:
    quoted = [
        f"'{word}':*" if len(word) == 1 and _HAN.match(word) else f"'{word}'" for word in words
    ]
    return "(" + " | ".join(quoted) + ")" if len(quoted) > 1 else quoted[0]


# Mistakes in typing.

#: A word of this length may have one letter wrong, a longer one two.
SHORTEST_FORGIVEN, TWO_WRONG = 4, 8


def deletions(word: str) -> tuple[str, ...]:
    """The word, and the word with each one of its letters left out: two words that differ in one
    letter, or by two letters that changed places, have one of these in common (SymSpell's idea).
    """
    return tuple(dict.fromkeys((word, *(word[:i] + word[i + 1 :] for i in range(len(word))))))


def distance(one: str, other: str) -> int:
    """How many letters were left out, added, changed, or swapped with the next one."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def may_be_meant(typed: str, word: str) -> bool:
    """Whether whoever typed the one may have meant the other."""
    return distance(typed, word) <= (2 if len(typed) >= TWO_WRONG else 1)


# Extracts.


@dataclass(frozen=True)
class Piece:
    """A piece of an extract; `is_found` where it is what was asked for."""

    text: str
    is_found: bool


AROUND = 60


def extract(
    text: str, wanted: Collection[str], fold: Fold, around: int = AROUND
) -> tuple[Piece, ...]:
    """The part of a text that says most of what is wanted, with that marked; () if it says none."""
    single = {word for word in wanted if len(word) == 1}
    hits = [t for t in terms(text, fold) if t.word in wanted or t.word[0] in single]
    if not hits:
        return ()
    best = max(
        hits, key=lambda hit: len({h.word for h in hits if 0 <= h.start - hit.start < 2 * around})
    )
    start = _at_a_space(text, max(0, best.start - around // 2))
    end = min(len(text), best.start + 2 * around)
    spans = _merged((h.start, h.end) for h in hits if start <= h.start and h.end <= end)
    pieces, at = [Piece("…", False)] if start else [], start
    for begin, stop in spans:
        pieces += [Piece(text[at:begin], False), Piece(text[begin:stop], True)]
        at = stop
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece.text)


def _at_a_space(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 15), at + 1)
    return space + 1 if space >= 0 else at


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
