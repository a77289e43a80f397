"""Documents of office programs, which are ZIP archives of XML: packed anew, part by part.

What is bounded: the number of parts, what they hold when unpacked, and how deep documents lie
within documents.
"""

import zipfile
from io import BytesIO

from lxml import etree

from . import ooxml, opendocument
from .segments import bare
from .verdict import Clean, Refused, damaged, too_complex

MOST_PARTS = 5000
MOST_BYTES = 150 * 1024 * 1024
DEEPEST = 2
PICTURES = (".jpg", ".jpeg", ".png")
DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
EARLIEST = (1980, 1, 1, 0, 0, 0)
MACROS = ("vbaproject.bin", "vbadata.xml")

Parts = dict[str, bytes]


def clean(data: bytes) -> Clean:
    return _clean(data, 0)


def _clean(data: bytes, depth: int) -> Clean:
    if depth > DEEPEST:
        raise too_complex()
    try:
        parts = _unpacked(data)
        kind = _kind(parts)
        way = opendocument if kind in opendocument.MIMES.values() else ooxml
        parts = way.without_makers(parts)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, OSError) as error:
        raise damaged() from error
    for name, content in parts.items():
        if name.lower().endswith(PICTURES):
            parts[name] = bare(content)
        elif name.lower().endswith(DOCUMENTS):
            parts[name] = _clean(content, depth + 1).content
    return Clean(kind, _packed(parts))


def _unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
        if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_BYTES:
            raise too_complex()
        if any(e.flag_bits & 1 for e in entries):
            raise Refused("file-locked")
        if len({e.filename for e in entries}) != len(entries):
            raise damaged()
        # `read` stops at the size that was told, and fails where it was not the truth.
        return {entry.filename: archive.read(entry) for entry in entries}


def _kind(parts: Parts) -> str:
    if any(name.lower().rsplit("/", 1)[-1] in MACROS for name in parts):
        raise Refused("file-macros")
    if "mimetype" in parts:
        return opendocument.kind(parts)
    if "[Content_Types].xml" in parts:
        return ooxml.kind(parts)
    raise Refused("file-kind")


def _packed(parts: Parts) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda n: (n != "mimetype", n != "[Content_Types].xml")):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 0
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return out.getvalue()
