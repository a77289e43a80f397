"""Proof: replay every case, compare it with the stored rows, check the chain, name differences."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openredress.core.events import Forgotten
from openredress.core.facts import Facts, replay
from openredress.core.journal import Entry, faults, opened
from openredress.core.pack import read_pack
from openredress.core.receipt import key_in
from openredress.core.retention import Overrides, is_lawful
from openredress.offices.standing import held, not_everywhere
from openredress.parties.models import Petitioner

from . import projection
from .journal import stored
from .models import Case, JournalEntry, PackVersion, PromisedRemedy

CHUNK = 500
BEFORE_ALL = -(2**63)
#: A case that somebody works on while it is read looks altered; it is looked at again.
LOOKS = 3


@dataclass(frozen=True)
class Difference:
    """`what` is a fault of the chain ("seal", "gap" …), a column, or a remedy; the two values are
    what the row says and what the journal says, "" where that makes no sense.
    """

    number: str
    what: str
    stored: str = ""
    journal: str = ""
    seq: int | None = None


def count() -> int:
    return Case.objects.count()


def packs() -> tuple[Difference, ...]:
    """Packs whose kept text is not the one that cases were filed under; `number` is the pack."""
    kept = PackVersion.objects.order_by("pack", "version")
    return tuple(difference for pack in kept for difference in _pack(pack))


def _pack(pack: PackVersion) -> Iterator[Difference]:
    name, digest = str(pack), hashlib.sha256(pack.text.encode()).hexdigest()
    if digest != pack.digest:
        yield Difference(name, "pack text", digest, pack.digest)
        return
    read = read_pack(pack.text, name)
    for what, stored_, told in (("pack", pack.pack, read.id),
                                ("pack version", pack.version, read.version)):  # fmt: skip
        if stored_ != told:
            yield Difference(name, what, str(stored_), str(told))


def verify(
    after: int = BEFORE_ALL, number: str = ""
) -> Iterator[tuple[int, tuple[Difference, ...]]]:
    """Every case by its key, or the one of this number, with what is wrong with it.

    Read in chunks, so that memory stays flat.
    """
    wanted = Case.objects.filter(number=number) if number else Case.objects.all()
    known = projection.rules()
    while True:
        cases = list(
            wanted.filter(pk__gt=after).select_related("root", "origin").order_by("pk")[:CHUNK]
        )
        if not cases:
            return
        journals = _by_case(JournalEntry.objects, cases, "seq")
        promises = _by_case(PromisedRemedy.objects, cases, "number")
        identities = _with_identity(cases)
        with held():
            found = [
                (
                    case,
                    tuple(
                        _differences(
                            case,
                            Rows(journals[case.pk], promises[case.pk], case.pk in identities),
                            known,
                        )
                    ),
                )
                for case in cases
            ]
        for case, differences in found:
            yield case.pk, _again(case, LOOKS) if differences else ()
        after = cases[-1].pk


def _again(case: Case, looks: int) -> tuple[Difference, ...]:
    case = Case.objects.select_related("root", "origin").filter(pk=case.pk).first() or case
    journal = list(JournalEntry.objects.filter(case=case).order_by("seq"))
    promises = list(PromisedRemedy.objects.filter(case=case).order_by("number"))
    rows = Rows(journal, promises, case.pk in _with_identity([case]))
    found = tuple(_differences(case, rows, projection.rules()))
    return _again(case, looks - 1) if found and looks > 1 else found


def _by_case(manager: Any, cases: list[Case], order: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {case.pk: [] for case in cases}
    for row in manager.filter(case__in=found).order_by("case_id", order):
        found[row.case_id].append(row)
    return found


def _with_identity(cases: list[Case]) -> set[int]:
    found = Petitioner.objects.filter(case__in=cases)
    return set(found.values_list("case_id", flat=True))


@dataclass(frozen=True)
class Rows:
    """What lies beside the row of a case; `is_sealed` is true where who filed is kept."""

    journal: list[JournalEntry]
    promises: list[PromisedRemedy]
    is_sealed: bool


def _differences(case: Case, rows: Rows, known: Mapping[str, Overrides]) -> Iterator[Difference]:
    chain = [stored(row, case.number) for row in rows.journal]
    if key_in(case.number) != case.pk:
        yield Difference(case.number, "id", str(case.pk), str(key_in(case.number)))
    for broken in faults(chain, bytes(case.head)):
        yield Difference(case.number, broken.fault.value, seq=broken.seq)
    try:
        entries = [opened(sealed) for sealed in chain]
        facts = replay(entries)
        columns = _columns(case, facts, known)
    except Exception as error:
        yield Difference(case.number, "unreadable", journal=f"{type(error).__name__}: {error}")
        return
    for name, value in columns.items():
        if getattr(case, name) != value:
            yield Difference(case.number, name, str(getattr(case, name)), str(value))
    yield from _linked(case, facts)
    yield from _promised(case, facts, rows.promises)
    yield from _erased(case, facts, entries, is_sealed=rows.is_sealed)


def _erased(
    case: Case, facts: Facts, entries: list[Entry], *, is_sealed: bool
) -> Iterator[Difference]:
    """Whether what was erased was due, and who filed is kept for as long as it has to be."""
    for entry in entries:
        if isinstance(entry.event, Forgotten):
            before = replay(entries[: entry.seq - 1])
            today = projection.calendar_of(before).local_date(entry.at)
            if not is_lawful(before, entry, today):
                yield Difference(case.number, "forgotten-early", seq=entry.seq)
    erased = facts.memory.identity_erased
    if is_sealed and erased:
        yield Difference(case.number, "identity-kept")
    # Of who filed in an earlier system nothing may ever have been known.
    if facts.level == 1 and not (is_sealed or erased or facts.source):
        yield Difference(case.number, "identity-gone")


def _columns(case: Case, facts: Facts, known: Mapping[str, Overrides]) -> dict[str, Any]:
    """What the columns have to say. While a changed calendar has not come to every case, those it
    has not come to say what they said before.
    """
    wanted = projection.columns(facts, known=known)
    if any(getattr(case, name) != wanted[name] for name in COUNTED):
        for upto in not_everywhere():
            before = projection.columns(facts, upto, known)
            if all(getattr(case, name) == before[name] for name in COUNTED):
                return before
    return wanted


#: The columns that days of rest can change.
COUNTED = ("next_limit", "next_due_on", "next_due_at", "act_at", "erasure_due_on")


def _linked(case: Case, facts: Facts) -> Iterator[Difference]:
    for name, told in (("root", facts.root), ("origin", facts.origin)):
        row = getattr(case, name)
        if (row.number if row else "") != told:
            yield Difference(case.number, name, str(row or ""), told)


def _promised(case: Case, facts: Facts, promises: list[PromisedRemedy]) -> Iterator[Difference]:
    rows = {row.number: row for row in promises}
    for told in projection.remedies(facts):
        row = rows.pop(told["number"], None)
        if row is None:
            yield Difference(case.number, f"remedy {told['number']}", "", told["text"])
            continue
        for name, value in told.items():
            if getattr(row, name) != value:
                what = f"remedy {told['number']} {name}"
                yield Difference(case.number, what, str(getattr(row, name)), str(value))
    for number, row in rows.items():
        yield Difference(case.number, f"remedy {number}", row.text, "")
