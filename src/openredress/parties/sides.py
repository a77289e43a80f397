"""The other side of a dispute: who it is, by which code they come, and what each side says alone.

All of it is sealed as petitioners are. The office prints a letter with a code, which opens once;
whoever opens it gets a receipt that no office has seen. The journal knows them by a token.
See docs/decisions/0056-a-side-has-its-own-key.md.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
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
from .models import OtherSide, ReplacedReceipt, WordAlone

#: Characters in what somebody is called, and in where a letter reaches them.
LONGEST_NAME, LONGEST_REACH = 200, 500


@dataclass(frozen=True)
class Kept(Told):
    """What is sealed of the other side: what the petitioner calls them, where a letter reaches
    them, and what the petitioner lets them know of who asks. `receipt` is the keyed hash of their
    own code once more, so that no row can be given another's. How they are told of what happens is
    their own, and no mediator's to read.
    """

    secret: str
    name: str = ""
    reach: str = ""
    called: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class Opened:
    """The other side, opened. `pk` is the key of its row, `is_letter` is true where the code was
    that of a letter, which is to be exchanged for a receipt first.
    """

    pk: int
    case: int
    number: str
    kept: Kept
    letter: int = 0
    is_letter: bool = False

    @property
    def token(self) -> str:
        said = f"other side of {self.number}".encode()
        return hmac.digest(bytes.fromhex(self.kept.secret), said, hashlib.sha256)[:16].hex()


def add(case: RootCase, kept: Kept) -> Opened:
    """Seals and stores the other side. Call it in the transaction of the entry that tells of it."""
    identities.hold()
    row = OtherSide(case_id=case.pk)
    data_key = AESGCM.generate_key(DATA_KEY_BYTES * 8)
    row.key_id, row.data_key = keeper().wrap(data_key, _context(case.number))
    row.sealed = _closed(data_key, case.number, asdict(kept))
    row.save(force_insert=True)
    return Opened(row.pk, case.pk, case.number, kept)


def new_secret() -> str:
    return secrets.token_bytes(32).hex()


def rename(side: Opened, called: str) -> None:
    """What the petitioner lets the other side know of who they are, from now on."""
    _reseal(side, called=called)


def change(side: Opened, **changes: str) -> None:
    """What the other side says of how it is told."""
    _reseal(side, **changes)


def _reseal(side: Opened, **changes: str) -> OtherSide:
    identities.hold()
    row = OtherSide.objects.select_for_update().select_related("case").get(pk=side.pk)
    kept = replace(_opened(row).kept, **changes)
    row.sealed = _closed(_data_key(row), side.number, asdict(kept))
    row.save(update_fields=["sealed"])
    return row


def erase(case: RootCase) -> None:
    """Takes out the other side, and what either side said alone."""
    for model in (OtherSide, WordAlone):
        model._default_manager.filter(case_id=case.pk).delete()


# Codes -------------------------------------------------------------------------------------


def letter_code(number: str, letter: int) -> str:
    """The code of a letter: made from a key that lies in a file, and kept nowhere."""
    said = f"letter {letter} to the other side of {number}".encode()
    drawn = hmac.digest(home.receipt_key(), said, hashlib.sha256)
    return code_from(int.from_bytes(drawn[:16], "big") % CODE_SPACE)


def send_letter(case: RootCase, letter: int) -> str:
    """From now on the letter of this number opens the page, and neither an earlier one nor the
    receipt that was given for it.
    """
    found = of_case(case.pk)
    assert found is not None
    row = _reseal(found, receipt="", asked_at="")
    code = letter_code(case.number, letter)
    row.letter, row.letter_hash, row.code_hash = letter, receipts.hashed(code), None
    row.save(update_fields=["letter", "letter_hash", "code_hash"])
    return code


def give_receipt(side: Opened, code: str) -> None:
    """The letter is opened: from now on this code opens the page, and the letter nothing."""
    hashed = receipts.hashed(code)
    row = _reseal(side, receipt=hashed.hex())
    row.letter_hash, row.code_hash = None, hashed
    row.save(update_fields=["letter_hash", "code_hash"])


def replace_receipt(side: Opened, code: str, now: datetime) -> None:
    """Another code opens the page from now on; the one before is remembered as replaced."""
    before = bytes.fromhex(side.kept.receipt)
    ReplacedReceipt.objects.create(case_id=side.case, code_hash=before, replaced_at=now)
    hashed = receipts.hashed(code)
    row = _reseal(side, receipt=hashed.hex(), asked_at="")
    row.code_hash = hashed
    row.save(update_fields=["code_hash"])


def code_for(form: str) -> str:
    """The code of the receipt that comes of a form, the same however often it is sent."""
    drawn = hmac.digest(home.receipt_key(), f"other side {form}".encode(), hashlib.sha256)
    return code_from(int.from_bytes(drawn[:16], "big") % CODE_SPACE)


# Finding -----------------------------------------------------------------------------------


def by_code(typed: str) -> Opened | None:
    """The other side whose letter or receipt this is. Raises `CannotOpen`, and `TooMany` for
    guessing.
    """
    code = read_code(typed)
    if code is None:
        return None
    receipts.refuse_guesses(code)
    hashed = receipts.hashed(code)
    with as_owner():
        rows = OtherSide.objects.select_related("case")
        row = rows.filter(code_hash=hashed).first()
        letter = None if row else rows.filter(letter_hash=hashed).first()
        if letter is not None:
            return replace(_opened(letter), is_letter=True)
        return _opened(row) if row else None


def by_key(pk: int, stamp: str) -> Opened | None:
    """The other side of this row, for a browser that was opened with the receipt it has now."""
    with as_owner():
        row = OtherSide.objects.select_related("case").filter(pk=pk).first()
        if row is None or row.code_hash is None or stamp_of(bytes(row.code_hash)) != stamp:
            return None
        return _opened(row)


def stamp_of(code_hash: bytes) -> str:
    """What a session keeps of a receipt: whoever gets another one ends it."""
    return hashlib.sha256(code_hash).hexdigest()[:16]


def of_case(case: int) -> Opened | None:
    """The other side of a case. Raises `CannotOpen`."""
    with as_owner():
        row = OtherSide.objects.select_related("case").filter(case=case).first()
        return _opened(row) if row else None


# What is said alone ------------------------------------------------------------------------


def word(text: str) -> tuple[str, str]:
    """A text with the salt it is sealed with, and the digest that the journal tells."""
    salted = f"{secrets.token_bytes(16).hex()}\n{text}"
    return salted, hashlib.sha256(salted.encode()).hexdigest()


def keep_word(case: RootCase, number: int, salted: str) -> None:
    identities.hold()
    row = WordAlone(case_id=case.pk, number=number)
    data_key = AESGCM.generate_key(DATA_KEY_BYTES * 8)
    row.key_id, row.data_key = keeper().wrap(data_key, _word_context(case.number))
    row.sealed = _closed(data_key, f"{case.number} alone {number}", {"text": salted})
    row.save(force_insert=True)


def words_of(case: int, numbers: Iterable[int]) -> Mapping[int, str]:
    """What was said alone under these numbers, and no other. Raises `CannotOpen`."""
    with as_owner():
        rows = WordAlone.objects.select_related("case").filter(case=case, number__in=list(numbers))
        return {row.number: _word(row).partition("\n")[2] for row in rows}


def _word(row: WordAlone) -> str:
    return str(_plain(row, f"{row.case.number} alone {row.number}")["text"])


# Proof -------------------------------------------------------------------------------------


def with_rows(first: int, last: int) -> frozenset[int]:
    """Which cases with keys from `first` to `last` have rows of a mediation."""
    return frozenset(
        pk
        for model in (OtherSide, WordAlone)
        for pk in model._default_manager.filter(case__gte=first, case__lte=last).values_list(
            "case_id", flat=True
        )
    )


def faults(
    case: RootCase, token: str, letter: int, has_come: bool, words: Mapping[int, str]
) -> Iterable[str]:
    """What of the rows of a case is not as its journal says; `token` is "" where there is to be no
    row at all.
    """
    row = OtherSide.objects.select_related("case").filter(case=case.pk).first()
    if row is None:
        if token:
            yield "other side gone"
    else:
        yield from _side_faults(row, token, letter, has_come)
    left = dict(words)
    for kept in WordAlone.objects.select_related("case").filter(case=case.pk):
        digest = left.pop(kept.number, None)
        try:
            if hashlib.sha256(_word(kept).encode()).hexdigest() != digest:
                yield f"word alone {kept.number}"
        except Altered:
            yield f"word alone {kept.number}"
        except CannotOpen:
            continue
    yield from (f"word alone {number} gone" for number in left)


def _side_faults(row: OtherSide, token: str, letter: int, has_come: bool) -> Iterable[str]:
    waits = letter and not has_come
    wanted = receipts.hashed(letter_code(row.case.number, letter)) if waits else None
    kept = bytes(row.letter_hash) if row.letter_hash is not None else None
    if (row.letter, kept, row.code_hash is not None) != (letter, wanted, has_come):
        yield "letter to the other side"
    try:
        if _opened(row).token != token:
            yield "other side altered"
    except Altered:
        yield "other side altered"
    except CannotOpen:
        return


# Sealing -----------------------------------------------------------------------------------


def _context(number: str) -> bytes:
    return f"openredress other side key of case {number}".encode()


def _word_context(number: str) -> bytes:
    return f"openredress word alone key of case {number}".encode()


def _opened(row: OtherSide) -> Opened:
    kept = Kept(**_plain(row, row.case.number))
    if kept.receipt != (bytes(row.code_hash).hex() if row.code_hash is not None else ""):
        raise Altered(f"The receipt of the other side of {row.case.number} was altered.")
    return Opened(row.pk, row.case_id, row.case.number, kept, row.letter)


def _data_key(row: OtherSide | WordAlone) -> bytes:
    return keeper().unwrap(Wrapped(row.key_id, bytes(row.data_key)), row.key_context)


def _plain(row: OtherSide | WordAlone, bound: str) -> dict[str, str]:
    sealed = bytes(row.sealed)
    try:
        plain = AESGCM(_data_key(row)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise Altered(
            f"What is sealed of the mediation of {row.case.number} was altered."
        ) from error
    return dict(json.loads(plain))


def _closed(data_key: bytes, bound: str, kept: dict[str, str]) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = identities.padded(json.dumps(kept, ensure_ascii=False).encode(), LEAST)
    return nonce + AESGCM(data_key).encrypt(nonce, plain, bound.encode())
