"""What comes out of the room: the same to see and to hear, and nothing of who made it."""

import io
import subprocess
import sys
import wave
import zipfile

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.attachments import samples

from openredress.attachments.cleaning import ROOM, Cleaned, cleaned
from openredress.attachments.kinds import KINDS
from openredress.core.refusals import Code, Refusal

EVERY = [kind.id for kind in KINDS]


def clean(data: bytes, kinds=EVERY):
    """What the real room says about a file, in its own process."""
    with cleaned([data], kinds) as found:
        if isinstance(found, Refusal):
            return found.code
        return found.kind, b"".join(found.content), found.thumbnail


def inside(data: bytes) -> bytes:
    """Everything there is in a file, with what is packed unpacked."""
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        return b"".join(n.encode() + inside(archive.read(n)) for n in archive.namelist())
    if data[:5] == b"%PDF-":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            out = io.BytesIO()
            pdf.save(out, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        return data + out.getvalue()
    if data[:4] == b"\x89PNG":
        return data + repr(Image.open(io.BytesIO(data)).info).encode()
    return data


@pytest.mark.parametrize("kind", samples.ALL)
def test_nothing_of_who_made_it_is_left(kind):
    given_ = samples.ALL[kind]()
    if kind != "txt":
        assert samples.SECRET.encode() in inside(given_)
    found, content, thumbnail = clean(given_)
    assert found == kind
    for kept in (inside(content), thumbnail):
        assert samples.SECRET.encode() not in kept
        assert b"Exif" not in kept
        assert b"2026" not in kept


@pytest.mark.parametrize("kind", samples.ALL)
def test_what_was_cleaned_is_clean_already(kind):
    _, once, _ = clean(samples.ALL[kind]())
    assert clean(once)[0] == kind
    assert samples.SECRET.encode() not in inside(clean(once)[1])


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_picture_stands_upright_and_looks_the_same(kind):
    """A quarter turn to the right: what was red on the left is red at the top."""
    _, content, thumbnail = clean(samples.ALL[kind]())
    for each in (content, thumbnail):
        with Image.open(io.BytesIO(each)) as picture:
            assert picture.width < picture.height
            top, bottom = (picture.convert("RGB").getpixel((5, y)) for y in (5, picture.height - 6))
            assert top[0] > 200 > 60 > top[2]
            assert bottom[2] > 200 > 60 > bottom[0]
            assert not picture.getexif()


def test_an_upright_photo_loses_nothing_that_can_be_seen():
    out = io.BytesIO()
    samples.picture(200, 150).save(out, "JPEG", quality=60)
    _, content, _ = clean(out.getvalue())
    with Image.open(io.BytesIO(content)) as after, Image.open(out) as before:
        assert after.quantization == before.quantization


def test_a_document_says_what_it_said():
    archive = zipfile.ZipFile(io.BytesIO(clean(samples.docx())[1]))
    assert b"The road is broken." in archive.read("word/document.xml")
    assert "docProps/thumbnail.jpeg" not in archive.namelist()
    assert b"thumbnail" not in archive.read("_rels/.rels")
    assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
    text = zipfile.ZipFile(io.BytesIO(clean(samples.odt())[1]))
    assert "The road is broken." in text.read("content.xml").decode()
    assert text.namelist()[0] == "mimetype"


def test_a_workbook_still_opens():
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(clean(samples.xlsx())[1]))
    assert book.active["A1"].value == "120"
    assert book.active["A1"].comment.text.endswith("Too much")


def test_a_pdf_keeps_its_pages_and_loses_what_acts():
    _, content, _ = clean(samples.pdf(pages=3))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 3
        assert "/OpenAction" not in pdf.Root
        assert not pdf.attachments
        assert str(pdf.pages[0].Annots[0].Contents) == "A remark"
        picture = pdf.pages[0].Resources.XObject.Im0
        assert pikepdf.PdfImage(picture).as_pil_image().size == (64, 48)


def test_recordings_sound_the_same():
    with wave.open(io.BytesIO(clean(samples.wav())[1])) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 800)
    assert clean(samples.mp3())[1].count(b"\xff\xfb\x90\x00") == 40
    assert len(clean(samples.m4a())[1]) == len(samples.m4a())


# What is not taken -------------------------------------------------------------------------


def bomb(size: int = 200 * 1024**2) -> bytes:
    return samples.zipped({**samples.docx_parts(), "word/big.xml": bytes(size)})


def lying_bomb() -> bytes:
    """Says that it unpacks to a hundred bytes, and unpacks to a great many."""
    data = bytearray(bomb(20 * 1024**2))
    real = (20 * 1024**2).to_bytes(4, "little")
    return bytes(data.replace(real, (100).to_bytes(4, "little")))


def wide_png() -> bytes:
    """A few bytes that would paint ten thousand million points."""
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in chunks
    )


