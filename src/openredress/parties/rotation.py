"""Moving every case to a new identity key, in steps that may be cut off anywhere.

What is sealed is not touched: only the key of each case is wrapped anew. A batch is one
transaction; what was done stays done, and the next run goes on from there. The old key is used
until nothing needs it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count

from . import identities
from .keys import CannotOpen, keeper
from .models import Petitioner

BATCH = 1000
#: Held by the one rotation that may run; PostgreSQL lets it go when the process dies.
ONE_AT_A_TIME = identities.ROTATION_LOCK + 1


class AnotherRuns(RuntimeError):  # noqa: N818  it is shown to the operator by this name
    """A rotation is under way in another process."""


@dataclass(frozen=True)
class Progress:
    """`done` of `total` cases; `failed` are the numbers of those that could not be wrapped anew."""

    done: int
    total: int
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Rotation:
    """`is_new` is false where an earlier rotation was cut off and is carried on."""

    key_id: str
    is_new: bool


def begin() -> Rotation:
    """A new key wraps from now on, unless one was made that not everything is under yet.

    Raises `AnotherRuns`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise AnotherRuns
    is_new = keeper().renew()
    return Rotation(keeper().key_id(), is_new)


def rewrap(batch: int = BATCH) -> Iterator[Progress]:
    """Wraps the key of each case anew, and says after each batch how far it has come."""
    current = keeper().key_id()
    total = sum(count for key, count in counts().items() if key != current)
    done, failed = 0, list[str]()
    for old in [key for key in counts() if key != current]:
        after = 0
        while last := _batch(old, after, batch, failed):
            after, moved = last
            done += moved
            yield Progress(done, total, tuple(failed))


def finish() -> tuple[str, ...]:
    """Waits for whoever is sealing under an old key, takes care of what they sealed, and takes
    the old keys out of use. Says where the old keys went.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [identities.ROTATION_LOCK])
        for _progress in rewrap():
            pass
        retired = keeper().retire()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
        return retired


def counts() -> dict[str, int]:
    """How many cases lie under which key, by its name."""
    rows = Petitioner.objects.values("key_id").annotate(n=Count("id")).order_by("-n")
    return {row["key_id"]: row["n"] for row in rows}


def missing() -> dict[str, int]:
    """Keys that cases lie under and that are not here, with the number of cases."""
    held = keeper().held()
    return {key: count for key, count in counts().items() if key not in held}


def _batch(old: str, after: int, size: int, failed: list[str]) -> tuple[int, int] | None:
    """The last row of the batch and how many were moved; `None` when there is nothing left."""
    with transaction.atomic():
        rows = list(
            Petitioner.objects.select_for_update(of=("self",))
            .filter(key_id=old, pk__gt=after)
            .select_related("case")
            .order_by("pk")[:size]
        )
        moved = [row for row in rows if _wrap(row, failed)]
        _store(moved)
    return (rows[-1].pk, len(moved)) if rows else None


def _wrap(row: Petitioner, failed: list[str]) -> bool:
    try:
        row.key_id, row.data_key = identities.rewrap(row, row.case.number)
    except CannotOpen:
        failed.append(row.case.number)
        return False
    return True


def _store(rows: list[Petitioner]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE parties_petitioner SET key_id = fresh.key_id, data_key = fresh.data_key"
            " FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS fresh (id, key_id, data_key)"
            " WHERE parties_petitioner.id = fresh.id",
            [[r.pk for r in rows], [r.key_id for r in rows], [bytes(r.data_key) for r in rows]],
        )
