"""Moving every case, and every file, to a new identity key, in steps that may be cut off anywhere.

What is sealed is not touched: only the key of each is wrapped anew. A batch is one
transaction; what was done stays done, and the next run goes on from there. The old key is used
until nothing needs it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count

from . import identities
from .keys import CannotOpen, Wrapped, keeper
from .models import UnderMasterKey

BATCH = 1000
#: Held by the one rotation that may run; PostgreSQL lets it go when the process dies.
ONE_AT_A_TIME = identities.ROTATION_LOCK + 1


class AnotherRuns(RuntimeError):  # noqa: N818  it is shown to the operator by this name
    """A rotation is under way in another process."""


@dataclass(frozen=True)
class Progress:
    """`done` of `total` keys; `failed` are the numbers of the cases of those that could not be
    wrapped anew.
    """

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
    """Wraps each key anew, and says after each batch how far it has come."""
    current = keeper().key_id()
    total = sum(count for key, count in counts().items() if key != current)
    done, failed = 0, list[str]()
    for model in sealed_tables():
        for old in [key for key in _counts(model) if key != current]:
            after = 0
            while last := _batch(model, old, after, batch, failed):
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


def sealed_tables() -> list[type[UnderMasterKey]]:
    """Every table with keys to be wrapped anew."""
    return [model for model in apps.get_models() if issubclass(model, UnderMasterKey)]


def counts() -> dict[str, int]:
    """How many cases and files lie under which key, by its name."""
    found: dict[str, int] = {}
    for model in sealed_tables():
        for key, count in _counts(model).items():
            found[key] = found.get(key, 0) + count
    return found


def _counts(model: type[UnderMasterKey]) -> dict[str, int]:
    rows = model._default_manager.values("key_id").annotate(n=Count("pk")).order_by("-n")
    return {row["key_id"]: row["n"] for row in rows}


def missing() -> dict[str, int]:
    """Keys that something lies under and that are not here, with how much it is."""
    held = keeper().held()
    return {key: count for key, count in counts().items() if key not in held}


def _batch(
    model: type[UnderMasterKey], old: str, after: int, size: int, failed: list[str]
) -> tuple[int, int] | None:
    """The last row of the batch and how many were moved; `None` when there is nothing left."""
    with transaction.atomic():
        found = model._default_manager.select_for_update(of=("self",))
        if hasattr(model, "case"):
            found = found.select_related("case")
        rows = list(found.filter(key_id=old, pk__gt=after).order_by("pk")[:size])
        moved = [row for row in rows if _wrap(row, failed)]
        _store(model, moved)
    return (rows[-1].pk, len(moved)) if rows else None


def _wrap(row: UnderMasterKey, failed: list[str]) -> bool:
    wrapped = Wrapped(row.key_id, bytes(row.data_key))
    try:
        data_key = keeper().unwrap(wrapped, row.key_context)
        row.key_id, row.data_key = keeper().wrap(data_key, row.key_context)
    except CannotOpen:
        case = getattr(row, "case", None)  # Mail may be of no case, and a kit is of none.
        failed.append(case.number if case else str(row))
        return False
    return True


def _store(model: type[UnderMasterKey], rows: list[UnderMasterKey]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET key_id = fresh.key_id, data_key = fresh.data_key"  # noqa: S608
            " FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS fresh (id, key_id, data_key)"
            f" WHERE {table}.id = fresh.id",
            [[r.pk for r in rows], [r.key_id for r in rows], [bytes(r.data_key) for r in rows]],
        )
