"""Pictures inside documents: what stands beside the picture is cut out, the picture stays."""

import struct

#: Segments of a JPEG that say how it is drawn; JFIF and Adobe's colours are needed, too.
JFIF, ADOBE, COMMENT, START_OF_SCAN = 0xE0, 0xEE, 0xFE, 0xDA
#: Parts of a PNG that tell when, how and by whom it was made.
TOLD = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP")
PNG = b"\x89PNG\r\n\x1a\n"


def bare(data: bytes) -> bytes:
    """The same picture without what it tells; anything but JPEG and PNG as it is."""
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        return _png(data) if data.startswith(PNG) else data
    except (struct.error, IndexError):
        return data  # It is no picture that any program would show.


def _jpeg(data: bytes) -> bytes:
    kept, at = bytearray(data[:2]), 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == START_OF_SCAN:
            break
        size = 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        tells = 0xE0 <= marker <= 0xEF and marker not in (JFIF, ADOBE)
        if not tells and marker != COMMENT:
            kept += data[at : at + size]
        at += size
    end = data.rfind(b"\xff\xd9")
    return bytes(kept) + data[at : end + 2 if end > at else len(data)]


def _png(data: bytes) -> bytes:
    kept, at = bytearray(PNG), len(PNG)
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        if name not in TOLD:
            kept += data[at : at + 12 + size]
        at += 12 + size
        if name == b"IEND":
            break
    return bytes(kept)
