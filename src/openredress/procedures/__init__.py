"""Procedure packs: one TOML file for each law and version, and how they are found.

The packs that come with OpenRedress lie in this folder; an operator's own lie in the folder
`procedures` of OPENREDRESS_HOME. A case keeps the text of the pack it was filed under in the
database, so that a file that changes or goes changes no case.
"""

from functools import cache
from pathlib import Path

from openredress.core.pack import read_pack
from openredress.core.procedure import Procedure

BUILT_IN = Path(__file__).parent


def pack_files(*folders: Path) -> tuple[Path, ...]:
    """The pack files in the folders, by name; a folder that is not there holds none."""
    return tuple(path for folder in folders for path in sorted(folder.glob("*.toml")))


def read_file(path: Path) -> Procedure:
    """The procedure in a file. Raises `openredress.core.pack.BadPack` with all that is wrong."""
    return read_pack(path.read_text(encoding="utf-8"), path.name)


@cache
def library(own: Path | None = None) -> dict[str, tuple[Procedure, str]]:
    """The newest version of each pack with its text, by id; `own` packs go before built-in ones."""
    found: dict[str, tuple[Procedure, str]] = {}
    for path in pack_files(BUILT_IN, *([own] if own else [])):
        procedure = read_file(path)
        known = found.get(procedure.id)
        if known is None or procedure.version >= known[0].version:
            found[procedure.id] = (procedure, path.read_text(encoding="utf-8"))
    return found
