"""Every form, address, parameter, cookie and header, given what no browser of good will sends.

Whatever comes: an answer in order, never a 5xx and never a traceback, and what is refused is
refused with a page that says why. FUZZ_EXAMPLES=500 tries more; the seed is fixed, so that a run
can be repeated. What the web server refuses before us, tests/ops/test_https.py sends it.
"""

import os
import random
import re
from copy import deepcopy
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from tests.house.test_pages import path_of, routes, town  # noqa: F401  `town` is a fixture

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
HOSTILE = {
    "a NUL": "a\x00b", "60,000 signs": "路" * 60_000, "right to left": "\u202egnp.exe\u202c",
    "half a character": "\ud83d", "combining": "e" + "\u0301" * 3000, "unseen": "\u200b\u2060",
    "a script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "a template": "{{ 7*7 }}{% include 'x' %}${7*7}", "a format": "%(x)s %s {0} {x.__class__}",
    "a path": "../../../../etc/passwd\x1f", "a query": "'; DROP TABLE cases_case; --",
    "a number beyond all": "9" * 5000, "below zero": "-1", "a broken number": "1e999",
    "no number": "NaN", "another script's digits": "٣", "a key of none": "999999999999",
    "a day that is none": "2026-02-30", "a day beyond": "99999-01-01", "true": "on", "blank": "   ",
    "lines": "a\r\nSet-Cookie: x=1\r\n\r\n<h1>", "control": "\x1b[31m\x07\x08",
}  # fmt: skip
NAMED = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')


def sent(client, ask):
    """The answer to one request, which leaves nothing behind."""
    cookies = deepcopy(client.cookies)
    client.raise_request_exception = False
    try:
        with transaction.atomic():
            answer = ask(client)
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return answer


def trouble(answer) -> str:
    """What is wrong with an answer, whatever was asked; "" if nothing is."""
    body = getattr(answer, "content", b"")
    if answer.status_code >= 500:
        return f"{answer.status_code}: {getattr(answer, 'exc_info', None)}"
    if b"Traceback" in body or b"OperationalError" in body:
        return "shows its insides"
    if b"<script>alert(1)" in body or b"<img src=x" in body:
        return "repeats a script"
    if any("Set-Cookie: x=1" in value for value in answer.headers.values() if value) or "x" in (
        answer.cookies
    ):
        return "lets a header in"
    return ""


def fields_of(client, path) -> list[str]:
    """Every field that the page of an address shows, hidden ones included."""
    shown = sent(client, lambda c: c.get(path))
    if shown.status_code != 200:
        shown = sent(client, lambda c: c.post(path))
    names = NAMED.findall(shown.content.decode(errors="replace"))
    return sorted(set(names) - {"csrfmiddlewaretoken"})


def forms_of(town):  # noqa: F811
    """Address, who sends it, and its fields, for every address that has a form for somebody."""
    carried, number = town
    for route in routes():
        if route.startswith("api/"):
            continue
        path = path_of(route, number)
        for who in ("nobody", "petitioner", "clerk", "head"):
            if names := fields_of(carried[who], path):
                yield route, path, carried[who], names
                break


def encoded(given) -> tuple[str, str]:
    return urlencode(given, doseq=True, errors="surrogatepass"), "application/x-www-form-urlencoded"


def test_every_form_takes_hostile_text_in_every_field(town):  # noqa: F811
    found, forms = [], list(forms_of(town))
    assert len(forms) > 30
    for route, path, client, names in forms:
        chance = random.Random(route)
        # Half of it for each form, another half for each, and all of it where more is asked for.
        values = chance.sample(list(HOSTILE.values()), min(2 * EXAMPLES, len(HOSTILE)))
        tries = [dict.fromkeys(names, value) for value in values]
        tries += [{n: chance.choice(list(HOSTILE.values())) for n in names if chance.random() < 0.7}
                  for _ in range(EXAMPLES)]  # fmt: skip
        tries += [{n: [HOSTILE["a NUL"], "2", "3"] for n in names}, dict.fromkeys(names, "")]
        for given in tries:
            body, kind = encoded(given)
            answer = sent(client, lambda c: c.post(path, body, content_type=kind))  # noqa: B023
            if wrong := trouble(answer):
                found.append((route, {n: str(v)[:20] for n, v in given.items()}, wrong))
    assert not found, "\n".join(map(str, found))


