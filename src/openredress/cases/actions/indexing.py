"""The words by which cases are found. Kept in the transaction of what changes them.

What goes in is what both sides read in the history of the case: what was filed and added, what
was written and asked, and the answers. Notes of the office, reasons for looking at a name, whom
somebody wants kept out, and reports of reprisal never do. Names, contacts and long numbers are
taken out first, with what the petitioner sealed as such; it is opened for that alone, shown to
nobody, and nothing of it is kept.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone

from openredress.core import events
from openredress.core.facts import Facts, replay
from openredress.core.journal import Entry, opened
from openredress.core.searching import deletions, terms
from openredress.core.unsearchable import left_out
from openredress.parties import identities
from openredress.parties.keys import CannotOpen

from .. import bulk
from ..folding import fold, named_words
from ..journal import entries_of, entries_of_all
from ..models import Case, SearchRow, SearchWord

#: The fields of each event whose words are searched, by its tag.
SPOKEN = {
    "filed": ("text", "wish", "place_words"),
    "facts-added": ("text",),
    "message-written": ("text",),
    "statement-taken": ("text",),
    "statement-annotated": ("text",),
    "petitioner-asked": ("text",),
    "declined": ("reason",),
    "redirected": ("reason",),
    "decided": ("claim", "facts", "reasons", "finding", "remedy_texts"),
    "withdrawn": ("reason",),
    "not-fixed": ("reason",),
    "earlier-record-imported": ("answer",),
}
#: What else changes which words may be in it.
CHANGES = {"details-changed", "identity-erased", "forgotten"}
#: Cases whose keys lie together: a search looks at the newest of them first, so many at a time.
TOGETHER = 8192
#: The highest place of a word that PostgreSQL keeps.
LAST_PLACE = 16_000


def spoken(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Every text that is searched, each with the tag of its event."""
    for entry in entries:
        tag = entry.event.tag
        for name in SPOKEN.get(tag, ()):
            said = getattr(entry.event, name)
            for text in said if isinstance(said, tuple) else (said,):
                if text:
                    yield tag, text


def keep_words(case: Case, facts: Facts, happened: Sequence[events.Event]) -> None:
    """Brings what a case is found by to what it says now, where what happened changes that."""
    tags = {event.tag for event in happened}
    if tags & (SPOKEN.keys() | CHANGES):
        index(case)
    elif not facts.is_reprisal:
        SearchRow.objects.filter(pk=case.pk).exclude(keys=keys_of(case)).update(keys=keys_of(case))


Own = Collection[str] | None


def index(case: Case) -> None:
    """Writes the words of one case, or takes them out where it is not to be found."""
    entries = entries_of(case)
    facts = replay(entries)
    row = row_of(case, facts, entries, _own_words(case, facts))
    if row is None:
        take_out(case)
        return
    SearchRow.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["case"], update_fields=["words", "keys"]
    )
    learn([row])


def found_by(
    case: Case, facts: Facts, entries: Iterable[Entry], own: Collection[str]
) -> list[SearchRow]:
    """The words of a new case, not stored yet; those that are new to all are noted."""
    row = row_of(case, facts, entries, own)
    if row is None:
        return []
    learn([row])
    return [row]


def take_out(case: Case) -> None:
    """The case is found no more, and a word that stood in no other is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (DELETE FROM cases_searchrow WHERE case_id = %s RETURNING words)
            SELECT word FROM gone, unnest(tsvector_to_array(words)) word""",
            [case.pk],
        )
        words = [word for (word,) in cursor.fetchall() if _is_learned(word)]
        cursor.execute(
            """DELETE FROM cases_searchword w WHERE word = ANY (%s) AND NOT EXISTS (
              SELECT FROM cases_searchrow WHERE words @@ quote_literal(w.word)::tsquery)""",
            [words],
        )
    _known.difference_update(words)


#: The terms of a text, each with its place. `own` are words that nobody may find.
Read = Callable[[str, Collection[str]], Sequence[tuple[str, int]]]


