"""XML from strangers: nothing is fetched, nothing is filled in, nothing is defined by the file."""

from typing import Any

from lxml import etree

from .verdict import damaged


def read(content: bytes) -> Any:
    """The root. Raises `etree.XMLSyntaxError`, and `Refused` for a document type of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False,
                             huge_tree=False, remove_comments=True, remove_pis=True)  # fmt: skip
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise damaged()
    return root


def written(root: Any) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def local(name: Any) -> str:
    """A name without its namespace; "" for what is no element."""
    return etree.QName(name).localname if isinstance(name, str) else ""


def remove(element: Any) -> None:
    """Takes the element out and leaves the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
