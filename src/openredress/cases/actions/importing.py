"""Cases of an earlier system: their dates kept, their journal written, marked as imported."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from openredress.core import engine
from openredress.core.access import SYSTEM
from openredress.core.facts import apply, replay
from openredress.core.journal import By, Entry, Sealed
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.core.routing import route
from openredress.offices.institution import Ground, Institution, institution
from openredress.offices.standing import held
from openredress.parties import identities
from openredress.parties.details import Details

from .. import bulk, journal, projection
from ..models import Case, SearchRow
from .filing import Filing, Law, filed_event, law_of
from .indexing import learn, row_of
from .writing import Import, append, fresh_case, locked, next_keys, number_of


def record_earlier(
    number: str, outcome: str, answer: str, note: str, at: datetime, imported: Import
) -> Case | Refusal:
    """Records what an earlier system says became of an imported case, `at` the time it says."""
    with transaction.atomic():
        case, facts = locked(number)
        situation = projection.situation(facts, SYSTEM, at)
        decision = engine.earlier_record(situation, outcome, answer, note)
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, By(Role.SYSTEM), at, imported)
        return case


@dataclass(frozen=True)
class EarlierRecord:
    """What an earlier system says became of a case, `at` the time it says."""

    at: datetime
    outcome: str = ""
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class EarlierCase:
    """A case of an earlier system. `source` is unique for ever, `filed_at` when it was filed."""

    source: str
    filed_at: datetime
    filing: Filing
    record: EarlierRecord | None = None


#: A case with its journal, sealed.
Written = tuple[Case, list[Sealed]]


def import_cases(earlier: Sequence[EarlierCase], at: datetime) -> list[Case | Refusal | None]:
    """Imports many cases in one transaction, each as `file_case` and `record_earlier` would.

    Answers in the order given; `None` stands for a case that is here already. There are no
    receipts: nobody holds one for a case that was never filed here.
    """
    with transaction.atomic(), held():
        identities.hold()
        known = imported_already([given.source for given in earlier])
        shared = _Shared(institution(), next_keys(len(earlier) - len(known)))
        answers, chains, parties = list[Case | Refusal | None](), list[Written](), []
        found: list[SearchRow] = []
        for given in earlier:
            answer = None if given.source in known else _import(given, shared, at)
            if isinstance(answer, tuple):
                case, chain, words = answer
                chains.append((case, chain))
                found += [words] if words else []
                if given.filing.identity is not None:
                    parties.append(identities.seal(case, Details(**given.filing.identity)))
                answers.append(case)
            else:
                answers.append(answer)
        bulk.insert(case for case in answers if isinstance(case, Case))
        journal.insert_all(chains)
        bulk.insert(parties)
        bulk.insert(found)
        learn(found)
        return answers


@dataclass
class _Shared:
    """What the filings of one transaction rest on, read once."""

    institution: Institution
    keys: Iterator[int]
    laws: dict[Ground, Law] = field(default_factory=dict)
    rules: projection.Rules = field(default_factory=projection.rules)

    def law(self, office: int) -> Law:
        ground = self.institution.ground_of(office)
        if ground not in self.laws:
            self.laws[ground] = law_of(ground)
        return self.laws[ground]


def imported_already(sources: Collection[str]) -> frozenset[str]:
    """Which of these were imported before."""
    # Without the second condition PostgreSQL does not use the partial unique index.
    found = Case.objects.filter(source__in=sources).exclude(source="")
    return frozenset(found.values_list("source", flat=True))


def _import(
    given: EarlierCase, shared: _Shared, at: datetime
) -> tuple[Case, list[Sealed], SearchRow | None] | Refusal:
    imported, filing = Import(given.source, at), given.filing
    known = shared.institution
    goal = route(known.offices, known.wish(filing.office, filing.matter, filing.place))
    filed = filed_event(filing, shared.law(goal.office), goal, given.filed_at, imported)
    if isinstance(filed, Refusal):
        return filed
    pk, by = next(shared.keys), By(Role.SYSTEM)
    number = number_of(pk, given.filed_at, filed.time_zone)
    entries = [Entry(number, 1, given.filed_at, at, by, filed, True)]
    if given.record is not None:
        record = given.record
        situation = projection.situation(apply(None, entries[0]), SYSTEM, record.at)
        happened = engine.earlier_record(situation, record.outcome, record.answer, record.note)
        if isinstance(happened, Refusal):
            return happened
        entries += [Entry(number, 2, record.at, at, by, event, True) for event in happened]
    facts, own = replay(entries), identities.words_that_tell(Details(**(filing.identity or {})))
    case, chain = fresh_case(pk, entries, facts=facts, known=shared.rules)
    return case, chain, row_of(case, facts, entries, own)
