"""The proof of filing: each field of it is changed, and each change is refused."""

import base64
import copy
import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from openredress.core import deposit, events, journal, merkle, note
from openredress.core.deposit import (
    Checked,
    Content,
    Deposit,
    Inclusion,
    Key,
    Proof,
    Verdict,
    as_file,
    as_word,
    check,
    read,
)
from openredress.core.procedure import Role

AT = datetime(2026, 1, 28, 4, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
NAME = "redress.example.org"
KEY = Key(note.key_id(NAME, PUBLIC), NAME, PUBLIC)

FILED = events.Filed(
    step="file", stage="filed", procedure="cn-2022", version=1, digest="0" * 64, office=3,
    registrar=3, channel="web", language="zh-hans", calendar="CN", time_zone="Asia/Shanghai",
    text="村里的路坏了。\nChildren fall.", wish="Mend it.",
)  # fmt: skip
ENTRY = journal.Entry("2026-000123-7", 1, AT, AT, journal.By(Role.PETITIONER), FILED)
SEALED = journal.seal(ENTRY, journal.GENESIS, b"0123456789abcdef")


def verify(public, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def tree():
    edge, kept = merkle.Edge(), {}
    for number in range(300):
        seal = SEALED.seal if number == 77 else bytes([number % 256]) * 32
        for level, position, found in edge.add(merkle.leaf_hash(seal)):
            kept[level, position] = found
    text = note.Checkpoint(NAME, 300, edge.root(), AT).text
    signed = note.signed(text, NAME, PUBLIC, PRIVATE.sign(text.encode()))
    path = merkle.inclusion(lambda level, a, b: [kept[level, i] for i in range(a, b)], 77, 300)
    return Inclusion(77, tuple(path), signed)


WHAT = Deposit(
    "A document was deposited.", "云川市", "2026-000123-7", AT, SEALED.words_digest, SEALED.seal,
    KEY.id,
)  # fmt: skip
SIGNED = PRIVATE.sign(WHAT.message)
CONTENT = Content(SEALED.words, SEALED.salt, journal.statement(SEALED))
BARE = Proof(WHAT, SIGNED)
WHOLE = Proof(WHAT, SIGNED, tree(), CONTENT)


def checked(text, keys=(KEY,)) -> Checked:
    return check(text, keys, verify)


@pytest.mark.parametrize("proof", [BARE, WHOLE], ids=["bare", "whole"])
def test_a_genuine_proof_is_genuine(proof):
    found = checked(as_file(proof))
    assert found.verdict is Verdict.GENUINE
    assert found.proof == proof
    assert (found.checkpoint is not None) == found.is_with_content == (proof is WHOLE)


@pytest.mark.parametrize("before", ["", "https://redress.example.org/proof/#", " \n"])
def test_a_word_stands_for_what_is_signed(before):
    found = checked(before + as_word(WHOLE))
    assert found == Checked(Verdict.GENUINE, BARE)


def test_a_word_may_be_broken_over_lines():
    word = as_word(BARE)
    assert checked("\n".join(word[i : i + 60] for i in range(0, len(word), 60))).proof == BARE


def test_it_fits_into_a_qr_code():
    import segno

    assert segno.make("https://redress.example.org/proof/#" + as_word(BARE), error="m").version < 30


def test_without_content_it_says_nothing_of_the_content():
    text = as_file(BARE)
    for told in ("路", "Children", "Mend", "cn-2022", "petition", "griev", "complain", "redress"):
        assert told not in text.replace(NAME, "")


def paths(found, at=()):
    """Every value in a JSON document, by where it is."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield from paths(value, (*at, name))
    elif isinstance(found, list):
        for number, value in enumerate(found):
            yield from paths(value, (*at, number))
    else:
        yield at


def changed(document, at, value):
    document = copy.deepcopy(document)
    place = document
    for step in at[:-1]:
        place = place[step]
    place[at[-1]] = value
    return document


def other(value, random):
    """Another value that looks as if it could stand there."""
    if value is None or isinstance(value, bool):
        return 7 if value is None else not value
    if isinstance(value, int):
        return value + random.choice([-1, 1, 256])
    places = [i for i, sign in enumerate(value) if sign.isalnum() and sign.isascii()]
    if not places:
        return value + "x"
    place = random.choice(places)
    signs = "0123456789" if value[place].isdigit() else "abcdefABCDEF"
    sign = random.choice([s for s in signs if s != value[place]])
    return value[:place] + sign + value[place + 1 :]


DOCUMENT = deposit.dump(WHOLE)


@pytest.mark.parametrize("at", list(paths(DOCUMENT)), ids=lambda at: ".".join(map(str, at)))
@given(random=st.randoms(use_true_random=False))
def test_a_change_to_any_one_field_is_refused(at, random):
    value = DOCUMENT
    for step in at:
        value = value[step]
    document = changed(DOCUMENT, at, other(value, random))
    found = checked(json.dumps(document))
    assert found.verdict is not Verdict.GENUINE
    if at == ("deposit", "key"):
        assert found.verdict is Verdict.UNKNOWN_KEY


@pytest.mark.parametrize("at", [
    (), ("deposit",), ("inclusion",), ("content",),
], ids=str)  # fmt: skip
def test_a_field_put_in_or_taken_out_is_refused(at):
    place = DOCUMENT
    for step in at:
        place = place[step]
    assert checked(json.dumps(changed(DOCUMENT, (*at, "more"), 1))).verdict is Verdict.UNREADABLE
    for name in place:
        document = copy.deepcopy(DOCUMENT)
        inner = document
        for step in at:
            inner = inner[step]
        del inner[name]
        optional = at == () and name in ("inclusion", "content")
        genuine = checked(json.dumps(document)).verdict is Verdict.GENUINE
        assert genuine == optional


@given(st.data())
def test_no_byte_of_a_word_can_be_changed(data):
    word = as_word(BARE)
    place = data.draw(st.integers(0, len(word) - 1))
    sign = data.draw(st.sampled_from("ABCxyz012-_ !é#"))
    found = word[:place] + sign + word[place + 1 :]
    if "".join(found.split()) != word:
        assert checked(found).verdict is not Verdict.GENUINE


@given(st.data())
def test_no_byte_of_a_file_can_be_changed(data):
    """Space between the parts may be; it says nothing."""
    text = as_file(WHOLE)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from('abc019{}[]":,\\é'))
    found = text[:place] + sign + text[place + 1 :]
    try:
        is_other = json.loads(found) != json.loads(text)
    except ValueError:
        is_other = True
    if is_other:
        assert checked(found).verdict is not Verdict.GENUINE


def test_the_key_of_somebody_else_proves_nothing():
    other_key = Ed25519PrivateKey.generate()
    forged = Proof(WHAT, other_key.sign(WHAT.message))
    assert checked(as_file(forged)).verdict is Verdict.ALTERED
    public = other_key.public_key().public_bytes_raw()
    theirs = Key(note.key_id(NAME, public), NAME, public)
    assert checked(as_file(BARE), [theirs]).verdict is Verdict.UNKNOWN_KEY
    assert checked(as_file(BARE), []).verdict is Verdict.UNKNOWN_KEY


def test_a_checkpoint_that_others_signed_covers_nothing():
    theirs = Ed25519PrivateKey.generate()
    public = theirs.public_key().public_bytes_raw()
    text = note.read_note(WHOLE.inclusion.checkpoint).text
    for signed in (
        note.signed(text, NAME, public, theirs.sign(text.encode())),
        note.signed(text, NAME, PUBLIC, theirs.sign(text.encode())),
        note.signed(text, "elsewhere", PUBLIC, PRIVATE.sign(text.encode())),
    ):
        inclusion = Inclusion(77, WHOLE.inclusion.hashes, signed)
        assert checked(as_file(Proof(WHAT, SIGNED, inclusion))).verdict is Verdict.ALTERED


def test_something_said_twice_is_refused():
    text = as_file(BARE).replace('"signature":', '"signature": "", "signature":')
    assert checked(text).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize("text", [
    "", "{", "[]", "{}", "null", "#", "proof", "{" * 5000, "[" * 100_000, "é", "=" * 9,
    '{"deposit": {}, "signature": ""}', '{"deposit": 1, "signature": 2}', "a" * 1_000_001,
    '{"a":' * 3000, json.dumps({**DOCUMENT, "inclusion": None}),
    json.dumps({**DOCUMENT, "signature": None}), json.dumps({**DOCUMENT, "content": []}),
    base64.urlsafe_b64encode(b"[1]").decode(),
    json.dumps(changed(DOCUMENT, ("deposit", "statement"), "\ud800")),
    json.dumps(changed(DOCUMENT, ("content", "words", "text"), "\ud800")),
    json.dumps({**DOCUMENT, "content": "nested"}).replace('"nested"', "[" * 900 + "]" * 900),
])  # fmt: skip
def test_what_is_no_proof_is_called_so(text):
    assert checked(text).verdict is Verdict.UNREADABLE


@given(st.text() | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode()))
def test_anything_can_be_pasted(text):
    assert checked(text).verdict is Verdict.UNREADABLE


json_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.data(), json_value)
def test_anything_can_stand_where_something_belongs(data, value):
    at = data.draw(st.sampled_from([*paths(DOCUMENT), *((name,) for name in DOCUMENT)]))
    document = changed(DOCUMENT, at, value)
    verdict = checked(json.dumps(document)).verdict
    # In JSON 1 and 1.0 are written differently, so they are different here too.
    assert (verdict is Verdict.GENUINE) == (json.dumps(document) == json.dumps(DOCUMENT))


def test_a_fingerprint_can_be_read_aloud():
    words = deposit.fingerprint(PUBLIC).split()
    assert len(words) == 16
    assert {len(word) for word in words} == {4}


def test_reading_gives_back_what_was_written():
    assert read(as_file(WHOLE)) == WHOLE
