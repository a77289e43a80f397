"""Where the pages are, worked out once for where the program is mounted.

Addresses of cases differ in the digits of their number, so that one tells the others.
"""

import re
from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

_DIGIT = re.compile("[0-9]")
#: A number of a case; nothing in it has to be quoted.
_NUMBER = re.compile("[0-9-]+", re.ASCII)


def address(name: str) -> str:
    """Of a page of which there is one. Raises `NoReverseMatch` where there is none."""
    return _known(name, get_urlconf(), get_script_prefix())


def address_of(name: str, number: str) -> str:
    """Of the page of a case. Raises `NoReverseMatch` where there is none."""
    if not _NUMBER.fullmatch(number):
        return reverse(name, args=[number])
    before, after = _around(name, _DIGIT.sub("0", number), get_urlconf(), get_script_prefix())
    return f"{before}{number}{after}"


@lru_cache(maxsize=1024)
def _known(name: str, urlconf: str | None, prefix: str) -> str:
    return reverse(name, urlconf)


@lru_cache(maxsize=1024)
def _around(name: str, shape: str, urlconf: str | None, prefix: str) -> tuple[str, str]:
    before, _number, after = reverse(name, urlconf, args=[shape]).rpartition(shape)
    return before, after
