"""What is unsafe in how this installation is set up, in words that an operator can act on.

Nothing here changes anything. Each question looks at one thing and answers with what it found.
"""

import ipaddress
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from openredress.ops import home

HERE = {"localhost", "127.0.0.1", "[::1]", "::1"}
FOR_GROUP, FOR_ALL = stat.S_IRWXG, stat.S_IRWXO


@dataclass(frozen=True)
class Finding:
    """`what` is unsafe, `do` is what to do about it; both are whole sentences.

    `grave`: nobody outside should be let in before it is mended.
    """

    what: str
    do: str
    grave: bool = True


def findings() -> Iterator[Finding]:
    """Everything that is unsafe. The database has to be there."""
    yield from of_settings()
    yield from of_files()
    yield from of_database()


# Settings --------------------------------------------------------------------------------


def of_settings() -> Iterator[Finding]:
    from django.conf import settings

    yield from _debug(settings)
    yield from _hosts(settings)
    yield from _https(settings)
    yield from _address(settings)
    yield from _directory(settings)
    yield from _messages(settings)
    yield from _django()


def _debug(settings: Any) -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding(
            "Error pages show the program's insides, and with them what people wrote.",
            "Take OPENREDRESS_DEBUG away.",
        )


def _hosts(settings: Any) -> Iterator[Finding]:
    for host in settings.ALLOWED_HOSTS:
        if host == "*" or host.startswith("."):
            yield Finding(
                f"Pages are served under any host name that fits “{host}”, so somebody else's "
                "name can be made to show this site.",
                "Name the hosts in OPENREDRESS_HOSTS one by one.",
            )


def _directory(settings: Any) -> Iterator[Finding]:
    issuer = settings.DIRECTORY_ISSUER
    if issuer and urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in HERE:
        yield Finding(
            "The directory is asked in the clear, so somebody between could say who signs in. "
            "Nobody is let in through it as it is.",
            "Let OPENREDRESS_OIDC_ISSUER begin with https://.",
        )


def _messages(settings: Any) -> Iterator[Finding]:
    """Whether what tells petitioners of their cases can be understood."""
    from openredress.notices import gateway, quiet

    for channel, address in (("sms", settings.SMS_URL), ("chat", settings.CHAT_URL)):
        fault = gateway.fault(channel) if address else ""
        if fault:
            yield Finding(
                f"No message goes by {channel}: {fault}.",
                f"Correct OPENREDRESS_{channel.upper()}_URL; see docs/operate/mail.md.",
                grave=False,
            )
    try:
        quiet.hours(settings.QUIET_HOURS)
    except ValueError:
        yield Finding(
            "The quiet hours cannot be read, so the usual ones hold.",
            f"Let OPENREDRESS_QUIET_HOURS be as {quiet.USUAL}, or empty.",
            grave=False,
        )


def of_listening(host: str) -> Iterator[Finding]:
    """What only `serve` knows: where it listens."""
    from django.conf import settings

    if not is_private(host) and not settings.HTTPS:
        yield Finding(
            f"It listens on {host} without HTTPS: whoever is on that network reads what people "
            "write, their receipt codes and the passwords of staff.",
            "Listen on 127.0.0.1 behind a proxy that speaks HTTPS, and set OPENREDRESS_HTTPS=1.",
        )


def _https(settings: Any) -> Iterator[Finding]:
    outside = sorted(host for host in settings.ALLOWED_HOSTS if not is_private(host))
    if outside and not settings.HTTPS:
        yield Finding(
            f"{', '.join(outside)} is served without HTTPS: whoever is on the line reads what "
            "people write, their receipt codes and the passwords of staff.",
            "Put a proxy that speaks HTTPS in front and set OPENREDRESS_HTTPS=1.",
        )
    if settings.HTTPS and settings.URL.startswith("http://"):
        yield Finding(
            f"OPENREDRESS_URL says {settings.URL}, and this site is on HTTPS only.",
            "Let OPENREDRESS_URL begin with https://, so that receipts name a safe address.",
        )


def _address(settings: Any) -> Iterator[Finding]:
    host = urlsplit(settings.URL).hostname
    if host and host not in [named.strip("[]") for named in settings.ALLOWED_HOSTS]:
        yield Finding(
            f"OPENREDRESS_URL names {host}, which OPENREDRESS_HOSTS does not: the address on "
            "receipts opens no page.",
            f"Add {host} to OPENREDRESS_HOSTS.",
            grave=False,
        )


#: What Django says about plain HTTP is said above, in our words, where it matters.
SAID_ABOVE = {
    "security.W004", "security.W008", "security.W012", "security.W016", "security.W018",
}  # fmt: skip


def _django() -> Iterator[Finding]:
    from django.core import checks

    for found in checks.run_checks(include_deployment_checks=True):
        if not found.is_silenced() and found.id not in SAID_ABOVE:
            yield Finding(f"{found.msg} ({found.id})", found.hint or "See the settings.")


def is_private(host: str) -> bool:
    """Whether nobody sits on the line: this machine, or a Tor address, encrypted by itself."""
    return host in HERE or host.endswith((".onion", ".localhost")) or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


# Files -----------------------------------------------------------------------------------


def of_files() -> Iterator[Finding]:
    folder = home.home() / "keys"
    if not folder.is_dir():
        return
    for path in (folder, *sorted(folder.rglob("*.key"))):
        yield from _too_open(path)
    yield from _in_a_repository(folder)


