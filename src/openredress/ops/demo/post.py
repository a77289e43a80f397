"""What came by e-mail: a grievance, an answer to a question about it, and what a program sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from openredress.cases.models import Case
from openredress.incoming.mailboxes import Mailbox
from openredress.incoming.reading import Mail
from openredress.mailroom import taking, writing

from .ground import Institution

#: By institution: the office, who writes, subject and text, what they add, and what a program says.
LETTERS = {
    "yunchuan": (
        "linjiang-petitions", "lin.hai@example.net", "青石镇小学门口的路灯",
        "青石镇小学门口的三盏路灯坏了两个多月，孩子们放学时天已经黑了。镇上说归县里管，县里说归镇上管。"
        "请明确由谁负责，并尽快修好。",
        "补充一下：坏的是校门左边的三盏，灯杆上的编号是 17、18、19。", "自动回复：我正在休假",
    ),
    "harbourne": (
        "harbourne-relations", "j.okafor@example.net", "Missed bins in Mill Lane",
        "The bins in Mill Lane have not been collected for three weeks. I rang twice and was told "
        "that a van would come the next day. Please collect them and tell me why it happens.",
        "One more thing: numbers 4 to 18 are missed, the other side is collected.",
        "Automatic reply: out of the office",
    ),
}  # fmt: skip


def deliver(institutions: Iterable[Institution], now: datetime) -> None:
    """Takes the mail of each institution as the worker would have taken it today."""
    for institution in institutions:
        office, sender, subject, text, more, program = LETTERS[institution.root]
        box = Mailbox(address=f"{office}@example.org", office=office, language=institution.language)
        hours = iter(timedelta(hours=left) for left in (5, 3, 1))
        filed = _letter(sender, box.address, subject, text)
        taking.take(taking.Came(filed, box), now - next(hours))
        case = Case.objects.filter(channel="email", office__code=office).latest("pk")
        told = Mail(sender=sender, subject=f"Re: {subject}", text=more, quoted=f"> {subject}")
        writing.write(case, told, (), 0, now - next(hours))
        answer = _letter(sender, box.address, program, program)
        taking.take(
            taking.Came(b"Auto-Submitted: auto-replied\r\n" + answer, box), now - next(hours)
        )


def _letter(sender: str, to: str, subject: str, text: str) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter.set_content(text)
    return letter.as_bytes()
