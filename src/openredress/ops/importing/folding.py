"""Names that people typed differently and that mean the same."""

import hashlib
import re
import unicodedata

LONGEST_CODE = 80


def folded(name: str) -> str:
    """The name without what people type differently: case, spaces, punctuation, wide signs."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"[^\W_]+", plain))


def code_of(name: str, above: str = "") -> str:
    """The code of an item of this name below the item with the code `above`.

    It follows from the names alone, so that a second run, or another file, finds the same item.
    Codes are ASCII; a name in another script is represented by a digest of it.
    """
    plain = folded(name)
    readable = bool(plain) and plain.isascii()
    own = plain.replace(" ", "-") if readable else "x" + _digest(plain or name.strip())
    code = f"{above}-{own}" if above else own
    if len(code) <= LONGEST_CODE:
        return code
    return f"{code[: LONGEST_CODE - 11].rstrip('-')}-{_digest(code)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
