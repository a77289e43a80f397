"""What a real server leaves behind in its logs while people file, follow and run into errors."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg
import pytest
from tests.ops.test_cli import _answer, free_port

from openredress.ops.database import Cluster

TOLD = {
    "text": "Overseer Blackwood took my chickens.", "name": "Zhang Weiming",
    "phone": "0000-5551234", "email": "weiming@example.org", "revealing": "I am the only baker.",
}  # fmt: skip
BROWSER, CAME_FROM, ASKED = "Tell-Tale/9", "203.0.113.77", "who-is-asking"
PASSWORD = "a-wrong-password-for-this"
OPENREDRESS = [sys.executable, "-m", "openredress"]


class Visitor:
    """A browser that says too much about itself."""

    def __init__(self, site):
        self.site = site
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.opener.addheaders = [("User-Agent", BROWSER), ("X-Forwarded-For", CAME_FROM)]
        self.page = ""

    def go(self, path, given=None, **headers):
        """Follows to the page and remembers it; the status, whatever it is."""
        address = f"{self.site}{path}{'&' if '?' in path else '?'}{ASKED}=1"
        body = None
        if given is not None:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
            body = urllib.parse.urlencode(
                {"csrfmiddlewaretoken": token[1] if token else "", **given}
            ).encode()
        try:
            answer = self.opener.open(urllib.request.Request(address, body, headers), timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        self.page = answer.read().decode(errors="replace")
        return answer.status


@pytest.fixture
def server():
    """A server, its database, and what it wrote to stderr once it is stopped."""
    with tempfile.TemporaryDirectory(prefix="openredress-logs-") as home:
        Path(home).chmod(0o711)
        cluster, port = Cluster(Path(home) / "pgdata", fsync="off"), free_port()
        url = cluster.hold()
        environment = {**os.environ, "OPENREDRESS_HOME": home, "DATABASE_URL": url}
        load = [*OPENREDRESS, "offices", "load", str(_chart(Path(home)))]
        subprocess.run(load, env=environment, check=True, capture_output=True)
        process = subprocess.Popen(
            [*OPENREDRESS, "serve", "--port", str(port), "--workers", "1"],
            env=environment, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        _answer(f"http://127.0.0.1:{port}/healthz/pages")

        def stop():
            process.send_signal(signal.SIGTERM)
            written = process.communicate(timeout=60)[1]
            worker = subprocess.run(
                [*OPENREDRESS, "work", "--once"], env=environment, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            database = Path(home, "pgdata", "log").read_text(errors="replace")
            assert database, "the database writes a log"
            return written, worker.stdout + worker.stderr, database

        yield f"http://127.0.0.1:{port}", url, stop
        if process.poll() is None:
            process.kill()
        cluster.release()


def _chart(folder):
    path = folder / "town.toml"
    path.write_text('[[office]]\ncode = "hall"\nen = "Town hall"\nregisters = true\n')
    return path


def test_nothing_about_anybody_is_left_in_the_logs(server):
    site, url, stop = server
    visitor = Visitor(site)
    code = _files(visitor)
    _follows(visitor, code)
    _runs_into_errors(visitor, site, code)
    _meets_a_broken_database(visitor, url)
    written, worker, database = stop()

    said = written.splitlines()
    assert said[0].startswith("OpenRedress is at http://127.0.0.1")
    errors = "\n".join(said[1:])
    assert errors.count("Internal Server Error") >= 2, errors
    assert "psycopg.errors.CheckViolation" in errors
    assert "psycopg.errors.UndefinedTable" in errors
    told = [*TOLD.values(), "Blackwood", "Weiming", BROWSER, CAME_FROM, "127.0.0.1", ASKED,
            PASSWORD, code, code.replace(" ", ""), code.replace(" ", "-"), code[:9]]  # fmt: skip
    for where, text in (("server", errors), ("worker", worker), ("database", database)):
        found = [word for word in told if word in text]
        assert found == [], f"{where}: {text}"


def _files(visitor):
    _fills_in(visitor)
    assert visitor.go("/file/check/", {}) == 200
    return re.search(r"(\d{4} ){4}\d{4}", visitor.page)[0]


def _fills_in(visitor):
    visitor.go("/file/")
    visitor.go("/file/", {})
    pages = {
        "what-happened": {"text": TOLD["text"]}, "where": {"place_words": "By the mill"},
        "about-what": {}, "office": {"way": "suggested"}, "keep-out": {},
        "for-whom": {"whom": "myself"}, "who-you-are": TOLD,
    }  # fmt: skip
    for slug, given in pages.items():
        if visitor.go(f"/file/{slug}/") == 200:
            assert visitor.go(f"/file/{slug}/", given) == 200, visitor.page
    assert visitor.go("/file/check/") == 200
    assert TOLD["name"] in visitor.page


def _follows(visitor, code):
    visitor.go("/case/open/")
    assert visitor.go("/case/open/", {"code": "1" * 20}) == 200
    assert visitor.go("/case/open/", {"code": code}) == 200
    number = re.search(r"\d{4}-\d{6,}-\d", visitor.page)[0]
    assert visitor.go(f"/case/{number}/details/") == 200
    assert visitor.go(f"/case/{number}/details/", {"phone": TOLD["phone"]}) == 200


def _runs_into_errors(visitor, site, code):
    joined = code.replace(" ", "")
    for path in (f"/case/{joined}/", f"/{joined}", f"/no/such/{TOLD['name'].replace(' ', '%20')}/",
                 f"/desk/find/?number={TOLD['phone']}&", f"/file/?{TOLD['phone']}",
                 f"/api/v1/{joined}"):  # fmt: skip
        visitor.go(path)
    visitor.page = ""
    assert visitor.go("/file/what-happened/", {"text": TOLD["text"]}) == 403  # no token
    visitor.go("/staff/sign-in/")
    visitor.go("/staff/sign-in/", {"login": TOLD["name"], "password": PASSWORD})
    visitor.go("/", Host="tell-tale.example")
    visitor.go("/api/v1/case", Authorization=f"Receipt {code}")
    body = json.dumps({"text": TOLD["text"], "petitioner": {"email": "not one", **TOLD}}).encode()
    for sent in (body, body[:-3]):
        request = urllib.request.Request(
            f"{site}/api/v1/cases", sent, {"Content-Type": "application/json"}
        )
        with pytest.raises(urllib.error.HTTPError):
            visitor.opener.open(request, timeout=20)
    port, head = int(site.rpartition(":")[2]), f"GET /?{ASKED} HTTP/1.1\r\n"
    for line in (f"GET /?{joined} HTTP/9.9\r\n", f"{TOLD['text']}\r\n",
                 f"{head}User-Agent {BROWSER}\r\n",
                 f"{head}Host: x\r\nContent-Length: {TOLD['name']}\r\n"):  # fmt: skip
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
            raw.sendall(f"{line}\r\n".encode())
            raw.recv(4096)


def _meets_a_broken_database(visitor, url):
    """The messages of these errors repeat what was to be stored."""
    other = Visitor(visitor.site)
    _fills_in(other)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("ALTER TABLE cases_journalentry ADD CONSTRAINT no CHECK (false) NOT VALID")
        assert other.go("/file/check/", {}) == 500
        given = {"text": TOLD["text"], "petitioner": {"name": TOLD["name"]}}
        request = urllib.request.Request(
            f"{visitor.site}/api/v1/cases?{ASKED}={TOLD['phone']}",
            json.dumps(given).encode(),
            {"Content-Type": "application/json"},
        )
        with pytest.raises(urllib.error.HTTPError, match="HTTP Error 5"):
            visitor.opener.open(request, timeout=20)
        _fills_in(other)
        owner.execute("ALTER TABLE intake_draft RENAME TO elsewhere")
        assert other.go("/file/what-happened/", {"text": TOLD["text"]}) == 500
        # The worker meets an error too: something is due, and its journal cannot be written.
        owner.execute("UPDATE cases_case SET act_at = now() - interval '1 day', next_limit = ''")
