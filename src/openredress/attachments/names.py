"""What a file was called, made harmless. Nothing is ever stored or found under such a name."""

import unicodedata

from .kinds import BY_ID

LONGEST = 120
#: Signs that mean something to a file system, a shell or a header.
MEANINGFUL = set('/\\:*?"<>|;%')


def safe(given: str, kind: str) -> str:
    """The last part of the name without signs that could deceive, with the extension of the kind
    that the content showed.
    """
    extension = BY_ID[kind].extension
    stem = _stem(_plain(given.replace("\\", "/").rsplit("/", 1)[-1]))
    return (stem[: LONGEST - len(extension)].strip(" .") or kind) + extension


def _plain(given: str) -> str:
    """Without control signs and those that turn the direction of writing ("gpj.exe")."""
    normal = unicodedata.normalize("NFC", given)
    kept = (c for c in normal if unicodedata.category(c)[0] != "C" and c not in MEANINGFUL)
    return " ".join("".join(kept).split())


def _stem(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem and len(extension) <= 5 else name
