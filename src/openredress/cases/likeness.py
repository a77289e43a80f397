"""Cases that are like one that the reader has open, among those that they may see.

Asked when somebody looks, and kept nowhere: there is no mark of a text that could be compared with
what somebody writes elsewhere. What is compared and how is said in `core.likeness`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.utils import timezone

from openredress.core.access import Actor
from openredress.core.likeness import Kind, Like, Said, likes
from openredress.core.searching import Asked, as_query, terms
from openredress.core.unsearchable import left_out
from openredress.offices.institution import institution

from .access import File, visible_to
from .folding import fold, named_words
from .models import Case
from .queries import for_list
from .searching import scope_of

#: How long before or after a case another one may have been filed.
WINDOW = timedelta(days=183)
#: Cases by which it is told what is rare, and cases that say a rare word and are looked at.
SAMPLE, SAYING = 600, 400
#: By how many of its rarest words others are looked for.
ASKED = 16
SHOWN = 10
#: How many of each kind are read at once.
READ = 2 * SHOWN


@dataclass(frozen=True)
class Alike:
    """A case that is like the one that is open, with the words that both say."""

    case: Case
    kind: Kind
    words: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """`is_compared` is false where the case is found by no words, so that nothing can be said."""

    is_compared: bool
    copies: tuple[Alike, ...] = ()
    causes: tuple[Alike, ...] = ()


def compared(actor: Actor, file: File) -> Compared:
    """What is like the case, in both directions of time, the most alike first."""
    scope = scope_of(actor)
    near = partial(_words, file.case.pk, scope, file.facts.filed_at, _paths())
    sample = near(None, SAMPLE)
    if not sample or sample[0].key != file.case.pk:
        return Compared(is_compared=False)
    own, seen = sample[0], [each.words for each in sample]
    wanted = _rarest(own.words, seen)
    saying = near(wanted, SAYING) if wanted else []
    others = {each.key: each for each in (*sample, *saying)}
    found = likes(own, others.values(), seen)
    return _told(actor, file.case, found)


def _told(actor: Actor, case: Case, found: Sequence[Like]) -> Compared:
    """Read again behind the wall, no more of them than are shown unless some are not to be seen.
    Other levels of the same grievance are no other cases.
    """
    rows = for_list(visible_to(actor).exclude(root=case.root_id))
    left = {kind: [like for like in found if like.kind is kind] for kind in Kind}
    told: dict[Kind, list[Alike]] = {kind: [] for kind in Kind}
    while part := [like for kind in Kind if len(told[kind]) < SHOWN for like in left[kind][:READ]]:
        cases = rows.in_bulk([like.key for like in part])
        for like in part:
            if like.key in cases:
                told[like.kind].append(Alike(cases[like.key], like.kind, like.words))
        left = {kind: rest[READ:] for kind, rest in left.items()}
    return Compared(True, tuple(told[Kind.COPY][:SHOWN]), tuple(told[Kind.CAUSE][:SHOWN]))


def _paths() -> dict[int, tuple[int, ...]]:
    """Every matter with those it lies under, the nearest first."""
    known = institution()
    return {key: known.wish(None, key, None).matters for key in known.matters}


def _words(
    near: int, scope: Collection[str], filed_at: datetime, paths: dict[int, tuple[int, ...]],
    wanted: str | None, most: int,
) -> list[Said]:  # fmt: skip
    """What cases say whose keys are nearest to this one, itself the first of them, or those that
    say one of the words that are `wanted`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found, matter, place, said FROM openredress_words_near(%s, %s, %s, %s, %s, %s)",
            [near, wanted, list(scope), filed_at - WINDOW, filed_at + WINDOW, most],
        )
        return [
            Said(key, frozenset(said), paths.get(matter, ()), place)
            for key, matter, place, said in cursor.fetchall()
        ]


def _rarest(own: Collection[str], seen: Sequence[Collection[str]]) -> str | None:
    """What is asked for to find others beyond the nearest: any of the rarest words of the case."""
    counts = {word: sum(word in words for words in seen) for word in own}
    rarest = sorted((w for w in own if len(w) > 1), key=lambda word: (counts[word], word))[:ASKED]
    each = [as_query([Asked((word,), word, is_quoted=True)], lambda _: ()) for word in rarest]
    return " | ".join(each) or None


# What somebody is about to file ---------------------------------------------------------------


def said(key: int, text: str, matter: int | None = None, own: Collection[str] = ()) -> Said:
    """A text that is not stored to be found by, without what nobody shall be found by."""
    known = named_words(int(timezone.now().timestamp()) // 3600)
    gone = left_out(text, own, known, fold)
    words = frozenset(term.word for term in terms(text, fold, gone))
    return Said(key, words, _paths().get(matter, ()) if matter else ())


def already_filed(text: str, matter: int | None, own: Collection[str], case: File) -> Kind | None:
    """Whether what somebody is about to file is like the case whose receipt they have open."""
    draft = said(0, text, matter, own)
    before = said(1, case.facts.text, case.facts.matter, own)
    found = likes(draft, [before], [before.words])
    return found[0].kind if found else None
