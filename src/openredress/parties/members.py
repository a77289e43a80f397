"""Members of a group: sealed as petitioners are, and known in the journal by tokens alone.

Every token of a member is made from a secret that is sealed with them, one for each thing that
they do. Nobody who reads the journal or the database can tell which tokens are one member's, and
when the row is erased nobody can any more. See docs/decisions/0047-members-are-tokens.md.
"""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openredress.core.receipt import CODE_SPACE, code_from, read_code
from openredress.ops import home
from openredress.wall import as_owner

from . import identities, receipts
from .contacts import LEAST, Told
from .identities import DATA_KEY_BYTES, RootCase
from .keys import NONCE_BYTES, Altered, CannotOpen, Wrapped, keeper
from .models import GroupWord, Invitation, Member, ReplacedReceipt

log = logging.getLogger(__name__)

#: Characters in a name, and in what a member says.
LONGEST_NAME, LONGEST_SAY = 200, 20_000
MEMBER = "member"


@dataclass(frozen=True)
class Kept(Told):
    """What is sealed of a member. `calls` is the name under which they stand as a representative,
    for the members; `about` says to them what they would speak for. `receipt` is the keyed hash of
    their code once more: whoever gives a row the code of another is found out. How they are told
    of what happens is sealed with it.
    """

    secret: str
    name: str = ""
    say: str = ""
    calls: str = ""
    about: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class Opened:
    """A member whose row was opened. `pk` is its key."""

    pk: int
    case: int
    number: str
    is_first: bool
    kept: Kept

    @property
    def token(self) -> str:
        return self.token_for(MEMBER)

    @property
    def stamp(self) -> str:
        """What a session keeps of their receipt: whoever gets another one ends it."""
        return hashlib.sha256(bytes.fromhex(self.kept.receipt)).hexdigest()[:16]

    def token_for(self, *what: str | int) -> str:
        """What the journal names them by when they do this."""
        said = " ".join((self.number, *map(str, what))).encode()
        return hmac.digest(bytes.fromhex(self.kept.secret), said, hashlib.sha256)[:16].hex()


def new_secret() -> str:
    return secrets.token_bytes(32).hex()


def add(case: RootCase, kept: Kept, code: str | None) -> Opened:
    """Seals and stores a member; `code` is that of their receipt, `None` for the petitioner. Call
    it in the transaction of the entry that tells of it.
    """
    identities.hold()
    row = Member(case_id=case.pk, code_hash=receipts.hashed(code) if code else None)
    kept = replace(kept, receipt=_hex(row))
    data_key = AESGCM.generate_key(DATA_KEY_BYTES * 8)
    row.key_id, row.data_key = keeper().wrap(data_key, _context(case.number))
    opened = Opened(0, case.pk, case.number, code is None, kept)
    row.token = bytes.fromhex(opened.token)
    row.sealed = _closed(data_key, case.number, asdict(kept))
    row.save(force_insert=True)
    return replace(opened, pk=row.pk)


def change(member: Opened, **changes: str) -> Opened:
    """Seals what a member changed of themselves; what was before is not kept."""
    identities.hold()
    rows = Member.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.get(pk=member.pk)
    kept = replace(_opened(row).kept, **changes)
    row.sealed = _closed(_data_key(row), member.number, asdict(kept))
    row.save(update_fields=["sealed"])
    return replace(member, kept=kept)


def give_receipt(member: Opened, code: str, now: datetime) -> None:
    """Another code opens the page from now on; the one before is remembered as replaced."""
    identities.hold()
    rows = Member.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.get(pk=member.pk)
    kept = _opened(row).kept
    ReplacedReceipt.objects.create(
        case_id=row.case_id, code_hash=row.code_hash, replaced_at=now
    )  # fmt: skip
    row.code_hash = receipts.hashed(code)
    kept = replace(kept, receipt=_hex(row), asked_at="")
    row.sealed = _closed(_data_key(row), member.number, asdict(kept))
    row.save(update_fields=["code_hash", "sealed"])


def remove(member: Opened) -> None:
    Member.objects.filter(pk=member.pk).delete()