def test_one_hostile_field_among_good_ones_loses_nothing(town):  # noqa: F811
    """The page comes again with what was entered; it says what is wrong and links to it."""
    client = town[0]["nobody"]
    given = {"text": "The road is broken.", "wish": "x" * 60_000}
    answer = sent(client, lambda c: c.post("/file/what-happened/", given))
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert "The road is broken." in page
    assert 'href="#' in page


def test_every_parameter_of_every_address_takes_hostile_text(town):  # noqa: F811
    carried, number = town
    names = ["number", "after", "before", "procedure", "limit", "start", "language", "next", "q",
             "wrong", "change", "desk", "page"]  # fmt: skip
    found = []
    for route in routes():
        chance, path = random.Random(route), path_of(route, number).split("?")[0]
        who = "petitioner" if route.startswith(("case/", "file/")) else "head"
        values = chance.sample(list(HOSTILE.values()), min(EXAMPLES, len(HOSTILE)))
        # One thing for all, and a thing of its own for each.
        tries = [dict.fromkeys(names, value[:2000]) for value in (HOSTILE["a NUL"], *values)]
        tries += [{n: chance.choice(values)[:2000] for n in names} for _ in range(EXAMPLES)]
        for given in tries:
            answer = sent(carried[who], lambda c: c.get(f"{path}?{encoded(given)[0]}"))  # noqa: B023
            if (wrong := trouble(answer)) and route != "healthz":
                found.append((route, who, given, wrong))
    assert not found, "\n".join(map(str, found))


PARTS = ["%00", "%ff", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "9" * 3000, "-1", "%2500", "%0d%0ax",
         "<script>alert(1)</script>", "%D9%A3", "'", "2026-000001-5%00", "null"]  # fmt: skip


def test_every_part_of_every_address_takes_hostile_text(town):  # noqa: F811
    carried, _number = town
    found = []
    for route in routes():
        if "<" not in route:
            continue
        for part in PARTS:
            path = "/" + re.sub(r"<[^>]+>", lambda _: quote(part, safe="%"), route)  # noqa: B023
            for who in ("petitioner", "head"):
                for method in ("GET", "POST"):
                    answer = sent(carried[who], lambda c: c.generic(method, path))  # noqa: B023
                    if wrong := trouble(answer):
                        found.append((method, route, part[:20], wrong))
    assert not found, "\n".join(map(str, found))


def test_every_cookie_takes_hostile_text(town):  # noqa: F811
    """A cookie that was made up is nobody's: no page breaks, and none opens."""
    found = []
    for name in ("session", "receipt", "draft", "take-down", "csrf", "language", "messages"):
        for value in ("", "x", "a:b:c", "9" * 4000, "%00", "è·¯", "..", "2026-000001-5:1:x", "{}"):
            client = Client()
            client.cookies[name] = value
            for path in ("/", "/file/", "/case/", "/desk/", "/desk/take-down/", "/staff/sign-in/"):
                answer = sent(client, lambda c: c.get(path))  # noqa: B023
                if wrong := trouble(answer):
                    found.append((name, value[:20], path, wrong))
                if path in ("/case/", "/desk/") and answer.status_code == 200:
                    found.append((name, value[:20], path, "opens"))
    assert not found, "\n".join(map(str, found))


