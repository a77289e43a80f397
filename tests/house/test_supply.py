"""What OpenRedress stands on: pinned to the byte, free to be passed on, and asked about."""

import json
import os
import subprocess
import threading
import tomllib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCK = tomllib.loads((REPOSITORY / "uv.lock").read_text(encoding="utf-8"))
#: One package can be locked in several versions, for several Pythons.
ROWS = [row for row in LOCK["package"] if row["name"] != "openredress"]
LOCKED = sorted({row["name"] for row in ROWS})


def unpinned(row) -> list[str]:
    """What is wrong with how one package is locked."""
    wrong = [] if set(row["source"]) == {"registry"} else [f"comes from {row['source']}"]
    files = [*row.get("wheels", ()), *([row["sdist"]] if "sdist" in row else ())]
    wrong += [] if files else ["names no file"]
    wrong += [f"{f['url']} has no hash" for f in files
              if len(f.get("hash", "").removeprefix("sha256:")) != 64]  # fmt: skip
    return wrong if row.get("version") else [*wrong, "has no version"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']}-{row['version']}")
def test_it_is_pinned_with_the_hash_of_every_file(row):
    assert unpinned(row) == []


def test_a_package_that_is_not_pinned_is_noticed():
    row = ROWS[0]
    assert unpinned({**row, "source": {"git": "https://example.org/x"}})
    assert unpinned({**row, "wheels": [], "sdist": {"url": "x"}})
    assert unpinned({**row, "wheels": [], "sdist": {"url": "x", "hash": "md5:0"}})
    assert unpinned({k: v for k, v in row.items() if k not in ("wheels", "sdist")})


def test_the_lock_is_the_one_that_the_project_asks_for():
    """`uv` itself says so, without a network."""
    done = uv("lock", "--check", "--offline")
    assert done.returncode == 0, done.stderr


def test_everything_that_runs_is_what_was_locked():
    """The tests prove something about the versions that are locked, and no others."""
    here = {dist.metadata["Name"].lower().replace("_", "-").replace(".", "-"): dist.version
            for dist in metadata.distributions()}  # fmt: skip
    here.pop("openredress", None)
    locked = {(row["name"], row["version"]) for row in ROWS}
    assert set(here.items()) - locked == set()


# Licences ---------------------------------------------------------------------------------

#: Licences whose works may be passed on together with ours, under AGPL-3.0-or-later.
COMPATIBLE = {
    "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Apache-2.0", "PSF-2.0",
    "MPL-2.0", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "GPL-2.0-or-later",
    "GPL-3.0-or-later",
    "AGPL-3.0-or-later", "Unlicense", "CC0-1.0", "HPND", "MIT-CMU", "Zlib", "ZPL-2.1",
    "OFL-1.1",  # A font lies beside the program; it may be bundled with any.
}  # fmt: skip
#: What older packages write in the place of such a name.
SAME_AS = {
    "MIT License": "MIT", "BSD License": "BSD-3-Clause", "BSD": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "BSD 2-Clause License": "BSD-2-Clause",
    "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
    "Apache License 2.0": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0",
    "MIT license": "MIT", "BSD-3": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
    "The Unlicense (Unlicense)": "Unlicense",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}  # fmt: skip
#: Read by hand in the package, because its metadata say nothing, or nothing clear.
BY_HAND = {
    "axe-playwright-python": "MIT", "qrcode": "BSD-3-Clause", "python-dateutil": "Apache-2.0",
    "pytest-django": "BSD-3-Clause", "fido2": "BSD-2-Clause",
    # Beside Apache-2.0 the old licence of Python itself; the tests alone use it.
    "regex": "Apache-2.0",
    # Not installed where the tests run: for Windows.
    "colorama": "BSD-3-Clause", "tzdata": "Apache-2.0", "pywin32": "PSF-2.0",
}  # fmt: skip


def licence(name: str, about) -> str:
    """An expression of licences; "" where a package does not say."""
    if name in BY_HAND:
        return BY_HAND[name]
    if about is None:
        return ""
    named = [c.split("::")[-1].strip() for c in about.get_all("Classifier") or ()
             if c.startswith("License ::")]  # fmt: skip
    said = about.get("License-Expression") or " OR ".join(SAME_AS.get(n, n) for n in named)
    said = said or (about.get("License") or "").strip().partition("\n")[0]
    return SAME_AS.get(said, said)


def may_be_passed_on(expression: str) -> bool:
    """Of what is joined by OR one has to fit, of what is joined by AND all."""
    plain = expression.replace("(", "").replace(")", "")
    return any(
        all(part.partition(" WITH ")[0].strip() in COMPATIBLE for part in either.split(" AND "))
        for either in plain.split(" OR ")
    )


@pytest.mark.parametrize("name", LOCKED)
def test_its_licence_goes_with_ours(name):
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        about = None
    assert may_be_passed_on(licence(name, about)), licence(name, about)


@pytest.mark.parametrize("said", ["", "Proprietary", "GPL-2.0-only", "MIT AND SSPL-1.0", "BUSL-1.1",
                                  "CC-BY-NC-4.0", "Elastic-2.0 OR SSPL-1.0"])  # fmt: skip
def test_a_licence_that_does_not_go_with_ours_is_noticed(said):
    assert not may_be_passed_on(said)


# Known weaknesses -------------------------------------------------------------------------


def uv(*words):
    return subprocess.run(
        [REPOSITORY / ".tools" / "bin" / "uv", *words], cwd=REPOSITORY,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


class Osv(BaseHTTPRequestHandler):
    """The little of osv.dev that `uv audit` asks for."""

    known: tuple[str, ...] = ()

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        self._answer({"results": [
            {"vulns": [{"id": "GHSA-test", "modified": "2026-01-01T00:00:00Z"}]}
            if query["package"]["name"] in self.known else {} for query in asked
        ]})  # fmt: skip

    def do_GET(self):
        package = {"ecosystem": "PyPI", "name": self.known[0]}
        events = [{"introduced": "0"}, {"fixed": "99"}]
        self._answer({
            "id": "GHSA-test", "modified": "2026-01-01T00:00:00Z", "summary": "A hole in it",
            "affected": [{"package": package,
                          "ranges": [{"type": "ECOSYSTEM", "events": events}]}],
        })  # fmt: skip

    def _answer(self, what):
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def database(*known):
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Knows", (Osv,), {"known": known}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def audit(url, **environment):
    return subprocess.run(
        ["sh", REPOSITORY / ".ci" / "audit"], capture_output=True, text=True, check=False,
        env={**os.environ, "OSV_URL": url, "UV_HTTP_RETRIES": "0", "NO_PROXY": "127.0.0.1",
             **environment},
    )  # fmt: skip


def test_the_audit_says_when_nothing_is_known():
    with database() as url:
        done = audit(url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no weakness is known" in done.stdout


def test_the_audit_fails_on_a_known_weakness_and_names_it():
    with database("django") as url:
        done = audit(url)
        assert audit(url, AUDIT_IGNORE="GHSA-test").returncode == 0
    assert done.returncode == 1
    assert "django" in done.stdout
    assert "A hole in it" in done.stdout


def test_an_audit_that_could_not_be_done_never_says_that_all_is_well():
    nowhere = "http://127.0.0.1:1/"
    done = audit(nowhere)
    assert done.returncode == 0
    assert "AUDIT NOT DONE" in done.stderr
    assert "no weakness is known" not in done.stdout
    assert audit(nowhere, STRICT="1").returncode == 1
