"""One way of writing a text for comparing it: small letters, no accents, simplified Chinese."""

from functools import lru_cache
from typing import Any

import opencc

from openredress.core.searching import plain
from openredress.offices.models import Matter, Office, Place

#: The blocks of Unicode that hold Chinese characters in use: extension A and the unified ones.
_FIRST, _LAST = 0x3400, 0x9FFF


class _Table(dict[int, str]):
    """Each sign by what stands for it, worked out when it is met for the first time."""

    def __missing__(self, code: int) -> str:
        sign = plain(chr(code))
        self[code] = _simplified(sign) if _FIRST <= ord(sign) <= _LAST else sign
        return self[code]


_TABLE = _Table()


def fold(text: str) -> str:
    """As long as the text was, so that a place in the one is the same place in the other."""
    return text.translate(_TABLE)


@lru_cache(maxsize=1)
def _converter() -> Any:
    return opencc.OpenCC("t2s")


def _simplified(sign: str) -> str:
    """A character by the tables of OpenCC, by itself: what it means beside others does not matter
    for finding it.
    """
    simple = str(_converter().convert(sign))
    return simple if len(simple) == 1 else sign


@lru_cache(maxsize=1)
def named_words(hour: int) -> frozenset[str]:
    """The words in the English names of places, matters and offices, read once in an `hour`."""
    names = [
        name
        for model in (Place, Matter, Office)
        for name in model._default_manager.exclude(name_en="").values_list("name_en", flat=True)
    ]
    return frozenset(word for name in names for word in fold(name).replace("-", " ").split())