HEADERS = {
    "accept-language": ["x" * 5000, "zh;q=9999", ";;;,,,", "\x00", "*", "en;q=", "路"],
    "content-type": ["", "x", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 999,
                     "text/plain; charset=none", "application/json; charset=zlib"],
    "content-length": ["99999999999999999999"], "host": ["a b", "x@y", "[::1", ""],
    "x-forwarded-proto": ["x", "https, http"], "x-forwarded-host": ["elsewhere.example.org"],
    "x-http-method-override": ["DELETE"], "origin": ["null", "x", "http://["],
    "referer": ["http://[", "\x00", "x" * 5000], "if-modified-since": ["x", "Mon, 99 Foo"],
    "if-none-match": ["x" * 5000], "range": ["bytes=0-", "bytes=-1,9-", "x"],
    "cookie": [";;;", "=", "x" * 9000, "session=; session=x"], "expect": ["x"],
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_every_header_takes_hostile_text(town, header):  # noqa: F811
    client, found = Client(enforce_csrf_checks=True), []
    for value in HEADERS[header]:
        key = header.upper().replace("-", "_")
        extra = {key if header.startswith("content-") else f"HTTP_{key}": value}
        for path in ("/", "/case/open/", "/api/v1/cases", "/static/web/openredress.css"):
            for method in ("GET", "POST"):
                answer = sent(client, lambda c: c.generic(method, path, "a=b", **extra))  # noqa: B023
                if wrong := trouble(answer):
                    found.append((header, value[:20], method, path, wrong))
                if "elsewhere" in answer.headers.get("Location", ""):
                    found.append((header, value, "sends elsewhere"))
    assert not found, "\n".join(map(str, found))


BODIES = {
    "multipart/form-data; boundary=x": [
        b"", b"--x", b"--x\r\n\r\n", b"--x--",
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="t"; filename="../../x"\r\n\r\na\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; name="te\x00xt"\r\n\r\n\xff\xfe\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 1500 + b"--x--",
    ],
    "application/x-www-form-urlencoded": [
        b"&" * 5000, b"a=b&" * 1500, b"%", b"%zz=%ff", b"text=%00", b"=" * 999, b"a[]=a&a[b]=c",
        b"text=" + b"a" * 3_000_000,
    ],
    "application/json": [b"{}", b"\xff"],
    "text/xml": [b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"],
}  # fmt: skip


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_none_breaks_no_form(town, kind):  # noqa: F811
    client, found = town[0]["nobody"], []
    for body in BODIES[kind]:
        for path in ("/file/what-happened/", "/case/open/", "/proof/", "/staff/sign-in/",
                     "/language/"):  # fmt: skip
            answer = sent(client, lambda c: c.generic("POST", path, body, content_type=kind))  # noqa: B023
            if wrong := trouble(answer):
                found.append((path, body[:40], wrong))
    assert not found, "\n".join(map(str, found))


FILES = {
    "empty": b"", "zeros": b"\x00" * 100_000, "not a text": bytes(range(256)) * 99,
    "json": b'{"a": [', "deep": b"[" * 50_000, "numbers": b'{"number": ' + b"9" * 6000 + b"}",
    "null": b"null", "a list": b"[]", "halves": b'{"number": "\xed\xa0\x80"}', "twice":
    b'{"number": "1", "number": "2"}', "utf-16": '{"a": 1}'.encode("utf-16"),
    "infinite": b'{"a": 1e999}',
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_proof_is_told_so(client, name):
    for called in ("x.txt", "../../etc/passwd", "x" * 300, "a\x00.txt", "\u202etxt.exe"):
        file = SimpleUploadedFile("x", FILES[name])
        file.name = called
        answer = sent(client, lambda c: c.post("/proof/", {"file": file, "text": ""}))  # noqa: B023
        assert trouble(answer) == ""
        assert answer.status_code in (200, 400, 422)


def test_a_redirect_never_leaves_the_site(client):
    """Where one goes on to after a choice of language or a sign-in is an address of ours."""
    for away in ("https://elsewhere.example.org/", "//elsewhere.example.org", "/\\elsewhere.org",
                 "javascript:alert(1)", "https:elsewhere.org", "\thttps://elsewhere.org",
                 "http:///elsewhere.org", "/%09/elsewhere.org"):  # fmt: skip
        for path in ("/language/", "/staff/sign-in/", "/staff/second-factor/needed/"):
            given = {"next": away, "language": "en", "login": "x", "password": "y"}
            for ask in (lambda c: c.post(path, given), lambda c: c.get(path, given)):  # noqa: B023
                to = sent(client, ask).headers.get("Location", "/")
                assert re.match(r"/(?![/\\])", to), (path, away, to)
