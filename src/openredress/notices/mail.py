"""A notice as an e-mail."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from openredress.incoming.addresses import reply_to

from . import names
from .kinds import Message
from .models import Notice


def letter(notice: Notice, message: Message, address: str) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {
        # The same at every try, so that one that arrives twice is recognised.
        "Message-ID": f"<{names.name_of(notice.pk)}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": notice.language,
    }
    # What is written to the reply address of a case comes into it as the petitioner's.
    is_petitioners = notice.case is not None and not (notice.member_id or notice.side_id)
    answer_to = reply_to(notice.case) if notice.case and is_petitioners else ""
    with translation.override(notice.language):
        text = f"{message.text}\n{_foot(answer_to)}\n"
    return EmailMessage(
        message.subject, text, to=[address], headers=headers,
        reply_to=[answer_to] if answer_to else None,
    )  # fmt: skip


def _foot(answer_to: str) -> str:
    if answer_to:
        return _(
            "This message was sent by a program. You can answer it: what you write comes into "
            "your case, where the office reads it."
        )
    return _("This message was sent by a program. Answers to it are not read.")
