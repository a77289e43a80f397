"""What a log line may not carry: the line we do not cross runs through the logs too."""

import ipaddress
import logging
import re
from typing import Any

from gunicorn.glogging import Logger

_QUERY = re.compile(r"\?(?=[^\s\"'=]*=)[^\s\"']*")
_PERHAPS_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]+")


class Discreet(logging.Filter):
    """Takes network addresses and query strings out of every line, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = discreet(record.getMessage())
        record.args = None
        return True


def discreet(text: str) -> str:
    return _PERHAPS_ADDRESS.sub(_unless_address, _QUERY.sub("", text))


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