def read(text: str, own: Collection[str]) -> Sequence[tuple[str, int]]:
    known = named_words(int(timezone.now().timestamp()) // 3600)
    gone = left_out(text, own, known, fold)
    return [(term.word, term.place) for term in terms(text, fold, gone)]


def reading_once(most: int = 4096) -> Read:
    """Reads a text that was read before only where it says something that nobody may find. For
    texts that nobody wrote: they stay in memory.
    """
    plain = lru_cache(most)(lambda text: read(text, ()))

    def either(text: str, own: Collection[str]) -> Sequence[tuple[str, int]]:
        folded = fold(text)
        tells = any(fold(word) in folded for word in own if word.strip())
        return read(text, own) if tells else plain(text)

    return either


def row_of(
    case: Case, facts: Facts, entries: Iterable[Entry], own: Own, read: Read = read
) -> SearchRow | None:
    """What the case is found by; `None` for a case that is not. `own` are the words by which the
    petitioner would be known, `None` where nobody can say.
    """
    if facts.is_reprisal or facts.is_forgotten or own is None:
        return None
    found: dict[str, list[str]] = {}
    base = 0
    for tag, text in spoken(entries):
        weight, last = "A" if tag == "filed" else "C", base
        for word, place in read(text, own):
            last = base + place
            if last > LAST_PLACE:
                break
            found.setdefault(word, []).append(f"{last}{weight}")
        base = last + 2
    words = " ".join(f"'{word}':{','.join(places[:200])}" for word, places in found.items())
    return SearchRow(case_id=case.pk, words=words, keys=keys_of(case))


def keys_of(case: Case) -> list[str]:
    """Where it lies: the offices that answer (o), register (r), take part (c) or are asked (e), and
    with which others it is looked at (b).
    """
    keys = [f"o{case.office_id}", f"r{case.registrar_id}"]
    keys += [f"c{office}" for office in sorted(case.co_handlers)]
    keys += [f"e{case.exclusion_office_id}"] if case.exclusion_office_id else []
    return [*keys, f"b{case.pk // TOGETHER}"]


def _own_words(case: Case, facts: Facts) -> Own:
    if facts.memory.identity_erased:
        return None  # Which words were a name is not known any more.
    root = case if case.root_id == case.pk else case.root
    try:
        return identities.telling_words(root)
    except CannotOpen:
        return None


# The words that a mistake in typing is held against.

_known: set[str] = set()
MOST_KNOWN = 200_000


def _is_learned(word: str) -> bool:
    return 4 <= len(word) <= 24 and word.isascii() and word.isalpha()


def learn(rows: Iterable[SearchRow]) -> None:
    """Notes words that are new. In order, so that two who note the same wait and never deadlock."""
    words = {w for row in rows for w in _words_in(row) if _is_learned(w)}
    fresh = sorted(words - _known)
    if fresh:
        SearchWord.objects.bulk_create(
            [SearchWord(word=w, deletions=list(deletions(w))) for w in fresh],
            ignore_conflicts=True,
        )
        transaction.on_commit(lambda: _remember(fresh))


def _remember(words: Collection[str]) -> None:
    if len(_known) > MOST_KNOWN:
        _known.clear()
    _known.update(words)


def _words_in(row: SearchRow) -> Iterator[str]:
    return (part.partition(":")[0].strip("'") for part in str(row.words).split(" "))


# All of it anew.

BATCH = 500


def index_all(progress: Callable[[int], None]) -> tuple[int, int]:
    """Builds everything anew, in batches that others do not wait for. Returns how many cases there
    are to be found, and how many could not be, because who filed them cannot be opened here.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_searchword")
    _known.clear()
    after, done, closed = 0, 0, 0
    while True:
        with transaction.atomic():
            # Whoever changes one of them meanwhile waits, and then writes what is true by then.
            rows = Case.objects.select_for_update(of=("self",)).filter(pk__gt=after)
            cases = list(rows.filter(is_reprisal=False).order_by("pk")[:BATCH])
            if not cases:
                return done, closed
            written, shut = _index_again(cases)
        done, closed, after = done + written, closed + shut, cases[-1].pk
        progress(len(cases))


def _index_again(cases: Sequence[Case]) -> tuple[int, int]:
    found, shut = list[SearchRow](), 0
    roots = {case.pk: case for case in Case.objects.filter(pk__in={c.root_id for c in cases})}
    own = identities.telling_words_of_all(roots.values())
    journals = entries_of_all(cases)
    for case in cases:
        entries = [opened(entry) for entry in journals[case.pk]]
        facts = replay(entries)
        told = None if facts.memory.identity_erased else own[case.root_id]
        row = row_of(case, facts, entries, told)
        shut += told is None and not facts.memory.identity_erased and not facts.is_forgotten
        found += [row] if row else []
    SearchRow.objects.filter(pk__in=[case.pk for case in cases]).delete()
    bulk.insert(found)
    learn(found)
    return len(found), shut
