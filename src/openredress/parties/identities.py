"""The only room in which an identity is sealed and opened.

Details become JSON, filled up with spaces to one of a few lengths, and are sealed with
AES-256-GCM (NIST SP 800-38D) under a random key of the case; number and version of the case are
bound to it as associated data. The key of the case is wrapped by a master key that the database
does not have; see `keys`. docs/decisions/ tells why.
"""

import json
import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.db.models import Model

from .details import LONGEST, Details, is_masked
from .keys import NONCE_BYTES, Altered, CannotOpen, Wrapped, keeper
from .models import EarlierDetails, Petitioner, identity_key_context

DATA_KEY_BYTES = 32
#: Bytes that details take, whatever they say. Beyond the last, a multiple of it.
BUCKETS = (512, 2048, 8192)
#: Held shared while something is sealed, and alone when a key is retired: nobody can then still
#: be about to store what the retired key wraps. Any number that nothing else here uses.
ROTATION_LOCK = 7_301_955_202
#: `hold` in the words of a query.
HOLD = f"pg_advisory_xact_lock_shared({ROTATION_LOCK})"


class RootCase(Protocol):
    """The first case of a chain: its key and its number."""

    pk: int
    number: str


def seal(case: RootCase, details: Details) -> Petitioner:
    """Who a new case is from, also when they gave nothing: the row, not stored yet. `hold` first,
    in the transaction that stores it.
    """
    data_key = AESGCM.generate_key(DATA_KEY_BYTES * 8)
    key_id, wrapped = keeper().wrap(data_key, identity_key_context(case.number))
    sealed = _closed(data_key, case.number, 1, details)
    return Petitioner(case_id=case.pk, key_id=key_id, data_key=wrapped, sealed=sealed)


def open_for(case: RootCase) -> Details:
    """Who the case is from. Raises `CannotOpen`.

    Nobody is shown what this returns before an event has told the petitioner so: `actions` alone
    calls it, and `tests/house/` keeps it so.
    """
    row = _row(case)
    return _opened(row, case.number) if row else Details()


def _row(case: RootCase) -> Petitioner | None:
    """As it came with the case, where it did."""
    if isinstance(case, Model) and "petitioner" in case._state.fields_cache:
        return getattr(case, "petitioner", None)
    return Petitioner.objects.filter(case_id=case.pk).first()


def kinds_on_file(case: RootCase) -> tuple[str, ...]:
    """Which kinds of detail there are, for the petitioner's own page. Raises `CannotOpen`."""
    return tuple(open_for(case).given())


#: Of a name and what would give somebody away each word tells, of a contact only the whole.
_WORDS_TELL = ("name", "helper_name", "revealing")
_WHOLE_TELLS = ("phone", "email", "address")
_SPLIT = re.compile(r"\W+")
_PARTS = re.compile(r"[\n,;.，、；。]+")


def telling_words(case: RootCase) -> frozenset[str]:
    """The words by which who filed would be known, so that nobody finds a case by them. They are
    taken out of an index and shown to nobody. Raises `CannotOpen`.
    """
    return words_that_tell(open_for(case))


def naming_words(case: RootCase) -> frozenset[str]:
    """As `telling_words`, to hold against a text for the public: of what would give them away only
    whole parts, since its single words stand in any text. Raises `CannotOpen`.
    """
    details = open_for(case)
    names = {w for name in ("name", "helper_name") for w in _SPLIT.split(getattr(details, name))}
    whole = {getattr(details, name).strip() for name in (*_WHOLE_TELLS, "name", "helper_name")}
    parts = {part.strip() for part in _PARTS.split(details.revealing)}
    return frozenset(word for word in names | whole | parts if len(word) > 1)


def telling_words_of_all(cases: Iterable[RootCase]) -> dict[int, frozenset[str] | None]:
    """The same for many, in one query; `None` where it cannot be opened here."""
    numbers = {case.pk: case.number for case in cases}
    found: dict[int, frozenset[str] | None] = dict.fromkeys(numbers, frozenset())
    for row in Petitioner.objects.filter(case_id__in=numbers):
        try:
            found[row.case_id] = words_that_tell(_opened(row, numbers[row.case_id]))
        except CannotOpen:
            found[row.case_id] = None
    return found


