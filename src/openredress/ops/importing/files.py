"""Rows out of a CSV file, plain or gzipped, or out of an XLSX workbook, one at a time."""

import csv
import gzip
import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from .maps import ImportMap

#: What a program other than ours may have left in a text and no database stores.
UNWANTED = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
LONGEST_CELL = 10_000_000


class BadFile(ValueError):  # noqa: N818  it is shown to the operator by this name
    """A file that cannot be read at all, or not to its end. What came before it was loaded."""


@dataclass(frozen=True)
class Row:
    """`number` is what a spreadsheet shows beside the row: the header is row 1.

    `cells` are by column, without spaces around them; `raw` is the row as it stands in the
    file. `fault` says why the cells cannot be trusted, `odd` what was put right.
    """

    number: int
    cells: dict[str, str]
    raw: tuple[str, ...]
    fault: str = ""
    odd: tuple[str, ...] = ()


class Table:
    """A file with a header, opened. `read` of `size` bytes have been taken from the disk."""

    def __init__(self, file: IO[bytes], lines: Iterator[list[str]], size: int) -> None:
        self.file, self.size = file, size
        self._lines = lines
        self.header = _header(next(self._lines, []))

    @property
    def read(self) -> int:
        return min(self.file.tell(), self.size)

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. Raises `BadFile` where the file breaks off."""
        for number, cells in enumerate(self._lines, start=2):
            if any(cell.strip() for cell in cells):
                yield _row(number, cells, self.header)


@contextmanager
def opened(path: Path, map_: ImportMap) -> Iterator[Table]:
    """The file as a table. Raises `BadFile`."""
    name = path.name.lower()
    if name.endswith((".xls", ".ods", ".numbers")):
        raise BadFile(f"{path.name} is not read. Save it as XLSX or CSV and import that.")
    with path.open("rb") as file:
        lines = _workbook(file, map_) if name.endswith(".xlsx") else _csv(file, map_)
        with closing(lines):  # They go before the file that they read.
            yield Table(file, lines, max(path.stat().st_size, 1))


def _csv(file: IO[bytes], map_: ImportMap) -> Generator[list[str], None, None]:
    csv.field_size_limit(LONGEST_CELL)
    zipped = file.peek(2)[:2] == b"\x1f\x8b"  # type: ignore[attr-defined]
    plain: Any = gzip.GzipFile(fileobj=file) if zipped else file
    # A byte that is not of the encoding becomes a sign that says so.
    text = io.TextIOWrapper(plain, encoding=map_.encoding, errors="replace", newline="")
    reader = csv.reader(text, delimiter=map_.delimiter)
    try:
        yield from reader
    except (csv.Error, EOFError, OSError, zlib.error) as error:
        raise BadFile(f"The file breaks off at line {reader.line_num + 1}: {error}.") from error
    finally:
        text.detach()  # The file is not ours to close.


def _workbook(file: IO[bytes], map_: ImportMap) -> Generator[list[str], None, None]:
    from openpyxl import load_workbook

    with _understood():
        book = load_workbook(file, read_only=True, data_only=True)
    if map_.sheet and map_.sheet not in book.sheetnames:
        raise BadFile(f"It has no sheet “{map_.sheet}”. It has: {', '.join(book.sheetnames)}.")
    if not book.worksheets:
        raise BadFile("It has no sheet.")
    sheet = book[map_.sheet] if map_.sheet else book.worksheets[0]
    with _understood():
        sheet.reset_dimensions()  # Some programs write the wrong ones.
        rows = sheet.iter_rows(values_only=True)
    while True:
        with _understood():
            values = next(rows, None)
        if values is None:
            return
        yield [_text(value) for value in values]


@contextmanager
def _understood() -> Iterator[None]:
    """A broken workbook fails inside its reader in any way there is, and none of them is ours."""
    try:
        yield
    except Exception as error:
        said = f"{type(error).__name__}: {error}".rstrip(": .")
        raise BadFile(f"This is not a workbook that can be read ({said}).") from error


def _text(value: Any) -> str:
    """A cell as text, so that an id stays an id: 1042.0 is "1042"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _header(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    names = tuple(name.strip() or f"column {i}" for i, name in enumerate(cells, start=1))
    if not names:
        raise BadFile("The file is empty; its first row has to name the columns.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadFile(f"Two columns are called “{twice[0]}”. Give each a name of its own.")
    return names


def _row(number: int, raw: list[str], header: tuple[str, ...]) -> Row:
    cells, odd = [cell.translate(UNWANTED) for cell in raw], list[str]()
    if cells != raw:
        odd.append("control-characters")
    if any("\ufffd" in cell for cell in cells):
        odd.append("unreadable-characters")
    extra = cells[len(header) :]
    fault = ""
    if any(cell.strip() for cell in extra):
        fault = (
            f"The row has {len(cells)} cells and the header {len(header)}: a separator or a "
            f"quotation mark is in the wrong place."
        )
    if len(cells) < len(header):
        odd.append("short-row")
    padded = cells + [""] * (len(header) - len(cells))
    named = {name: cell.strip() for name, cell in zip(header, padded, strict=False)}
    return Row(number, named, tuple(raw), fault, tuple(odd))
