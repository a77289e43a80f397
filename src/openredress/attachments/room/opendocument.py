"""OpenDocument (ISO/IEC 26300): without who wrote, reviewed, printed and when."""

from typing import Any

from .verdict import Refused
from .xml import local, read, remove, written

_MIME = "application/vnd.oasis.opendocument."
MIMES = {f"{_MIME}text": "odt", f"{_MIME}spreadsheet": "ods", f"{_MIME}presentation": "odp"}
EMPTY_META = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"><office:meta/>'
    b"</office:document-meta>"
)
GONE = ("Thumbnails/", "META-INF/documentsignatures.xml", "META-INF/macrosignatures.xml",
        "Configurations2/", "VersionList.xml", "Versions/")  # fmt: skip
MACROS = ("Basic/", "Scripts/")
#: Elements whose text is a person.
PEOPLE = {"creator", "initial-creator", "creator-initials", "sender-initials", "author-name",
          "author-initials", "sender-firstname", "sender-lastname", "printed-by"}  # fmt: skip
SETTINGS = ("Printer", "Rsid", "CurrentDatabase", "SaveVersion")
LONG_AGO = "1980-01-01T00:00:00"

Parts = dict[str, bytes]


def kind(parts: Parts) -> str:
    if any(name.startswith(MACROS) for name in parts):
        raise Refused("file-macros")
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("file-locked")
    found = MIMES.get(parts["mimetype"].decode("ascii", "replace").strip())
    if found is None:
        raise Refused("file-kind")
    return found


def without_makers(parts: Parts) -> Parts:
    kept = {name: content for name, content in parts.items() if not name.startswith(GONE)}
    for name, content in kept.items():
        if name.endswith("meta.xml"):
            kept[name] = EMPTY_META
        elif name == "META-INF/manifest.xml":
            kept[name] = _manifest(content)
        elif name.endswith("manifest.rdf"):
            continue
        elif name.endswith(".xml"):
            kept[name] = _part(content)
    return kept


def _manifest(content: bytes) -> bytes:
    root = read(_without_doctype(content))
    for each in list(root):
        path = next((v for k, v in each.attrib.items() if local(k) == "full-path"), "")
        if path.startswith(GONE):
            root.remove(each)
    return written(root)


def _without_doctype(content: bytes) -> bytes:
    """Programs of long ago put a harmless one into the manifest; nothing else may."""
    start = content.find(b"<!DOCTYPE manifest")
    end = content.find(b">", start)
    return content[:start] + content[end + 1 :] if 0 <= start < 200 else content


def _part(content: bytes) -> bytes:
    root = read(content)
    for element in list(root.iter()):
        name = local(element.tag)
        if name in PEOPLE:
            element.text = ""
        elif name == "date" and _namespace(element) == "http://purl.org/dc/elements/1.1/":
            element.text = LONG_AGO
        elif name == "config-item" and _setting(element).startswith(SETTINGS):
            remove(element)
            continue
        for key in list(element.attrib):
            if "rsid" in local(key):
                del element.attrib[key]
    return written(root)


def _namespace(element: Any) -> str:
    return str(element.tag).partition("}")[0].lstrip("{")


def _setting(element: Any) -> str:
    return next((v for k, v in element.attrib.items() if local(k) == "name"), "")
