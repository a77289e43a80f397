"""The ways in which a petitioner can be told, and which of them this installation has.

Which ones somebody chose is sealed with their contact: the outbox does not say whether there is
any, and a look into the database tells of nobody how they can be reached.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openredress.parties.details import Details

EMAIL, SMS, CHAT, LETTER = "email", "sms", "chat", "letter"
CHANNELS = (EMAIL, SMS, CHAT, LETTER)

NAMES: Mapping[str, str | Promise] = {
    EMAIL: _("By e-mail"),
    SMS: _("By text message (SMS)"),
    CHAT: _("By chat message"),
    LETTER: _("By letter"),
}
#: The detail of who filed that each way needs.
NEEDS: Mapping[str, str] = {EMAIL: "email", SMS: "phone", CHAT: "chat", LETTER: "address"}

#: What may be put into the address of a gateway: nothing that could name a second recipient.
_NUMBER = re.compile(r"\+?[0-9]{4,20}")
_CHAT = re.compile(r"[@+]?[A-Za-z0-9](?:[A-Za-z0-9_.:@-]{0,98}[A-Za-z0-9])?")


def offered() -> tuple[str, ...]:
    """The ways that this installation can go, in order."""
    there = {
        EMAIL: bool(settings.EMAIL_HOST),
        SMS: bool(settings.SMS_URL),
        CHAT: bool(settings.CHAT_URL),
        LETTER: settings.LETTERS,
    }
    return tuple(channel for channel in CHANNELS if there[channel])


def hints() -> Mapping[str, str]:
    """What each way means, for whoever chooses."""
    found = {
        EMAIL: _("To the e-mail address that you gave."),
        SMS: _("To the telephone number that you gave, and not at night."),
        CHAT: _("To where you are reached by chat, and not at night."),
        LETTER: _("To the postal address that you gave. Whoever prints and posts the letter reads "
                  "your name and address on it; your page says each time that they did."),
    }  # fmt: skip
    if settings.CHAT_NAME:
        found[CHAT] = gettext("By %(service)s, and not at night.") % {"service": settings.CHAT_NAME}
    if not settings.QUIET_HOURS.strip():
        found[SMS] = _("To the telephone number that you gave, at any hour.")
        found[CHAT] = _("To where you are reached by chat, at any hour.")
    return {way: str(text) for way, text in found.items()}


def chosen(details: Details) -> tuple[str, ...]:
    """The ways that somebody chose, as far as they are offered and there is a contact for each."""
    wanted = details.tell_by.split()
    return tuple(c for c in offered() if c in wanted and contact(c, details))


def kept(channels: Iterable[str]) -> str:
    """The choice as it is sealed."""
    wanted = set(channels)
    return " ".join(channel for channel in CHANNELS if channel in wanted)


def contact(channel: str, details: Details) -> str:
    """Where somebody is reached on this way; "" where they cannot be."""
    given = str(getattr(details, NEEDS[channel])).strip()
    if channel == SMS:
        return number(given)
    if channel == CHAT:
        return given if _CHAT.fullmatch(given) else ""
    return given


def number(given: str) -> str:
    """A telephone number without what people write between its digits; "" if it is none."""
    bare = re.sub(r"[\s()./-]", "", given)
    return bare if _NUMBER.fullmatch(bare) else ""


def reference(key: int) -> str:
    """What stands on a letter and on the list of letters, so that the two can be matched. It says
    nothing of the case, nor how many letters there were.
    """
    said = f"openredress letter {key}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256)
    digits = f"{int.from_bytes(digest) % 10**8:08}"
    return f"{digits[:4]}-{digits[4:]}"


def missing(channels: Collection[str], there: Collection[str]) -> tuple[str, ...]:
    """The details that these ways need and that are not `there`."""
    return tuple(NEEDS[c] for c in CHANNELS if c in channels and NEEDS[c] not in there)
