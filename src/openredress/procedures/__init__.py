"""Procedure packs: one TOML file for each law and version, and how they are found.

The packs that come with OpenRedress lie in this folder; an operator's own lie in the folder
`procedures` of OPENREDRESS_HOME. A case keeps the text of the pack it was filed under in the
database, so that a file that changes or goes changes no case.
"""

import logging
from functools import cache
from pathlib import Path

from openredress.core.pack import read_pack
from openredress.core.pack_reader import BadPack, Problem
from openredress.core.procedure import Procedure

BUILT_IN = Path(__file__).parent

log = logging.getLogger(__name__)


def pack_files(*folders: Path) -> tuple[Path, ...]:
    """The pack files in the folders, by name; a folder that is not there holds none."""
    return tuple(path for folder in folders for path in sorted(folder.glob("*.toml")))


def read_text(path: Path) -> str:
    """The text of a pack as it is kept with a case. Raises `BadPack` if it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        reason = {"en": "The file is not text in UTF-8.", "zh": "文件不是 UTF-8 编码的文本。"}
        raise BadPack((Problem(path.name, "TOML", reason),)) from error


def read_file(path: Path) -> Procedure:
    """The procedure in a file. Raises `openredress.core.pack.BadPack` with all that is wrong."""
    return read_pack(read_text(path), path.name)


@cache
def library(own: Path | None = None) -> dict[str, tuple[Procedure, str]]:
    """The newest version of each pack with its text, by id; `own` packs go before built-in ones.

    An operator's pack that is bad is left out and logged: one bad file stops nothing else.
    """
    found: dict[str, tuple[Procedure, str]] = {}
    for path in pack_files(BUILT_IN, *([own] if own else [])):
        try:
            procedure = read_file(path)
        except BadPack as error:
            if path.parent == BUILT_IN:
                raise
            log.error("This procedure pack is left out: %s", error)
            continue
        known = found.get(procedure.id)
        if known is None or procedure.version >= known[0].version:
            found[procedure.id] = (procedure, read_text(path))
    return found
