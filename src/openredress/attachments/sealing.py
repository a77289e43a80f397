"""Sealing a file piece by piece, so that no more than one piece of it lies in memory.

Each piece of 64 KiB is sealed with AES-256-GCM (NIST SP 800-38D) under the key of the file and a
random nonce. Bound to it are what it is a piece of, its place, and whether it is the last one: a
piece cannot be left out, moved, repeated, cut off or taken from another file.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openredress.parties.keys import NONCE_BYTES, Altered

KEY_BYTES = 32
PIECE = 64 * 1024
TAG_BYTES = 16
SEALED_PIECE = NONCE_BYTES + PIECE + TAG_BYTES


def new_key() -> bytes:
    return AESGCM.generate_key(KEY_BYTES * 8)


def seal(key: bytes, bound: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed pieces of `content`, which may come in chunks of any size."""
    cipher, index = AESGCM(key), 0
    held: bytes | None = None
    for piece in pieces(content):
        if held is not None:
            yield _seal(cipher, held, bound, index, is_last=False)
            index += 1
        held = piece
    yield _seal(cipher, held or b"", bound, index, is_last=True)


def pieces(content: Iterable[bytes], size: int = PIECE) -> Iterator[bytes]:
    """The same in pieces of one size; the last one may be shorter."""
    buffer = bytearray()
    for chunk in content:
        for start in range(0, len(chunk), size):
            buffer += chunk[start : start + size]
            while len(buffer) >= size:
                yield bytes(buffer[:size])
                del buffer[:size]
    if buffer:
        yield bytes(buffer)


def unseal(key: bytes, bound: str, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises `Altered` at the first that is not as it was."""
    cipher, index = AESGCM(key), 0
    piece = _exactly(read, SEALED_PIECE)
    while True:
        following = _exactly(read, SEALED_PIECE) if len(piece) == SEALED_PIECE else b""
        try:
            associated = _associated(bound, index, is_last=not following)
            yield cipher.decrypt(piece[:NONCE_BYTES], piece[NONCE_BYTES:], associated)
        except (InvalidTag, ValueError) as error:
            raise Altered(f"What is sealed as {bound} was altered.") from error
        if not following:
            return
        piece, index = following, index + 1


def _seal(cipher: AESGCM, piece: bytes, bound: str, index: int, *, is_last: bool) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, piece, _associated(bound, index, is_last=is_last))


def _associated(bound: str, index: int, *, is_last: bool) -> bytes:
    return f"{bound}, piece {index}{', the last' if is_last else ''}".encode()


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    """That many bytes, or what is left: a file far away may hand out less at a time."""
    found = bytearray()
    while len(found) < size and (more := read(size - len(found))):
        found += more
    return bytes(found)
