"""What a reader should know of what came by e-mail."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openredress.core import events


def mail_note(event: events.Event, to_petitioner: bool) -> str:
    """How sure it is who wrote, and what could not be taken; "" for what came another way."""
    if getattr(event, "channel", "") != "email":
        return ""
    refused = getattr(event, "files_refused", 0)
    missing = ngettext(
        "%(count)d file that came with it could not be taken.",
        "%(count)d files that came with it could not be taken.",
        refused,
    ) % {"count": refused}
    return " ".join(
        text for text in (_how_sure(event, to_petitioner), missing if refused else "") if text
    )


def _how_sure(event: events.Event, to_petitioner: bool) -> str:
    if to_petitioner and isinstance(event, events.MessageWritten):
        return _(
            "It came to the reply address of your case. If you did not write it, say so in a "
            "message, and end the address under “Name and contact”."
        )
    if to_petitioner:
        return ""
    if isinstance(event, events.MessageWritten):
        return _(
            "It came to the reply address of the case. Whoever knows that address can write so, so "
            "ask back before you act on something that would harm them if it were not theirs."
        )
    if isinstance(event, events.Filed) and event.level == 1:
        return _(
            "It came by e-mail. The sender was sent number and receipt; that it is really them is "
            "not proven. What it is about and where is left for you to enter."
        )
    return ""
