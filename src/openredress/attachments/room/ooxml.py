"""Word, Excel and PowerPoint (ISO/IEC 29500): without who wrote, reviewed, printed and when."""

from typing import Any

from .verdict import Refused
from .xml import local, read, remove, written

MAINS = {
    "wordprocessingml.document.main+xml": "docx",
    "wordprocessingml.template.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "spreadsheetml.template.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
    "presentationml.slideshow.main+xml": "pptx",
    "presentationml.template.main+xml": "pptx",
}
#: Parts about the document as a whole, by what an empty one says.
EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
    b'metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
#: Relationships that lead to a small picture of it, to printers, templates and signatures.
CUT = ("/thumbnail", "/printersettings", "/attachedtemplate", "/origin", "/signature",
       "/keymapcustomizations")  # fmt: skip
ELEMENTS = {"rsids", "absPath", "docVars", "attachedTemplate", "fileSharing", "proofState"}
ATTRIBUTES = {
    "author", "initials", "userId", "providerId", "userName", "lastModifiedBy", "lastEdited",
    "lowestEdited", "rupBuild", "documentId", "docId", "durableId",
}  # fmt: skip
#: In parts about people these are their names; elsewhere they are those of tables and styles.
NAMES = {"name", "displayName"}
OF_PEOPLE = ("commentauthors", "authors.xml", "people.xml", "persons/", "usernames.xml")
REVISED = {"ins", "del", "moveFrom", "moveTo", "comment", "rPrChange", "pPrChange", "sectPrChange",
           "tblPrChange", "tcPrChange", "trPrChange", "cellIns", "cellDel", "cellMerge",
           "numberingChange", "moveFromRangeStart", "moveToRangeStart", "tblGridChange",
           "cm", "threadedComment", "customXmlInsRangeStart"}  # fmt: skip
SOMEBODY = "-"
LONG_AGO = "1980-01-01T00:00:00Z"

Parts = dict[str, bytes]


def kind(parts: Parts) -> str:
    types = parts["[Content_Types].xml"].decode("utf-8", "replace")
    if "macroEnabled" in types or "vnd.ms-office.vbaProject" in types:
        raise Refused("file-macros")
    found = {kind for main, kind in MAINS.items() if main in types}
    if len(found) != 1:
        raise Refused("file-kind")
    return found.pop()


def without_makers(parts: Parts) -> Parts:
    gone = [name for name in parts if _goes(name.lower())]
    kept = {name: content for name, content in parts.items() if name not in gone}
    for name, content in kept.items():
        lower = name.lower()
        if name in EMPTY:
            kept[name] = EMPTY[name]
        elif lower.endswith(".rels"):
            kept[name] = _relations(content)
        elif name == "[Content_Types].xml":
            kept[name] = _types(content, gone)
        elif lower.endswith((".xml", ".vml")) and not lower.startswith("customxml/"):
            kept[name] = _part(content, is_of_people=any(word in lower for word in OF_PEOPLE))
        elif lower.startswith("customxml/item") and lower.endswith(".xml"):
            kept[name] = _custom(content)
    return kept


def _goes(name: str) -> bool:
    return (
        name.startswith(("docprops/thumbnail", "_xmlsignatures/"))
        or "printersettings" in name
        or name.startswith("xl/revisions/")
    )


def _relations(content: bytes) -> bytes:
    root = read(content)
    for each in list(root):
        kind, target = each.get("Type", "").lower(), each.get("Target", "")
        if kind.endswith(CUT) or "/revisionheaders" in kind or "/usernames" in kind:
            root.remove(each)
        elif each.get("TargetMode") == "External" and _is_a_path(target):
            each.set("Target", "about:blank")
    return written(root)


def _is_a_path(target: str) -> bool:
    """A place on somebody's disk or in their network, which often holds their name."""
    return target.lower().startswith("file:") or "\\" in target or target.startswith("//")


def _types(content: bytes, gone: list[str]) -> bytes:
    root = read(content)
    for each in list(root):
        if each.get("PartName", "").lstrip("/") in gone:
            root.remove(each)
    return written(root)


def _part(content: bytes, *, is_of_people: bool) -> bytes:
    root = read(content)
    for element in list(root.iter()):
        name = local(element.tag)
        if name in ELEMENTS:
            remove(element)
            continue
        if name == "author" and local(getattr(element.getparent(), "tag", "")) == "authors":
            element.text = SOMEBODY  # Excel counts them; the number is needed, the name is not.
        _attributes(element, name, is_of_people)
    return written(root)


def _attributes(element: Any, name: str, is_of_people: bool) -> None:
    for key in list(element.attrib):
        attribute = local(key)
        if attribute.startswith("rsid") or (name == "pageSetup" and attribute == "id"):
            del element.attrib[key]
        elif attribute in ATTRIBUTES or (is_of_people and attribute in NAMES):
            element.set(key, SOMEBODY if attribute != "rupBuild" else "0")
        elif attribute in ("date", "dateUtc", "dT", "dt", "created") and name in REVISED:
            element.set(key, LONG_AGO)


def _custom(content: bytes) -> bytes:
    """What a document management system keeps about it: who, when, from where."""
    root = read(content)
    if "metadata" in str(root.tag) or "contentType" in str(root.tag):
        for child in list(root):
            root.remove(child)
        root.text = None
        root.attrib.clear()
    return written(root)
