"""The mailboxes of offices, as a file names them. It holds no password: it says where one is.

[[mailbox]]
address = "petitions@example.org"
office = "petitions"                # the code of the office
language = "zh-hans"                # of what is answered where a mail does not show its own
host = "imap.example.org"           # left out where mail comes through `openredress receive`
password_file = "/run/secrets/petitions-mail"
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

TLS = ("tls", "starttls", "none")
PORTS = {"tls": 993, "starttls": 143, "none": 143}
HERE = ("localhost", "127.0.0.1", "::1")


class BadMailboxes(ValueError):  # noqa: N818  what the reader is told
    """The file cannot be used; the text says why, in a sentence for the operator."""


@dataclass(frozen=True)
class Mailbox:
    """One mailbox. Mail in it that answers nothing is a new filing at the `office`, unless it
    takes `only_replies`. What was taken is deleted there, or moved to the folder `keep_in`.
    """

    address: str
    office: str
    language: str = ""
    only_replies: bool = False
    host: str = ""
    port: int = 0
    tls: str = "tls"
    user: str = ""
    password_file: str = ""
    password_env: str = ""
    folder: str = "INBOX"
    keep_in: str = ""

    def password(self) -> str:
        """Read when it is used. Raises `BadMailboxes`."""
        if self.password_env:
            return os.environ.get(self.password_env, "")
        try:
            return Path(self.password_file).read_text().strip()
        except OSError as error:
            said = f"The password of {self.address} cannot be read: {error.strerror}."
            raise BadMailboxes(said) from error


def mailboxes() -> tuple[Mailbox, ...]:
    """What the file names, in its order; none without a file. Raises `BadMailboxes`."""
    if not settings.MAILBOXES:
        return ()
    try:
        with open(settings.MAILBOXES, "rb") as file:
            found = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadMailboxes(f"{settings.MAILBOXES} cannot be read: {error}.") from error
    boxes = tuple(_mailbox(each) for each in found.get("mailbox", []))
    _refuse_twice(boxes)
    return boxes


def named(address: str, boxes: tuple[Mailbox, ...]) -> Mailbox | None:
    return next((box for box in boxes if box.address == address.strip().lower()), None)


def own_addresses(boxes: tuple[Mailbox, ...]) -> frozenset[str]:
    """Addresses that we write from or are written to; mail from one of them would be a loop."""
    ours = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">").strip().lower()
    return frozenset({ours, settings.REPLY_ADDRESS.lower(), *(box.address for box in boxes)})


def _mailbox(given: dict[str, Any]) -> Mailbox:
    unknown = set(given) - set(Mailbox.__dataclass_fields__)
    if unknown:
        raise BadMailboxes(f"A mailbox has no “{min(unknown)}”; docs/operate/incoming.md has all.")
    if not given.get("address") or not given.get("office"):
        raise BadMailboxes("Each mailbox needs an address and an office.")
    box = Mailbox(**{**given, "address": str(given["address"]).strip().lower()})
    wrong = _wrong(box)
    if wrong:
        raise BadMailboxes(f"The mailbox {box.address} {wrong}")
    return _completed(box)


def _wrong(box: Mailbox) -> str:
    if box.tls not in TLS:
        return "has a tls that is none of: tls, starttls, none."
    if box.host and box.tls == "none" and box.host not in HERE:
        return 'would be read in the clear; tls = "none" is for a server on this machine.'
    if box.host and not (box.password_file or box.password_env):
        return "needs a password_file or a password_env."
    if box.language and box.language not in dict(settings.LANGUAGES):
        return "has a language that is not spoken here."
    return ""


def _completed(box: Mailbox) -> Mailbox:
    more = {"port": box.port or PORTS[box.tls], "user": box.user or box.address}
    return Mailbox(**{**vars(box), **more})


def _refuse_twice(boxes: tuple[Mailbox, ...]) -> None:
    seen = [box.address for box in boxes]
    twice = next((address for address in seen if seen.count(address) > 1), "")
    if twice:
        raise BadMailboxes(f"The mailbox {twice} is named twice.")
