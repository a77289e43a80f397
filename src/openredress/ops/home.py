"""Where an installation keeps what is its own: one folder, named by OPENREDRESS_HOME."""

import os
import secrets
import stat
from pathlib import Path

KEY_BYTES = 32


def home() -> Path:
    """The data folder. It is not created here: reading a path must not write a disk."""
    chosen = os.environ.get("OPENREDRESS_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().absolute() / "openredress"


def pgdata() -> Path:
    return home() / "pgdata"


def own_procedures() -> Path:
    """The operator's own procedure packs, read beside those that come with the program."""
    return home() / "procedures"


def files() -> Path:
    """Sealed photos, documents and recordings, where they do not lie in a store of their own."""
    return home() / "files"


def static() -> Path:
    return home() / "static"


def django_secret() -> str:
    return key("django-secret").hex()


def receipt_key() -> bytes:
    """32 bytes that receipt codes are hashed with. Without this file no receipt opens a case."""
    return key("receipt")


def key(name: str) -> bytes:
    """The key called `name`, made at its first use and readable by its owner only.

    Two processes may ask at once. Each writes a file of its own and links it into
    place; the link succeeds once, so both read the same complete key.
    """
    path = key_path(name)
    try:
        found = _read(path)
    except FileNotFoundError:
        _make_key(path)
        found = _read(path)
    if len(found) != KEY_BYTES:
        raise BrokenKeyError(f"{path} must hold {KEY_BYTES} bytes and holds {len(found)}.")
    return found


class BrokenKeyError(RuntimeError):
    """A key file was cut short, replaced or laid open; continuing would do harm."""


def _read(path: Path) -> bytes:
    """A key that every account can read is none. A group may be meant to: `check` tells of it."""
    with path.open("rb", buffering=0) as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & stat.S_IRWXO:
            raise BrokenKeyError(
                f"{path} is open to every account on this machine (mode {mode:03o}). Run "
                f"`chmod 600 {path}`, and ask yourself who may have copied it."
            )
        return file.read()


def key_path(name: str) -> Path:
    return home() / "keys" / f"{name}.key"


def link_key(path: Path, another: Path) -> None:
    """Gives a key file a second name, on the disk for good before this returns."""
    try:
        os.link(path, another)
    except FileExistsError:
        return
    _flush(another.parent)


def replace_key(name: str) -> None:
    """A new key in the place of the one called `name`. Whoever reads finds the one or the other."""
    path = key_path(name)
    os.replace(_fresh_key(path), path)
    _flush(path.parent)


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    fresh = _fresh_key(path)
    try:
        link_key(fresh, path)
    finally:
        fresh.unlink()


def _fresh_key(path: Path) -> Path:
    """A key in a file of its own beside `path`, written to the disk."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
