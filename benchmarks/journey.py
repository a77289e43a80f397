"""A petitioner on the way through the form, one question a page, as far as the receipt.

Nobody waits between the pages, as people do who write: what is told is what the way costs.
"""

import http.client
import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import urlencode

ANSWERS = {
    "/file/what-happened/": {"text": "The road is broken, and nobody says when it is mended."},
    "/file/office/": {"way": "suggested"},
    "/file/for-whom/": {"whom": "myself"},
    "/file/who-you-are/": {"name": "Zhang Wei", "phone": "13800001111"},
}
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
MOST_PAGES = 20


def walking(port: int) -> Callable[[], None]:
    """Goes the whole way each time it is called, every time as somebody new."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def walk() -> None:
        cookies: SimpleCookie = SimpleCookie()
        path, page = "/file/", _asked(connection, "GET", "/file/", cookies)[1]
        for _ in range(MOST_PAGES):
            token = _TOKEN.search(page)
            if token is None:
                raise RuntimeError(f"There is no form on {path}.")
            given = {"csrfmiddlewaretoken": token[1].decode(), **ANSWERS.get(path, {})}
            before, path = path, _asked(connection, "POST", path, cookies, urlencode(given))[0]
            if path in ("", before):
                raise RuntimeError(f"The answer on {before} was not taken.")
            page = _asked(connection, "GET", path, cookies)[1]
            if path == "/file/receipt/":
                return
        raise RuntimeError("The way does not end.")

    return walk


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, cookies: SimpleCookie,
    body: str | None = None,
) -> tuple[str, bytes]:  # fmt: skip
    """Where it leads on to, "" for nowhere, and the page."""
    sent = {"Cookie": "; ".join(f"{name}={c.value}" for name, c in cookies.items())}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    page = answer.read()
    if answer.status not in (200, 302):
        raise RuntimeError(f"{method} {path}: {answer.status}")
    for line in answer.headers.get_all("Set-Cookie", []):
        cookies.load(line)
    return answer.headers.get("Location", ""), page