def words_that_tell(details: Details) -> frozenset[str]:
    """The words of these details by which somebody would be known."""
    words = {w for name in _WORDS_TELL for w in _SPLIT.split(getattr(details, name))}
    whole = {getattr(details, name).strip() for name in _WHOLE_TELLS} | {details.name.strip()}
    # One letter is no name, and "a" or "I" stands everywhere.
    return frozenset(word for word in words | whole if len(word) > 1)


def email_of(case: RootCase, version: int | None = None) -> str:
    """The e-mail address to write to, "" if there is none; of an earlier `version`, if one is
    named. Raises `CannotOpen`. `notices` calls it when it sends, and shows it to nobody.
    """
    row = Petitioner.objects.filter(case_id=case.pk).first()
    if row is None:
        return ""
    if version is not None and version != row.version:
        earlier = EarlierDetails.objects.filter(petitioner=row, version=version).first()
        if earlier is None:
            return ""
        row.version, row.sealed = version, earlier.sealed
    return _opened(row, case.number).email


def reach(case: RootCase) -> Details:
    """Whom to tell and where, for sending only: contacts, the ways that were chosen, and the name
    that a letter is addressed to. Raises `CannotOpen`. `notices` calls it when it sends or prints.
    """
    found = open_for(case)
    return replace(found, name=found.helper_name or found.name, helper_name="",
                   helper_relation="", revealing="")  # fmt: skip


def change(case: RootCase, given: Mapping[str, str], remove: Collection[str] = ()) -> int:
    """Seals a new version: what is `given` in place of what was, what is in `remove` taken out,
    everything else as it was. The version before is kept, sealed. Answers the new version.

    Raises `CannotOpen` where there is nothing legible to carry on from, and `ValueError` for a
    value that was copied from a mask.
    """
    hold()
    row = Petitioner.objects.select_for_update().filter(case_id=case.pk).first()
    if row is None:  # A case of an earlier system, of which nothing was known.
        seal(case, _changed(Details(), given, remove)).save(force_insert=True)
        return 1
    details = _changed(_opened(row, case.number), given, remove)
    EarlierDetails.objects.create(petitioner=row, version=row.version, sealed=row.sealed)
    row.version += 1
    row.sealed = _closed(_data_key(row, case.number), case.number, row.version, details)
    row.save(update_fields=["version", "sealed"])
    return row.version


def erase(case: RootCase) -> None:
    """Takes out every version of who the case is from, and the key they were sealed with."""
    Petitioner.objects.filter(case_id=case.pk).delete()


def _changed(before: Details, given: Mapping[str, str], remove: Collection[str]) -> Details:
    for name, value in given.items():
        if is_masked(name, value):
            raise ValueError(f"{name} holds a masked value")
    new = {name: value for name, value in given.items() if value}
    return Details(**{**asdict(before), **dict.fromkeys(remove, ""), **new})


def hold() -> None:
    """Until the transaction ends, no key is retired."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("sealing needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HOLD}")


def _opened(row: Petitioner, number: str) -> Details:
    sealed, data_key = bytes(row.sealed), _data_key(row, number)
    bound = _bound(number, row.version)
    try:
        plain = AESGCM(data_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as error:
        raise Altered(f"What is sealed for the case {number} was altered.") from error
    return Details(**{k: v for k, v in json.loads(plain).items() if k in LONGEST})


def _closed(data_key: bytes, number: str, version: int, details: Details) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(data_key).encrypt(nonce, _padded(details), _bound(number, version))


def _padded(details: Details) -> bytes:
    """JSON ignores the spaces behind it; whoever sees the length learns nothing from it."""
    return padded(json.dumps(details.sealed(), ensure_ascii=False).encode())


def padded(plain: bytes, least: int = BUCKETS[0]) -> bytes:
    """JSON as long as others are, and at `least` so many bytes. It ignores the spaces behind it."""
    last = BUCKETS[-1]
    beyond = -(-len(plain) // last) * last
    wide = (size for size in BUCKETS if max(len(plain), least) <= size)
    return plain.ljust(next(wide, beyond))


def _data_key(row: Petitioner, number: str) -> bytes:
    wrapped = Wrapped(row.key_id, bytes(row.data_key))
    return keeper().unwrap(wrapped, identity_key_context(number))


def _bound(number: str, version: int) -> bytes:
    return f"openredress identity of case {number}, version {version}".encode()