def _too_open(path: Path) -> Iterator[Finding]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & (FOR_GROUP | FOR_ALL):
        return
    who = "every account" if mode & FOR_ALL else "other accounts of its group"
    right = "700" if path.is_dir() else "600"
    yield Finding(
        f"{path} is open to {who} on this machine (mode {mode:03o}).", f"chmod {right} {path}"
    )


def _in_a_repository(folder: Path) -> Iterator[Finding]:
    """Keys below a checkout are one careless `git add` away from everybody."""
    for above in folder.parents:
        if (above / ".git").exists() and not _is_ignored(above, folder):
            yield Finding(
                f"{folder} lies in the repository {above} and could be committed.",
                "Move OPENREDRESS_HOME out of it, or name the folder in .gitignore.",
            )
            return


def _is_ignored(repository: Path, folder: Path) -> bool:
    try:
        lines = (repository / ".gitignore").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    top = folder.relative_to(repository).parts[0]
    return any(line.strip().strip("/") == top for line in lines)


# Database --------------------------------------------------------------------------------


def of_database() -> Iterator[Finding]:
    yield from _line_to_database()
    for ask in (_role, _wall, _log):
        yield from ask(_read)
    yield from _demonstration()
    yield from _second_factors()


def _line_to_database() -> Iterator[Finding]:
    address = urlsplit(os.environ.get("DATABASE_URL", ""))
    host = address.hostname or ""
    is_sure = any(f"sslmode={mode}" in address.query for mode in ("require", "verify-ca",
                                                                  "verify-full"))  # fmt: skip
    if host and not is_private(host) and not is_sure:
        yield Finding(
            f"The line to the database on {host} need not be encrypted.",
            "Add ?sslmode=verify-full to DATABASE_URL, or sslmode=require if it has no "
            "certificate of its own.",
        )


Rows = Callable[[str], list[tuple[Any, ...]]]


def _read(query: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _role(read: Rows) -> Iterator[Finding]:
    from openredress.wall import READER

    rights = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname"
    for name, is_super, passes_by in read(f"{rights} = current_user OR rolname = '{READER}'"):
        if name == READER and (is_super or passes_by):
            yield Finding(
                f"The role {READER} passes by the wall between cases: staff may see any case.",
                f"ALTER ROLE {READER} NOSUPERUSER NOBYPASSRLS;",
            )
        elif is_super:
            yield Finding(
                f"OpenRedress reaches the database as {name}, a superuser: a fault in the program "
                "would reach everything on that server.",
                "Give it a role that owns its database and is no superuser.",
            )


#: Tables with a policy that PostgreSQL does not enforce.
_OPEN = """
SELECT DISTINCT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE NOT c.relrowsecurity ORDER BY 1
"""


def _wall(read: Rows) -> Iterator[Finding]:
    for (table,) in read(_OPEN):
        yield Finding(
            f"Row-level security of {table} is switched off: staff may see cases they must not.",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        )


#: What PostgreSQL must not write into its log, because people wrote it; and what is safe.
LOGGED = {
    "log_statement": {"none", "ddl"},
    "log_min_error_statement": {"log", "fatal", "panic"},
    "log_parameter_max_length_on_error": {"0"},
    "log_min_duration_statement": {"-1"},
    "log_min_messages": {"log", "fatal", "panic"},
}


def _log(read: Rows) -> Iterator[Finding]:
    names = ", ".join(f"'{name}'" for name in LOGGED)
    query = f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY name"  # noqa: S608
    for name, setting in read(query):
        if setting not in LOGGED[name]:
            yield Finding(
                f"PostgreSQL may write what people wrote into its own log ({name} = {setting}).",
                f"Set {name} to {_best(name)} for this database.",
                grave=False,
            )


def _best(name: str) -> str:
    return {"log_statement": "none", "log_min_error_statement": "panic",
            "log_min_messages": "log"}.get(name, min(LOGGED[name]))  # fmt: skip


def _demonstration() -> Iterator[Finding]:
    """Accounts of the demonstration sign in with a password that stands in its leaflet."""
    from django.conf import settings

    from openredress.offices.models import Staff
    from openredress.ops import demo
    from openredress.ops.demo import ground

    if all(map(is_private, settings.ALLOWED_HOSTS)):
        return
    towns = (ground.read(demo.data() / f"{name}.toml") for name in demo.INSTITUTIONS)
    names = {row["username"] for town in towns for row in town.staff}
    here = Staff.objects.filter(username__in=names, is_active=True)
    # They share one hash, and each hash takes a while to try.
    if any(staff.check_password(ground.PASSWORD) for staff in here.distinct("password")):
        yield Finding(
            "Accounts of the demonstration are here, with a password that everybody can read.",
            "Use another OPENREDRESS_HOME, or another database, for real cases.",
        )


def _second_factors() -> Iterator[Finding]:
    """Who has not set one up yet, and who has the one that everybody knows."""
    from django.conf import settings

    from openredress.offices.models import Staff
    from openredress.signin import factors

    at_work = Staff.objects.filter(is_active=True, posts__isnull=False).distinct()
    waiting = at_work.exclude(authenticator__type__in=factors.KINDS).count()
    if waiting:
        yield Finding(
            f"Accounts with a post and without a second factor: {waiting}. Whoever has the first "
            "password of one can set up a second factor of their own.",
            "See `openredress signin list`, and let them sign in; close what nobody needs.",
            grave=False,
        )
    is_open = not all(map(is_private, settings.ALLOWED_HOSTS))
    if is_open and any(map(factors.has_demonstration_key, at_work)):
        yield Finding(
            "Somebody's second factor is that of the demonstration, which everybody can read.",
            "Run `openredress signin reset` for each account of the demonstration.",
        )
