"""Search by words, over what whoever asks may see, and never by a person.

The database answers by the policy of the cases (see migration 0012); what it names is read again
behind the wall. Nothing is kept of what was asked.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from openredress.core.access import Actor
from openredress.core.journal import opened
from openredress.core.procedure import Role
from openredress.core.searching import (
    SHORTEST_FORGIVEN,
    Asked,
    Piece,
    as_query,
    asked_for,
    deletions,
    extract,
    may_be_meant,
    terms,
)

from .access import visible_to
from .actions.indexing import SPOKEN, TOGETHER, spoken
from .folding import fold
from .journal import stored
from .models import Case, JournalEntry
from .queries import for_list

#: Rows on a page, and cases that are ranked: the newest that say what is asked for.
PAGE, RANKED = 20, 300
#: What could be the name of a person is answered where it stands in so many cases.
NO_ONES_NAME = 3
END = 2**62


@dataclass(frozen=True)
class Filters:
    """`offices`, `matters` and `places` are keys; `late_at` asks for what is late by then."""

    offices: tuple[int, ...] = ()
    matters: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    stage: str = ""
    outcome: str = ""
    open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    late_at: datetime | None = None

    def given(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: value for name, value in vars(self).items() if value not in ((), "", None)
        }
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in found.items()}


@dataclass(frozen=True)
class Hit:
    """A case that was found, and where it says so."""

    case: Case
    extract: tuple[Piece, ...]


@dataclass(frozen=True)
class Results:
    """`count` is how many were found; where not all were counted (`is_exact` is false) there are
    about `about` in all. `older` continues below what was ranked, 0 where there is no more.
    `corrected` are words that were taken for others that nothing was found for. `could_be_name` is
    what was not searched for, because it may be somebody's name.
    """

    hits: tuple[Hit, ...] = ()
    count: int = 0
    is_exact: bool = True
    about: int = 0
    older: int = 0
    corrected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    could_be_name: tuple[str, ...] = ()


def search(actor: Actor, typed: str, filters: Filters, page: int = 1, below: int = END) -> Results:
    """What is found for what was typed: the best of the newest, `PAGE` of them. `below` is the
    key of a case; only older ones are looked at.
    """
    asked = asked_for(typed, fold)
    if not asked:
        return Results()
    index = _Index(scope_of(actor))
    names = tuple(one.typed for one in asked if one.could_be_name and _is_rare(one, index, asked))
    if names:
        return Results(could_be_name=names)
    given, alike = filters.given(), dict[str, tuple[str, ...]]()
    ranked, reached = index.found(as_query(asked, alike_to(alike)), RANKED, below, given)
    if not ranked and below == END and (alike := _alike(asked, index)):
        ranked, reached = index.found(as_query(asked, alike_to(alike)), RANKED, below, given)
    shown = ranked[(page - 1) * PAGE : page * PAGE]
    wanted = {w for one in asked for word in one.words for w in (word, *alike.get(word, ()))}
    hits = _hits(actor, [key for key, _ in shown], wanted)
    older = reached if len(ranked) < RANKED else min((key for key, _ in ranked), default=0)
    return Results(
        hits=hits,
        count=len(ranked),
        is_exact=older == 0,
        about=_about(ranked, below, older),
        older=older,
        corrected=_told(asked, alike, hits),
    )


def scope_of(actor: Actor) -> list[str]:
    """Where cases of the actor can lie. The policy decides; this only spares looking elsewhere."""
    roles = (Role.OFFICER, Role.HEAD)
    joins = {post.office for post in actor.posts if post.role in roles}
    takes_in = joins | {post.office for post in actor.posts if post.role is Role.CLERK}
    covers = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    kinds = {"o": takes_in | covers, "r": takes_in, "c": joins, "e": takes_in}
    return [f"{kind}{office}" for kind, offices in kinds.items() for office in sorted(offices)]


def _is_rare(one: Asked, index: "_Index", asked: Collection[Asked]) -> bool:
    # What is asked for alone is looked up once more, and then answers that, too.
    most = RANKED if len(asked) == 1 else NO_ONES_NAME
    found, _ = index.found(as_query([one], lambda word: ()), most)
    return len(found) < NO_ONES_NAME


Ranked = list[tuple[int, float]]
NOTHING: Mapping[str, Any] = {}


class _Index:
    """The words of the cases in `scope`, each asked for once in a search."""

    def __init__(self, scope: list[str]) -> None:
        self.scope = scope
        self.answers: dict[tuple[str, int, str], tuple[int, Ranked, int]] = {}

    def found(
        self, query: str, most: int, below: int = END, given: Mapping[str, Any] = NOTHING
    ) -> tuple[Ranked, int]:
        """The keys of the newest cases, at least `most` if there are as many, the best first, and
        above which key all were looked at.
        """
        asked = (query, below, json.dumps(given))
        known, ranked, reached = self.answers.get(asked, (0, [], 0))
        if known < most:
            ranked, reached = self._ask(*asked, most)
            self.answers[asked] = (most, ranked, reached)
        return ranked, reached

    def _ask(self, query: str, below: int, given: str, most: int) -> tuple[Ranked, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT found, rank, reached FROM openredress_search(%s, %s, %s, %s, %s::jsonb)",
                [query, self.scope, below, most, given],
            )
            rows = cursor.fetchall()
        found = [(key, rank) for key, rank, reached in rows if reached is None]
        (reached,) = (reached for _, _, reached in rows if reached is not None)
        return sorted(found, key=lambda pair: (-round(pair[1], 3), -pair[0])), reached


def _about(ranked: Ranked, below: int, older: int) -> int:
    """How many there would be if those below were as many as those above, to two digits."""
    if not ranked or not older:
        return len(ranked)
    top = min(below, max(key for key, _ in ranked) + TOGETHER // 8)
    guess = len(ranked) * top / max(top - older, 1)
    digits = max(len(str(int(guess))) - 2, 0)
    return max(round(guess, -digits).__int__(), len(ranked))


def alike_to(alike: Mapping[str, tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    return lambda word: alike.get(word, ())


def _alike(asked: Iterable[Asked], index: _Index) -> dict[str, tuple[str, ...]]:
    """By each word that no case says which the reader may open, the words that may have been meant.

    Which words other cases say makes no difference: else one could learn it by what is corrected.
    """
    words = {word for one in asked for word in one.words if _is_forgiven(word)}
    unsaid = [w for w in sorted(words) if not index.found(f"('{w}')", 1)[0]]
    if not unsaid:
        return {}
    tried = sorted({part for word in unsaid for part in deletions(word)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM openredress_words_alike(%s)", [tried])
        near = [word for (word,) in cursor.fetchall()]
    meant = {word: tuple(n for n in near if n != word and may_be_meant(word, n)) for word in unsaid}
    return {word: found for word, found in meant.items() if found}


def _is_forgiven(word: str) -> bool:
    return len(word) >= SHORTEST_FORGIVEN and word.isascii() and word.isalpha()


def _told(
    asked: Iterable[Asked], alike: Mapping[str, tuple[str, ...]], hits: Iterable[Hit]
) -> dict[str, tuple[str, ...]]:
    """What was corrected into what, told only where the reader is shown a case that says it:
    another word may stand in cases that they must not know of.
    """
    seen = {
        term.word
        for hit in hits for piece in hit.extract if piece.is_found
        for term in terms(piece.text, fold)
    }  # fmt: skip
    meant = {
        one.typed: tuple(w for word in one.words for w in alike.get(word, ()) if w in seen)
        for one in asked
    }
    return {typed: words for typed, words in meant.items() if words}


def _hits(actor: Actor, keys: list[int], wanted: Collection[str]) -> tuple[Hit, ...]:
    rows = for_list(visible_to(actor).filter(pk__in=keys))
    cases = {case.pk: case for case in rows}
    texts = _texts(cases)
    return tuple(Hit(cases[key], _best(texts.get(key, []), wanted)) for key in keys if key in cases)


def _texts(cases: Mapping[int, Case]) -> dict[int, list[str]]:
    """What is said in each case that is searched, in one query."""
    found: dict[int, list[str]] = {}
    rows = JournalEntry.objects.filter(case__in=cases.keys(), tag__in=SPOKEN, words__isnull=False)
    for row in rows.order_by("case_id", "seq"):
        entry = opened(stored(row, cases[row.case_id].number))
        found.setdefault(row.case_id, []).extend(text for _, text in spoken([entry]))
    return found


def _best(texts: Iterable[str], wanted: Collection[str]) -> tuple[Piece, ...]:
    """The extract that says the most of what is wanted, the earliest of those."""
    found = [extract(text, wanted, fold) for text in texts]
    return max(found, key=lambda pieces: len(_said(pieces)), default=())


def _said(pieces: Iterable[Piece]) -> set[str]:
    return {fold(piece.text) for piece in pieces if piece.is_found}
