"""Proof: replay every case, compare it with the stored rows, check the chain, name differences."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import F

from openredress.attachments import blobs, kept
from openredress.attachments.models import Attachment
from openredress.attachments.receiving import Digest
from openredress.core.events import Forgotten
from openredress.core.facts import Facts, KeptFile, replay
from openredress.core.journal import Entry, Sealed, faults, opened
from openredress.core.pack import read_pack
from openredress.core.receipt import key_in
from openredress.core.retention import Overrides, is_lawful
from openredress.offices.standing import held, not_everywhere
from openredress.parties import members, proxies, sides
from openredress.parties.keys import CannotOpen
from openredress.parties.models import Petitioner

from . import projection, totals
from .journal import entries_of_all
from .models import (
    Breach,
    Case,
    Demand,
    Hearing,
    Helping,
    Mediation,
    PackVersion,
    PromisedRemedy,
    SearchRow,
)

CHUNK = 1000
BEFORE_ALL, BEYOND_ALL = -(2**63), 2**63 - 1
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


def kept_totals() -> Iterator[Difference]:
    """Totals that are not what the cases give, which follow from their journals; `number` is the
    code of the office.
    """
    for wrong in totals.differences():
        yield Difference(wrong.office, wrong.what, str(wrong.kept), str(wrong.told))


def parts(size: int) -> list[tuple[int, int]]:
    """Ranges of keys, each after the one and up to the other, with so many cases in each of them.
    Together they are all there is and will be.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM cases_case)
            AS numbered WHERE place %% %s = 0 ORDER BY id""",
            [size],
        )
        ends = [int(pk) for (pk,) in cursor.fetchall()]
    return list(pairwise([BEFORE_ALL, *ends, BEYOND_ALL]))


def verify(
    after: int = BEFORE_ALL, number: str = "", *, contents: bool = True, upto: int = BEYOND_ALL
) -> Iterator[tuple[int, tuple[Difference, ...]]]:
    """Every case by its key, or the one of this number, with what is wrong with it.

    Read in chunks, so that memory stays flat. With `contents` every file is opened and read too.
    """
    wanted = Case.objects.filter(pk__lte=upto, **({"number": number} if number else {}))
    known = projection.rules()
    while True:
        rows = wanted.filter(pk__gt=after).annotate(**LINKED)
        cases = list(rows.order_by("pk")[:CHUNK])
        if not cases:
            return
        rows = _rows(cases)
        with held():
            found = [
                (case, tuple(_differences(case, rows[case.pk], known, contents))) for case in cases
            ]
        for case, differences in found:
            yield case.pk, _again(case, contents, LOOKS) if differences else ()
        after = cases[-1].pk


@dataclass(frozen=True)
class Rows:
    """What lies beside the row of a case; `is_sealed` is true where who filed is kept, `is_found`
    where it is found by its words, `is_grouped` where it has rows of a group, `has_sides` where it
    has sealed ones of a mediation, `has_proxy` where somebody acts or acted for its petitioner.
    """

    journal: tuple[Sealed, ...]
    promises: list[PromisedRemedy]
    demands: list[Demand]
    breaches: list[Breach]
    hearings: list[Hearing]
    files: list[Attachment]
    is_sealed: bool
    is_found: bool
    is_grouped: bool
    mediations: list[Mediation]
    helpings: list[Helping]
    has_sides: bool
    has_proxy: bool


def _rows(cases: list[Case]) -> dict[int, Rows]:
    journals = entries_of_all(cases)
    promises = _by_case(PromisedRemedy.objects, cases, "number")
    files = _by_case(Attachment.objects, cases, "number")
    demands = _by_case(Demand.objects, cases, "number")
    breaches = _by_case(Breach.objects, cases, "seq")
    hearings = _by_case(Hearing.objects, cases, "number")
    identities = _with_identity(cases)
    bounds = cases[0].pk, cases[-1].pk
    grouped, sided = members.with_rows(*bounds), sides.with_rows(*bounds)
    proxied = proxies.with_rows(*bounds)
    mediations = _by_case(Mediation.objects, cases, "case_id")
    helpings = _by_case(Helping.objects, cases, "case_id")
    near = SearchRow.objects.filter(case__gte=cases[0].pk, case__lte=cases[-1].pk)
    found = set(near.values_list("pk", flat=True))
    return {
        pk: Rows(
            journals[pk],
            promises[pk],
            demands[pk],
            breaches[pk],
            hearings[pk],
            files[pk],
            pk in identities,
            pk in found,
            pk in grouped,
            mediations[pk],
            helpings[pk],
            pk in sided,
            pk in proxied,
        )
        for pk in (case.pk for case in cases)
    }


def _again(case: Case, contents: bool, looks: int) -> tuple[Difference, ...]:
    case = Case.objects.annotate(**LINKED).filter(pk=case.pk).first() or case
    rows = _rows([case])[case.pk]
    found = tuple(_differences(case, rows, projection.rules(), contents))
    return _again(case, contents, looks - 1) if found and looks > 1 else found


def _by_case(manager: Any, cases: list[Case], order: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {case.pk: [] for case in cases}
    near = manager.filter(case__gte=cases[0].pk, case__lte=cases[-1].pk)
    for row in near.order_by("case_id", order):
        if row.case_id in found:
            found[row.case_id].append(row)
    return found


def _with_identity(cases: list[Case]) -> set[int]:
    found = Petitioner.objects.filter(case__gte=cases[0].pk, case__lte=cases[-1].pk)
    return set(found.values_list("case_id", flat=True))


def _differences(
    case: Case, rows: Rows, known: Mapping[str, Overrides], contents: bool
) -> Iterator[Difference]:
    chain = rows.journal
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
    stored_columns = vars(case)  # Every row was read whole.
    for name, value in columns.items():
        if stored_columns[name] != value:
            yield Difference(case.number, name, str(stored_columns[name]), str(value))
    yield from _linked(case, facts)
    if facts.remedies or rows.promises:
        yield from _promised(case, facts, rows.promises)
    for name, key, known_of, told, stored_ in (
        ("demand", "number", facts.demands, projection.demands, rows.demands),
        ("breach", "seq", facts.breaches, projection.breaches, rows.breaches),
        ("hearing", "number", facts.hearings, projection.hearings, rows.hearings),
        ("mediation", "case_id", facts.mediation, projection.mediations, rows.mediations),
        ("help", "case_id", facts.helper, projection.helpings, rows.helpings),
    ):
        if known_of or stored_:
            yield from _repeated(case, name, key, told(facts), stored_)
    if rows.has_sides or facts.mediation:
        yield from _mediated(case, facts)
    if rows.has_proxy or (facts.proxy and facts.level == 1):
        yield from _acting(case, facts)
    yield from _erased(case, facts, entries, is_sealed=rows.is_sealed)
    yield from _files(case, facts, rows.files, contents)
    if rows.is_grouped or (facts.group and facts.level == 1):
        yield from _grouped(case, facts)
    if rows.is_found and (facts.is_forgotten or facts.is_reprisal or facts.memory.identity_erased):
        yield Difference(case.number, "words-kept")


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


def _grouped(case: Case, facts: Facts) -> Iterator[Difference]:
    """Members, words to them and the invitation, which are gone when the case is forgotten."""
    known = None if facts.is_forgotten or facts.level > 1 else facts.group
    for what in members.faults(
        case,
        known.members if known else (),
        [(r.number, r.digest) for r in known.reports] if known else (),
        known.invitation if known else 0,
    ):
        yield Difference(case.number, what, "the rows of the group", "as the journal tells")


def _acting(case: Case, facts: Facts) -> Iterator[Difference]:
    """Who acts for the petitioner, and the codes of those who do no longer."""
    known = None if facts.is_forgotten or facts.level > 1 else facts.proxy
    acting = known.number if known and known.ended_at is None else 0
    for what in proxies.faults(case, acting, known.number if known else 0):
        yield Difference(case.number, what, "the rows of the proxy", "as the journal tells")


def _mediated(case: Case, facts: Facts) -> Iterator[Difference]:
    """The other side and what was said alone, which are gone when the case is forgotten."""
    known = None if facts.is_forgotten else facts.mediation
    for what in sides.faults(
        case,
        known.token if known else "",
        known.letter if known else 0,
        known.has_come if known else False,
        {a.number: a.digest for a in known.asides} if known else {},
    ):
        yield Difference(case.number, what, "the rows of the mediation", "as the journal tells")


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
    for name, told in (("root", facts.root), ("origin", facts.origin), ("about", facts.about)):
        number = getattr(case, f"number_of_{name}") or ""
        if number != told:
            yield Difference(case.number, name, number, told)


#: The numbers of the cases that a case is linked with.
LINKED = {f"number_of_{name}": F(f"{name}__number") for name in ("root", "origin", "about")}


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


def _repeated(
    case: Case, name: str, key: str, told: list[dict[str, Any]], stored_: list[Any]
) -> Iterator[Difference]:
    """Rows beside the case that repeat what its journal says."""
    rows = {getattr(row, key): row for row in stored_}
    for values in told:
        row, what = rows.pop(values[key], None), f"{name} {values[key]}"
        if row is None:
            yield Difference(case.number, what, "", str(values))
            continue
        for field, value in values.items():
            if getattr(row, field) != value:
                said = str(getattr(row, field))
                yield Difference(case.number, f"{what} {field}", said, str(value))
    for number in rows:
        yield Difference(case.number, f"{name} {number}", "a row", "")


def _files(
    case: Case, facts: Facts, stored_: list[Attachment], contents: bool
) -> Iterator[Difference]:
    """Files that are missing, of which there is one too many, or that are not what they were."""
    rows = {row.number: row for row in stored_}
    for file in facts.files:
        row, what = rows.pop(file.number, None), f"file {file.number}"
        if file.erased:
            if row is not None:
                yield Difference(case.number, what, row.uid, "erased")
        elif row is None:
            yield Difference(case.number, what, "", file.sha256)
        elif (row.uid, row.scan) != (file.uid, file.scan):
            told = f"{file.uid} {file.scan}"
            yield Difference(case.number, what, f"{row.uid} {row.scan}", told)
        elif contents:
            yield from _contents(case, file)
    for number, row in rows.items():
        yield Difference(case.number, f"file {number}", row.uid, "")


def _contents(case: Case, file: KeptFile) -> Iterator[Difference]:
    """What lies in the store, against the digests that the journal tells. The thumbnail has none:
    that it opens with the key of the file shows that it belongs to it.
    """
    parts = {blobs.FILE: file.sha256}
    if file.original:
        parts[blobs.ORIGINAL] = file.received_sha256
    if file.thumbnail:
        parts[blobs.THUMBNAIL] = ""
    for part, told in parts.items():
        found = _digest(case, file, part)
        if found != told and (told or found in (GONE, CLOSED)):
            what = f"file {file.number}" + ("" if part == blobs.FILE else f" {part}")
            yield Difference(case.number, what, found, told or "kept")


GONE, CLOSED = "not in the store", "cannot be opened"


def _digest(case: Case, file: KeptFile, part: str) -> str:
    try:
        digest = Digest(kept.content(case, file, part))
        for _piece in digest:
            pass
    except blobs.LostError:
        return GONE
    except CannotOpen:
        return CLOSED
    return digest.sha256
