"""Signed notes as other programs write and read them."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from openredress.core import note

# The example in the documentation of Go's package golang.org/x/mod/sumdb/note.
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""  # noqa: E501

CHECKPOINT = note.Checkpoint(
    "redress.example.org", 512, bytes(range(32)), datetime(2026, 1, 28, 4, tzinfo=UTC)
)


def test_it_reads_a_note_of_another_program():
    name, public = note.read_verifier_key(KEY)
    assert note.verifier_key(name, public) == KEY
    found = note.read_note(NOTE)
    (mark,) = found.signatures
    assert (mark.name, mark.key_id) == ("PeterNeumann", note.key_id(name, public))
    Ed25519PublicKey.from_public_bytes(public).verify(mark.signature, found.text.encode())
    assert note.signed(found.text, name, public, mark.signature) == NOTE


def test_a_checkpoint_has_the_lines_that_are_agreed():
    assert CHECKPOINT.text.split("\n") == [
        "redress.example.org", "512", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "at 2026-01-28T04:00:00Z", "",
    ]  # fmt: skip
    assert note.read_checkpoint(CHECKPOINT.text) == CHECKPOINT


def test_a_moment_is_written_in_utc():
    from datetime import timezone

    shanghai = timezone(timedelta(hours=8))
    assert note.written(datetime(2026, 1, 28, 12, tzinfo=shanghai)) == "2026-01-28T04:00:00Z"


@pytest.mark.parametrize("change", [
    ("512", "0512"), ("512", "-1"), ("512", "x"), ("512\n", ""), ("Hh8=", "Hh9="), ("Hh8=", "Hh8"),
    ("AAEC", ""), ("at ", ""), ("04:00", "4:00"), ("Z\n", "Z\nmore\n"), ("Z\n", "Z"),
    ("redress.example.org", ""),
])  # fmt: skip
def test_a_checkpoint_is_written_in_one_way_only(change):
    with pytest.raises(ValueError, match=r".+"):
        note.read_checkpoint(CHECKPOINT.text.replace(*change))


@pytest.mark.parametrize("text", [
    "", "text\n", "\n\n", NOTE[:-1], NOTE.replace("— ", "- "), NOTE.replace(" x08", "x08"),
    NOTE.replace("nAM=", "nAM"), NOTE.replace("\n", "\r\n"), NOTE + "more\n",
])  # fmt: skip
def test_what_is_no_note_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        note.read_note(text)


@pytest.mark.parametrize("word", [
    "", "PeterNeumann", KEY[:-4], KEY.replace("c74f20a3", "c74f20a4"),
    KEY.replace("+ARpc", "+ARpd"), KEY.replace("Peter", "Petra"), "name+00000000+AAAA",
])  # fmt: skip
def test_what_is_no_key_is_refused(word):
    with pytest.raises(ValueError, match=r".+"):
        note.read_verifier_key(word)