def erase(case: RootCase) -> None:
    """Takes out every member of the case, what they said and what was said to them."""
    for model in (Member, GroupWord, Invitation):
        model._default_manager.filter(case_id=case.pk).delete()


# Finding -----------------------------------------------------------------------------------


def code_for(form: str) -> str:
    """The code of the receipt that comes of a form, the same however often it is sent."""
    drawn = hmac.digest(home.receipt_key(), f"member {form}".encode(), hashlib.sha256)
    return code_from(int.from_bytes(drawn[:16], "big") % CODE_SPACE)


def by_code(typed: str) -> Opened | None:
    """The member whose receipt this is. Raises `CannotOpen`, and `TooMany` for guessing."""
    code = read_code(typed)
    if code is None:
        return None
    receipts.refuse_guesses(code)
    with as_owner():
        return _first(code_hash=receipts.hashed(code))


def by_key(pk: int) -> Opened | None:
    """The member of this row, for whoever showed that it is theirs. Raises `CannotOpen`."""
    with as_owner():
        return _first(pk=pk)


def by_stamp(pk: int, stamp: str) -> Opened | None:
    """The same, for a browser that was opened with the receipt that the member has now."""
    found = by_key(pk)
    return found if found is not None and found.stamp == stamp else None


def first_of(number: str) -> Opened | None:
    """The petitioner as a member, `None` where the case is nobody's else or they left it."""
    with as_owner():
        return _first(case__number=number, code_hash=None)


def _first(**which: object) -> Opened | None:
    row = Member.objects.select_related("case").filter(**which).first()
    return _opened(row) if row else None


def all_of(case: int) -> tuple[Opened, ...]:
    """Every member of a case. Only what they let somebody see may be shown. Raises `CannotOpen`."""
    with as_owner():
        rows = Member.objects.select_related("case").filter(case=case).order_by("token")
        return tuple(_opened(row) for row in rows)


def to_tell(case: int) -> Iterator[Opened]:
    """Every member of a case that can be opened here: nobody goes untold because of another."""
    for row in Member.objects.select_related("case").filter(case=case).order_by("pk"):
        try:
            yield _opened(row)
        except CannotOpen:
            log.error("A member of a case cannot be told: what is sealed of them stays closed.")


def with_tokens(case: int, tokens: Iterable[str]) -> tuple[Opened, ...]:
    """The members with these tokens of membership. Raises `CannotOpen`."""
    wanted = [bytes.fromhex(token) for token in tokens]
    with as_owner():
        rows = Member.objects.select_related("case").filter(case=case, token__in=wanted)
        return tuple(_opened(row) for row in rows.order_by("token"))


# Invitations -------------------------------------------------------------------------------


def invite(case: RootCase, number: int) -> None:
    """The invitation of this number opens the group from now on, and no other."""
    code = receipts.hashed(invitation_code(case.number, number))
    Invitation.objects.update_or_create(
        case_id=case.pk, defaults={"number": number, "code_hash": code}
    )


def invitation_code(number: str, invitation: int) -> str:
    """The code of an invitation: made from a key that lies in a file, and kept nowhere."""
    said = f"invitation {invitation} of {number}".encode()
    drawn = hmac.digest(home.receipt_key(), said, hashlib.sha256)
    return code_from(int.from_bytes(drawn[:16], "big") % CODE_SPACE)


def invited_to(typed: str) -> str | None:
    """The number of the case that the invitation with this code opens. Raises `TooMany`."""
    code = read_code(typed)
    if code is None:
        return None
    receipts.refuse_guesses(code)
    with as_owner():
        row = Invitation.objects.select_related("case")
        found = row.filter(code_hash=receipts.hashed(code)).first()
    if found is None:
        receipts.count_guess(code)
    return found.case.number if found else None


# Words to the members ----------------------------------------------------------------------


def word(text: str) -> tuple[str, str]:
    """A text with the salt it is sealed with, and the digest that the journal tells."""
    salted = f"{secrets.token_bytes(16).hex()}\n{text}"
    return salted, hashlib.sha256(salted.encode()).hexdigest()


