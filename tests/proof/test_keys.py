"""The key that is signed with: made once, replaced on purpose, its public half never lost."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from openredress.core.deposit import Key
from openredress.ops import home
from openredress.proof import keys


def test_it_is_made_at_the_first_use_and_no_sooner(own_home):
    assert keys.known() == ()
    assert not own_home.exists()
    made = keys.current()
    assert keys.known() == (made,)
    assert made.until is None
    assert stat.S_IMODE((own_home / "keys" / "signing.key").stat().st_mode) == 0o600


def test_what_it_signed_can_be_checked():
    key, signature = keys.sign(b"message")
    assert keys.verify(key.public, signature, b"message")
    assert not keys.verify(key.public, signature, b"massage")
    assert not keys.verify(key.public, b"short", b"message")
    assert not keys.verify(b"short", signature, b"message")


def test_many_at_once_make_one():
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keys.current().id, range(32)))
    assert len(made) == 1
    assert len(keys.known()) == 1


def test_an_old_key_stays_and_has_an_end(own_home):
    old, signature = keys.sign(b"message")
    new = keys.rotate()
    known = keys.known()
    assert [key.id for key in known] == [old.id, new.id]
    assert (known[0].until, known[1].until) == (new.since, None)
    assert keys.current().id == new.id != old.id
    assert keys.verify(known[0].public, signature, b"message")
    assert old.name == new.name
    with pytest.raises(keys.ChangedKeyError):
        keys.sign_with(old, b"message")
    assert list((own_home / "keys").glob(".*")) == []


def test_its_name_is_where_it_is_published(monkeypatch):
    monkeypatch.setenv("OPENREDRESS_URL", "https://redress.example.org/town/")
    assert keys.current().name == "redress.example.org/town"


def test_its_name_stays_for_ever(monkeypatch):
    name = keys.current().name
    assert name.startswith("journal-")
    monkeypatch.setenv("OPENREDRESS_URL", "https://redress.example.org")
    assert keys.rotate().name == name


def test_what_is_published_can_be_read_again():
    keys.rotate()
    text = json.dumps(keys.published())
    plain = [Key(key.id, key.name, key.public) for key in keys.known()]
    assert keys.read_keys(text) == plain
    assert keys.read_keys(" ".join(key.verifier for key in keys.known())) == plain
    assert "PRIVATE" not in text
    assert home.key("signing").hex() not in text


@pytest.mark.parametrize("text", ["{}", '{"keys": 1}', '{"keys": [1]}', "word", '{"keys": [{}]}'])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        keys.read_keys(text)


def test_a_file_that_was_altered_is_named(own_home):
    made = keys.current()
    path = own_home / "keys" / "signing" / f"{made.id}.json"
    path.write_text(path.read_text().replace(made.id, "00000000"))
    with pytest.raises(home.BrokenKeyError, match=made.id):
        keys.known()
