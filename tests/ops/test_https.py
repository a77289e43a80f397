"""A real server behind HTTPS, as an operator runs it, and what it answers to nonsense."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.ops.test_cli import _answer, free_port

from openredress.web.headers import HEADERS

HOST = "redress.example.org"


@pytest.fixture(scope="module")
def server():
    """The port of a server that believes in a proxy before it, and what it said at the start."""
    with tempfile.TemporaryDirectory(prefix="openredress-https-") as home:
        Path(home).chmod(0o711)
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "openredress", "serve", "--port", str(port), "--workers", "1"],
            env=os.environ | {
                "OPENREDRESS_HOME": home, "DATABASE_URL": "", "OPENREDRESS_HTTPS": "1",
                "OPENREDRESS_HOSTS": f"{HOST},127.0.0.1", "OPENREDRESS_URL": f"https://{HOST}",
            },
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            _answer(f"http://127.0.0.1:{port}/healthz/pages")
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=60)[1]
        assert "UNSAFE" not in said
        assert "Traceback" not in said


def ask(port, path, method="GET", *, proxy="https"):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request(method, path, headers={"Host": HOST, "X-Forwarded-Proto": proxy})
    answer = line.getresponse()
    answer.body = answer.read()
    line.close()
    return answer


def test_every_answer_keeps_the_browser_on_https(server):
    for path in ("/", "/no/such/page/", "/api/v1/case", "/static/web/none.css", "/staff/sign-in/"):
        sent = ask(server, path).headers["Strict-Transport-Security"]
        assert sent == "max-age=31536000; includeSubDomains", path


def test_plain_http_is_sent_on_to_https(server):
    answer = ask(server, "/case/open/?x=1", proxy="http")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/case/open/?x=1")
    assert ask(server, "/healthz/pages", proxy="http").status == 200


def test_cookies_belong_to_this_very_host(server):
    """Prefix, Secure, no Domain and the whole site: no neighbouring host can plant one."""
    answer = ask(server, "/staff/sign-in/")
    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not any(part.startswith("domain") for part in parts)


NONSENSE = {
    "no request": (b"HELLO\r\n\r\n", 400),
    "no version": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "a long address": (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
    "a header without a name": (b"GET / HTTP/1.1\r\n: <script>\r\n\r\n", 400),
    "two lengths": (
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
    "length and chunks": (
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "an unknown coding": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: <script>alert(1)</script>\r\n\r\n", 501),
    "a length that is none": (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
    "a length below zero": (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    "an empty coding": (
        b"POST / HTTP/1.1\r\nContent-Type: text/plain; charset=\x00\r\n\r\n", 400),
    "a broken header": (b"GET / HTTP/1.1\r\nHost: \x00\x01<script>\r\n\r\n", 400),
}  # fmt: skip


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_answered_with_the_same_headers_and_not_repeated(server, sent):
    given, status = NONSENSE[sent]
    with socket.create_connection(("127.0.0.1", server), timeout=20) as line:
        line.sendall(given)
        line.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        body = answer.read()
    assert answer.status == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert b"script" not in body
    assert b"gunicorn" not in body


def test_it_names_no_program(server):
    """Neither the server nor the framework is told to whoever asks."""
    for path in ("/", "/no/such/page/", "/api/v1/case"):
        answer = ask(server, path)
        told = " ".join(f"{name}: {value}" for name, value in answer.headers.items()).lower()
        assert not any(word in told for word in ("django", "python", "gunicorn")), told


@pytest.mark.parametrize("path", ["/", "/api/v1/case", "/static/web/openredress.css"])
def test_tracing_is_refused(server, path):
    answer = ask(server, path, "TRACE")
    assert (answer.status, answer.body) == (405, b"")


@pytest.mark.parametrize("path", ["/api/v1/case", "/api/v1/cases", "/api/v1/none"])
def test_the_interface_does_not_send_on_what_came_in_the_clear(server, path):
    """A program that is sent on never learns that its receipt code could be read on the way."""
    answer = ask(server, path, proxy="http")
    assert answer.status == 403
    assert b'"plain-http"' in answer.body
    assert "Location" not in answer.headers


def test_django_finds_nothing_to_say_before_deployment():
    words = ["manage", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(
        [sys.executable, "-m", "openredress", *words],
        env=os.environ | {"OPENREDRESS_HTTPS": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "no issues" in done.stdout