def laughs() -> bytes:
    """A document that defines a word by ten of another, and so on."""
    words = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    text = f'<!DOCTYPE x [<!ENTITY a0 "ha">{words}]><x>&a11;</x>'
    return samples.zipped({**samples.docx_parts(), "word/document.xml": text})


def deep_pdf() -> bytes:
    nested = b"[" * 5000 + b"]" * 5000
    return b"%PDF-1.4\n1 0 obj\n" + nested + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def macros() -> bytes:
    return samples.zipped({**samples.docx_parts(), "word/vbaProject.bin": b"x"})


def locked_zip() -> bytes:
    data = bytearray(samples.docx())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


REFUSED = {
    "a program": (b"MZ\x90\x00" + bytes(200), Code.FILE_KIND),
    "a page of the web": (b"<!DOCTYPE html><script>alert(1)</script>", Code.FILE_KIND),
    "a drawing that acts": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
                            Code.FILE_KIND),
    "a script": (b"#!/bin/sh\nrm -rf /\n", Code.FILE_KIND),
    "a film": (samples.m4a(b"vide"), Code.FILE_KIND),
    "an archive": (samples.zipped({"a.txt": "x"}), Code.FILE_KIND),
    "half a photo": (samples.jpeg(800, 600)[:900], Code.FILE_DAMAGED),
    "half a document": (samples.docx()[:700], Code.FILE_DAMAGED),
    "nothing but a head": (b"%PDF-1.7\n", Code.FILE_DAMAGED),
    "a photo's head and no photo": (b"\xff\xd8\xff\xe0", Code.FILE_DAMAGED),
    "a locked PDF": (samples.pdf(password="secret"), Code.FILE_LOCKED),
    "a locked document": (locked_zip(), Code.FILE_LOCKED),
    "an old locked document": (samples_compound := b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                               + "EncryptedPackage".encode("utf-16-le"), Code.FILE_LOCKED),
    "a document of 1997": (samples_compound[:8] + bytes(600), Code.FILE_KIND),
    "a document with macros": (macros(), Code.FILE_MACROS),
    "a picture wider than the sky": (wide_png(), Code.FILE_TOO_COMPLEX),
    "a document that unpacks to much": (bomb(), Code.FILE_TOO_COMPLEX),
    "a document that lies about it": (lying_bomb(), Code.FILE_DAMAGED),
    "a document that defines words": (laughs(), Code.FILE_DAMAGED),
    "a PDF of brackets": (deep_pdf(), Code.FILE_DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_refused_for_its_reason(what):
    data, code = REFUSED[what]
    assert clean(data) == code


def test_the_kind_is_what_the_content_shows_and_what_the_operator_allows():
    assert clean(samples.jpeg(), ["pdf", "txt"]) == Code.FILE_KIND
    assert clean(samples.text(), ["txt"])[0] == "txt"


def test_a_picture_that_is_something_else_as_well_is_only_a_picture():
    both = samples.jpeg() + samples.docx() + b"<script>alert(1)</script>"
    kind, content, _ = clean(both)
    assert kind == "jpeg"
    assert b"PK\x03\x04" not in content
    assert b"script" not in content


#: Made once: what a clock says when they are made stands in some of them.
FILES = [make() for make in samples.ALL.values()]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_mutilated_file_gets_past_or_breaks_the_room(data):
    """Bytes changed, cut out and doubled at random, over every kind."""
    mutated = bytearray(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, max(0, len(mutated) - 1)))
        what = data.draw(st.sampled_from(["change", "cut", "double"]))
        if what == "change" and mutated:
            mutated[at] = data.draw(st.integers(0, 255))
        elif what == "cut":
            del mutated[at : at + data.draw(st.integers(1, 64))]
        else:
            mutated[at:at] = mutated[at : at + 32]
    found = clean(bytes(mutated))
    assert isinstance(found, Code) or found[0] in EVERY


def test_the_room_can_do_nothing_but_answer(tmp_path):
    """It has no memory to speak of, may write nothing, and is given nothing of ours."""
    probe = (
        "import sys, io; sys.argv = ['room', 'txt']\n"
        "sys.stdin = io.TextIOWrapper(io.BytesIO(b'x'))\n"
        "import openredress.attachments.room.__main__\n"
        "import os; print(sorted(os.environ))\n"
        "try:\n open(sys.argv[0] + 'x', 'w').write('y' * 99999)\nexcept OSError: print('no file')\n"
        "try:\n bytes(2 * 1024**3)\nexcept MemoryError: print('no memory')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, text=True,
                          cwd=tmp_path, env={"LC_ALL": "C.UTF-8"}, check=False)  # fmt: skip
    assert done.stdout.endswith("no memory\n"), done
    assert ROOM.endswith(".room")
    assert Cleaned
