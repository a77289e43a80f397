"""What the room says about a file."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818  it is an answer
    """`code` is one of `openredress.core.refusals.Code`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def damaged() -> Refused:
    return Refused("file-damaged")


def too_complex() -> Refused:
    return Refused("file-too-complex")


@dataclass(frozen=True)
class Clean:
    """A file without what it told of its maker. `thumbnail` is a small JPEG, or b"" for none."""

    kind: str
    content: bytes
    thumbnail: bytes = b""
