"""What a file is, by its content, and who takes it further."""

from collections.abc import Callable, Collection

from .verdict import Clean, Refused

#: A document that only Microsoft's programs before 2007 wrote, or a newer one with a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MPEG_FRAMES = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")


def examine(data: bytes, kinds: Collection[str]) -> Clean:
    """The cleaned file. Raises `Refused`; whatever else it raises means that it is damaged."""
    clean = _way(data)(data)
    if clean.kind not in kinds:
        raise Refused("file-kind")
    return clean


def _way(data: bytes) -> Callable[[bytes], Clean]:
    head = data[:16]
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _riff(head, b"WEBP"):
        from .pictures import clean
    elif b"%PDF-" in data[:1024]:
        from .pdf import clean
    elif head.startswith(b"PK\x03\x04"):
        from .office import clean
    elif head.startswith(COMPOUND):
        clean = _compound
    elif _is_audio(head):
        from .audio import clean
    else:
        from .text import clean
    return clean


def _is_audio(head: bytes) -> bool:
    return (
        head.startswith((b"ID3", b"OggS", b"fLaC", *MPEG_FRAMES))
        or _riff(head, b"WAVE")
        or head[4:8] == b"ftyp"
    )


def _riff(head: bytes, form: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == form


def _compound(data: bytes) -> Clean:
    has_password = "EncryptedPackage".encode("utf-16-le") in data
    raise Refused("file-locked" if has_password else "file-kind")
