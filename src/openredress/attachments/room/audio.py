"""Recordings: the sound as it was, without the tags beside it."""

import struct
from collections.abc import Iterator
from io import BytesIO

from mutagen import MutagenError
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from .verdict import Clean, Refused, damaged

#: Blocks of FLAC without which it cannot be played: what it is, and where to find a moment.
FLAC_NEEDED = (0, 3)
WAV_NEEDED = (b"fmt ", b"fact", b"data")
#: Boxes of MP4 that hold other boxes, on the way to those that tell.
BOXES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf", b"mvex")
#: Boxes of MP4 that tell: place, device, names, whatever a program puts there.
TELL = (b"udta", b"meta", b"uuid", b"skip", b"free", b"wide")
#: Tracks of a film.
FILMED = {b"vide", b"auxv", b"pict"}
#: Boxes with the moments at which they were made and changed.
DATED = (b"mvhd", b"tkhd", b"mdhd")


def clean(data: bytes) -> Clean:
    try:
        kind, content = _cleaned(data)
    except (MutagenError, struct.error) as error:
        raise damaged() from error
    return Clean(kind, content)


def _cleaned(data: bytes) -> tuple[str, bytes]:
    if data[:4] == b"RIFF":
        return "wav", _wav(data)
    if data[:4] == b"fLaC":
        return "flac", _flac(data)
    if data[:4] == b"OggS":
        return "ogg", _ogg(data)
    if data[4:8] == b"ftyp":
        return "m4a", _mp4(data)
    return "mp3", _mp3(data)


def _mp3(data: bytes) -> bytes:
    if MP3(BytesIO(data)).info.sketchy:  # No row of frames that follow each other: no recording.
        raise Refused("file-kind")
    for tags in (ID3, APEv2):
        file = BytesIO(data)
        try:
            tags(file)
        except MutagenError:
            continue
        file.seek(0)
        tags().delete(file) if tags is APEv2 else tags().delete(file, delete_v1=True)
        data = file.getvalue()
    # What mutagen did not take for a tag lies before the first frame or behind the last.
    return data[:-128] if data[-128:-125] == b"TAG" else data


def _flac(data: bytes) -> bytes:
    file = BytesIO(data)
    sound = FLAC(file)
    if not sound.info.sample_rate:
        raise damaged()
    kept, at, is_last = [], data.index(b"fLaC") + 4, False
    while not is_last:
        code, size = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        is_last = bool(code & 0x80)
        if code & 0x7F in FLAC_NEEDED:
            kept.append((code & 0x7F, data[at + 4 : at + 4 + size]))
        at += 4 + size
    out = bytearray(b"fLaC")
    for number, (code, block) in enumerate(kept, start=1):
        out.append(code | (0x80 if number == len(kept) else 0))
        out += len(block).to_bytes(3, "big") + block
    return bytes(out) + data[at:]


def _ogg(data: bytes) -> bytes:
    for reader in (OggOpus, OggVorbis):
        file = BytesIO(data)
        try:
            sound = reader(file)
        except MutagenError:
            continue
        sound.tags.clear()
        sound.tags.vendor = ""
        file.seek(0)
        sound.save(file, padding=lambda _: 0)
        return file.getvalue()
    raise Refused("file-kind")


def _wav(data: bytes) -> bytes:
    if not WAVE(BytesIO(data)).info.sample_rate:
        raise damaged()
    kept, at, found = bytearray(), 12, set[bytes]()
    while at + 8 <= len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        if name in WAV_NEEDED and name not in found:
            body = data[at + 8 : at + 8 + size]
            kept += name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
            found.add(name)
        at += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= found:
        raise damaged()
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WAVE" + bytes(kept)


def _mp4(data: bytes) -> bytes:
    """Boxes that tell are emptied and keep their length: the sound is found by counting bytes."""
    out, tracks = bytearray(data), set[bytes]()
    for name, start, end in _boxes(data, 0, len(data), 0):
        if name == b"hdlr":
            tracks.add(data[start + 8 : start + 12])
        if name in TELL:
            out[start - 4 : start] = b"free"
            out[start:end] = bytes(end - start)
        if name in DATED:
            width = 16 if data[start] == 1 else 8
            out[start + 4 : start + 4 + width] = bytes(width)
    if b"soun" not in tracks or tracks & FILMED:
        raise Refused("file-kind")
    return bytes(out)


def _boxes(data: bytes, start: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
    """Name and content of each box, those within others too."""
    if depth > 10:
        raise damaged()
    while start + 8 <= end:
        size, name = struct.unpack(">I4s", data[start : start + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[start + 8 : start + 16])[0], 16
        size = size or end - start
        if size < head or start + size > end:
            raise damaged()
        yield name, start + head, start + size
        if name in BOXES:
            yield from _boxes(data, start + head, start + size, depth + 1)
        start += size
