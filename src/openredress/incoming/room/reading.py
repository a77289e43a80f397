"""What a mail says: who wrote, what they wrote, what they quoted, and the files with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from . import parsing, plain, quoting
from .origin import bounce_of, is_spam, kind_of_program
from .parsing import Unreadable, content_of, header, kind_of, name_of, source, sources

#: Characters of text that are handed on; core takes fewer, and the whole goes in as a file then.
LONGEST_TEXT = 500_000
#: Where a mail says whom it was for. The first ones are written by the server that delivers.
RECIPIENTS = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc", "resent-to",
)  # fmt: skip
ADDRESS = re.compile(r"[^\s@<>,;\"'()]{1,200}@[^\s@<>,;\"'()]{1,200}")
#: What a notice of ours is called in its Message-ID.
NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])")
SECRET = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = (
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
)  # fmt: skip
#: How far mails within mails are opened.
DEEPEST = 5
MOST_FILES = 40


@dataclass
class _Found:
    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    is_secret: bool = False


def read(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What the mail is and says, as plain values, and the content of its files."""
    mail = parsing.parse(raw)
    found = _Found()
    _look_at(mail, found, 0)
    text = plain.tidy("\n\n".join(text for text in found.texts if text.strip()))[:LONGEST_TEXT]
    written, quoted = quoting.divide(text)
    files = found.files[:MOST_FILES]
    return {
        "sender": _sender(mail),
        "recipients": list(_recipients(mail)),
        "message_id": source(mail, "message-id")[:500],
        "subject": plain.tidy(header(mail, "subject")).replace("\n", " ")[:300],
        "whole": text,
        "text": written,
        "quoted": quoted,
        "names": [name for name, _content in files],
        "left_out": len(found.files) - len(files),
        "language": source(mail, "content-language")[:20],
        "notices": _named(mail, raw),
        "program": kind_of_program(mail),
        "bounce": bounce_of(mail),
        "wants_no_answer": bool(source(mail, "x-auto-response-suppress")),
        "trouble": "unreadable" if found.is_secret else "spam" if is_spam(mail) else "",
    }, [content for _name, content in files]


def _sender(mail: EmailMessage) -> str:
    """The address in From; "" where there is none, or more than one."""
    found = [a for _name, a in getaddresses(list(sources(mail, "from"))) if ADDRESS.fullmatch(a)]
    return found[0] if len(found) == 1 else ""


def _recipients(mail: EmailMessage) -> Iterator[str]:
    said = " ".join(sources(mail, *RECIPIENTS))
    return iter(dict.fromkeys(found.lower() for found in ADDRESS.findall(said)))


def _named(mail: EmailMessage, raw: bytes) -> list[str]:
    """Names as our notices have them: which of them is one, only who made it can tell. Of mail
    that came back they are looked for in what came back.
    """
    said = " ".join(sources(mail, "in-reply-to", "references"))
    if kind_of(mail) == "multipart/report":
        said += " " + raw[:500_000].decode("ascii", "replace")
    return list(dict.fromkeys(NAME.findall(said)))[:20]


def _look_at(part: EmailMessage, found: _Found, depth: int) -> None:
    kind = kind_of(part)
    if depth > 50:
        raise Unreadable("too deep")
    if kind == "multipart/encrypted" or (kind in SECRET and "signed" not in _smime(part)):
        found.is_secret = True
    elif kind == "message/rfc822":
        _look_at_mail(part, found, depth)
    elif kind == "multipart/alternative":
        _choose(part, found, depth)
    elif part.is_multipart():
        for inner in _within(part):
            _look_at(inner, found, depth + 1)
    elif kind in ("text/plain", "text/html") and not parsing.is_attached(part):
        found.texts.append(_text(part))
    elif kind not in SIGNATURES:
        _enclose(part, found, kind)


def _smime(part: EmailMessage) -> str:
    return parsing.parameter(part, "smime-type")


def _within(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return [p for p in payload if isinstance(p, EmailMessage)] if isinstance(payload, list) else []


def _choose(part: EmailMessage, found: _Found, depth: int) -> None:
    """Of the same said in several ways, the plain one where it says something."""
    ways = _within(part)
    for inner in sorted(ways, key=lambda way: kind_of(way) != "text/plain"):
        before = len("".join(found.texts).strip()), len(found.files)
        _look_at(inner, found, depth + 1)
        if (len("".join(found.texts).strip()), len(found.files)) != before:
            return


def _text(part: EmailMessage) -> str:
    said = parsing.text_of(content_of(part), parsing.charset_of(part))
    return plain.of_html(said) if kind_of(part) == "text/html" else said


def _look_at_mail(part: EmailMessage, found: _Found, depth: int) -> None:
    """A mail that was forwarded as a file: its text becomes a file, and its files come with it."""
    for mail in _within(part):
        inner = _Found()
        if depth <= DEEPEST:
            _look_at(mail, inner, depth + 10)
        subject = header(mail, "subject")
        text = plain.tidy("\n\n".join([subject, *inner.texts]))[:LONGEST_TEXT]
        found.files.append((f"{subject or 'message'}.txt", text.encode("utf-8", "replace")))
        found.files += inner.files
        found.is_secret |= inner.is_secret


def _enclose(part: EmailMessage, found: _Found, kind: str) -> None:
    content = content_of(part)
    if kind == "text/plain":  # The cleaning of texts asks for one charset.
        content = parsing.text_of(content, parsing.charset_of(part)).encode("utf-8", "replace")
    if content:
        found.files.append((name_of(part) or kind.replace("/", "."), content))
