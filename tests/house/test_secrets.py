"""No secret is in the repository, and those of an installation are its own and closed."""

import math
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b"),
    "a token": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{50}|glpat-[\w-]{20}|"
                          r"xox[abpr]-[\w-]{10}|sk-[A-Za-z0-9]{40}|pypi-[\w-]{50})"),
    "an address with a password": re.compile(r"\w+://[^\s:/@\"'<>{}$]+:[^\s:/@\"'<>{}$]{3,}@"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
}  # fmt: skip
#: `name = "value"`, where the name says that the value is secret.
ASSIGNED = re.compile(
    r"\b(?P<name>\w*(?:secret|password|passwd|api_?key|private_?key|signing_?key|token)\w*)"
    r"\s*[:=]\s*[rb]{0,2}[\"'](?P<value>[^\"'\s]{12,})[\"']", re.IGNORECASE
)  # fmt: skip
#: Passwords that are there to be read: of the invented town, and of tests.
OPEN = {"redress-demo", "a-password-for-tests"}
BINARY = {".png", ".ico", ".woff2", ".xlsx", ".gz", ".mo", ".jpg", ".pdf", ".zip"}


def kept() -> list[Path]:
    """Every file that is in the repository, or would be with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    # Where there is no git, as in an unpacked archive, everything that lies there counts.
    folders = [REPOSITORY / name for name in ("src", "tests", "docs", ".ci")]
    found = [REPOSITORY / name for name in listed] or [p for f in folders for p in f.rglob("*")]
    return [path for path in found if path.is_file()]


def entropy(text: str) -> float:
    """Bits for each sign: words of a language have about 3, random signs 4 and more."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def secrets_in(text: str) -> list[str]:
    found = [what for what, pattern in SECRETS.items() if pattern.search(text)]
    for match in ASSIGNED.finditer(text):
        value = match["value"]
        is_random = re.search(r"\d", value) and re.fullmatch(r"[\w+/=-]+", value)
        if value not in OPEN and is_random and entropy(value) > 3.5:
            found.append(f"{match['name']} = {value}")
    return found


def test_no_file_holds_a_secret():
    files = [path for path in kept() if path.suffix not in BINARY]
    assert len(files) > 300
    found = {}
    for path in files:
        if path == Path(__file__):
            continue
        if secrets := secrets_in(path.read_text(encoding="utf-8", errors="replace")):
            found[str(path.relative_to(REPOSITORY))] = secrets
    assert found == {}


def test_no_file_is_one_that_holds_secrets():
    names = re.compile(
        r"(\.key|\.pem|\.p12|\.pfx|\.kdbx|\.sqlite3?|\.dump|id_rsa|id_ed25519|\.env)$"
    )
    assert [str(path) for path in kept() if names.search(path.name)] == []


#: Put together here, so that this file holds none itself.
EXAMPLES = [
    "-----BEGIN " + "RSA PRIVATE KEY-----", "AKIA" + "ABCDEFGHIJKLMNOP", "ghp_" + "a1" * 18,
    "postgresql://openredress:" + "hunter22@db/openredress",
    "SECRET_KEY = '" + "x7Gq2pLm9Zt4Rv8Bn3Ks" + "'", 'api_key: "' + "9f8e7d6c5b4a39281706" + '"',
]  # fmt: skip


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_a_secret_would_be_found(text):
    assert secrets_in(f"before\n{text}\nafter")


@pytest.fixture(scope="module")
def installations():
    """Two new installations, made under the most careless umask there is."""
    ask = ("from openredress.ops import home; home.receipt_key();"
           "from openredress.parties.keys import FileKeeper; FileKeeper().key_id()")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="openredress-secrets-") as folder:
        Path(folder).chmod(0o711)
        homes = [Path(folder) / name / "home" for name in ("one", "two")]
        for home in homes:
            environment = os.environ | {"OPENREDRESS_HOME": str(home)}
            for words in (["-m", "openredress", "proof", "key"],
                          ["-c", f"import django; django.setup(); {ask}"]):  # fmt: skip
                done = subprocess.run(
                    [sys.executable, *words], env=environment, capture_output=True, text=True,
                    check=False, preexec_fn=lambda: os.umask(0),
                )  # fmt: skip
                assert done.returncode == 0, done.stderr
        yield homes


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_closed_whatever_the_umask(installations):
    for home in installations:
        secret = list((home / "keys").glob("*.key"))
        assert {path.name for path in secret} >= {
            "django-secret.key", "receipt.key", "identity.key", "signing.key",
        }  # fmt: skip
        assert {mode(path) for path in secret} == {0o600}
        assert mode(home / "keys") == 0o700
        others = [path for path in home.rglob("*") if mode(path) & 0o022]
        assert others == []


def test_every_installation_has_secrets_of_its_own(installations):
    one, two = installations
    for path in (one / "keys").glob("*.key"):
        assert path.read_bytes() != (two / "keys" / path.name).read_bytes()
    held = [path.read_bytes() for path in (one / "keys").glob("*.key")]
    assert len(set(held)) == len(held)


def test_a_secret_is_never_said(installations):
    """No command that speaks of keys shows one."""
    home = installations[0]
    environment = os.environ | {"OPENREDRESS_HOME": str(home)}
    for words in (["keys", "show"], ["proof", "key"], ["check"], ["manage", "diffsettings"]):
        done = subprocess.run(
            [sys.executable, "-m", "openredress", *words], env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        for path in (home / "keys").glob("*.key"):
            if words == ["manage", "diffsettings"] and path.name == "django-secret.key":
                continue  # Django's own command, which says every setting to whoever has a shell.
            assert path.read_bytes().hex() not in said, (words, path.name)
