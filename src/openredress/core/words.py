"""The words of a text, Chinese and English mixed, as that which texts are compared by.

Chinese is written without spaces, so a run of Chinese characters counts with each character and
each two and three of them that follow each other, a common stand-in for words where no dictionary
is at hand. Other scripts count with each word and each two that follow each other.
"""

import re
import unicodedata

#: Chinese characters: the unified ideographs of Unicode, with extension A.
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+(?:['’][^\W\d_{HAN}]+)?|[.,;:!?。，；：！？\n]")
#: A letter that stands for a masked name of a place ("A3区"); it says nothing of the matter.
_MASKED = re.compile(rf"\b[A-Z]\d*(?=[{HAN}])")


def terms(text: str) -> list[str]:
    """Every term of `text` as often as it stands there; two words never meet across a comma."""
    found: list[str] = []
    before = ""
    plain = _MASKED.sub(" ", unicodedata.normalize("NFKC", text)).lower()
    for run in _RUN.findall(plain):
        if "\u3400" <= run[0] <= "\u9fff":
            size = len(run)
            found += run
            found += [run[i : i + 2] for i in range(size - 1)]
            found += [run[i : i + 3] for i in range(size - 2)]
            before = ""
        elif run[0].isalpha():
            found.append(run)
            if before:
                found.append(f"{before} {run}")
            before = run
        else:
            before = ""
    return found
