"""Pieces of a file: sealed one by one, and not to be moved, left out, repeated or cut off."""

import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.attachments.names import LONGEST, safe
from openredress.attachments.receiving import Arrived
from openredress.attachments.sealing import PIECE, SEALED_PIECE, new_key, pieces, seal, unseal
from openredress.parties.keys import Altered

KEY = new_key()


def sealed(content: bytes, bound: str = "a file") -> bytes:
    return b"".join(seal(KEY, bound, [content]))


def opened(content: bytes, bound: str = "a file", key: bytes = KEY) -> bytes:
    return b"".join(unseal(key, bound, io.BytesIO(content).read))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_was_sealed_comes_back_whatever_its_length(size):
    content = secrets.token_bytes(size)
    assert opened(sealed(content)) == content


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=PIECE * 2), max_size=6))
def test_chunks_of_any_size_are_one_content(chunks):
    assert opened(b"".join(seal(KEY, "a file", chunks))) == b"".join(chunks)
    assert b"".join(pieces(chunks)) == b"".join(chunks)


def test_a_piece_cannot_be_moved_repeated_left_out_or_cut_off():
    first, second, third = (secrets.token_bytes(PIECE) for _ in range(3))
    whole = sealed(first + second + third)
    one, two, three = (whole[i * SEALED_PIECE : (i + 1) * SEALED_PIECE] for i in range(3))
    wrong = [one + two, two + three, one + three + two, one + two + two, one + one + two + three,
             whole + three, whole[:-1], b"", whole[1:]]  # fmt: skip
    for each in wrong:
        with pytest.raises(Altered):
            opened(each)


def test_it_opens_with_its_key_and_for_its_place_alone():
    content = sealed(b"x")
    for more in ({"bound": "another file"}, {"key": new_key()}):
        with pytest.raises(Altered):
            opened(content, **more)
    assert sealed(b"x") != sealed(b"x")


def test_what_arrives_is_sealed_while_it_does(settings):
    settings.FILE_MAX_BYTES = 3 * PIECE
    arrived, content = Arrived("a"), secrets.token_bytes(2 * PIECE + 5)
    for start in range(0, len(content), 1000):
        arrived.take(content[start : start + 1000])
    for _ in range(2):
        assert b"".join(arrived.chunks()) == content
    assert arrived.read(10) + arrived.read() == content
    arrived._sealed.seek(0)
    assert content[:64] not in arrived._sealed.read()
    arrived.take(bytes(PIECE))
    assert arrived.size > settings.FILE_MAX_BYTES


@pytest.mark.parametrize(
    ("given_", "kind", "kept"),
    [
        ("IMG_1.JPG", "jpeg", "IMG_1.jpg"),
        ("C:\\Users\\Zhang\\bill.pdf", "pdf", "bill.pdf"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("photo\u202egpj.exe", "png", "photogpj.png"),
        ("a\r\nSet-Cookie: x=1.txt", "txt", "aSet-Cookie x=1.txt"),
        ('"; rm -rf <x>|%00.pdf', "pdf", "rm -rf x00.pdf"),
        ("...", "pdf", "pdf.pdf"),
        ("路面照片.jpeg", "jpeg", "路面照片.jpg"),
        ("", "mp3", "mp3.mp3"),
    ],
)
def test_names_are_made_harmless(given_, kind, kept):
    assert safe(given_, kind) == kept


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_no_name_deceives(given_):
    name = safe(given_, "pdf")
    assert name.endswith(".pdf")
    assert 4 < len(name) <= LONGEST
    assert not set(name) & set('/\\:*?"<>|;%\r\n\0\u202e')
