"""What a log line may not carry: the line we do not cross runs through the logs too."""

import ipaddress
import logging
import re
import traceback
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

#: What follows a question mark that stands inside a word, as in an address; one that ends a
#: sentence has a space behind it.
_QUERY = re.compile(r"(?<=[^\s\"'])\?[^\s\"']+")
#: Twenty digits, grouped or not: the code of a receipt, wherever somebody typed it.
_CODE = re.compile(r"(?<!\d)\d(?:[ -]?\d){19}(?!\d)")
_PERHAPS_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]+")


class Discreet(logging.Filter):
    """Takes network addresses, query strings and receipt codes out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = discreet(record.getMessage())
        record.args = None
        return True


def discreet(text: str) -> str:
    return _PERHAPS_ADDRESS.sub(_unless_address, _CODE.sub("…", _QUERY.sub("", text)))


class DiscreetFormatter(logging.Formatter):
    """Says where something failed and of which kind it was, and not what the failure said.

    The database repeats in its messages what it was given, and that is what people wrote.
    """

    def formatException(  # noqa: N802  the name is that of the standard library
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | Any
    ) -> str:
        return "\n".join(_told(ei[1])) if ei and ei[1] else ""


def _told(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [*_told(before), "… and then:"] if before else []
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}"]


def _unless_address(found: re.Match[str]) -> str:
    """An address goes, its port too. 12:30:59 is a time of day and stays."""
    word = found[0].rstrip(".:")
    if any(_is_address(part) for part in (word, word.rpartition(":")[0])):
        return found[0][len(word) :]
    return found[0]


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


class DiscreetServerLogger(Logger):  # type: ignore[misc]
    """The web server's own messages go through the same filter."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(Discreet())
            handler.setFormatter(DiscreetFormatter(self.error_fmt, self.datefmt))
