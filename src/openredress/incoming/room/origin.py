"""Whether a mail was written by somebody or by a program, and what came back undelivered."""

import re
from email.message import EmailMessage

from .parsing import content_of, kind_of, parameter, source, sources

#: RFC 3834 and what was in use before it.
BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
BY_PROGRAMS = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-loop", "list-id")
DAEMONS = re.compile(r"(mailer-daemon|postmaster|double-bounce)@", re.IGNORECASE)
REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")
#: Set by the mail server's own filter.
SPAM = {"x-spam-flag": ("yes",), "x-spam-status": ("yes",), "x-spam": ("yes", "true")}
STATUS = re.compile(r"^status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
FAILED = re.compile(r"^action:\s*failed\b", re.IGNORECASE | re.MULTILINE)


def kind_of_program(mail: EmailMessage) -> str:
    """How one sees that a program sent it: the name of a header, "" for mail of a person."""
    submitted = source(mail, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return "auto-submitted"
    if source(mail, "precedence").lower() in BULK:
        return "precedence"
    if source(mail, "return-path") == "<>":
        return "return-path"
    if kind_of(mail) in REPORTS:
        return "report"
    if any(DAEMONS.search(value) for value in sources(mail, "from", "sender")):
        return "from"
    return next((name for name in BY_PROGRAMS if any(sources(mail, name))), "")


def bounce_of(mail: EmailMessage) -> str:
    """The status (RFC 3463) of a delivery that failed for good, "" if the mail tells of none."""
    if kind_of(mail) != "multipart/report" or "delivery" not in parameter(mail, "report-type"):
        return ""
    for part in mail.walk():
        if kind_of(part) == "message/delivery-status":
            said = _lines(part)
            if FAILED.search(said):
                status = STATUS.search(said)
                return status[1] if status else "5.0.0"
    return ""


def _lines(part: EmailMessage) -> str:
    """The fields of a report, however the parser has divided them."""
    if not part.is_multipart():
        return content_of(part).decode("ascii", "replace")
    return "\n".join(
        f"{name}: {value}" for inner in part.walk() for name, value in inner.raw_items()
    )


def is_spam(mail: EmailMessage) -> bool:
    return any(
        value.lower().startswith(marks)
        for name, marks in SPAM.items()
        for value in sources(mail, name)
    )
