"""A mail becomes a message in its case, or a filing, through the same actions as on paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from openredress.attachments.taking import Received
from openredress.cases import actions
from openredress.cases.access import NotHere, chain_for
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.procedure import Act, Role
from openredress.core.refusals import Code, Refusal
from openredress.core.steps import MAX_TEXT
from openredress.incoming.mailboxes import BadMailboxes, Mailbox
from openredress.incoming.models import TakenMail
from openredress.incoming.reading import Enclosed, Mail
from openredress.notices import outbox
from openredress.offices.models import Office
from openredress.web.languages import language_of

from .sorting import Way

#: How often a case is told that mail has come: a loop that nothing else has stopped ends here.
ONCE_IN = timedelta(hours=1)
#: What a program may leave of a text that is too long for the journal; the whole goes as a file.
CUT = MAX_TEXT - 1000


def act(
    mail: Mail, way: Way, files: Sequence[Received], refused: int, now: datetime,
    received_on: date | None = None, clerk: Actor | None = None,
) -> int | Refusal:  # fmt: skip
    """The key of the first case of the chain that the mail went to, or why it did not go there."""
    if way.cases:
        done = [write(case, mail, files, refused, now) for case in way.cases]
        return next((d for d in done if isinstance(d, Refusal)), way.cases[0].pk)
    assert way.box is not None
    return file(mail, way.box, files, refused, now, received_on, clerk)


# Into a case -----------------------------------------------------------------------------


def write(
    root: Case, mail: Mail, files: Sequence[Received], refused: int, now: datetime
) -> int | Refusal:
    """A message of the petitioner in the highest level of the chain that takes one."""
    actor = Actor.petitioner(root.number)
    found = _takes_messages(actor, now)
    if found is None:
        return Refusal(Code.NOT_IN_THIS_STAGE)
    number, step = found
    for file in files:
        refused += isinstance(actions.add_received(number, actor, file, now), Refusal)
    with translation.override(language_of(root.language)):
        text = _said(mail) or _("The e-mail had no text, only files.")
    params = {
        "text": text[:CUT], "quoted": mail.quoted[:MAX_TEXT], "channel": "email",
        "files_refused": refused,
    }  # fmt: skip
    done = actions.take(number, actor, step, params, now)
    if isinstance(done, Refusal):
        return done
    _confirm(root, mail, refused, now)
    return root.pk


def _takes_messages(actor: Actor, now: datetime) -> tuple[str, str] | None:
    """The case, and the step by which the petitioner writes there; `None` where all is over."""
    try:
        levels = chain_for(actor, now)
    except NotHere:
        return None
    for level in reversed(levels):
        step = next((s for s in level.steps if s.act is Act.MESSAGE), None)
        if step is not None:
            return level.case.number, step.id
    return None


def _confirm(root: Case, mail: Mail, refused: int, now: datetime) -> None:
    """To the address on file, whoever the mail says it is from: so a forged one is found out."""
    lately = TakenMail.objects.filter(case=root, is_answered=True, taken_at__gt=now - ONCE_IN)
    if mail.wants_no_answer or lately.exists():
        return
    outbox.queue("mail-written-in-part" if refused else "mail-written", root, root.language, now)


# A new filing ----------------------------------------------------------------------------


def file(
    mail: Mail, box: Mailbox, files: Sequence[Received], refused: int, now: datetime,
    received_on: date | None, clerk: Actor | None = None,
) -> int | Refusal:  # fmt: skip
    """A case at the office of the mailbox. What it is about and where is left open: the clerk who
    registers it says so, with the suggestion as for any other.
    """
    language = spoken(mail, box)
    with translation.override(language):
        text = _with_subject(mail, mail.whole) or _("The e-mail had no text, only files.")
    filing = actions.Filing(
        text=text[:CUT],
        office=office_of(box).pk,
        language=language,
        channel="email",
        received_on=received_on,
        identity={"email": mail.sender} if mail.sender else None,
        files=tuple(_each_once(files)),
        files_refused=refused,
    )
    filed = actions.file_case(filing, clerk or Actor(Role.PETITIONER), now)
    if isinstance(filed, Refusal):
        return filed
    if mail.sender and not mail.wants_no_answer:
        outbox.queue("mail-filed", filed.case, language, now)
    return filed.case.pk


def _each_once(files: Sequence[Received]) -> list[Received]:
    return list({file.added.received_sha256: file for file in files}.values())


def office_of(box: Mailbox) -> Office:
    """The office whose mailbox it is. Raises `BadMailboxes`."""
    office = Office.objects.filter(code=box.office).first()
    if office is None:
        raise BadMailboxes(f"The mailbox {box.address} names an office that is not there.")
    return office


def spoken(mail: Mail, box: Mailbox | None) -> str:
    """The language to answer in: what the mail says of itself, else what it is mostly written in,
    else that of the mailbox. The clerk sees it with the case and can write otherwise.
    """
    if mail.language:
        return language_of(mail.language)
    text = f"{mail.subject} {mail.whole}"[:5000]
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    if chinese * 3 > latin and chinese:
        return language_of("zh")
    return language_of("en" if latin > 40 else box.language if box else "")


# What was said ---------------------------------------------------------------------------

ANSWERS = ("re", "fw", "fwd", "aw", "sv", "回复", "答复", "回覆", "转发", "轉寄")


def _said(mail: Mail) -> str:
    """What was written; with the subject where it is not merely that of an answer."""
    is_answer = mail.subject.lower().replace("：", ":").partition(":")[0].strip() in ANSWERS
    return mail.text.strip() if is_answer and mail.text.strip() else _with_subject(mail, mail.text)


def _with_subject(mail: Mail, text: str) -> str:
    return "\n\n".join(part for part in (mail.subject.strip(), text.strip()) if part)


def whole_as_file(mail: Mail) -> Mail:
    """A text that is too long for the journal goes in as a file too, so that nothing is lost."""
    if len(mail.whole) <= CUT:
        return mail
    content = f"{mail.subject}\n\n{mail.whole}".encode("utf-8", "replace")
    return replace(mail, files=(Enclosed("message.txt", content), *mail.files))
