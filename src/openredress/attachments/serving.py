"""Handing a file out: to be saved and never to be shown by the browser as part of this site."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from .kinds import BY_ID

#: Whatever is in the file: it may run nothing, load nothing and be part of nothing.
CLOSED = "default-src 'none'; sandbox; frame-ancestors 'none'"
SAFE = {
    "Content-Security-Policy": CLOSED,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def download(content: Iterator[bytes], name: str, kind: str, size: int) -> StreamingHttpResponse:
    """The file piece by piece, under a name that was made harmless."""
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {**SAFE, "Content-Disposition": disposition, "Content-Length": str(size)}
    return StreamingHttpResponse(content, content_type=BY_ID[kind].mime, headers=headers)


def original(content: Iterator[bytes], name: str, size: int) -> StreamingHttpResponse:
    """What was handed in, untouched: nobody knows what a program would make of it."""
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {**SAFE, "Content-Disposition": disposition, "Content-Length": str(size)}
    return StreamingHttpResponse(content, content_type="application/octet-stream", headers=headers)


def thumbnail(content: Iterator[bytes]) -> HttpResponse:
    """A small picture that was painted here; it may be shown."""
    return HttpResponse(b"".join(content), content_type="image/jpeg", headers=SAFE)
