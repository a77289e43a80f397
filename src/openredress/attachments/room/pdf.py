"""PDF: written anew without what it tells of its makers, and without what acts by itself."""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from .segments import bare
from .verdict import Clean, Refused, damaged, too_complex

MOST_OBJECTS = 200_000
DEEPEST = 40
#: Wherever they stand: who made it, with what and when; what runs when it is opened or clicked.
TELL = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/SpiderInfo", "/OPI")
#: At the head of the document: files within the file, scripts, and rights to single readers.
TELL_AT_HEAD = ("/OpenAction", "/AF", "/Collection", "/Perms", "/DSS", "/Legal")
ACTING = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute", "/GoToE")


def clean(data: bytes) -> Clean:
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if len(pdf.objects) > MOST_OBJECTS:
                raise too_complex()
            if not len(pdf.pages):
                raise damaged()
            _head(pdf)
            for each in pdf.objects:
                _walk(each, 0)
            pdf.remove_unreferenced_resources()
            out = BytesIO()
            pdf.save(out, deterministic_id=True, linearize=False, fix_metadata_version=False)
            return Clean("pdf", out.getvalue())
    except pikepdf.PasswordError as error:
        raise Refused("file-locked") from error
    except pikepdf.PdfError as error:
        raise damaged() from error


def _head(pdf: Any) -> None:
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for key in TELL_AT_HEAD:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary):
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in names:
                del names[key]


def _walk(each: Any, depth: int) -> None:
    """An object and what lies within it; what it only points at comes by itself."""
    if depth > DEEPEST:
        raise too_complex()
    if isinstance(each, Stream | Dictionary):
        _scrub(each)
        for key in list(each.keys()):
            _inner(each[key], depth)
    elif isinstance(each, Array):
        for item in list(each):
            _inner(item, depth)


def _inner(found: Any, depth: int) -> None:
    if isinstance(found, Object) and not found.is_indirect:
        _walk(found, depth + 1)


def _scrub(each: Any) -> None:
    for key in TELL:
        if key in each:
            del each[key]
    if isinstance(each, Stream):
        _picture(each)
        return
    if str(each.get("/S", "")) in ACTING:
        for key in ("/JS", "/F", "/Win", "/Mac", "/Unix", "/T"):
            if key in each:
                del each[key]
    _remark(each)


def _remark(each: Any) -> None:
    """Notes in the margin keep their words and lose who wrote them and when. Fields of a form have
    their name where notes have their author."""
    subtype = str(each.get("/Subtype", ""))
    if "/Rect" not in each or subtype in ("", "/Widget"):
        return
    for key in ("/T", "/M", "/CreationDate", "/NM", "/FS", "/Popup", "/RichMediaContent"):
        if key in each:
            del each[key]


def _picture(stream: Any) -> None:
    filters = stream.get("/Filter")
    single = filters[0] if isinstance(filters, Array) and len(filters) == 1 else filters
    if single == Name.DCTDecode:
        before = stream.read_raw_bytes()
        after = bare(before)
        if after != before:
            parameters = stream.get("/DecodeParms")
            stream.write(after, filter=Name.DCTDecode, decode_parms=parameters)
