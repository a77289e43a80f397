"""What a log line may not carry: the line we do not cross runs through the logs too."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

_QUERY = re.compile(r"(?<=[^\s?])\?[^\s\"']*")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:\:\d+)?(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])|(?<![\w:])::1\b")


class Discreet(logging.Filter):
    """Takes network addresses and query strings out of every line, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = discreet(record.getMessage())
        record.args = None
        return True


def discreet(text: str) -> str:
    for pattern in (_QUERY, _IPV4):
        text = pattern.sub("", text)
    return _IPV6.sub(_unless_a_time, text)


def _unless_a_time(found: re.Match[str]) -> str:
    """12:30:59 is a time of day and not an address."""
    parts = found[0].split(":")
    return found[0] if len(parts) == 3 and all(len(p) == 2 for p in parts) else ""


class DiscreetServerLogger(Logger):  # type: ignore[misc]
    """The web server's own messages go through the same filter."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(Discreet())