def keep_word(case: RootCase, number: int, salted: str) -> None:
    identities.hold()
    row = GroupWord(case_id=case.pk, number=number)
    data_key = AESGCM.generate_key(DATA_KEY_BYTES * 8)
    context = f"openredress word of case {case.number}".encode()
    row.key_id, row.data_key = keeper().wrap(data_key, context)
    row.sealed = _closed(data_key, f"{case.number} {number}", {"text": salted})
    row.save(force_insert=True)


def words_of(case: int) -> dict[int, str]:
    """What was told the members, by number, with its salt. Raises `CannotOpen`."""
    with as_owner():
        rows = GroupWord.objects.select_related("case").filter(case=case).order_by("number")
        return {row.number: _word(row) for row in rows}


def _word(row: GroupWord) -> str:
    found = _plain(row, f"{row.case.number} {row.number}")
    return str(found["text"])


def text_of(salted: str) -> str:
    return salted.partition("\n")[2]


# Proof -------------------------------------------------------------------------------------


def with_rows(first: int, last: int) -> frozenset[int]:
    """Which cases with keys from `first` to `last` have any rows of a group."""
    return frozenset(
        pk
        for model in (Member, GroupWord, Invitation)
        for pk in model._default_manager.filter(case__gte=first, case__lte=last).values_list(
            "case_id", flat=True
        )
    )


def faults(
    case: RootCase, members: Iterable[str], reports: Iterable[tuple[int, str]], invitation: int
) -> Iterable[str]:
    """What of the rows of a case is not as its journal says. What cannot be opened here, because
    its key is elsewhere, is compared as far as it can be read.
    """
    wanted = set(members)
    for row in Member.objects.select_related("case").filter(case=case.pk):
        token = bytes(row.token).hex()
        if token not in wanted:
            yield "member too many"
        wanted.discard(token)
        try:
            if _opened(row).token != token:
                yield "member altered"
        except Altered:
            yield "member altered"
        except CannotOpen:
            continue
    yield from ("member gone" for _token in wanted)
    yield from _word_faults(case, dict(reports))
    found = Invitation.objects.filter(case=case.pk).first()
    told = receipts.hashed(invitation_code(case.number, invitation)) if invitation else b""
    if (found.number, bytes(found.code_hash)) != (invitation, told) if found else invitation:
        yield "invitation"


def _word_faults(case: RootCase, told: dict[int, str]) -> Iterable[str]:
    for row in GroupWord.objects.select_related("case").filter(case=case.pk):
        digest = told.pop(row.number, None)
        try:
            if hashlib.sha256(_word(row).encode()).hexdigest() != digest:
                yield f"word {row.number}"
        except Altered:
            yield f"word {row.number}"
        except CannotOpen:
            continue
    yield from (f"word {number} gone" for number in told)


# Sealing -----------------------------------------------------------------------------------


def _context(number: str) -> bytes:
    return f"openredress member key of case {number}".encode()


def _opened(row: Member) -> Opened:
    kept = Kept(**_plain(row, row.case.number))
    if kept.receipt != _hex(row):
        raise Altered(f"The receipt of a member of {row.case.number} was altered.")
    return Opened(row.pk, row.case_id, row.case.number, row.code_hash is None, kept)


def _hex(row: Member) -> str:
    return bytes(row.code_hash).hex() if row.code_hash is not None else ""


def _data_key(row: Member | GroupWord) -> bytes:
    return keeper().unwrap(Wrapped(row.key_id, bytes(row.data_key)), row.key_context)


def _plain(row: Member | GroupWord, bound: str) -> dict[str, str]:
    sealed = bytes(row.sealed)
    try:
        plain = AESGCM(_data_key(row)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise Altered(f"What is sealed for a member of {row.case.number} was altered.") from error
    return dict(json.loads(plain))


def _closed(data_key: bytes, bound: str, kept: dict[str, str]) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = identities.padded(json.dumps(kept, ensure_ascii=False).encode(), LEAST)
    return nonce + AESGCM(data_key).encrypt(nonce, plain, bound.encode())
