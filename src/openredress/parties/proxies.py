"""Whom a petitioner lets act for them: what they call them, sealed as petitioners are, and the code
by which they come. The journal says what for and how long, and nothing of who it is.
See docs/decisions/0067-somebody-acts-for-the-petitioner.md.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openredress.core.receipt import CODE_SPACE, code_from, read_code
from openredress.ops import home
from openredress.wall import as_owner

from . import identities, receipts
from .identities import DATA_KEY_BYTES, RootCase
from .keys import NONCE_BYTES, Altered, CannotOpen, Wrapped, keeper
from .models import EndedProxy, Proxy

#: Characters in what the petitioner calls them.
LONGEST_NAME = 200


@dataclass(frozen=True)
class Opened:
    """A proxy whose row was opened. `pk` is its key, `proxy` the number in the journal, `number`
    that of the first case of the chain.
    """

    pk: int
    number: str
    proxy: int
    name: str


def code_for(form: str) -> str:
    """The code that comes of a form, the same however often it is sent."""
    drawn = hmac.digest(home.receipt_key(), f"proxy {form}".encode(), hashlib.sha256)
    return code_from(int.from_bytes(drawn[:16], "big") % CODE_SPACE)


def keep(case: RootCase, proxy: int, name: str, code: str, now: datetime) -> Opened:
    """Seals and stores a proxy in the place of any before. Call it in the transaction of the entry
    that tells of it.
    """
    end(case, now)
    identities.hold()
    row = Proxy(case_id=case.pk, number=proxy, code_hash=receipts.hashed(code))
    data_key = AESGCM.generate_key(DATA_KEY_BYTES * 8)
    row.key_id, row.data_key = keeper().wrap(data_key, _context(case.number))
    row.sealed = _closed(data_key, row, case.number, name)
    row.save(force_insert=True)
    return Opened(row.pk, case.number, proxy, name)


def rename(case: RootCase, name: str) -> None:
    """Seals what they are called from now on; what was before is not kept."""
    identities.hold()
    row = Proxy.objects.select_for_update().select_related("case").filter(case_id=case.pk).first()
    if row is not None:
        row.sealed = _closed(_data_key(row), row, case.number, name)
        row.save(update_fields=["sealed"])


def end(case: RootCase, now: datetime) -> None:
    """Erases who it was. Of their code is kept that it opens nothing any more."""
    row = Proxy.objects.filter(case_id=case.pk).first()
    if row is not None:
        EndedProxy.objects.create(
            case_id=case.pk, number=row.number, code_hash=row.code_hash, ended_at=now
        )
        row.delete()


def erase(case: RootCase) -> None:
    for model in (Proxy, EndedProxy):
        model._default_manager.filter(case_id=case.pk).delete()


# Finding -----------------------------------------------------------------------------------


def by_code(typed: str) -> Opened | None:
    """The proxy whose code this is. Raises `CannotOpen`, and `TooMany` for guessing."""
    code = read_code(typed)
    if code is None:
        return None
    receipts.refuse_guesses(code)
    return _first(code_hash=receipts.hashed(code))


def by_key(pk: int) -> Opened | None:
    """The proxy of this row, for whoever showed that it is theirs. Raises `CannotOpen`."""
    return _first(pk=pk)


def of_case(number: str) -> Opened | None:
    """Who acts in the chain that begins with this case. Raises `CannotOpen`."""
    return _first(case__number=number)


#: What people are to each other names nobody; a name beside it does.
_KIN = re.compile(
    r"^(我的?|我们的?|他的?|她的?)?(女儿|儿子|老婆|老公|妻子|丈夫|爱人|父亲|母亲|爸爸?|妈妈?|哥哥?|弟弟?"
    r"|姐姐?|妹妹?|侄子|侄女|外甥|孙子|孙女|邻居|朋友|同事|律师|亲戚)?"
)
_NO_NAMES = frozenset(
    {"My", "Our", "His", "Her", "Their", "The", "A", "An", "Mr", "Mrs", "Ms", "Dr"}
)


def naming_words(number: str) -> frozenset[str]:
    """What would name whoever acts in the chain that begins with this case, to hold against a text
    for the public: what they are called as a whole, and what in it looks like a name. Raises
    `CannotOpen`.
    """
    known = of_case(number)
    if known is None:
        return frozenset()
    written = {w for w in re.split(r"[^\w]+", known.name) if w[:1].isupper()} - _NO_NAMES
    chinese = "" if known.name.isascii() else _KIN.sub("", known.name.strip())
    return frozenset(w for w in {known.name.strip(), chinese, *written} if len(w) > 1)


def _first(**which: object) -> Opened | None:
    with as_owner():
        row = Proxy.objects.select_related("case").filter(**which).first()
        return _opened(row) if row else None


def has_ended(typed: str) -> bool:
    """Whether this is the code of somebody who acts no more."""
    code = read_code(typed)
    if code is None:
        return False
    with as_owner():
        return EndedProxy.objects.filter(code_hash=receipts.hashed(code)).exists()


# Proof -------------------------------------------------------------------------------------


def with_rows(first: int, last: int) -> frozenset[int]:
    """Which cases with keys from `first` to `last` have or had a proxy, by their rows."""
    return frozenset(
        pk
        for model in (Proxy, EndedProxy)
        for pk in model._default_manager.filter(case__gte=first, case__lte=last).values_list(
            "case_id", flat=True
        )
    )


def faults(case: RootCase, acting: int, named: int) -> Iterable[str]:
    """What of the rows of a case is not as its journal says: `acting` is the number of who acts, 0
    for nobody, `named` how many ever were.
    """
    row = Proxy.objects.select_related("case").filter(case=case.pk).first()
    if (row.number if row else 0) != acting:
        yield "proxy"
    if row is not None:
        try:
            _opened(row)
        except Altered:
            yield "proxy altered"
        except CannotOpen:
            pass
    ended = EndedProxy.objects.filter(case=case.pk).order_by("number")
    wanted = [number for number in range(1, named + 1) if number != acting]
    if list(ended.values_list("number", flat=True)) != wanted:
        yield "ended proxies"


# Sealing -----------------------------------------------------------------------------------


def _context(number: str) -> bytes:
    return f"openredress proxy key of case {number}".encode()


def _data_key(row: Proxy) -> bytes:
    return keeper().unwrap(Wrapped(row.key_id, bytes(row.data_key)), row.key_context)


def _opened(row: Proxy) -> Opened:
    """Number and code are sealed once more: a row that is given another's code is found out."""
    sealed = bytes(row.sealed)
    try:
        plain = AESGCM(_data_key(row)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row.case.number.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise Altered(f"What is sealed for the proxy of {row.case.number} was altered.") from error
    kept = json.loads(plain)
    if (kept["proxy"], kept["code"]) != (row.number, bytes(row.code_hash).hex()):
        raise Altered(f"The code of the proxy of {row.case.number} was altered.")
    return Opened(row.pk, row.case.number, row.number, kept["name"])


def _closed(data_key: bytes, row: Proxy, number: str, name: str) -> bytes:
    kept = {"proxy": row.number, "code": bytes(row.code_hash).hex(), "name": name}
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = identities.padded(json.dumps(kept, ensure_ascii=False).encode())
    return nonce + AESGCM(data_key).encrypt(nonce, plain, number.encode())
