"""The files of a case as somebody may see them, and handing them out."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from openredress.attachments import blobs, kept, serving
from openredress.attachments.scanning import Scan
from openredress.core.access import Permission
from openredress.core.facts import KeptFile
from openredress.core.files import can_give
from openredress.core.refusals import Code, Refusal
from openredress.parties.keys import CannotOpen

from .access import File
from .actions import unreadable_file
from .history import not_told_yet
from .wording import kind_text, scan_text


@dataclass(frozen=True)
class FileView:
    """A file in a list. `can_open` is false while it waits for the scanner, for staff; `state` is
    what there is to say of it, "" for nothing. `opens_original` is for whoever may say what for.
    """

    number: int
    uid: str
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime
    is_mine: bool
    of_office: bool
    is_given: bool
    has_thumbnail: bool
    has_original: bool
    opens_original: bool
    can_open: bool
    is_erased: bool
    state: str


def visible(file: File) -> tuple[FileView, ...]:
    """What the reader may know of, in the order in which it came. The petitioner sees what the
    office gave them: with a decision, once it was served.
    """
    return tuple(_view(file, each) for each in file.facts.files if _sees(file, each))


def _sees(file: File, each: KeptFile) -> bool:
    if not file.actor.is_on_petitioners_side or not each.of_office:
        return True
    return each.given_with is not None and each.given_with not in not_told_yet(file)


def _view(file: File, each: KeptFile) -> FileView:
    mine = file.actor.is_on_petitioners_side
    # What was taken out of a file before it was kept is for whoever handed it in.
    original = each.original and not each.erased and not file.actor.acts_for_another
    return FileView(
        number=each.number, uid=each.uid, name=each.name or _("(its name was erased)"),
        kind=kind_text(each.kind), size=each.size, sha256=each.sha256, at=each.at,
        is_mine=mine and not each.of_office, of_office=each.of_office,
        is_given=each.given_with is not None,
        has_thumbnail=each.thumbnail and not each.erased and each.scan != Scan.INFECTED,
        has_original=original,
        opens_original=original and not mine and not each.is_withheld
        and file.may(Permission.OPEN_ORIGINAL),
        can_open=_can_open(file, each), is_erased=each.erased, state=_state(each, mine=mine),
    )  # fmt: skip


def _can_open(file: File, each: KeptFile) -> bool:
    """What is not scanned yet is held back, but not from who handed it in."""
    if each.erased or each.scan == Scan.INFECTED:
        return False
    is_own = file.actor.is_on_petitioners_side and not each.of_office
    return is_own or not each.is_withheld


def _state(each: KeptFile, *, mine: bool) -> str:
    if each.erased:
        return _("Erased for good")
    if each.is_withheld or (each.scan == Scan.OFF and not mine):
        return scan_text(each.scan)
    return ""


def givable(file: File) -> tuple[KeptFile, ...]:
    """Files of the office that can go to the petitioner with what is written next."""
    return can_give(file.facts)


def found(file: File, uid: str) -> KeptFile | None:
    """The file of this name, if the reader may know of it."""
    return next((f for f in file.facts.files if f.uid == uid and _sees(file, f)), None)


def hand_out(file: File, each: KeptFile) -> HttpResponseBase | Refusal:
    """The file, to be saved."""
    if not _can_open(file, each):
        return Refusal(Code.NO_SUCH_FILE)
    try:
        content = kept.content(file.case, each)
    except (CannotOpen, blobs.LostError) as closed:
        return unreadable_file(closed)
    return serving.download(content, each.name or f"{each.number}", each.kind, each.size)


def show_small(file: File, each: KeptFile) -> HttpResponseBase | Refusal:
    """Its thumbnail."""
    if not _view(file, each).has_thumbnail:
        return Refusal(Code.NO_SUCH_FILE)
    try:
        return serving.thumbnail(kept.content(file.case, each, blobs.THUMBNAIL))
    except (CannotOpen, blobs.LostError) as closed:
        return unreadable_file(closed)
