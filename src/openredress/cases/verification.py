"""Proof: replay every case, compare it with the stored rows, check the chain, name differences."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openredress.core.facts import Facts, replay
from openredress.core.journal import faults, opened

from . import projection
from .journal import stored
from .models import Case, JournalEntry, PackVersion, PromisedRemedy

CHUNK = 500


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
    return tuple(
        Difference(f"{pack.pack} {pack.version}", "pack text", digest, pack.digest)
        for pack in PackVersion.objects.order_by("pack", "version")
        if (digest := hashlib.sha256(pack.text.encode()).hexdigest()) != pack.digest
    )


def verify(after: int = 0, number: str = "") -> Iterator[tuple[int, tuple[Difference, ...]]]:
    """Every case by its key, or the one of this number, with what is wrong with it.

    Read in chunks, so that memory stays flat.
    """
    wanted = Case.objects.filter(number=number) if number else Case.objects.all()
    while True:
        cases = list(
            wanted.filter(pk__gt=after).select_related("root", "origin").order_by("pk")[:CHUNK]
        )
        if not cases:
            return
        journals = _by_case(JournalEntry.objects, cases, "seq")
        promises = _by_case(PromisedRemedy.objects, cases, "number")
        for case in cases:
            yield case.pk, tuple(_differences(case, journals[case.pk], promises[case.pk]))
        after = cases[-1].pk


def _by_case(manager: Any, cases: list[Case], order: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {case.pk: [] for case in cases}
    for row in manager.filter(case__in=found).order_by("case_id", order):
        found[row.case_id].append(row)
    return found


def _differences(
    case: Case, journal: list[JournalEntry], promises: list[PromisedRemedy]
) -> Iterator[Difference]:
    chain = [stored(row, case.number) for row in journal]
    for broken in faults(chain, bytes(case.head)):
        yield Difference(case.number, broken.fault.value, seq=broken.seq)
    try:
        facts = replay(opened(sealed) for sealed in chain)
        columns = projection.columns(facts)
    except Exception as error:
        yield Difference(case.number, "unreadable", journal=f"{type(error).__name__}: {error}")
        return
    for name, value in columns.items():
        if getattr(case, name) != value:
            yield Difference(case.number, name, str(getattr(case, name)), str(value))
    yield from _linked(case, facts)
    yield from _promised(case, facts, promises)


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
