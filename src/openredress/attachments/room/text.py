"""Plain text: there is nothing in it but what can be read."""

from .verdict import Clean, Refused

ENCODINGS = ("utf-8-sig", "gb18030")
LINES = frozenset("\t\n\r\f")
#: What is text and means more to some program that opens it.
PROGRAMS = ("<!doctype", "<html", "<svg", "<?xml", "<script", "#!", "%!ps", "{\\rtf", "<?php")


def clean(data: bytes) -> Clean:
    text = _read(data)
    if any(ord(c) < 32 and c not in LINES for c in text) or "\x7f" in text:
        raise Refused("file-kind")
    if text.lstrip().lower().startswith(PROGRAMS):
        raise Refused("file-kind")
    return Clean("txt", data)


def _read(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("file-kind")
