"""Taking a mail apart, within limits, with the parser of the standard library.

Mail comes from anybody, so nothing in it is believed: not how long a header is, how deep its parts
lie, which charset it names. What is beyond a limit makes it unreadable, and it is set aside.
"""

from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import Any

#: Parts of one mail, those within parts too. Each costs memory, and one within another time.
MOST_PARTS = 100
#: Characters of one header that are looked at. Parsing takes longer than in proportion.
LONGEST_HEADER = 4000
#: What mailers call charsets that hold more than the name says.
WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030",
    "hz-gb-2312": "hz", "big5": "big5hkscs", "x-big5": "big5hkscs", "cp950": "big5hkscs",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "iso-8859-1": "cp1252",
    "us-ascii": "utf-8", "ascii": "utf-8", "unknown-8bit": "utf-8", "utf8": "utf-8",
}  # fmt: skip
#: Tried in this order where no charset is named or the named one does not fit.
LIKELY = ("utf-8", "gb18030")


class Unreadable(ValueError):  # noqa: N818  what the reader is told
    """Beyond a limit, or in no form that could be told from any other."""


class _Policy(EmailPolicy):
    """Headers are cut before anything is made of them."""

    def header_source_parse(self, sourcelines: Any) -> tuple[str, str]:
        first, rest = sourcelines[0][: LONGEST_HEADER + 200], sourcelines[1:]
        name, value = super().header_source_parse([first, *rest[:LONGEST_HEADER]])
        return name, value[:LONGEST_HEADER]


def parse(raw: bytes) -> EmailMessage:
    """The mail and its parts. Raises `Unreadable`."""
    count = 0

    def part(policy: Any = None) -> EmailMessage:
        nonlocal count
        count += 1
        if count > MOST_PARTS:
            raise Unreadable("too many parts")
        return EmailMessage(policy)

    policy = _Policy(message_factory=part)
    try:
        return BytesParser(policy=policy).parsebytes(raw)  # type: ignore[return-value]
    except Unreadable:
        raise
    except Exception as error:  # The parser has raised half a dozen kinds on what is malformed.
        raise Unreadable(type(error).__name__) from error


def header(message: EmailMessage, name: str) -> str:
    """The value of a header on one line, its encoded words decoded; "" if there is none."""
    return _decoded(source(message, name))


def source(message: EmailMessage, name: str) -> str:
    """The value as it came, on one line."""
    found = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
    return " ".join(str(found).split())


def sources(message: EmailMessage, *names: str) -> Iterator[str]:
    """The values of all headers of these names."""
    for name, value in message.raw_items():
        if name.lower() in names:
            yield " ".join(str(value).split())


def _decoded(value: str) -> str:
    """Encoded words (RFC 2047) of one charset that follow each other are decoded as one, because
    mailers cut characters in two; bytes that are not encoded at all are guessed.
    """
    if any("\udc80" <= sign <= "\udcff" for sign in value):
        return _plain(text_of(value.encode("utf-8", "surrogateescape"), ""))
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError):
        return _plain(value)
    said = (c if isinstance(c, str) else text_of(c, charset or "") for c, charset in chunks)
    return _plain("".join(said))


def text_of(content: bytes, charset: str) -> str:
    """The text of some bytes: as the charset says, else as the bytes allow, never an error."""
    named = charset.strip().strip("\"'").lower()
    for candidate in (WIDER.get(named, named), *LIKELY):
        try:
            return content.decode(candidate)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def content_of(part: EmailMessage) -> bytes:
    """What a part holds, its transfer encoding undone as far as it goes."""
    try:
        found = part.get_payload(decode=True)
    except Exception:  # As above: what is malformed raises many things.
        found = None
    if isinstance(found, bytes):
        return found
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def charset_of(part: EmailMessage) -> str:
    try:
        return str(part.get_content_charset() or "")
    except Exception:  # As above.
        return ""


def kind_of(part: EmailMessage) -> str:
    """The media type that a part says it is of."""
    try:
        return part.get_content_type().lower()
    except Exception:  # As above.
        return "application/octet-stream"


def name_of(part: EmailMessage) -> str:
    """What a file is called (RFC 2231, or an encoded word where none belongs); "" if nothing."""
    try:
        found = part.get_filename() or ""
    except Exception:  # As above.
        return ""
    return _decoded(" ".join(found.split()))[:200]


def is_attached(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(name_of(part))
    except Exception:  # As above.
        return False


def parameter(part: EmailMessage, name: str) -> str:
    try:
        return str(part.get_param(name) or "").lower()
    except Exception:  # As above.
        return ""


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
