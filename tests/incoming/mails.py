"""Mail as it comes: written by mailers, by programs, and by hand where it has to be wrong."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

SENDER = "zhang.wei@example.net"


def mail(
    text="The road is still broken.", *, to="petitions@example.org", sender=SENDER,
    subject="The road", files=(), html="", **headers,
):  # fmt: skip
    """The bytes of a mail of an ordinary mailer; `files` are (name, content)."""
    letter = EmailMessage(policy=SMTP)
    if sender:
        letter["From"] = f"Zhang Wei <{sender}>"
    letter["To"] = to
    letter["Subject"] = subject
    letter["Message-ID"] = make_msgid(domain="example.net")
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    for name, content in files:
        letter.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    # What servers add on the way.
    way = b"Received: from [192.0.2.77] by mx.example.org\r\nX-Originating-IP: 192.0.2.77\r\n"
    return way + letter.as_bytes()


def raw(head: str, body: bytes, charset="ascii") -> bytes:
    """A mail written by hand."""
    return head.strip().replace("\n", "\r\n").encode(charset) + b"\r\n\r\n" + body


def report(message_id: str, action="failed", status="5.1.1") -> bytes:
    """What a mail server sends back (RFC 3464)."""
    return raw(
        f"""From: MAILER-DAEMON@mx.example.net
To: redress@example.org
Return-Path: <>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <x{abs(hash((message_id, action)))}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b\"""",
        f"""--b
Content-Type: text/plain

I could not deliver it.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; zhang.wei@example.net
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: redress@example.org
Message-ID: {message_id}

--b--
""".replace("\n", "\r\n").encode(),
    )
