"""What may be handed in. The kind of a file is what its content shows, whatever it is called."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`extension` is given to the file when it is downloaded, whatever it was called. `family` is
    picture, document or recording.
    """

    id: str
    mime: str
    extension: str
    label: str | Promise
    family: str = "document"

    @property
    def short(self) -> str:
        """What people know it by: the end of its name."""
        return self.extension.lstrip(".").upper()


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

KINDS = (
    Kind("jpeg", "image/jpeg", ".jpg", _("photo (JPEG)"), "picture"),
    Kind("png", "image/png", ".png", _("picture (PNG)"), "picture"),
    Kind("webp", "image/webp", ".webp", _("picture (WebP)"), "picture"),
    Kind("pdf", "application/pdf", ".pdf", _("PDF document")),
    Kind("docx", f"{_OFFICE}wordprocessingml.document", ".docx", _("Word document")),
    Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ".xlsx", _("Excel workbook")),
    Kind("pptx", f"{_OFFICE}presentationml.presentation", ".pptx", _("PowerPoint slides")),
    Kind("odt", f"{_ODF}text", ".odt", _("OpenDocument text")),
    Kind("ods", f"{_ODF}spreadsheet", ".ods", _("OpenDocument spreadsheet")),
    Kind("odp", f"{_ODF}presentation", ".odp", _("OpenDocument slides")),
    Kind("txt", "text/plain", ".txt", _("plain text")),
    Kind("mp3", "audio/mpeg", ".mp3", _("recording (MP3)"), "recording"),
    Kind("m4a", "audio/mp4", ".m4a", _("recording (M4A)"), "recording"),
    Kind("ogg", "audio/ogg", ".ogg", _("recording (Ogg)"), "recording"),
    Kind("wav", "audio/wav", ".wav", _("recording (WAV)"), "recording"),
    Kind("flac", "audio/flac", ".flac", _("recording (FLAC)"), "recording"),
)
BY_ID = {kind.id: kind for kind in KINDS}


def allowed() -> tuple[Kind, ...]:
    """The kinds that this installation takes."""
    return tuple(kind for kind in KINDS if kind.id in settings.FILE_KINDS)


def accept() -> str:
    """For the `accept` of a file field: a help to choose, and no check of anything."""
    return ",".join(f"{kind.mime},{kind.extension}" for kind in allowed())
