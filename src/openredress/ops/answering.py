"""What the web server itself answers, where a request is none that a program could be given.

Its own answers repeat what was sent and carry none of our headers.
"""

import contextlib
import gc
from http import HTTPStatus
from typing import Any

from gunicorn.http import wsgi
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import ThreadWorker

from openredress.web.headers import HEADERS

STATUS: dict[type[ParseException], HTTPStatus] = {
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{reason}</title></head>
<body><main><h1>{reason}</h1>
<p>Nothing was done with what was sent. Go back and try again.</p>
<p lang="zh-Hans">未能处理所发送的内容。请返回重试。</p></main></body></html>
"""


# Which program answers, and which of its faults to try, is nobody's business. There is no setting.
wsgi.SERVER = "OpenRedress"


#: By so many answers, templates and catalogues have been read that a process reads once.
WARM = 300


def settle() -> None:
    """What is in memory now stays, so it is not searched for what can be thrown away any more. A
    search through all of it stops every thread of a process for 150 ms, once in some twenty
    requests that read much.
    """
    gc.collect()
    gc.freeze()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Threads, as gunicorn has them, that answer nonsense in our words."""

    is_warm = False

    def run(self) -> None:
        settle()
        super().run()

    def handle_request(self, req: Any, conn: Any) -> Any:
        stays_open = super().handle_request(req, conn)
        if self.nr >= WARM and not self.is_warm:
            self.is_warm = True
            settle()
        return stays_open

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, ParseException):
            self.log.exception("A request could not be answered.")
        with contextlib.suppress(OSError):  # Whoever sent it may have gone.
            client.sendall(answer(_status(exc)))


def _status(error: BaseException) -> HTTPStatus:
    if not isinstance(error, ParseException):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return STATUS.get(type(error), HTTPStatus.BAD_REQUEST)


def answer(status: HTTPStatus) -> bytes:
    """The whole of it, as it goes over the line."""
    body = PAGE.format(reason=status.phrase).encode()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **HEADERS,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{head}\r\n".encode() + body
