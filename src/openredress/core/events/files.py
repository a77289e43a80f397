"""What was handed in, given out, scanned and erased."""

from dataclasses import dataclass
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class FileAdded(Event):
    """A photo, document or recording from the petitioner. `file` counts the files of the case from
    1; `sha256` and `size` (in bytes) are those of what is kept, after hidden details were taken
    out, and `received_sha256` and `received_size` those of what was handed in. `original` is true
    where that is kept too, sealed. `scan` is off, waiting or clean; `carried` is the case one
    level down that it comes from.
    """

    tag: ClassVar[str] = "file-added"

    file: int
    uid: str
    kind: str
    size: int
    sha256: str
    received_size: int
    received_sha256: str
    original: bool = False
    thumbnail: bool = False
    scan: str = "off"
    with_filing: bool = False
    carried: str = ""
    name: str = words()


@dataclass(frozen=True, kw_only=True)
class OfficeFileAdded(FileAdded):
    """A file of the office, which the petitioner does not see until it is given to them."""

    tag: ClassVar[str] = "office-file-added"
    office_only: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class FilesGiven(Event):
    """Files of the office that go to the petitioner with what stands at `entry` in the journal;
    with a decision, once that is served.
    """

    tag: ClassVar[str] = "files-given"

    files: tuple[int, ...]
    entry: int


@dataclass(frozen=True, kw_only=True)
class FileScanned(Event):
    """A file that had waited for it was scanned: `result` is clean or infected. What is infected
    stays sealed and is shown to nobody; `finding` is what the scanner calls it.
    """

    tag: ClassVar[str] = "file-scanned"

    file: int
    result: str
    finding: str = ""


@dataclass(frozen=True, kw_only=True)
class OriginalOpened(Event):
    """Somebody opened the untouched original of a file, with the hidden details that it may hold.

    The petitioner sees office, purpose and time. `request` is what a second person had agreed to,
    where one has to.
    """

    tag: ClassVar[str] = "original-opened"

    file: int
    request: int | None = None
    purpose: str = words()


@dataclass(frozen=True, kw_only=True)
class FilesErased(Event):
    """These files were erased for good; their digests stay in the journal."""

    tag: ClassVar[str] = "files-erased"

    files: tuple[int, ...]
    reason: str = words(default="")
